"""Brings the database up to date without risk: what is there is copied first (M17)."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from needless.settings import database
from needless.tables.copying import at_file, copy_all, make_tables, opened
from needless.tables.locking import locked

ADVISORY = 6_173_326_118  # any number, as long as no other program of the same database takes it


def migrate_safely() -> bool:
    """Apply missing migrations; True where there were any. An existing database is copied into the data folder before.

    Raises OSError, sqlite3.Error, NotCopied where it cannot be copied: then nothing is migrated.
    """
    if _missing() is None:
        return False
    with _alone():
        executor = _missing()  # who had the lock before has done it
        if executor is None:
            return False
        if executor.loader.applied_migrations:
            copy_before(executor.loader)
        with as_tables_owner() as alias:
            call_command("migrate", database=alias, verbosity=0, interactive=False)
    return True


def _missing() -> MigrationExecutor | None:
    """What would apply the missing migrations; None where there are none."""
    executor = MigrationExecutor(connection)
    return executor if executor.migration_plan(executor.loader.graph.leaf_nodes()) else None


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time: server, worker and command may meet the same older database at the same moment."""
    if connection.vendor == "sqlite":
        with locked(Path(settings.HOME) / ".migrating.lock"):
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY])


@contextmanager
def as_tables_owner() -> Iterator[str]:
    """The database as the role that may change tables: another than the application's where there is one."""
    if not settings.DATABASE_OWNER:
        yield DEFAULT_DB_ALIAS
        return
    with opened("owner", database(settings.HOME, settings.DATABASE_OWNER)) as alias:
        yield alias


def copy_before(loader: MigrationLoader) -> Path:
    """The database as it is, as an SQLite file with the tables of its own release; the file is whole or not there."""
    target = Path(settings.HOME) / "needless-before-migration.sqlite3"
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    beside.touch(mode=0o600)
    try:
        if connection.vendor == "sqlite":
            _copy(Path(str(connection.settings_dict["NAME"])), beside)
        else:
            _copy_rows(loader, beside)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    return target


def _copy(path: Path, target: Path) -> None:
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


def _copy_rows(loader: MigrationLoader, target: Path) -> None:
    """By the models of that release, which the migrations know."""
    applied = [key for key in loader.applied_migrations if key in loader.graph.nodes]
    latest = {app: max(name for of, name in applied if of == app) for app, _name in applied}
    state = loader.project_state(list(latest.items()))
    with opened("before", at_file(target)) as alias:
        make_tables(alias, tuple(sorted(latest.items())))
        copy_all(DEFAULT_DB_ALIAS, alias, state.apps)
