"""The one choke point of notes: columns whose texts are sealed for their owner as they are saved, where the owner wants it (M17).

A :class:`NoteField` gives one of three: a text that lies in the clear (``str``); an :class:`Opened` one, sealed in the
database and opened by the key of whoever asks (:func:`opening_with`); or a :class:`Locked` one, of which nothing can be
read. The latter two know what lies there, so that a row that is only read and saved again keeps it to the byte.

Sealing takes the owner's public key alone, so that everything may write at any time; nothing is written past it: what a
query is given for such a column (``update``, ``bulk_update``) goes through :func:`lying`, or is refused.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol, Self, TypeAlias

import pyrage
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from needless.tables.unchanged import epoch

MARK = "\ue0a5note1:"  # nobody types what is for private use
UNSEEN = (
    "\u2063\u2064\u2063"  # in front of "Locked note": by it one that is to be written is known, and refused
)
Identity: TypeAlias = pyrage.x25519.Identity


class WrittenAround(TypeError):
    """A query was given a bare text for a column of notes: it would lie there in the clear."""


@dataclass(frozen=True, slots=True)
class OwnLock:
    """What an owner's notes are sealed with: the public key, and the key of the marks by which the same text is known."""

    recipient: str
    marks_key: bytes


class Stored(str):
    """A text as it is to lie in the column."""

    __slots__ = ()


class Sealed(str):
    """A note that lies sealed in the database; ``sealed`` is what lies there."""

    __slots__ = ("sealed",)
    sealed: str

    def __new__(cls, text: str, sealed: str) -> Self:
        """The text that is shown, and what lies in the database."""
        made = super().__new__(cls, text)
        made.sealed = sealed
        return made

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]  # copies know both
        """For copies."""
        return str(self), self.sealed


class Opened(Sealed):
    """One that can be read just now."""

    __slots__ = ()


class Locked(Sealed):
    """One that nobody here can read; as a text it says so. Two are the same where they are known to say the same."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Locked) and _known_by(self) == _known_by(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(_known_by(self))


def _known_by(value: Sealed) -> str:
    """Its mark, else what lies there."""
    return value.sealed.removeprefix(MARK).partition(":")[0] or value.sealed


class HasLocks(Protocol):
    """The table of owners' keys (owners/note_keys.py)."""

    def lock_of(self, owner_id: int) -> OwnLock | None:
        """What this owner's notes are sealed with; None where they lie in the clear."""


_identity: ContextVar[Identity | None] = ContextVar("identity", default=None)
_locks: dict[int, tuple[int, OwnLock | None]] = {}  # by owner: in which epoch it was read


@contextmanager
def opening_with(identity: Identity | None) -> Iterator[None]:
    """Within this block notes that were sealed for this key can be read."""
    before = _identity.set(identity)
    try:
        yield
    finally:
        _identity.reset(before)


def open_with(identity: Identity | None) -> None:
    """The same for all that this process, a command, does from now on."""
    _identity.set(identity)


def key_in_hand() -> Identity | None:
    """With what notes are opened just now."""
    return _identity.get()


def lock_of(owner_id: int) -> OwnLock | None:
    """What this owner's notes are sealed with; asked of the database again once anything in it changed."""
    now = epoch()
    held = _locks.get(owner_id)
    if held is None or held[0] != now:
        table: HasLocks = apps.get_model("needless", "NotesKey")
        held = _locks[owner_id] = (now, table.lock_of(owner_id))
    return held[1]


def forget_locks() -> None:
    """A key came or went: what was read counts no more."""
    _locks.clear()


def told(raw: str) -> str:
    """What lies in a column, as this moment may read it."""
    if not raw.startswith(MARK):
        return raw
    identity = _identity.get()
    text = None if identity is None else _decrypted(raw, identity)
    return locked(raw) if text is None else Opened(text, raw)


def locked(raw: str) -> Locked:
    """One that cannot be read."""
    return Locked(UNSEEN + _("Locked note"), raw)


def lying(owner_id: int, value: Any, salt: Any = "") -> Stored:
    """As the text is to lie in the column. ``salt``: with what else it must agree to be the same (see :func:`mark_of`).

    Raises ValidationError for the words that stand in the place of a locked note.
    """
    lock = lock_of(owner_id)
    if isinstance(value, Sealed):
        return _lying_sealed(value, lock, salt)
    text = str(value or "")
    if UNSEEN in text:
        raise ValidationError(_("A locked note cannot be written again: unlock your notes first."))
    # In the clear a text that looks sealed would be taken for one.
    return Stored(_sealed(text, lock, salt) if lock and text else text.replace(MARK, ""))


def _lying_sealed(value: Sealed, lock: OwnLock | None, salt: Any) -> Stored:
    """As it lies; but what was sealed for another key, or is sealed no more, is written anew where it can be read."""
    identity = _identity.get()
    if isinstance(value, Opened) and identity is not None:
        if lock is None:
            return Stored(str(value))
        if str(identity.to_public()) != lock.recipient:
            return Stored(_sealed(str(value), lock, salt))
    return Stored(value.sealed)


