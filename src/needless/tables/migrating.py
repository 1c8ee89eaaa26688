"""Brings the database up to date without risk: what is there is copied first."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def migrate_safely() -> bool:
    """Apply missing migrations; True where there were any. An existing SQLite file is copied beside itself before."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return False
    if connection.vendor == "sqlite" and executor.loader.applied_migrations:
        _copy(Path(connection.settings_dict["NAME"]))
    call_command("migrate", verbosity=0, interactive=False)
    return True


def _copy(path: Path) -> None:
    target = path.with_name(f"{path.stem}-before-migration.sqlite3")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    target.chmod(0o600)
