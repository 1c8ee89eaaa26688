"""A new tie: two contacts in the first weeks after meeting matter most (M9; Vergara Hidd et al. 2023)."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from needless.contacts.models import Contact
from needless.owners.models import Owner
from needless.plan import words
from needless.plan.candidates import Candidate, Desk

name = "begin"
FRESH_DAYS = 42
MOST = 40
WORTH = 1.3


def candidates(owner: Owner, on: date, desk: Desk) -> list[Candidate]:
    """First met, connected or talked within six weeks, and fewer than two talks since; the newest first."""
    fresh = (on - timedelta(days=FRESH_DAYS), on)
    began = Q(met_on__range=fresh) | Q(connected_on__range=fresh) | Q(first_talk_on__range=fresh)
    # Somebody met long ago is no new tie because they connected or wrote this month.
    older = Q(met_on__lt=fresh[0]) | Q(connected_on__lt=fresh[0]) | Q(first_talk_on__lt=fresh[0])
    people = desk.people().filter(began, talks__lt=2).exclude(older)
    return [Candidate(c, name, reason(c, on), WORTH) for c in people.order_by("-met_in_person", "-pk")[:MOST]]


def reason(contact: Contact, on: date) -> str:
    """Why now rather than in autumn."""
    facts = {"name": contact.first_name, "since": ""}
    if contact.met_on:
        facts["since"] = words.since(contact.met_on, on)
        return _("You met %(name)s %(since)s, and a word in the first weeks is what makes it last.") % facts
    if contact.first_talk_on:
        facts["since"] = words.since(contact.first_talk_on, on)
        return (
            _("You and %(name)s first talked %(since)s, and a second talk in the first weeks makes it last.")
            % facts
        )
    facts["since"] = words.since(contact.connected_on or on, on)
    return _("You and %(name)s connected %(since)s and have not talked yet.") % facts
