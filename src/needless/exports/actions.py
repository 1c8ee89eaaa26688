"""Writes the one zip that holds everything (M17)."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from needless.backups.ages import Lock, lock
from needless.exports.history import calendar_lines, write_account, write_csv
from needless.exports.note_keys import write_key
from needless.exports.tables import as_json, exported_tables, json_rows, preferences_of, schema
from needless.exports.vcards import cards
from needless.news.feeds import list_of_feeds
from needless.owners.audit import note

if TYPE_CHECKING:
    from needless.owners.models import Owner

FORMAT, VERSION = "needless", 1
NO_LOCK = Lock()


def export_all(owner: Owner, path: Path, keys: Lock = NO_LOCK) -> None:
    """Write needless.json, schema.json, contacts.vcf, interactions.csv, events.ics, feeds.opml and account.csv into a zip at ``path``; notes-key.json where notes are locked just now.

    Memory stays flat; a file that is there is replaced only when the new one is whole. With ``keys`` the zip is locked
    with age. Raises OSError, NotUnlocked for keys that are none.
    """
    with tempfile.TemporaryDirectory(dir=path.absolute().parent, prefix=".needless-export-") as folder:
        whole, locked = Path(folder) / "zip", Path(folder) / "locked"
        whole.touch(mode=0o600)
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
            _write_members(owner, archive)
        if keys:
            lock(whole, locked, keys)
        (locked if keys else whole).replace(path)
    note(owner, "exported", **({"locked": "age"} if keys else {}))


def _write_members(owner: Owner, archive: zipfile.ZipFile) -> None:
    archive.writestr("schema.json", json.dumps(schema(), indent=1))
    with _member(archive, "needless.json") as out:
        write_json(owner, out)
    with _member(archive, "contacts.vcf") as out:
        out.writelines(cards(owner))
    with _member(archive, "interactions.csv") as out:
        write_csv(owner, out)
    with _member(archive, "events.ics") as out:
        out.writelines(calendar_lines(owner))
    write_key(owner, archive)
    archive.writestr("feeds.opml", list_of_feeds(owner))
    with _member(archive, "account.csv") as out:
        write_account(owner, out)


@contextmanager
def _member(archive: zipfile.ZipFile, name: str) -> Iterator[TextIO]:
    with archive.open(name, "w", force_zip64=True) as raw, io.TextIOWrapper(raw, "utf-8", newline="") as out:
        yield out


def write_json(owner: Owner, out: TextIO) -> None:
    """The whole as one JSON document; a row is a line, so that it can be read again a line at a time."""
    out.write(f'{{"format": "{FORMAT}", "version": {VERSION},\n')
    out.write(f'"preferences": {as_json(preferences_of(owner))},\n"tables": {{')
    for number, model in enumerate(exported_tables()):
        out.write(f'{"," if number else ""}\n"{model.__name__}": [')
        for line, row in enumerate(json_rows(owner, model)):
            out.write((",\n" if line else "\n") + row)
        out.write("\n]")
    out.write("\n}}\n")
