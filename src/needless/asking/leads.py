"""Whom to ask for what while looking for a job: warm ties alone, none of them asked too much (M2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from needless.asking.ledger import balance_with, ledgers
from needless.asking.models import Ask
from needless.asking.references import own_jobs
from needless.asking.stages import WAITING
from needless.contacts.models import Contact, Relation
from needless.interactions.ties import ties_of
from needless.method.balance import SOON_DAYS, Balance, check
from needless.method.fields import field_of, seniority_of
from needless.owners.models import Owner

LOOKED_AT = 400


@dataclass(frozen=True, slots=True)
class Askable:
    """Somebody who may be asked today, and what speaks for them besides the warm tie; ``rank``: how far on they are."""

    contact: Contact
    balance: Balance
    alive: float
    field: str
    rank: int
    has_introduced: bool


def askable(owner: Owner, on: date, most: int = 4) -> dict[str, list[Askable]]:
    """Whom to ask for an introduction, for advice, and for a lead; each person for one of them.

    Who introduced the owner before may do so again; advice is asked of those further on in the owner's own field, a
    lead first of that field, too.
    """
    people, job = _warm(owner, on), next(iter(own_jobs(owner)), None)
    field, rank = (field_of(job.title), _rank(job.title)) if job else ("", 0)
    wanted: dict[str, Callable[[Askable], bool]] = {
        "introduction": lambda each: each.has_introduced,
        "advice": lambda each: bool(field) and each.field == field and each.rank > rank,
        "lead": lambda each: True,
    }
    found, taken = dict[str, list[Askable]](), set[int]()
    for kind, suits in wanted.items():
        rows = [each for each in people if each.contact.pk not in taken and suits(each) and _may(kind, each)]
        rows.sort(
            key=lambda each: (not field or each.field != field, each.balance.owed, -each.contact.strength)
        )
        found[kind] = rows[:most]
        taken |= {each.contact.pk for each in found[kind]}
    return found


def _may(kind: str, each: Askable) -> bool:
    """Would that ask be neither cold nor one too many?"""
    return check(kind, each.alive, each.balance, None) == "warm"


def _rank(title: str) -> int:
    """How far on: 0 where it is not known, then the higher the more senior."""
    ranks = ("starting", "in the trade", "experienced", "leading others", "leading the house")
    said = seniority_of(title)
    return ranks.index(said) + 1 if said in ranks else 0


def _warm(owner: Owner, on: date) -> list[Askable]:
    """The warmest ties, without those who were asked lately."""
    shown = Contact.objects.of(owner).filter(
        deleted_at=None, let_go_at=None, is_deceased=False, never_suggest=False, talks__gt=1
    )
    people = list(shown.order_by("-strength", "pk").defer("search", "extra")[:LOOKED_AT])
    ties, found = ties_of(owner, people, on, with_words=False), ledgers(owner)
    asked, introduced = _asked_lately(owner, on), _introducers(owner)
    return [
        Askable(
            c, balance_with(found.get(c.pk, []), on), ties[c.pk].alive_90d,
            field_of(c.title), _rank(c.title), c.pk in introduced,
        )
        for c in people
        if c.pk not in asked
    ]  # fmt: skip


def _introducers(owner: Owner) -> set[int]:
    """Who introduced the owner to somebody."""
    rows = Relation.objects.of(owner).filter(kind__iexact="introduced by", other__isnull=False)
    return {pk for pk in rows.values_list("other_id", flat=True) if pk}


def _asked_lately(owner: Owner, on: date) -> set[int]:
    """Whose answer is waited for, or who was asked not long ago."""
    rows = Ask.objects.of(owner).filter(sent_at__isnull=False).values_list("contact_id", "stage", "sent_at")
    since = on - timedelta(days=SOON_DAYS)
    return {pk for pk, stage, at in rows if stage in WAITING or timezone.localdate(at) > since}
