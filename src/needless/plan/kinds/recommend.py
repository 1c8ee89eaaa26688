"""A recommendation that somebody has coming: the gift that takes a quarter of an hour, once a month at most (M16)."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from needless.contacts.models import Contact
from needless.owners.models import Owner
from needless.plan.candidates import Candidate, Desk
from needless.plan.models import Suggestion
from needless.recommending.coming import who_has_one_coming

name = "recommend"
MOST = 3
APART = timedelta(days=30)
WORTH = 1.0
CHANNELS = ("message", "mail")


def candidates(owner: Owner, on: date, desk: Desk) -> list[Candidate]:
    """Those with the best founded one coming; nobody where one was suggested in the last month."""
    suggested = Suggestion.objects.of(owner).filter(kind=name, on__gt=on - APART, on__lt=on)
    if suggested.exists():
        return []
    coming = who_has_one_coming(owner, on, MOST)
    ids = [each.contact.pk for each in coming]
    people = {c.pk: c for c in desk.people().filter(pk__in=ids)} if ids else {}
    return [
        Candidate(people[each.contact.pk], name, each.why, WORTH, CHANNELS, _action(each.contact), _in_hand(each.contact))
        for each in coming
        if each.contact.pk in people
    ]  # fmt: skip


def _action(contact: Contact) -> str:
    return _("Recommend %(name)s") % {"name": contact.name}


def _in_hand(contact: Contact) -> dict[str, str]:
    """The page on which it is written, with the facts beside it."""
    url = f"{reverse('recommendation-new')}?contact={contact.pk}"
    return {"kind": "recommendation", "title": _("What you could say, and where it stands"), "url": url}
