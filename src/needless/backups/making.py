"""A consistent copy of the running instance, restored to a temporary place and compared before it counts (M17)."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone
from django.utils.translation import gettext as _

from needless import __version__
from needless.backups.ages import Lock, NotUnlocked, lock
from needless.backups.container import NotABackup, check, fill, take_out
from needless.tables.copying import NotCopied, at_file, copy_all, make_tables, opened
from needless.tables.sums import Sums, differing, raw_sums

KEYS = ("secret.key", "sealing.key")  # of this instance: they go along only where the backup is locked
NO_LOCK = Lock()


@dataclass(frozen=True, slots=True)
class Made:
    """What was made and compared."""

    path: Path
    rows: int
    tables: int
    files: int
    size: int
    is_locked: bool


def back_up(target: Path, keys: Lock = NO_LOCK, database: str = DEFAULT_DB_ALIAS) -> Made:
    """Write the whole instance to ``target``, readable by its user alone. What is there is replaced only by a backup
    that was restored to a temporary folder and says the same. Raises NotABackup with the reason."""
    try:
        with tempfile.TemporaryDirectory(prefix=".needless-backup-", dir=target.absolute().parent) as folder:
            return _made(target, Path(folder), keys, database)
    except (OSError, sqlite3.Error, NotCopied, NotUnlocked) as error:
        raise NotABackup(
            _("%(path)s could not be written: %(why)s") % {"path": target, "why": _why(error)}
        ) from error


def _made(target: Path, folder: Path, keys: Lock, database: str) -> Made:
    plain = folder / "plain"
    plain.touch(mode=0o600)
    sums = copy_database(plain, database)
    said = {
        "made_at": timezone.now().isoformat(),
        "version": __version__,
        "engine": connections[database].vendor,
    }
    fill(plain, settings.HOME, _files(bool(keys)), said)
    contents = compare(plain, folder / "restored", sums)
    done = plain
    if keys:
        done = folder / "locked"
        lock(plain, done, keys)
    _to_disk(done)
    size = done.stat().st_size
    done.replace(target)
    rows = sum(count for count, _sum in sums.values())
    return Made(target, rows, len(sums), contents, size, bool(keys))


def copy_database(path: Path, database: str) -> Sums:
    """The database as of one moment as an SQLite file; what the rows of its source add up to."""
    if connections[database].vendor == "sqlite":
        return _copy_sqlite(Path(str(connections[database].settings_dict["NAME"])), path)
    with opened("backup", at_file(path)) as alias:
        make_tables(alias)
        copy_all(database, alias)
    with closing(sqlite3.connect(path)) as copied:
        return raw_sums(copied)


def _copy_sqlite(source: Path, target: Path) -> Sums:
    """One reading transaction: what is copied and what is added up are of the same moment, whoever writes meanwhile."""
    uri = f"{source.absolute().as_uri()}?mode=rw"
    with closing(sqlite3.connect(uri, uri=True)) as old, closing(sqlite3.connect(target)) as new:
        old.execute("BEGIN")
        old.execute("SELECT count(*) FROM sqlite_master").fetchone()
        old.backup(new)
        return raw_sums(old)


def compare(path: Path, folder: Path, sums: Sums) -> int:
    """Restore the file to a temporary folder and compare; how many files came along. Raises NotABackup."""
    folder.mkdir(mode=0o700)
    contents = check(path)
    copy = folder / "needless.sqlite3"
    with closing(sqlite3.connect(path)) as old, closing(sqlite3.connect(copy)) as new:
        old.backup(new)
    files = take_out(copy, folder)
    with closing(sqlite3.connect(copy)) as restored:
        others = differing(sums, raw_sums(restored))
    if others or len(files) != contents.files:
        raise NotABackup(
            _("Restored to a temporary place it came out different: %(names)s.")
            % {"names": ", ".join(others)}
        )
    return len(files)


def _files(is_locked: bool) -> Iterator[Path]:
    """What lies beside the database and belongs to it: files that wait to be imported; keys where they are safe."""
    if Path(settings.UPLOADS).is_dir():
        yield from sorted(path for path in Path(settings.UPLOADS).rglob("*") if path.is_file())
    if is_locked:
        yield from (settings.HOME / name for name in KEYS if (settings.HOME / name).is_file())


def _to_disk(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _why(error: Exception) -> str:
    return (isinstance(error, OSError) and error.strerror) or str(error)


def folder_of(path: Path) -> None:
    """Make the folder of a backup, for this user alone. Raises OSError."""
    with contextlib.suppress(FileExistsError):
        path.mkdir(parents=True, mode=0o700)
