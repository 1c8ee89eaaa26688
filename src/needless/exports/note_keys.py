"""Sealed notes on their way out and in again: the locked key goes with them, and fits the account that takes them in (M17)."""

from __future__ import annotations

import json
import secrets
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from needless.exports.queries import NotAnArchive, Row
from needless.owners.models import NotesKey
from needless.owners.note_keys import key_of
from needless.owners.sealing import seal
from needless.tables.notes import MARK, forget_locks, key_in_hand, lock_of, note_fields, told
from needless.tables.owned import Owned

if TYPE_CHECKING:
    from needless.owners.models import Owner

MEMBER = "notes-key.json"
LARGEST = 10_000  # bytes


def write_key(owner: Owner, archive: zipfile.ZipFile) -> None:
    """The key, locked by its passphrase, beside notes that nobody could read as they were written."""
    key = key_of(owner)
    if key is not None and not _is_open(key.recipient):
        said = {"recipient": key.recipient, "wrapped": key.wrapped}
        archive.writestr(MEMBER, json.dumps(said, indent=1))


def read_key(owner: Owner, path: Path) -> None:
    """Take over the key of an archive with sealed notes, where the owner has none. Raises NotAnArchive where they are
    sealed for another key than the owner's, and that is not in hand."""
    given = _key_in(path)
    if given is None or _is_open(given["recipient"]):
        return
    lock = lock_of(owner.pk)
    if lock is None and not NotesKey.objects.of(owner).exists():
        now = timezone.now()
        NotesKey.objects.create(
            owner=owner, marks_key=seal(secrets.token_hex()), stage=NotesKey.Stage.SEALING, made_at=now, stage_at=now,
            **given,
        )  # fmt: skip
        forget_locks()
    elif lock is None or lock.recipient != given["recipient"]:
        raise NotAnArchive(
            _(
                "The notes in this export are sealed with another key than yours: import it on the command line, with "
                "its recovery key in NEEDLESS_NOTES_KEY."
            )
        )


def readable_here(owner: Owner, model: type[Owned], rows: Iterable[Row]) -> Iterator[Row]:
    """The rows with sealed notes as what they are; one that somebody wrote by hand stays a text."""
    names = [field.attname for field in note_fields(model)]
    for row in rows:
        sealed = [name for name in names if isinstance(row.get(name), str) and row[name].startswith(MARK)]
        yield row | {name: told(row[name]) for name in sealed} if sealed else row


def _is_open(recipient: str) -> bool:
    identity = key_in_hand()
    return identity is not None and str(identity.to_public()) == recipient


def _key_in(path: Path) -> dict[str, Any] | None:
    try:
        with zipfile.ZipFile(path) as archive:
            if MEMBER not in archive.namelist() or archive.getinfo(MEMBER).file_size > LARGEST:
                return None
            said = json.loads(archive.read(MEMBER))
            return {name: str(said[name]) for name in ("recipient", "wrapped")}
    except (OSError, zipfile.BadZipFile, ValueError, KeyError, TypeError) as error:
        raise NotAnArchive(_("This file is no whole export of Needless: %(why)s") % {"why": error}) from error
