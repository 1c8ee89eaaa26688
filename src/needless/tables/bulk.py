"""Many rows at once, at the speed of the database rather than of the ORM: imports write through here."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache, partial
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models
from django.db.models.expressions import RawSQL

from needless.tables.notes import NoteField, lying, note_fields

STAGED = 50  # rows; from here on a temporary table pays
T = TypeVar("T")
CONVERTED = (models.DateField, models.BooleanField, models.JSONField, models.UUIDField)


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most ``size`` items, in order."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def reserve_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """``count`` primary keys that no other writer will use. On SQLite: within the transaction that inserts them."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = %s", [table])
        first = cursor.fetchone()[0] + 1
    return range(first, first + count)


def among(values: Iterable[T], kind: type[T]) -> RawSQL:
    """What ``__in`` wants where there are thousands of ``kind`` (int or str): as one parameter, neither prepared each
    nor limited in number."""
    found = list(values)
    if connection.vendor == "sqlite":
        return RawSQL("SELECT value FROM json_each(%s)", (json.dumps(found),))
    column = "bigint" if kind is int else "text"
    return RawSQL(f"SELECT unnest(%s::{column}[])", (found,))  # noqa: S611


def _converter(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    if not isinstance(field, CONVERTED):
        return None
    if connection.vendor == "sqlite":
        return next(convert for kind, convert in PLAINLY if isinstance(field, kind))
    return lambda value: field.get_db_prep_save(value, connection)


@lru_cache(maxsize=1024)
def _moment(at: datetime) -> str:
    """An aware moment as Django keeps it in SQLite: UTC, without saying so. A tenth of the ORM's time."""
    return str(at if at.tzinfo is UTC else at.astimezone(UTC))[:-6]


def as_stored(column: str) -> Any:
    """For ``values_list``: a column of moments as the driver gives it, to be read by :func:`moment`."""
    return models.ExpressionWrapper(models.F(column), output_field=models.TextField())


def moment(stored: str | datetime) -> datetime:
    """An aware moment: of SQLite's text, too, at a tenth of the ORM's time."""
    if isinstance(stored, datetime):
        return stored
    return datetime.fromisoformat(stored).replace(tzinfo=UTC)


# As Django keeps them in SQLite, without asking the ORM about each value.
PLAINLY: tuple[tuple[type[Any], Callable[[Any], Any]], ...] = (
    (models.DateTimeField, _moment),
    (models.DateField, str),
    (models.BooleanField, int),
    (models.UUIDField, lambda value: (value if isinstance(value, UUID) else UUID(value)).hex),
    (models.JSONField, json.dumps),
)


@contextmanager
def many_rows() -> Iterator[Callable[[], object]]:
    """While many rows are made, the search for garbage in cycles costs a quarter of the time and finds nothing: it
    rests, and what this yields is called between batches to look through the newest objects alone."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield partial(gc.collect, 0)
    finally:
        if was_on:
            gc.enable()


def insert(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[tuple[Any, ...]], **same: Any
) -> None:
    """Insert plain tuples, in the order of ``columns`` (attribute names; ``x_id`` for a foreign key). ``same`` is what
    all rows have in common; the other columns get the field's default. Raises IntegrityError as the database does."""
    if not rows:
        return
    by_name = {f.attname: f for f in model._meta.concrete_fields}
    given = [by_name[name] for name in columns]
    rest = [f for name, f in by_name.items() if name not in columns and not f.primary_key]
    values = (same[f.attname] if f.attname in same else f.get_default() for f in rest)
    shared = tuple(f.get_db_prep_save(v, connection) for f, v in zip(rest, values, strict=True))
    plain = _converted(sealed_rows(rows, columns, note_fields(model), same), given)
    table = connection.ops.quote_name(model._meta.db_table)
    if len(rows) > STAGED:
        _insert_staged(table, _names(given), _names(rest), plain, shared)
    else:
        _insert_into(table, _names([*given, *rest]), [row + shared for row in plain])


def update(model: type[models.Model], columns: Sequence[str], rows: Iterable[models.Model]) -> None:
    """UPDATE these columns of many rows, faster than bulk_update's CASE expressions."""
    fields: list[Any] = [model._meta.get_field(name) for name in columns]
    names = ", ".join(f"{connection.ops.quote_name(f.column)} = %s" for f in fields)
    values = [(*(_as_kept(row, f) for f in fields), row.pk) for row in rows]
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {names} WHERE id = %s", values)  # noqa: S608


def write_column(model: type[models.Model], column: str, values: Iterable[tuple[int, str]]) -> None:
    """UPDATE one column, (id, as it is to lie there) each."""
    quote = connection.ops.quote_name
    statement = f"UPDATE {quote(model._meta.db_table)} SET {quote(column)} = %s WHERE id = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(statement, [(value, pk) for pk, value in values])


def _as_kept(row: models.Model, field: Any) -> Any:
    value = field.pre_save(row, False) if isinstance(field, NoteField) else getattr(row, field.attname)
    return field.get_db_prep_save(value, connection)


def sealed_rows(
    rows: Sequence[tuple[Any, ...]], columns: Sequence[str], notes: Sequence[NoteField], same: dict[str, Any]
) -> Sequence[tuple[Any, ...]]:
    """The rows with their notes as they are to lie in the database: sealed where their owner wants it."""
    found = [(columns.index(field.attname), field) for field in notes if field.attname in columns]
    if not found:
        return rows
    sealed = []
    for row in rows:
        named = same | dict(zip(columns, row, strict=True))
        new = list(row)
        for at, field in found:
            new[at] = str(lying(named["owner_id"], row[at], field.salt(named)))
        sealed.append(tuple(new))
    return sealed


def _names(fields: Sequence[models.Field[Any, Any]]) -> list[str]:
    return [connection.ops.quote_name(str(f.column)) for f in fields]


def _insert_into(table: str, names: list[str], rows: Sequence[tuple[Any, ...]]) -> None:
    columns, marks = ", ".join(names), ", ".join(["%s"] * len(names))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)  # noqa: S608


def _insert_staged(
    table: str, given: list[str], rest: list[str], rows: Sequence[tuple[Any, ...]], shared: tuple[Any, ...]
) -> None:
    """By way of a table of the session's own, as one statement: the search index is written at the end of each
    statement, and 30,000 of them cost ten times one. What is the same in all rows is said once."""
    names, columns = ", ".join(given), ", ".join([*given, *rest])
    values = ", ".join([*given, *["%s"] * len(rest)])
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE staged AS SELECT {names} FROM {table} WHERE false")  # noqa: S608
        if connection.vendor == "sqlite":
            _insert_into("staged", given, rows)
        else:
            with cursor.copy(f"COPY staged ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {values} FROM staged", shared)  # noqa: S608
        cursor.execute("DROP TABLE staged")


def _converted(
    rows: Sequence[tuple[Any, ...]], fields: Sequence[models.Field[Any, Any]]
) -> Sequence[tuple[Any, ...]]:
    """As the database keeps them: column by column, as most columns want nothing."""
    converters = {at: convert for at, field in enumerate(fields) if (convert := _converter(field))}
    if not converters:
        return rows
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
    for at, convert in converters.items():
        columns[at] = [None if value is None else convert(value) for value in columns[at]]
    return list(zip(*columns, strict=True))
