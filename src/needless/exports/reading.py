"""Reads an export back: every row gets a new number, rows that are there already are left alone (M17)."""

from __future__ import annotations

import json
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.contacts.models import Contact
from needless.contacts.search import reindex
from needless.exports.erased import Erased, erased_in, note_left_out
from needless.exports.note_keys import read_key, readable_here
from needless.exports.queries import NotAnArchive, Row, read_rows
from needless.exports.tables import exported_tables, plain, pointers, preference_fields, written_fields
from needless.exports.travelling import arriving
from needless.fetching import FetchRefused
from needless.imports.models import Import, ImportFile
from needless.interactions.models import Participation
from needless.interactions.tallies import retally
from needless.news.feeds import follow_list
from needless.tables import bulk
from needless.tables.notes import NoteField, Sealed, mark_of, note_fields
from needless.tables.owned import Owned

if TYPE_CHECKING:
    from needless.owners.models import Owner

BATCH = 2000
MOST_OF_A_LIST = 2_000_000  # bytes
KIND = "needless-archive"
IDENTITY: dict[str, tuple[str, ...]] = {"Contact": ("uid",), "PlanChannel": ("kind", "settings")}
TYPES: tuple[tuple[type[models.Field[Any, Any]], tuple[type, ...]], ...] = (
    (models.BooleanField, (bool,)),
    (models.FloatField, (int, float)),
    (models.IntegerField, (int,)),
    (models.ForeignKey, (int,)),
    (models.JSONField, (object,)),
)
Known = dict[str, list[int]]


@dataclass(slots=True)
class Reading:
    """One archive on its way in: which number here stands for which number there."""

    owner: Owner
    made_by: Import
    ids: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    known: dict[str, Known] = field(default_factory=dict)
    created: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    met: set[tuple[str, int]] = field(
        default_factory=set
    )  # rows here that stand for one of the archive already
    unchanged: int = 0
    erased: Erased | None = None  # who in it was erased here for good
    met_again: set[int] = field(default_factory=set)  # contacts who were here and got more history


@dataclass(frozen=True, slots=True)
class ArchiveRead:
    """What came in."""

    import_id: int
    contacts_created: int
    interactions_created: int
    rows_created: int
    rows_unchanged: int
    left_out: tuple[
        tuple[int, str], ...
    ] = ()  # contacts who were erased here for good: which in the file, and why


@transaction.atomic
def read_archive(owner: Owner, path: Path, with_erased: bool = False) -> ArchiveRead:
    """Bring in a whole export; all of it or, raising NotAnArchive, nothing. A second time it changes nothing.

    It is an Import, and can be undone as one. Preferences are taken over where the owner has no contacts yet. Who was
    erased here for good stays out, unless ``with_erased``.
    """
    is_fresh = not Contact.objects.of(owner).exists()
    read_key(owner, path)
    reading = Reading(owner, _import_of(owner, path))
    reading.erased = None if with_erased else erased_in(owner, path)
    models_by_name = {model.__name__: model for model in exported_tables()}
    for table, rows in groupby(read_rows(path), key=lambda pair: pair[0]):
        if not table and is_fresh:
            _set_preferences(owner, next(rows)[1])
        elif model := models_by_name.get(table):
            for some in bulk.batches((row for _table, row in rows), BATCH):
                _take(reading, model, some)
    _derive(reading)
    _follow_feeds(owner, path)
    return _close(reading)


def _follow_feeds(owner: Owner, path: Path) -> None:
    """The feeds that were read; those of an archive that was tampered with are left."""
    with zipfile.ZipFile(path) as archive:
        if "feeds.opml" not in archive.namelist() or archive.getinfo("feeds.opml").file_size > MOST_OF_A_LIST:
            return
        content = archive.read("feeds.opml")
    with suppress(FetchRefused):
        follow_list(owner, content, timezone.now())


def _import_of(owner: Owner, path: Path) -> Import:
    size, now = path.stat().st_size, timezone.now()
    made: Import = Import.objects.create(
        owner=owner,
        paths=[path.name],
        stage=Import.Stage.DONE,
        bytes_total=size,
        bytes_done=size,
        started_at=now,
    )
    return made


