"""Whom to ask for a lead while looking for a job: warm ties, first in the owner's own field, none of them asked too much (M2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from needless.asking.ledger import balance_with, ledgers
from needless.asking.models import Ask
from needless.asking.references import own_jobs
from needless.asking.stages import WAITING
from needless.contacts.models import Contact
from needless.interactions.ties import ties_of
from needless.method.balance import COLD_UNDER, SOON_DAYS, Balance, check
from needless.method.fields import field_of
from needless.owners.models import Owner

LOOKED_AT = 400


@dataclass(frozen=True, slots=True)
class Lead:
    """Somebody who might hear of something; ``field`` is "" where it is not the owner's own."""

    contact: Contact
    field: str
    balance: Balance


def leads(owner: Owner, on: date, most: int = 8) -> list[Lead]:
    """Who may be asked for a lead today: first of the owner's field, then to whom most was given."""
    field = next(filter(None, (field_of(job.title) for job in own_jobs(owner))), "")
    shown = Contact.objects.of(owner).filter(
        deleted_at=None, let_go_at=None, is_deceased=False, never_suggest=False, talks__gt=1
    )
    people = list(shown.order_by("-strength", "pk").defer("search", "extra")[:LOOKED_AT])
    ties, found = ties_of(owner, people, on, with_words=False), ledgers(owner)
    asked = _asked_lately(owner, on)
    warm = [
        Lead(c, field if field and field_of(c.title) == field else "", balance_with(found.get(c.pk, []), on))
        for c in people
        if ties[c.pk].alive_90d >= COLD_UNDER["lead"] and c.pk not in asked
    ]
    may = [each for each in warm if check("lead", 1.0, each.balance, None) == "warm"]
    return sorted(may, key=lambda each: (not each.field, each.balance.owed, -each.contact.strength))[:most]


def _asked_lately(owner: Owner, on: date) -> set[int]:
    """Whose answer is waited for, or who was asked not long ago."""
    rows = Ask.objects.of(owner).filter(sent_at__isnull=False).values_list("contact_id", "stage", "sent_at")
    since = on - timedelta(days=SOON_DAYS)
    return {pk for pk, stage, at in rows if stage in WAITING or timezone.localdate(at) > since}
