"""Reading asks and balances (M2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from needless.asking.ledger import Entry, balance_with, ledgers
from needless.asking.models import Ask
from needless.asking.stages import WAITING
from needless.contacts.models import Contact
from needless.method.balance import Balance
from needless.owners.models import Owner

Stage = Ask.Stage
MOST_OVER = 30


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with whom help went at least one way; ``entries`` the latest first."""

    contact: Contact
    balance: Balance
    entries: list[Entry]


def ask_of(owner: Owner, pk: int) -> Ask:
    """One ask. Raises Ask.DoesNotExist, also where its contact is deleted."""
    found: Ask = asks_of(owner).get(pk=pk)
    return found


def asks_of(owner: Owner) -> QuerySet[Ask]:
    """All asks of contacts who are there, what changed last first."""
    rows: QuerySet[Ask] = Ask.objects.of(owner).filter(contact__deleted_at=None)
    return rows.select_related("contact", "position").order_by("-stage_at", "-pk")


def asks_by_stage(owner: Owner) -> dict[str, list[Ask]]:
    """To be thanked for, drafted, waiting for an answer, and over."""
    rows = list(asks_of(owner))
    return {
        "to_thank": [row for row in rows if row.stage == Stage.HELPED],
        "drafts": [row for row in rows if row.stage == Stage.DRAFTED],
        "waiting": [row for row in rows if row.stage in WAITING],
        "over": [row for row in rows if row.stage in (Stage.SILENT, Stage.DECLINED, Stage.THANKED)][:MOST_OVER],
    }  # fmt: skip


def people_in_balance(owner: Owner, on: date, sort: str = "") -> list[Person]:
    """Everybody with whom anything went either way: first to whom most is owed; ``sort`` "given": who owes most."""
    found = ledgers(owner)
    people = Contact.objects.of(owner).filter(pk__in=list(found), deleted_at=None, is_deceased=False)
    rows = [
        Person(contact, balance_with(found[contact.pk], on), _latest_first(found[contact.pk]))
        for contact in people.defer("search", "extra")
    ]
    sign = 1 if sort == "given" else -1
    return sorted(rows, key=lambda row: (sign * row.balance.owed, row.contact.name))


def _latest_first(entries: list[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: entry.on or date.min, reverse=True)