def _set_preferences(owner: Owner, given: Row) -> None:
    names = []
    for f in preference_fields():
        if f.attname in given:
            value = _checked("preferences", f, given[f.attname])
            setattr(owner, f.attname, _moment("preferences", f, value))
            names.append(f.attname)
    owner.save(update_fields=names)


def _take(reading: Reading, model: type[Owned], rows: list[Row]) -> None:
    """One batch: who is known keeps their number, the rest is inserted with new ones."""
    ids, known = reading.ids[model.__name__], _known(reading, model)
    fresh: list[Row] = []
    for row in readable_here(reading.owner, model, rows):
        if reading.erased and reading.erased.holds(model.__name__, row):
            continue
        if (old := row.get("id")) is None or not (mapped := _pointed(reading, model, row)):
            continue
        if (same := _same(reading, model, known, mapped)) is not None:
            ids[old] = same
            reading.unchanged += 1
        else:
            fresh.append(arriving(model.__name__, mapped))
    _insert(reading, model, fresh)


def _same(reading: Reading, model: type[Owned], known: Known, row: Row) -> int | None:
    """The row here that says the same, each but once where it is told apart by all that it says."""
    found = [pk for said in _identities(reading.owner, model, row) for pk in known.get(said, ())]
    if found and _has_identity(model, row):
        return found[0]
    pk = next((pk for pk in found if (model.__name__, pk) not in reading.met), None)
    if pk is not None:
        reading.met.add((model.__name__, pk))
    return pk


def _insert(reading: Reading, model: type[Owned], rows: list[Row]) -> None:
    fields = [f for f in written_fields(model) if f.attname != "id"]
    has_source = any(f.name == "made_by" for f in model._meta.concrete_fields)
    extra = (reading.owner.pk, *((reading.made_by.pk,) if has_source else ()))
    columns = ["id", "owner_id", *(("made_by_id",) if has_source else ()), *(f.attname for f in fields)]
    new_ids = bulk.reserve_ids(model, len(rows)) if rows else []
    values = []
    for pk, row in zip(new_ids, rows, strict=True):
        reading.ids[model.__name__][row["id"]] = pk
        values.append((pk, *extra, *(_value(model, f, row) for f in fields)))
    try:
        bulk.insert(model, columns, values)
    except (ValidationError, ValueError, TypeError, OverflowError) as error:
        raise NotAnArchive(_("A row of %(table)s cannot be read.") % {"table": model.__name__}) from error
    reading.created[model.__name__] += len(values)
    if model is Participation:
        reading.met_again.update(row["contact_id"] for row in rows)


def _pointed(reading: Reading, model: type[Owned], row: Row) -> Row:
    """The row with the numbers that hold here; empty where what it needs is not there."""
    mapped = dict(row)
    for column, target in pointers(model).items():
        there = reading.ids[target.__name__].get(row[column]) if row.get(column) is not None else None
        if there is None and not model._meta.get_field(column.removesuffix("_id")).null:
            return {}
        mapped[column] = there
    return mapped


def _value(model: type[Owned], f: Any, row: Row) -> Any:
    if f.attname not in row:
        return f.get_default()
    return _moment(model.__name__, f, _checked(model.__name__, f, row[f.attname]))


def _moment(table: str, f: Any, value: Any) -> Any:
    """Days and moments are text in JSON."""
    if value is None or not isinstance(f, models.DateField):
        return value
    try:
        if not isinstance(f, models.DateTimeField):
            return date.fromisoformat(value)
        at = datetime.fromisoformat(value)
    except ValueError:
        raise _wrong(table, f) from None
    if at.tzinfo is None:
        raise _wrong(table, f)
    return at


def _wrong(table: str, f: Any) -> NotAnArchive:
    names = {"table": table, "column": f.attname}
    return NotAnArchive(_("%(table)s.%(column)s holds a wrong value.") % names)


