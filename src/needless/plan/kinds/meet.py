"""An online thread that is ripe for a meeting: coffee when near, lunch on a trip; and what was agreed (M12)."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from needless.meetings.prelude import Ripe, ripe_threads
from needless.owners.models import Owner
from needless.plan.candidates import Candidate, Desk

name = "meet"
MOST = 20
WORTH, WORTH_ON_TRIP = 1.1, 1.7
CHANNELS = ("meeting",)


def candidates(owner: Owner, on: date, desk: Desk) -> list[Candidate]:
    """Those who can be met: near, or where the owner will be. Who is far is left to the other kinds."""
    ripe = {r.contact.pk: r for r in ripe_threads(owner, on, MOST) if r.step in {"coffee", "lunch"}}
    people = {contact.pk: contact for contact in desk.people().filter(pk__in=list(ripe))}
    return [
        Candidate(
            people[pk], name, reason(each), WORTH_ON_TRIP if each.trip else WORTH, CHANNELS, _action(each),
            {"kind": "meeting", "title": _("Three free times, and the words"), "url": _address(each)},
        )
        for pk, each in ripe.items()
        if pk in people
    ]  # fmt: skip


def _address(ripe: Ripe) -> str:
    trip = f"&kind=lunch&trip={ripe.trip.pk}" if ripe.trip else ""
    return f"{reverse('meeting-new')}?contact={ripe.contact.pk}{trip}"


def reason(ripe: Ripe) -> str:
    """Why meet, and why now."""
    facts = {
        "name": ripe.contact.first_name,
        "place": ripe.trip.place if ripe.trip else ripe.contact.place.split(",")[0],
    }
    if ripe.trip:
        return _("You will be in %(place)s, where %(name)s is.") % facts
    if ripe.met_on is None and not ripe.contact.met_in_person:
        return _("You and %(name)s have talked, and never met; %(name)s is in %(place)s, near you.") % facts
    return _("You and %(name)s have not sat together for long; %(name)s is in %(place)s, near you.") % facts


def _action(ripe: Ripe) -> str:
    words = {"coffee": _("Ask %(name)s to a coffee"), "lunch": _("Ask %(name)s to lunch")}
    return words[ripe.step] % {"name": ripe.contact.name}
