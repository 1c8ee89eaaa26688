"""The tables of a test run, made once: thirty migrations take seconds, and each run and each worker would pay them."""

import hashlib
import sqlite3
import tempfile
from pathlib import Path

from django.apps import apps
from django.db import connection


def open_ready() -> sqlite3.Connection | None:
    """The test database in memory, filled from the last run with the same migrations; None without SQLite. Keep it open."""
    if connection.vendor != "sqlite":
        return None
    memory = sqlite3.connect(connection.creation._get_test_db_name(), uri=True)
    if ready_file().exists():
        with sqlite3.connect(ready_file()) as kept:
            kept.backup(memory)
    return memory


def keep(memory: sqlite3.Connection) -> None:
    """Put the migrated tables aside for the next run; whoever is last wins, all of them hold the same."""
    if not ready_file().exists():
        with tempfile.TemporaryDirectory(dir=tempfile.gettempdir()) as folder:
            made = Path(folder) / "tables.sqlite3"
            with sqlite3.connect(made) as target:
                memory.backup(target)
            made.replace(ready_file())


def ready_file() -> Path:
    """Where the tables of these migrations lie, once a run has made them."""
    said = hashlib.sha256(connection.Database.sqlite_version.encode())
    for app in sorted(apps.get_app_configs(), key=lambda one: one.label):
        for path in sorted(Path(app.path, "migrations").glob("*.py")):
            said.update(path.read_bytes())
    return Path(tempfile.gettempdir()) / f"needless-tables-{said.hexdigest()[:16]}.sqlite3"