def _checked(table: str, f: Any, value: Any) -> Any:
    """The value, where it is of the column's kind. SQLite would take anything."""
    kinds = next((kinds for kind, kinds in TYPES if isinstance(f, kind)), (str,))
    is_right = isinstance(value, kinds) and (bool in kinds or not isinstance(value, bool) or object in kinds)
    if value is None:
        is_right = f.null or object in kinds
    elif isinstance(value, str) and isinstance(f, models.CharField):
        is_right = is_right and len(value) <= (f.max_length or len(value)) and _is_choice(f, value)
    if not is_right:
        raise _wrong(table, f)
    return value


def _is_choice(f: Any, value: str) -> bool:
    return not f.choices or value == "" or value in {choice for choice, _label in f.choices}


def _known(reading: Reading, model: type[Owned]) -> Known:
    """What was there before this import, by what tells it apart: never rows of the same file."""
    if model.__name__ not in reading.known:
        found: Known = defaultdict(list)
        for row in _rows_before(reading.owner, model):
            for said in _identities(reading.owner, model, row):
                found[said].append(row["id"])
        reading.known[model.__name__] = found
    return reading.known[model.__name__]


def _rows_before(owner: Owner, model: type[Owned]) -> Iterator[Row]:
    names = [f.attname for f in written_fields(model)]
    for values in model.objects.of(owner).order_by("pk").values_list(*names).iterator(chunk_size=BATCH):
        yield dict(zip(names, values, strict=True))


def _key_columns(model: type[Owned]) -> tuple[str, ...]:
    if model.__name__ in IDENTITY:
        return IDENTITY[model.__name__]
    once = [c for c in model._meta.constraints if isinstance(c, models.UniqueConstraint)]
    names = once[0].fields if once else ()
    by_name = {f.name: f.attname for f in model._meta.concrete_fields}
    return tuple(by_name[name] for name in names if name != "owner")


def _has_identity(model: type[Owned], row: Row) -> bool:
    columns = _key_columns(model)
    return bool(columns) and all(row.get(name) is not None for name in columns)


def _identities(owner: Owner, model: type[Owned], row: Row) -> list[str]:
    """What tells the row apart: its unique columns, else all that it holds. A sealed note is known by what lies there,
    and by the mark that the same text gets here."""
    names = list(_key_columns(model)) if _has_identity(model, row) else sorted(set(row) - {"id"})
    notes = {f.attname: f for f in note_fields(model) if f.attname in names and row.get(f.attname)}
    marked = {name: mark_of(owner.pk, row[name], _salt(owner, f, row)) for name, f in notes.items()}
    lying = {name: row[name].sealed for name in notes if isinstance(row[name], Sealed)}
    said = [marked | lying, marked] if lying else [marked]
    return list(
        dict.fromkeys(
            json.dumps([[n, (row | each).get(n)] for n in names], default=plain, sort_keys=True)
            for each in said
        )
    )


def _salt(owner: Owner, f: NoteField, row: Row) -> Any:
    """As the column has it: a moment is a text in JSON."""
    salt = f.salt(row | {"owner_id": owner.pk})
    with suppress(TypeError, ValueError):
        return datetime.fromisoformat(salt)
    return salt


def _derive(reading: Reading) -> None:
    """The search text; and the ties of those who were here before and got more history."""
    contacts = list(reading.ids["Contact"].values())
    for some in bulk.batches(contacts, 1000):
        reindex(reading.owner, some)
    mine = Contact.objects.of(reading.owner).exclude(made_by=reading.made_by).values_list("pk", flat=True)
    if again := sorted(reading.met_again & set(mine)):
        retally(reading.owner, again)


def _close(reading: Reading) -> ArchiveRead:
    contacts, talks = reading.created["Contact"], reading.created["Interaction"]
    rows = sum(reading.created.values())
    import_ = reading.made_by
    file: ImportFile = ImportFile.objects.create(
        owner=reading.owner, of=import_, position=0, kind=KIND,
        path=import_.paths[0], size=import_.bytes_total,
        is_done=True, created=contacts + talks, unchanged=reading.unchanged,
        contacts_created=contacts, interactions_created=talks,
    )  # fmt: skip
    import_.rows_done, import_.ended_at = rows, timezone.now()
    import_.save()
    left_out = reading.erased.refusals() if reading.erased else []
    note_left_out(file, left_out)
    return ArchiveRead(import_.pk, contacts, talks, rows, reading.unchanged, tuple(left_out))
