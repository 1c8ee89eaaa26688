"""Seals the notes that are there when an owner turns it on, and opens them when it is turned off (M17).

A job that may be killed at any moment: each batch is one transaction, and it begins anew with whatever is not yet as it
should be. Meanwhile what is written is sealed already (tables/notes.py). First goes what was derived from notes, then
they are sealed, then goes what was derived meanwhile; at the end no page of the database file holds what they said.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db import OperationalError, models, transaction

from needless.contacts.models import Contact
from needless.contacts.search import reindex
from needless.imports.models import FieldChange
from needless.keeping import derived
from needless.keeping.ways_back import rewrite_ways_back
from needless.owners.models import NotesKey, Owner, unsealed_key
from needless.owners.note_keys import identity_of_job, set_stage
from needless.owners.sealing import CannotUnseal
from needless.tables import bulk
from needless.tables.notes import (
    MARK,
    NoteField,
    OwnLock,
    as_it_lies,
    lying,
    mark_by,
    mark_of,
    note_tables,
    opening_with,
    told,
)
from needless.tables.pages import clear_free_pages

AT_ONCE = 500
KEPT_FOR = timedelta(days=1)  # after opening: what was under way meanwhile is over by then
AT_WORK, AT_MOST = (
    "needless.sealing-notes",
    300,
)  # seconds after which whoever began may be gone: two do no harm
Stage = NotesKey.Stage
Column = tuple[Any, NoteField]


class OutOfTime(Exception):
    """There is more to do, another time."""


def work_on(row: NotesKey, seconds: float = 3600.0) -> bool:
    """Go on with what the owner asked for; is it done? It stops after so long, between two batches."""
    until = time.monotonic() + seconds
    try:
        if row.stage == Stage.SEALING:
            _seal(row.owner, until)
            set_stage(row, Stage.ON)
        elif row.stage in (Stage.OPENING, Stage.OFF):
            with opening_with(identity_of_job(row)):
                _open(row, until)
    except (OutOfTime, CannotUnseal, OperationalError):  # the last: others are in the way just now
        return False
    return True


def work_on_due(now: datetime) -> None:
    """Every owner's that is under way, where nobody is at it; a key that was given up a day ago goes."""
    if not cache.add(AT_WORK, 1, AT_MOST):
        return
    try:
        _work_on_all(now)
    finally:
        cache.delete(AT_WORK)


def _work_on_all(now: datetime) -> None:
    for row in NotesKey.objects.filter(stage__in=(Stage.SEALING, Stage.OPENING)).select_related("owner"):
        work_on(row)
    for row in NotesKey.objects.filter(stage=Stage.OFF, stage_at__lt=now - KEPT_FOR).select_related("owner"):
        if work_on(row) and not count_left(row):
            row.delete()


def look_again() -> None:
    """Each night: whatever a process that began before wrote in the clear is sealed after all."""
    for row in NotesKey.objects.filter(stage=Stage.ON).select_related("owner"):
        if count_left(row):
            set_stage(row, Stage.SEALING)


def count_left(row: NotesKey) -> int:
    """How many notes are not yet as they are to be."""
    is_sealing = row.stage in (Stage.SEALING, Stage.ON)
    return sum(_wrong(row.owner, column, is_sealing).count() for column in _columns())


def count_notes(owner: Owner) -> int:
    """How many there are."""
    return sum(model.objects.of(owner).exclude(**{field.attname: ""}).count() for model, field in _columns())


def _columns() -> Iterator[Column]:
    return ((model, field) for model, fields in note_tables().items() for field in fields)


def _wrong(owner: Owner, column: Column, is_sealing: bool) -> models.QuerySet[Any]:
    model, field = column
    rows = model.objects.of(owner).exclude(**{field.attname: ""})
    sealed = {f"{field.attname}__startswith": MARK}
    found: models.QuerySet[Any] = rows.exclude(**sealed) if is_sealing else rows.filter(**sealed)
    return found


def _seal(owner: Owner, until: float) -> None:
    derived.forget(owner)
    derived.take_in_lines(owner)
    for column in _columns():
        _rewrite(owner, column, until, is_sealing=True)
    rewrite_ways_back(owner, lambda: _see_the_time(until))
    _mark_changes(owner)
    _reindex(owner, until)
    derived.forget(owner)
    derived.forget_cards(owner)
    clear_free_pages([model._meta.db_table for model in (*note_tables(), *derived.TABLES)])


def _open(row: NotesKey, until: float) -> None:
    owner = row.owner
    for column in _columns():
        _rewrite(owner, column, until, is_sealing=False)
    rewrite_ways_back(owner, lambda: _see_the_time(until))
    lock = OwnLock(row.recipient, unsealed_key(row.marks_key))
    _tell_changes(owner, lock)
    _reindex(owner, until)
    derived.tell_cards(owner, lock)
    if row.stage == Stage.OPENING:
        set_stage(row, Stage.OFF)


def _see_the_time(until: float) -> None:
    if time.monotonic() > until:
        raise OutOfTime


def _rewrite(owner: Owner, column: Column, until: float, is_sealing: bool) -> None:
    model, field = column
    names = ["pk", "owner_id", *([field.salted_by] if field.salted_by else [])]
    last = 0
    while True:
        _see_the_time(until)
        with transaction.atomic():
            rows = _wrong(owner, column, is_sealing).filter(pk__gt=last).order_by("pk").select_for_update()
            some = list(rows.values_list(as_it_lies(field), *names)[:AT_ONCE])
            if not some:
                return
            last = some[-1][1]
            new = [
                (row[1], _as_it_should(owner, field, row[0], dict(zip(names, row[1:], strict=True))))
                for row in some
            ]
            bulk.write_column(model, str(field.column), new)


def _as_it_should(owner: Owner, field: NoteField, raw: str, columns: dict[str, Any]) -> str:
    return str(lying(owner.pk, told(raw), field.salt(columns)))


def _mark_changes(owner: Owner) -> None:
    """What imports changed is known again by its mark."""
    for change in _changes(owner):
        if isinstance(change.new, str):
            change.new = {"mark": mark_of(owner.pk, change.new, str(change.contact.uid))}
            change.save(update_fields=["new"])


def _tell_changes(owner: Owner, lock: OwnLock) -> None:
    for change in _changes(owner):
        text = getattr(change.contact, change.field)
        if isinstance(change.new, dict) and mark_by(lock, text, str(change.contact.uid)) == change.new.get(
            "mark"
        ):
            change.new = text
            change.save(update_fields=["new"])


def _changes(owner: Owner) -> Iterator[FieldChange]:
    names = [field.attname for model, field in _columns() if model is Contact]
    rows = FieldChange.objects.of(owner).filter(field__in=names).exclude(new="").select_related("contact")
    found: Iterator[FieldChange] = rows.iterator(chunk_size=AT_ONCE)
    return found


def _reindex(owner: Owner, until: float) -> None:
    ids = list(Contact.objects.of(owner).order_by("pk").values_list("pk", flat=True))
    for some in bulk.batches(ids, 1000):
        _see_the_time(until)
        with transaction.atomic():
            reindex(owner, some)
