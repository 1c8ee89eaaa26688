"""What was deleted stays for thirty days, and everything done has its way back until then (M17)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from needless.contacts.models import Contact, Merge, Undo
from needless.keeping.erasing import erase
from needless.owners.models import Owner
from needless.tables.notes import told

KEPT_FOR = timedelta(days=30)
LONGEST = 90  # characters
SHOWN = 3  # rows of one deletion that are named
TELLING = ("name", "title", "text", "summary", "what", "organisation", "person_name", "url", "kind")


@dataclass(frozen=True, slots=True)
class Deleted:
    """One deletion that can be taken back; ``parts`` name what is in it."""

    entry: Undo
    parts: list[str]
    goes_on: datetime


def trash_of(owner: Owner, now: datetime) -> list[Deleted]:
    """What is in the trash, the newest first."""
    rows = _entries(owner).filter(is_deletion=True, used_at=None, made_at__gt=now - KEPT_FOR)
    names = dict(Contact.objects.of(owner).filter(pk__in=_contacts_in(rows)).values_list("pk", "name"))
    return [Deleted(row, _parts(row, names), row.made_at + KEPT_FOR) for row in rows]


def journal_of(owner: Owner) -> QuerySet[Undo]:
    """Everything that was done and has, or had, a way back, the newest first."""
    return _entries(owner).exclude(label="")


def _entries(owner: Owner) -> QuerySet[Undo]:
    rows: QuerySet[Undo] = Undo.objects.of(owner).order_by("-pk")
    return rows


def _contacts_in(rows: Iterable[Undo]) -> set[int]:
    columns = [step[1] for row in rows for step in row.steps.get("insert", [])]
    return {pk for row in columns if (pk := row.get("contact_id"))}


def _parts(entry: Undo, names: dict[int, str]) -> list[str]:
    """ "Note, Ana Silva: sings loudly": enough to know what it was."""
    found = []
    for table, columns in entry.steps.get("insert", [])[:SHOWN]:
        words = next((told(str(columns[name])) for name in TELLING if columns.get(name)), "")
        who = names.get(columns.get("contact_id", 0), "")
        kind = str(apps.get_model("needless", table)._meta.verbose_name)
        found.append(
            ": ".join(part for part in (", ".join(p for p in (kind, who) if p), _short(words)) if part)
        )
    return found


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else words[:LONGEST].rsplit(" ", 1)[0] + " …"


def empty_trash(owner: Owner, now: datetime) -> int:
    """What was deleted more than thirty days ago goes for good, and so do the ways back; how many people went.

    Whoever is hidden by a merge stays: a merge can be undone as long as both are there.
    """
    before = now - KEPT_FOR
    merges = Merge.objects.of(owner)
    old = Contact.objects.of(owner).filter(deleted_at__lt=before).exclude(pk__in=merges.values("contact_id"))
    gone = erase(owner, list(old.values_list("pk", flat=True))).contacts
    ways: Any = Undo.objects.of(owner).filter(made_at__lt=before)
    ways.exclude(pk__in=merges.exclude(undo=None).values("undo_id")).delete()
    return gone
