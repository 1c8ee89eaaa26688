"""The trash, the journal and the rule of retention as JSON: the API and the command line see the same (M17)."""

from __future__ import annotations

from collections.abc import Iterable

from typing_extensions import TypedDict

from needless.contacts.models import Undo
from needless.keeping.retention import Going
from needless.keeping.trash import Deleted
from needless.owners.models import Owner


class DeletedShape(TypedDict):
    """One deletion in the trash: under ``undo`` it comes back, until it goes for good. Moments are ISO texts."""

    undo: int
    label: str
    parts: list[str]
    at: str
    goes_on: str


class EntryShape(TypedDict):
    """Something that was done; ``is_undone``: it was taken back already."""

    undo: int
    label: str
    at: str
    is_undone: bool


class ErasedShape(TypedDict):
    """How much went for good; ``hashes`` keep imports from bringing them back."""

    contacts: int
    rows: int
    hashes: int


class RuleShape(TypedDict):
    """After how many months subjects and details of mails go, null keeps them; and what would go today by that rule."""

    subjects_months: int | None
    details_months: int | None
    subjects_going: int
    details_going: int


def trash_shapes(rows: Iterable[Deleted]) -> list[DeletedShape]:
    return [
        {
            "undo": row.entry.pk,
            "label": row.entry.label,
            "parts": row.parts,
            "at": row.entry.made_at.isoformat(),
            "goes_on": row.goes_on.isoformat(),
        }
        for row in rows
    ]


def entry_shape(row: Undo) -> EntryShape:
    return {
        "undo": row.pk,
        "label": row.label,
        "at": row.made_at.isoformat(),
        "is_undone": row.used_at is not None,
    }


def rule_shape(owner: Owner, going: Going) -> RuleShape:
    return {
        "subjects_months": owner.subjects_months,
        "details_months": owner.details_months,
        "subjects_going": going.subjects,
        "details_going": going.details,
    }
