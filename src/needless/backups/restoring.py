"""Puts a backup in place of the instance; what was there is kept beside it (M17)."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.backups.ages import is_locked, unlock
from needless.backups.container import NotABackup, check, take_out
from needless.backups.making import KEYS, back_up, copy_database
from needless.tables.copying import NotCopied, at_file, copy_all, make_tables, opened
from needless.tables.sums import differing, raw_sums


@dataclass(frozen=True, slots=True)
class Restored:
    """Where what was there lies now (None where nothing was), and how many files came back."""

    kept: Path | None
    files: int


def restore(
    source: Path, passphrase: str = "", identities: Sequence[Any] = (), database: str = DEFAULT_DB_ALIAS
) -> Restored:
    """Check the backup, keep what is there, put it in place, compare. Raises NotABackup, NotUnlocked: nothing was changed."""
    if not source.is_file():
        raise NotABackup(_("There is no file %(path)s.") % {"path": source})
    try:
        with tempfile.TemporaryDirectory(prefix=".needless-restore-", dir=settings.HOME) as folder:
            return _restored(source, Path(folder), passphrase, identities, database)
    except (OSError, sqlite3.Error, NotCopied) as error:
        raise NotABackup(_("The backup could not be put in place: %(why)s") % {"why": error}) from error


def _restored(
    source: Path, folder: Path, passphrase: str, identities: Sequence[Any], database: str
) -> Restored:
    plain = source
    if is_locked(source):
        plain = folder / "plain"
        unlock(source, plain, passphrase, identities)
    check(plain)
    copy, files = folder / "needless.sqlite3", folder / "files"
    copy_file(plain, copy)
    files.mkdir()
    names = take_out(copy, files)
    kept = _keep(database)
    if connections[database].vendor == "sqlite":
        _put_sqlite(copy, Path(str(connections[database].settings_dict["NAME"])), database)
    else:
        _put_rows(copy, database)
    _put_files(files, names)
    return Restored(kept, len(names))


def copy_file(source: Path, target: Path) -> None:
    """An SQLite file as another."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def _keep(database: str) -> Path | None:
    kept = settings.HOME / f"needless-before-restore-{_stamp()}.sqlite3"
    if connections[database].vendor != "sqlite":
        return back_up(kept, database=database).path
    connections[database].close()
    if not Path(str(connections[database].settings_dict["NAME"])).exists():
        return None
    copy_database(kept, database)
    kept.chmod(0o600)
    return kept


def _put_sqlite(copy: Path, target: Path, database: str) -> None:
    """In one transaction of SQLite's: a server that still runs sees the old or the new, and a kill leaves the old."""
    connections[database].close()
    with closing(sqlite3.connect(copy)) as new:
        wanted = raw_sums(new)
    copy_file(copy, target)
    with closing(sqlite3.connect(target)) as now:
        if others := differing(wanted, raw_sums(now)):
            raise NotABackup(
                _("Put in place it came out different: %(names)s.") % {"names": ", ".join(others)}
            )


def _put_rows(copy: Path, database: str) -> None:
    with opened("restored", at_file(copy)) as alias:
        make_tables(alias)  # a backup of an older release is brought up to date first
        copy_all(alias, database)


def _put_files(folder: Path, names: list[str]) -> None:
    """Files come to where they were; what is there under such a name, and is another, is kept beside."""
    uploads = Path(settings.UPLOADS)
    if uploads.is_dir() and any(uploads.iterdir()):
        uploads.rename(uploads.with_name(f"uploads-before-restore-{_stamp()}"))
    for name in names:
        target = settings.HOME / name
        if name in KEYS and target.is_file() and target.read_bytes() != (folder / name).read_bytes():
            target.rename(target.with_name(f"{name}-before-restore-{_stamp()}"))
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / name).replace(target)


def _stamp() -> str:
    return f"{timezone.now():%Y%m%d-%H%M%S-%f}"
