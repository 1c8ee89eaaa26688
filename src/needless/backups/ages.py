"""Files locked with age (age-encryption.org): by a passphrase, or for the holders of keys (M17)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyrage
from django.utils.translation import gettext as _

HEAD = b"age-encryption.org/v1"
SHORTEST = 10  # characters of a passphrase that is chosen on a page
MOST_IN_MEMORY = 2 << 30  # bytes: with a passphrase the library wants the whole file at once


class NotUnlocked(ValueError):
    """The key does not fit, the file is damaged, or what was given is no key; the message says which."""


@dataclass(frozen=True, slots=True)
class Lock:
    """Who can open: all ``recipients`` (age1...), or whoever knows the ``passphrase``. With neither nothing is locked."""

    recipients: Sequence[str] = field(default=())
    passphrase: str = ""

    def __bool__(self) -> bool:
        return bool(self.recipients or self.passphrase)


def is_locked(path: Path) -> bool:
    """Is it a file of age? Raises OSError."""
    with path.open("rb") as file:
        return file.read(len(HEAD)) == HEAD


def check_recipient(text: str) -> str:
    """The recipient as age writes it. Raises NotUnlocked for what is none."""
    try:
        return str(pyrage.x25519.Recipient.from_str(text.strip()))
    except pyrage.RecipientError as error:
        raise NotUnlocked(
            _("“%(text)s” is no age recipient: one begins with age1.") % {"text": text}
        ) from error


def lock(source: Path, target: Path, keys: Lock) -> None:
    """Write ``source`` locked, having opened the result once more to see that it says the same.

    For recipients a key of this moment may open it too, and is forgotten: without it nobody here could look. Raises
    NotUnlocked, OSError.
    """
    if keys.passphrase and keys.recipients:
        raise NotUnlocked(_("Lock it with a passphrase or for recipients, not both: age allows no mixture."))
    once = pyrage.x25519.Identity.generate()
    if keys.passphrase:
        target.write_bytes(pyrage.passphrase.encrypt(_all(source), keys.passphrase))
    else:
        found = [pyrage.x25519.Recipient.from_str(check_recipient(r)) for r in keys.recipients]
        with source.open("rb") as plain, target.open("wb") as locked:
            pyrage.encrypt_io(plain, locked, [*found, once.to_public()])
    target.chmod(0o600)
    opened = target.with_name(f"{target.name}.opened")
    try:
        unlock(target, opened, keys.passphrase, [once])
        if not _are_alike(source, opened):
            raise NotUnlocked(_("The locked file does not open as it was: the disk may be failing."))
    finally:
        opened.unlink(missing_ok=True)


def unlock(
    source: Path, target: Path, passphrase: str = "", identities: Sequence[pyrage.x25519.Identity] = ()
) -> None:
    """Write what is in a locked file, readable by its user alone. Raises NotUnlocked, OSError."""
    if not passphrase and not identities:
        raise NotUnlocked(
            _("This file is locked: it wants its passphrase, or the age key that it was locked for.")
        )
    try:
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:
            if passphrase:
                opened.write(pyrage.passphrase.decrypt(_all(source), passphrase))
            else:
                with source.open("rb") as locked:
                    pyrage.decrypt_io(locked, opened, identities)
    except pyrage.DecryptError as error:
        target.unlink(missing_ok=True)
        raise NotUnlocked(
            _("This file does not open: another passphrase or key, or it is damaged.")
        ) from error


def read_identities(path: Path) -> list[pyrage.x25519.Identity]:
    """The keys of a file that age-keygen wrote. Raises NotUnlocked, OSError."""
    try:
        lines = [line.strip() for line in path.read_text().splitlines()]
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except (pyrage.IdentityError, UnicodeDecodeError) as error:
        raise NotUnlocked(_("%(path)s holds no age key.") % {"path": path}) from error
    if not found:
        raise NotUnlocked(_("%(path)s holds no age key.") % {"path": path})
    return found


def lock_as(text: str) -> Lock:
    """What an owner typed into one field: an age recipient, or else a passphrase. Raises NotUnlocked."""
    text = text.strip()
    if text.startswith("age1"):
        return Lock([check_recipient(text)])
    if len(text) < SHORTEST:
        raise NotUnlocked(
            _("A passphrase of at least %(n)d characters, please: five words are good.") % {"n": SHORTEST}
        )
    return Lock(passphrase=text)


def unlock_as(source: Path, target: Path, text: str) -> None:
    """Open with what an owner typed into one field: an age key (AGE-SECRET-KEY-1...), or else the passphrase."""
    text = text.strip()
    try:
        keys = [pyrage.x25519.Identity.from_str(text)] if text.upper().startswith("AGE-SECRET-KEY-") else []
    except pyrage.IdentityError as error:
        raise NotUnlocked(_("That is no whole age key.")) from error
    unlock(source, target, "" if keys else text, keys)


def _all(path: Path) -> bytes:
    if path.stat().st_size > MOST_IN_MEMORY:
        raise NotUnlocked(_("Too large for a passphrase (2 GB): lock it for a key, with --age-recipient."))
    return path.read_bytes()


def _are_alike(one: Path, other: Path) -> bool:
    with one.open("rb") as a, other.open("rb") as b:
        while True:
            left, right = a.read(1 << 20), b.read(1 << 20)
            if left != right:
                return False
            if not left:
                return True
