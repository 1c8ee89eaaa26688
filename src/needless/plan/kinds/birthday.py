"""A birthday of somebody who matters to the owner: an occasion for a real word, no mass greeting (M8)."""

from __future__ import annotations

from calendar import isleap
from datetime import date, timedelta

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from needless.contacts.models import Contact
from needless.owners.models import Owner
from needless.plan.candidates import Candidate, Desk

name = "birthday"
AHEAD_DAYS = 2
MOST = 20
WORTH = 1.8
CHANNELS = ("call", "message", "mail", "letter")


def candidates(owner: Owner, on: date, desk: Desk) -> list[Candidate]:
    """Who has a birthday within two days, among those with a tier (they alone have a day to fade)."""
    days = [on + timedelta(days=ahead) for ahead in range(AHEAD_DAYS + 1)]
    born = Q(pk__in=())
    for day in days:
        for written in _written(day):
            born |= Q(birthday__endswith=f"-{written}")
    people = desk.people().filter(born, fades_on__isnull=False).order_by("pk")[:MOST]
    return [_candidate(c, next(d for d in days if c.birthday.endswith(_written(d))), on) for c in people]


def _written(day: date) -> tuple[str, ...]:
    """The birthdays that are kept on a day: who was born on 29 February keeps it on 1 March in other years."""
    is_kept_late = (day.month, day.day) == (3, 1) and not isleap(day.year)
    return (f"{day:%m-%d}", "02-29") if is_kept_late else (f"{day:%m-%d}",)


def _candidate(contact: Contact, day: date, on: date) -> Candidate:
    action = _("Wish %(name)s a happy birthday") % {"name": contact.name}
    return Candidate(contact, name, reason(contact, day, on), WORTH, CHANNELS, action)


def reason(contact: Contact, day: date, on: date) -> str:
    """Which day it is."""
    facts = {"name": contact.first_name, "day": date_format(day, "l")}
    if day == on:
        return _("It is %(name)s's birthday today.") % facts
    if (day - on).days == 1:
        return _("It is %(name)s's birthday tomorrow.") % facts
    return _("It is %(name)s's birthday on %(day)s.") % facts
