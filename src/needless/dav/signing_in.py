"""Who asks: HTTP Basic with an app password, and nothing else (M17)."""

from __future__ import annotations

import base64
import binascii
from time import monotonic

from needless.owners.app_passwords import app_password_of
from needless.owners.audit import note_seldom
from needless.owners.models import AppPassword, Owner
from needless.tables import row_security

TRIES, A_MINUTE = 20, 60.0
MOST = 4096  # addresses kept in mind
_wrong: dict[str, list[float]] = {}


def asked_by(authorization: str) -> AppPassword | None:
    """The app password of this header, with its owner; None for any other."""
    kind, _, encoded = authorization.partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        text = base64.b64decode(encoded.strip(), validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return None
    username, _, password = text.partition(":")
    found = app_password_of(username, password)
    if found is None and password:
        _note_refusal(username)
    return found


def is_trying_too_often(address: str) -> bool:
    """Note one more wrong password from there; were there too many within a minute?

    A right one is never refused, whatever somebody else tries meanwhile: the owner cannot be locked out. Passwords of 90
    bits are not found by trying; this only keeps the noise cheap.
    """
    now = monotonic()
    recent = [at for at in _wrong.get(address, ()) if now - at < A_MINUTE][-TRIES:]
    if len(_wrong) >= MOST:
        _wrong.clear()
    _wrong[address] = [*recent, now]
    return len(recent) >= TRIES


def _note_refusal(username: str) -> None:
    owner = Owner.objects.filter(username__iexact=username.replace("\0", "").strip()[:150]).first()
    if owner is not None:
        with row_security.acting_for(str(owner.pk)):
            note_seldom(owner, "sign-in-failed", by="app password")
