"""What is open between the owner of the demo and others: promises both ways, an old need, a line that waits for a name (M16)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from needless.demo.richness import Hand
from needless.helping.models import Promise, UnfiledLine, Wish

OLD_DAYS = 160  # a need of so long ago is asked about again


def write_open_things(hand: Hand) -> None:
    """None of it is due today: the plan of the first day is as it would be without."""
    people = [hand.contacts[p.name] for p in hand.among("close", "community")[:3]]
    if len(people) < 3:
        return
    about, on = {"owner": hand.owner}, hand.on
    mine, theirs, asking = people
    day = timedelta(days=1)
    Promise.objects.create(
        **about,
        contact=mine,
        text="the recipe for the fish soup",
        mine=True,
        made_on=on - 2 * day,
        due_on=on + 6 * day,
    )
    Promise.objects.create(
        **about,
        contact=theirs,
        text="the photos of the last hike",
        mine=False,
        made_on=on - 5 * day,
        due_on=on + 4 * day,
    )
    Wish.objects.create(
        **about,
        contact=asking,
        kind=Wish.Kind.NEED,
        text="a second-hand cello for a child",
        on=on - OLD_DAYS * day,
    )
    UnfiledLine.objects.create(
        **about,
        text="coffee with Delphine, she knows a good carpenter",
        question=_("Who is “%(name)s”? Nobody of yours fits.") % {"name": "Delphine"},
        at=timezone.make_aware(datetime.combine(on - day, time(18))),
    )
