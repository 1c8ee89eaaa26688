"""A tie that the owner wants to keep, and that is about to fall below what they want of it (M9)."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from needless.contacts.models import Contact
from needless.owners.models import Owner
from needless.plan import words
from needless.plan.candidates import Candidate, Desk

name = "fading"
AHEAD_DAYS = 10
MOST = 80
LIKELY = 0.4


def candidates(owner: Owner, on: date, desk: Desk) -> list[Candidate]:
    """Those whose day to fade is near or past; first who fades just now, for they are the easiest to keep."""
    soon = desk.people().filter(fades_on__lte=on + timedelta(days=AHEAD_DAYS), last_talk_on__isnull=False)
    people = list(soon.order_by("-fades_on", "pk")[:MOST])
    ties = desk.ties(people)
    return [Candidate(c, name, reason(c, on, sum(ties[c.pk].would_answer) / 2 >= LIKELY)) for c in people]


def reason(contact: Contact, on: date, would_answer: bool) -> str:
    """Why now."""
    assert contact.last_talk_on is not None
    facts = {
        "name": contact.first_name,
        "rhythm": words.rhythm(contact),
        "span": words.span((on - contact.last_talk_on).days),
        "since": words.since(contact.last_talk_on, on),
    }
    if facts["rhythm"] and not words.is_overdue(contact, on):
        return (
            _("You and %(name)s talked %(rhythm)s, the last time %(since)s: a word now keeps it going.")
            % facts
        )
    if facts["rhythm"] and would_answer:
        return (
            _("You and %(name)s used to talk %(rhythm)s; it has been %(span)s, and an answer is likely.")
            % facts
        )
    if facts["rhythm"]:
        return _("You and %(name)s used to talk %(rhythm)s, and it has been %(span)s.") % facts
    if would_answer:
        return _("You last talked with %(name)s %(since)s, and you would likely hear back.") % facts
    return _("You last talked with %(name)s %(since)s, and you want to stay in touch.") % facts
