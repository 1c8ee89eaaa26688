"""Rows and a checksum of each table: whether a copy says the same, on one engine or across two (M17)."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps as present
from django.db import models

from needless.tables.notes import as_it_lies

Sum = tuple[int, str]  # rows, checksum
Sums = dict[str, Sum]
NOT_COMPARED = ("sqlite_", "contact_search", "needless_backup_")  # derived, or the backup's own
WHOLE = 1 << 128


def raw_sums(database: sqlite3.Connection) -> Sums:
    """Of each table of an SQLite file, as it lies there. Raises sqlite3.Error."""
    names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    return {
        name: _sum(database.execute(f'SELECT * FROM "{name}"'))  # noqa: S608
        for (name,) in names
        if not name.startswith(NOT_COMPARED)
    }


def plain_sums(alias: str, apps: Any = present) -> Sums:
    """Of each table of the database called ``alias``, by what the values mean: the same on SQLite and PostgreSQL."""
    return {model._meta.db_table: _sum(map(_plain_row, rows(alias, model))) for model in tables(apps)}


def tables(apps: Any = present) -> list[type[models.Model]]:
    """Every table that is Django's to make, those between two tables too."""
    found = apps.get_models(include_auto_created=True)
    return [m for m in found if m._meta.managed and not m._meta.proxy and not m._meta.swapped]


def rows(alias: str, model: type[models.Model]) -> Iterator[tuple[Any, ...]]:
    """All rows of a table, a few thousand at a time."""
    columns = [as_it_lies(f) for f in model._meta.concrete_fields]
    found = model._base_manager.using(alias).order_by("pk").values_list(*columns)
    return found.iterator(chunk_size=2000)


def differing(one: Sums, other: Sums) -> list[str]:
    """The tables that do not say the same."""
    return sorted(name for name in {*one, *other} if _of(one, name) != _of(other, name))


def _of(sums: Sums, name: str) -> Sum | None:
    return tuple(sums[name]) if name in sums else None  # type: ignore[return-value]  # read from JSON it is a list


def _sum(found: Iterable[Sequence[Any]]) -> Sum:
    """The rows' hashes added up: in whatever order they come."""
    count, total = 0, 0
    for row in found:
        count += 1
        digest = hashlib.blake2b(repr(tuple(row)).encode("utf-8", "surrogatepass"), digest_size=16)
        total += int.from_bytes(digest.digest(), "big")
    return count, f"{total % WHOLE:032x}"


def _plain_row(row: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(map(plain, row))


def plain(value: Any) -> Any:
    """A value as every engine gives it back; without NUL, which PostgreSQL keeps in no text."""
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, (date, UUID)):
        return str(value)
    if isinstance(value, (dict, list)):
        return json.dumps(value, sort_keys=True, default=str).replace("\\u0000", "")
    return bytes(value) if isinstance(value, memoryview) else value
