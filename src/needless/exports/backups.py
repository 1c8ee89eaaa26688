"""A consistent copy of the whole instance, checked before it counts, and its way back (M17)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _


class NotABackup(ValueError):
    """The file is no whole Needless database; nothing was changed."""


def back_up(target: Path) -> None:
    """Copy the running database to ``target``, readable by its user alone. Raises NotABackup, OSError."""
    beside = target.with_name(f".{target.name}.part")
    try:
        _copy(_database(), beside)
        beside.chmod(0o600)
        check(beside)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def restore(source: Path) -> Path:
    """Put a backup in place of the database; what was there is kept beside it, and its path returned."""
    check(source)
    database = _database()
    kept = database.with_name(f"{database.stem}-before-restore.sqlite3")
    connection.close()
    if database.exists():
        _copy(database, kept)
        kept.chmod(0o600)
    _copy(source, database)
    return kept


def check(path: Path) -> None:
    """Raises NotABackup unless the file is a whole SQLite database with our tables."""
    if not path.is_file():
        raise NotABackup(_("There is no file %(path)s.") % {"path": path})
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            (said,) = database.execute("PRAGMA integrity_check").fetchone()
            database.execute("SELECT count(*) FROM needless_contact").fetchone()
    except sqlite3.Error as error:
        raise NotABackup(_("This is no backup of Needless: %(why)s") % {"why": error}) from error
    if said != "ok":
        raise NotABackup(_("This backup is damaged: %(why)s") % {"why": said})


def _database() -> Path:
    if connection.vendor != "sqlite":
        raise NotABackup(_("With PostgreSQL, back up with pg_dump."))
    return Path(connection.settings_dict["NAME"])


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
