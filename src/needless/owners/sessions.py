"""Who is signed in where: a table of sessions, so that the owner sees them and can end them (M17)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError, transaction
from django.utils import timezone

from needless.owners import audit

if TYPE_CHECKING:
    from needless.owners.models import Owner, Session

SEEN_EVERY = timedelta(hours=1)  # a write at each page would be slower than most pages


class SessionStore(SessionBase):
    """Django's session, in a table that knows whose it is. Whoever reads the table cannot sign in with it."""

    def load(self) -> dict[str, Any]:
        """What it holds; empty where there is none any more. Once an hour it is seen, which renews the cookie too."""
        now = timezone.now()
        row = _table().objects.filter(hash=_hash(self.session_key), expires_at__gt=now).first()
        if row is None:
            self._session_key = None
            return {}
        if now - row.seen_at > SEEN_EVERY:
            self.modified = True
        return self.decode(row.kept)

    def exists(self, session_key: str) -> bool:
        """Is there such a session?"""
        return bool(_table().objects.filter(hash=_hash(session_key)).exists())

    def create(self) -> None:
        """A new key, and its row."""
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]  # Django's own, left out of its stubs
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        """Write it down. Raises CreateError for a key that is taken, UpdateError for a session that was ended."""
        if self.session_key is None:
            self.create()
            return
        values = self._values(self._get_session(no_load=must_create))  # type: ignore[attr-defined]
        if not must_create:
            if not _table().objects.filter(hash=_hash(self.session_key)).update(**values):
                raise UpdateError
            return
        try:
            with transaction.atomic():
                _table().objects.create(hash=_hash(self.session_key), made_at=values["seen_at"], **values)
        except IntegrityError as taken:
            raise CreateError from taken

    def _values(self, content: dict[str, Any]) -> dict[str, Any]:
        address, program = audit.asker()
        return {
            "kept": self.encode(content),
            "owner_id": content.get(SESSION_KEY),
            "expires_at": self.get_expiry_date(),
            "seen_at": timezone.now(),
            "address": address,
            "program": program,
        }

    def delete(self, session_key: str | None = None) -> None:
        """End it."""
        key = session_key or self.session_key
        if key:
            _table().objects.filter(hash=_hash(key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        """Those that are over go."""
        forget_expired(timezone.now())


def sessions_of(owner: Owner) -> Sequence[Session]:
    """Where the owner is signed in, the latest seen first."""
    rows = _table().objects.filter(owner_id=owner.pk, expires_at__gt=timezone.now())
    return list(rows.order_by("-seen_at", "-pk"))


def is_this(session: Session, key: str | None) -> bool:
    """Is it the session with this key?"""
    return session.hash == _hash(key)


def end_session(owner: Owner, pk: int) -> None:
    """Sign out there. Raises Session.DoesNotExist."""
    _table().objects.filter(owner_id=owner.pk).get(pk=pk).delete()
    audit.note(owner, "session-ended")


def end_sessions(owner: Owner, but: str | None = None) -> int:
    """Sign out everywhere, but where the session has that key; how many ended."""
    ended: int = _table().objects.filter(owner_id=owner.pk).exclude(hash=_hash(but)).delete()[0]
    audit.note(owner, "sessions-ended", ended=ended)
    return ended


def forget_expired(now: datetime) -> int:
    """Sessions that are over go; how many went."""
    gone: int = _table().objects.filter(expires_at__lt=now).delete()[0]
    return gone


def _table() -> type[Session]:
    from needless.owners.models import Session  # Django loads this module before there are tables

    return Session


def _hash(key: str | None) -> str:
    return hashlib.sha256((key or "").encode()).hexdigest()