def _sealed(text: str, lock: OwnLock, salt: Any) -> str:
    recipient = pyrage.x25519.Recipient.from_str(lock.recipient)
    locked_up = base64.b64encode(pyrage.encrypt(text.encode("utf-8", "surrogatepass"), [recipient])).decode()
    return f"{MARK}{_mark(text, lock, salt)}:{locked_up}"


def _decrypted(raw: str, identity: Identity) -> str | None:
    try:
        content = base64.b64decode(raw.rpartition(":")[2], validate=True)
        text: str = pyrage.decrypt(content, [identity]).decode("utf-8", "surrogatepass")
        return text
    except (pyrage.DecryptError, binascii.Error, UnicodeDecodeError):
        return None


def _mark(text: str, lock: OwnLock, salt: Any) -> str:
    if salt is None or not lock.marks_key:
        return ""
    salt = salt.astimezone(UTC).isoformat() if isinstance(salt, datetime) else str(salt)
    said = f"{salt}\n{text}".encode("utf-8", "surrogatepass")
    return base64.urlsafe_b64encode(hmac.digest(lock.marks_key, said, hashlib.sha256)[:15]).decode()


def mark_by(lock: OwnLock, text: str, salt: Any = "") -> str:
    """The mark that a lock gives a text; nothing without its key."""
    return _mark(text, lock, salt)


def mark_of(owner_id: int, value: str, salt: Any = "") -> str:
    """By what two notes of an owner are known to say the same though neither can be read: the text itself where it lies
    in the clear, else a mark that takes this instance's key to make."""
    if isinstance(value, Sealed):
        return _known_by(value)
    lock = lock_of(owner_id) if value else None
    return (_mark(value, lock, salt) if lock else "") or value


def is_locked(value: object) -> bool:
    """Is it a note that nobody here can read?"""
    return isinstance(value, Locked)


def is_typed(value: str | None) -> bool:
    """Did somebody write this, rather than send back the words in the place of a locked note?"""
    return bool(value) and UNSEEN not in str(value)


def readable(value: str) -> str:
    """The text for whoever may read it now; nothing of a locked one."""
    return "" if isinstance(value, Locked) else value


def in_clear(value: str) -> str:
    """The text for what is derived and kept (search, matching, the plan): nothing of a sealed one, opened or not."""
    return "" if isinstance(value, Sealed) else value


def as_it_lies(field: models.Field[Any, Any]) -> Any:
    """For ``values_list``: a column of notes as it lies in the database; any other by its name."""
    if not isinstance(field, NoteField):
        return field.attname
    return models.ExpressionWrapper(models.F(field.attname), output_field=models.TextField())


class NoteField(models.TextField):  # type: ignore[type-arg]  # generic in the stubs alone
    """A text about somebody that the owner may have sealed. See the module.

    ``salted_by``: the column with which a text must agree to count as the same; None: the same text is never known.
    """

    def __init__(self, *args: Any, salted_by: str | None = None, **options: Any) -> None:
        self.salted_by = salted_by
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        """To the database it is a text like any other: no migration, and old releases read it."""
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.TextField", args, options

    def clone(self) -> Any:
        """Copies of a model keep what it is."""
        _name, _path, args, options = super().deconstruct()
        return type(self)(*args, salted_by=self.salted_by, **options)

    def salt(self, columns: Any) -> Any:
        """Of a row, as its columns: what its text must agree with; None where it is never known again."""
        return columns.get(self.salted_by) or "" if self.salted_by is not None else None

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        """What a query gives."""
        return value if value is None else told(value)

    def pre_save(self, model_instance: Any, add: bool) -> Stored:
        """What save() and bulk_create() write; the row knows from then on what lies there."""
        value = getattr(model_instance, self.attname)
        stored = lying(model_instance.owner_id, value, self.salt(model_instance.__dict__))
        if stored.startswith(MARK):
            setattr(model_instance, self.attname, _after(value, str(stored)))
        return stored

    def get_prep_value(self, value: Any) -> Any:
        """What is looked for; of a sealed note what lies there."""
        return value.sealed if isinstance(value, Sealed) else super().get_prep_value(value)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """What a query is given to write. Raises WrittenAround for a bare text."""
        if hasattr(value, "as_sql") or value is None:
            return value
        if isinstance(value, Sealed):
            return value.sealed
        if value and not isinstance(value, Stored):
            raise WrittenAround(f"{self.model.__name__}.{self.attname} is a note: give the query lying(...)")
        return str(value)


def _after(value: str, stored: str) -> Sealed:
    """What a row says once it was saved: the same as before, to whoever has the key."""
    if isinstance(value, Sealed):
        return value if value.sealed == stored else told(stored)  # type: ignore[return-value]
    return Opened(value, stored) if key_in_hand() is not None else locked(stored)


def note_fields(model: type[models.Model]) -> list[NoteField]:
    """The columns of a table that are notes."""
    return [field for field in model._meta.concrete_fields if isinstance(field, NoteField)]


def note_tables() -> dict[type[models.Model], list[NoteField]]:
    """Every table with notes, and its columns of them."""
    found = {model: note_fields(model) for model in apps.get_app_config("needless").get_models()}
    return {model: fields for model, fields in found.items() if fields}
