"""The journal of what was done, when notes are sealed or opened: its copies of old rows are as the rows themselves (M17)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db import transaction

from needless.contacts.models import Undo
from needless.contacts.undo import with_notes_as_they_lie
from needless.owners.models import Owner
from needless.tables.bulk import batches
from needless.tables.notes import NoteField, Sealed, is_locked, mark_of, note_fields, told

AT_ONCE = 200


def rewrite_ways_back(owner: Owner, between: Callable[[], None]) -> None:
    """Every entry's notes as they are to lie now: sealed, or opened by the key in hand. ``between`` batches may raise."""
    for ids in batches(list(Undo.objects.of(owner).order_by("pk").values_list("pk", flat=True)), AT_ONCE):
        between()
        with transaction.atomic():
            for entry in Undo.objects.of(owner).filter(pk__in=ids).select_for_update():
                _rewrite(owner, entry)


def _rewrite(owner: Owner, entry: Undo) -> None:
    steps = with_notes_as_they_lie(owner, _as_in_the_rows(owner, entry.steps))
    if steps != entry.steps:
        Undo.objects.of(owner).filter(pk=entry.pk).update(steps=steps)


def _as_in_the_rows(owner: Owner, steps: dict[str, Any]) -> dict[str, Any]:
    """A step that holds only while a row says something must have it to the letter as the row has it by now."""
    restore = [
        [*step[:3], _held(owner, *step)] if len(step) > 3 else step for step in steps.get("restore", [])
    ]
    return steps | ({"restore": restore} if "restore" in steps else {})


def _held(owner: Owner, table: str, pk: int, _old: Any, new: dict[str, Any]) -> dict[str, Any]:
    model: Any = apps.get_model("needless", table)
    fields = [field for field in note_fields(model) if new.get(field.attname)]
    row = model.objects.of(owner).filter(pk=pk).first() if fields else None
    return new | dict(_same(owner, row, fields, new)) if row else new


def _same(owner: Owner, row: Any, fields: list[NoteField], new: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for field in fields:
        here, then = getattr(row, field.attname), told(new[field.attname])
        salt = field.salt(row.__dict__)
        is_same = str(here) == str(then)
        if is_locked(here) or is_locked(then):
            is_same = mark_of(owner.pk, here, salt) == mark_of(owner.pk, then, salt)
        if is_same:
            yield field.attname, here.sealed if isinstance(here, Sealed) else here
