"""What a backup file is: one SQLite database that holds every row, the files beside the database, and what it should say.

It opens with any SQLite. Beside the instance's own tables are ``needless_backup_says`` (a key, a JSON document) and
``needless_backup_file`` (path in the data folder, part number, bytes).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from needless.tables.sums import Sums, differing, raw_sums

PART = 4 << 20  # bytes of a file in one row
OWN = ("needless_backup_says", "needless_backup_file")


class NotABackup(ValueError):
    """The file is no whole backup, or none could be made; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup says of itself; ``sums`` is empty for one made before backups said anything."""

    sums: Sums
    made_at: str = ""
    version: str = ""
    files: int = 0


def fill(path: Path, home: Path, files: Iterable[Path], said: dict[str, Any]) -> None:
    """Put the files (paths within ``home``) and what the backup says into the copied database. Raises OSError."""
    with _opened(path) as database:
        database.execute("PRAGMA journal_mode=DELETE")
        for name in OWN:
            database.execute(f"DROP TABLE IF EXISTS {name}")
        database.execute("CREATE TABLE needless_backup_says (key TEXT PRIMARY KEY, value TEXT)")
        database.execute("CREATE TABLE needless_backup_file (path TEXT, part INTEGER, bytes BLOB)")
        count = sum(_put(database, home, file) for file in files)
        document = said | {"sums": raw_sums(database), "files": count}
        database.execute("INSERT INTO needless_backup_says VALUES ('backup', ?)", [json.dumps(document)])
        database.commit()


def _put(database: sqlite3.Connection, home: Path, file: Path) -> int:
    """One that an import took away meanwhile is none of the backup's."""
    try:
        with file.open("rb") as source:
            for number, part in enumerate(iter(lambda: source.read(PART), b"")):
                row = (str(file.relative_to(home)), number, part)
                database.execute("INSERT INTO needless_backup_file VALUES (?, ?, ?)", row)
    except FileNotFoundError:
        return 0
    return 1


def check(path: Path) -> Contents:
    """Read it whole and compare it with what it says of itself. Raises NotABackup."""
    if not path.is_file():
        raise NotABackup(_("There is no file %(path)s.") % {"path": path})
    try:
        with _opened(path, "?mode=ro") as database:
            database.execute("SELECT count(*) FROM needless_contact").fetchone()
            _see_that_it_is_whole(database)
            return _see_that_it_says_so(database)
    except sqlite3.Error as error:
        raise NotABackup(_("This is no backup of Needless: %(why)s") % {"why": error}) from error


def _see_that_it_is_whole(database: sqlite3.Connection) -> None:
    (said,) = database.execute("PRAGMA integrity_check").fetchone()
    if said != "ok":
        raise NotABackup(_("This backup is damaged: %(why)s") % {"why": said})
    if loose := database.execute("PRAGMA foreign_key_check").fetchone():
        raise NotABackup(
            _("This backup is damaged: a row of %(table)s points nowhere.") % {"table": loose[0]}
        )


def _see_that_it_says_so(database: sqlite3.Connection) -> Contents:
    if not database.execute("SELECT 1 FROM sqlite_master WHERE name = ?", OWN[:1]).fetchone():
        return Contents({})
    (text,) = database.execute("SELECT value FROM needless_backup_says WHERE key = 'backup'").fetchone()
    said = json.loads(text)
    if others := differing(said["sums"], raw_sums(database)):
        raise NotABackup(
            _("This backup does not hold what it was made of: %(names)s.") % {"names": ", ".join(others)}
        )
    return Contents(said["sums"], said.get("made_at", ""), said.get("version", ""), said.get("files", 0))


def take_out(path: Path, home: Path) -> list[str]:
    """Write the files into ``home`` and leave only the instance's own tables; the files' paths. Raises NotABackup."""
    found: list[str] = []
    with _opened(path) as database:
        if database.execute("SELECT 1 FROM sqlite_master WHERE name = ?", OWN[1:]).fetchone():
            for name, part, content in database.execute(
                "SELECT path, part, bytes FROM needless_backup_file ORDER BY path, part"
            ):
                _write(home, name, part, content)
                found += [name] if part == 0 else []
        for name in OWN:
            database.execute(f"DROP TABLE IF EXISTS {name}")
        database.commit()
    return found


def _write(home: Path, name: str, part: int, content: bytes) -> None:
    target = home / name
    if not target.resolve().is_relative_to(home.resolve()):
        raise NotABackup(
            _("This backup holds a file that would lie outside the data folder: %(name)s") % {"name": name}
        )
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with target.open("ab" if part else "wb") as file:
        file.write(content)
    target.chmod(0o600)


@contextmanager
def _opened(path: Path, query: str = "") -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}{query}", uri=True)) as database:
        yield database
