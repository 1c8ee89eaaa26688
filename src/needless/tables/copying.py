"""Every row from one database to another, whichever engines: how an instance moves, and is backed up (M17)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.apps import apps as present
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, connections, models, transaction
from django.utils.translation import gettext as _

from needless.tables.bulk import batches
from needless.tables.row_security import EVERYONE, acting_for
from needless.tables.sums import Sums, differing, plain_sums, rows, tables

Settings = dict[str, Any]


class NotCopied(RuntimeError):
    """The copy could not be made or says something else; the target holds what it held before."""


@contextmanager
def opened(alias: str, settings: Settings) -> Iterator[str]:
    """A second database for a while, called ``alias``."""
    connections.databases[alias] = connections.configure_settings({"default": {}, alias: settings})[alias]
    try:
        yield alias
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.databases[alias]


def at_file(path: Path) -> Settings:
    """Settings of an SQLite file of its own, quick to write: whoever makes it checks it afterwards."""
    pragmas = "PRAGMA journal_mode=DELETE; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
    options = {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": pragmas}
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path), "OPTIONS": options}


def make_tables(alias: str, names: tuple[tuple[str, str], ...] = ()) -> None:
    """The tables of today; of the migrations named, (app, migration), where a copy must be as old as its source."""
    for app, name in names:
        call_command("migrate", app, name, database=alias, verbosity=0, interactive=False)
    if not names:
        call_command("migrate", database=alias, verbosity=0, interactive=False)


def copy_all(source: str, target: str, apps: Any = present) -> Sums:
    """Put every row of ``source`` in place of those of ``target``: all of them, compared, or none. Raises NotCopied."""
    found = tables(apps)
    try:
        with acting_for(EVERYONE), _still(source), transaction.atomic(using=target):
            _empty(target, found)
            for model in found:
                _copy(source, target, model)
            _set_sequences(target, found)
            copied, sums = plain_sums(target, apps), plain_sums(source, apps)
            if others := differing(sums, copied):
                raise NotCopied(
                    _("These tables came out different: %(names)s") % {"names": ", ".join(others)}
                )
    except DatabaseError as error:
        raise NotCopied(_("The copy could not be made: %(why)s") % {"why": str(error).strip()}) from error
    return sums


@contextmanager
def _still(alias: str) -> Iterator[None]:
    """The database as of one moment: on PostgreSQL by a snapshot, on SQLite as nobody else writes meanwhile."""
    if connections[alias].in_atomic_block:
        yield
        return
    with transaction.atomic(using=alias):
        if connections[alias].vendor == "postgresql":
            with connections[alias].cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def _empty(alias: str, found: list[type[models.Model]]) -> None:
    """Constraints are looked at when the transaction ends: any order will do."""
    quote = connections[alias].ops.quote_name
    with connections[alias].cursor() as cursor:
        for model in found:
            cursor.execute(f"DELETE FROM {quote(model._meta.db_table)}")  # noqa: S608


def _copy(source: str, target: str, model: type[models.Model]) -> None:
    connection, fields = connections[target], model._meta.concrete_fields
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(f.column)) for f in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608
    with closing(connection.cursor()) as cursor:
        for some in batches(rows(source, model), 2000):
            cursor.executemany(statement, [_stored(row, fields, connection) for row in some])


def _stored(row: tuple[Any, ...], fields: Any, connection: Any) -> tuple[Any, ...]:
    return tuple(
        value if value is None or isinstance(value, (int, float)) else _as_kept(value, field, connection)
        for value, field in zip(row, fields, strict=True)
    )


def _as_kept(value: Any, field: models.Field[Any, Any], connection: Any) -> Any:
    if isinstance(value, str) and not isinstance(field, models.JSONField):
        return value.replace("\0", "")
    if isinstance(field, models.JSONField):
        value = json.loads(json.dumps(value).replace("\\u0000", ""))
    elif not isinstance(value, (date, datetime)) and isinstance(field, models.BinaryField):
        return bytes(value)
    return field.get_db_prep_save(value, connection)


def _set_sequences(alias: str, found: list[type[models.Model]]) -> None:
    """The next row gets a number that none has."""
    with connections[alias].cursor() as cursor:
        for statement in connections[alias].ops.sequence_reset_sql(no_style(), found):
            cursor.execute(statement)
