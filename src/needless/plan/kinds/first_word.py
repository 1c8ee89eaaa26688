"""Connected and never talked (M8, M12): fills a fresh plan where nothing else does, and says so."""

from __future__ import annotations

from datetime import date

from django.db.models import F, Q
from django.utils.translation import gettext as _

from needless.contacts.models import Contact
from needless.owners.models import Owner
from needless.plan import words
from needless.plan.candidates import Candidate, Desk

name = "first_word"
MOST = 40
WORTH = 0.35  # an answer from somebody who was never talked with is a matter of luck
CHANNELS = ("message", "mail")


def candidates(owner: Owner, on: date, desk: Desk) -> list[Candidate]:
    """Those with a hook first (met in person, a line on how you met, an organisation), then the newest."""
    people = (
        desk.people()
        .filter(Q(connected_on=None) | Q(connected_on__lte=on), last_talk_on=None)
        .annotate(has_story=~Q(how_we_met=""), has_work=~Q(organisation=""))
    )
    newest = people.order_by(
        "-met_in_person", "-has_story", "-has_work", F("connected_on").desc(nulls_last=True), "pk"
    )
    return [Candidate(c, name, reason(c, on), WORTH, CHANNELS) for c in newest[:MOST]]


def reason(contact: Contact, on: date) -> str:
    """The honest state of it, and the hook."""
    facts = {"name": contact.first_name, "organisation": contact.organisation, "month": ""}
    if not contact.connected_on:
        return _("You have %(name)s's address, and no talk with them is on record.") % facts
    facts["month"] = words.month(contact.connected_on)
    if contact.organisation:
        return _("You connected in %(month)s and never talked; %(name)s is at %(organisation)s.") % facts
    return _("You and %(name)s connected in %(month)s and never talked.") % facts
