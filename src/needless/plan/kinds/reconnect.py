"""Dormant ties that would answer, the plan's best finds (M9; Levin, Walter, Murnighan 2011)."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import F, FloatField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from needless.contacts.models import Contact
from needless.owners.models import Owner
from needless.plan import words
from needless.plan.candidates import Candidate, Desk

name = "reconnect"
DORMANT_DAYS = 240
LOW = 0.25
MOST = 40
WORTH = 1.2


def candidates(owner: Owner, on: date, desk: Desk) -> list[Candidate]:
    """Long silent, once wrote themselves; those with most history and readiest to answer first."""
    silent = desk.people().filter(
        last_talk_on__lt=on - timedelta(days=DORMANT_DAYS), talks_in__gt=0, talks__gt=1
    )
    readiness = (Cast("answered", FloatField()) + 1.4) / (Cast("asks", FloatField()) + 4.0)
    people = list(silent.order_by((F("strength") * readiness).desc(), "pk")[:MOST])
    ties = desk.ties(people)
    return [Candidate(c, name, reason(c, on), WORTH) for c in people if ties[c.pk].alive_90d <= LOW]


def reason(contact: Contact, on: date) -> str:
    """Why it is worth a word."""
    assert contact.last_talk_on is not None
    facts = {
        "name": contact.first_name,
        "rhythm": words.rhythm(contact),
        "month": words.month(contact.last_talk_on),
    }
    if contact.asks > 1 and contact.answered * 2 > contact.asks:
        return (
            _("You and %(name)s have not talked since %(month)s, and before that they mostly answered you.")
            % facts
        )
    if facts["rhythm"]:
        return (
            _("You and %(name)s talked %(rhythm)s until %(month)s, and old ties are often glad of a word.")
            % facts
        )
    return _("You and %(name)s last talked in %(month)s, and old ties are often glad of a word.") % facts
