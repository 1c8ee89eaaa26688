"""A tie that nothing is wrong with, and that a word keeps so (M1, M4): fills a day on which little fades."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from needless.contacts.models import Contact
from needless.owners.models import Owner
from needless.plan import words
from needless.plan.candidates import Candidate, Desk
from needless.plan.kinds import fading, reconnect

name = "drifting"
SILENT_DAYS = 21
MOST = 40
WORTH = 0.5


def candidates(owner: Owner, on: date, desk: Desk) -> list[Candidate]:
    """Silent for three weeks, most history first; neither fading nor dormant, nor "no upkeep" by choice."""
    silent = desk.people().filter(last_talk_on__lt=on - timedelta(days=SILENT_DAYS))
    dormant = Q(last_talk_on__lt=on - timedelta(days=reconnect.DORMANT_DAYS), talks_in__gt=0, talks__gt=1)
    fades = Q(fades_on__isnull=False, fades_on__lte=on + timedelta(days=fading.AHEAD_DAYS))
    others = silent.exclude(dormant).exclude(fades).exclude(tier="none", tier_is_mine=True)
    return [Candidate(c, name, reason(c, on), WORTH) for c in others.order_by("-strength", "pk")[:MOST]]


def reason(contact: Contact, on: date) -> str:
    """Why it is easy now."""
    assert contact.last_talk_on is not None
    facts = {
        "name": contact.first_name,
        "rhythm": words.rhythm(contact),
        "since": words.since(contact.last_talk_on, on),
    }
    if facts["rhythm"]:
        return (
            _("You and %(name)s talked %(rhythm)s, the last time %(since)s: a word now keeps it going.")
            % facts
        )
    return _("You last talked with %(name)s %(since)s: a word now is easier than one next year.") % facts
