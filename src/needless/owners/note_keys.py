"""Sealed notes: their key is made, locked by a passphrase, opened, and given up (M17).

Everything may write notes at any time: that takes the public key alone, which lies in the clear. Reading takes the
secret one, which lies here locked by the passphrase (age's scrypt), and is shown once, as the recovery key.
"""

from __future__ import annotations

import base64
import secrets
from typing import TYPE_CHECKING

import pyrage
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.owners.audit import note, note_seldom
from needless.owners.models import NotesKey
from needless.owners.sealing import seal, unseal
from needless.tables.notes import Identity, forget_locks

if TYPE_CHECKING:
    from needless.owners.models import Owner

SHORTEST, LONGEST = 10, 1000  # characters of a passphrase
HEAD = "AGE-SECRET-KEY-1"  # of a recovery key
Stage = NotesKey.Stage


class WrongKey(ValueError):
    """Neither the passphrase nor the recovery key of these notes; the message says so."""


def key_of(owner: Owner) -> NotesKey | None:
    """The key of an owner whose notes are sealed, are being sealed or are being opened; else none."""
    row: NotesKey | None = NotesKey.objects.of(owner).exclude(stage=Stage.OFF).first()
    return row


def turn_on(owner: Owner, passphrase: str) -> str:
    """Seal from now on whatever is written; the recovery key, which is shown once. What is there already is for
    keeping/sealing.py to rewrite. Raises ValidationError for a passphrase that is too short, or where it is on."""
    check_passphrase(passphrase)
    identity = Identity.generate()
    wrapped = _wrapped(identity, passphrase)  # takes a second: not within a transaction
    now = timezone.now()
    try:
        with transaction.atomic():
            if NotesKey.objects.of(owner).exists():
                raise ValidationError(_("Your notes are sealed already, or are still being opened."))
            NotesKey.objects.create(
                owner=owner, recipient=str(identity.to_public()), wrapped=wrapped,
                marks_key=seal(secrets.token_hex()), stage=Stage.SEALING, made_at=now, stage_at=now,
            )  # fmt: skip
            note(owner, "notes-sealed")
    finally:
        forget_locks()
    return str(identity)


def check_passphrase(text: str) -> None:
    """Raises ValidationError for one that could be guessed by its length alone."""
    if not SHORTEST <= len(text.strip()) <= LONGEST:
        raise ValidationError(
            _("A passphrase of at least %(n)d characters, please: five words are good.") % {"n": SHORTEST}
        )


def identity_by(row: NotesKey, secret: str) -> Identity:
    """The secret key, by the passphrase or as the recovery key itself. Takes a second. Raises WrongKey."""
    secret = secret.strip()
    try:
        if secret.upper().startswith(HEAD):
            identity = Identity.from_str(secret.upper())
        else:
            opened = pyrage.passphrase.decrypt(base64.b64decode(row.wrapped), secret[:LONGEST])
            identity = Identity.from_str(opened.decode())
    except (pyrage.DecryptError, pyrage.IdentityError):
        raise WrongKey(_("That is neither the passphrase nor the recovery key of your notes.")) from None
    if str(identity.to_public()) != row.recipient:
        raise WrongKey(_("That is the recovery key of other notes."))
    return identity


def unlock(owner: Owner, secret: str, by_command: bool = False) -> Identity:
    """The key to read with, noted in the account's log either way; by commands once an hour. Raises WrongKey, also where
    nothing is sealed."""
    row = key_of(owner)
    if row is None:
        raise WrongKey(_("Your notes are not sealed."))
    try:
        identity = identity_by(row, secret)
    except WrongKey:
        note(owner, "notes-unlock-failed")
        raise
    if by_command:
        note_seldom(owner, "notes-unlocked", way="command")
    else:
        note(owner, "notes-unlocked")
    return identity


def another_key(owner: Owner, secret: str) -> Identity | None:
    """The key of other notes than the owner's, such as of an export from elsewhere; None for theirs, or for none at all."""
    row = key_of(owner)
    try:
        identity = Identity.from_str(secret.strip().upper())
    except pyrage.IdentityError:
        return None
    return None if row is not None and str(identity.to_public()) == row.recipient else identity


def change_passphrase(owner: Owner, secret: str, new: str) -> None:
    """Another passphrase for the same key: no note is written anew. Raises WrongKey, ValidationError."""
    check_passphrase(new)
    wrapped = _wrapped(unlock(owner, secret), new)
    NotesKey.objects.of(owner).update(wrapped=wrapped)
    note(owner, "notes-passphrase-changed")


def turn_off(owner: Owner, secret: str) -> None:
    """Seal nothing any more. The key is left with the job that opens what is there. Raises WrongKey."""
    identity = unlock(owner, secret)
    try:
        NotesKey.objects.of(owner).update(
            stage=Stage.OPENING, opening_with=seal(str(identity)), stage_at=timezone.now()
        )
    finally:
        forget_locks()
    note(owner, "notes-opened")


def identity_of_job(row: NotesKey) -> Identity:
    """The key that the owner left with the job. Raises CannotUnseal."""
    return Identity.from_str(unseal(row.opening_with))


def set_stage(row: NotesKey, stage: str) -> None:
    """The job is done with a stage."""
    NotesKey.objects.of(row.owner).filter(pk=row.pk).update(stage=stage, stage_at=timezone.now())
    forget_locks()


def _wrapped(identity: Identity, passphrase: str) -> str:
    return base64.b64encode(pyrage.passphrase.encrypt(str(identity).encode(), passphrase.strip())).decode()
