"""Sealed notes are open in one session at a time: its key lies here sealed, and what opens that is in its cookie alone (M17).

Whoever has the database has no cookie; whoever has the cookie alone has nothing to open.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from needless.tables.notes import Identity, opening_with

IDLE = 4 * 3600  # seconds without a page; then the passphrase is asked for again
SEEN_EVERY = 600  # seconds: a write at each page would be slower than most pages
HELD = "notes"  # in the session
Next = Callable[[HttpRequest], HttpResponse]


def cookie_name() -> str:
    """As the other cookies: bound to this very host where there is TLS."""
    return "__Host-notes" if settings.HTTPS else "notes"


def keep_open(request: HttpRequest, identity: Identity) -> None:
    """From the next page on this session reads notes, until it is locked, ends, or rests for some hours."""
    key = Fernet.generate_key()
    sealed = Fernet(key).encrypt(str(identity).encode()).decode()
    request.session[HELD] = {"sealed": sealed, "owner": request.user.pk, "until": time.time() + IDLE}
    request.notes_cookie = key.decode()  # type: ignore[attr-defined]  # the middleware sets it


def lock_again(request: HttpRequest) -> None:
    """This session reads no notes any more."""
    request.session.pop(HELD, None)
    request.notes_cookie = ""  # type: ignore[attr-defined]


def _identity(request: HttpRequest) -> Identity | None:
    """The key, where cookie and session belong together, to whoever is signed in, and are not too old."""
    key = request.COOKIES.get(cookie_name(), "")
    held: dict[str, Any] = request.session.get(HELD) or {} if key and request.user.is_authenticated else {}
    if not held or held["owner"] != request.user.pk:
        return None
    if held["until"] < time.time():
        lock_again(request)
        return None
    try:
        identity = Identity.from_str(Fernet(key).decrypt(held["sealed"].encode()).decode())
    except (InvalidToken, ValueError):
        return None
    if held["until"] - IDLE + SEEN_EVERY < time.time():
        request.session[HELD] = held | {"until": time.time() + IDLE}
    return identity


class NotesOpen:
    """A page of a session that was unlocked reads notes; no cache keeps it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        identity = _identity(request)
        request.notes_open = identity is not None  # type: ignore[attr-defined]  # for templates
        with opening_with(identity):
            response = self.get_response(request)
        if identity is not None:
            response.headers.setdefault("Cache-Control", "private, no-store")
            if getattr(response, "streaming", False) and not getattr(response, "is_async", False):
                streamed: Any = response
                streamed.streaming_content = _opened(identity, streamed.streaming_content)
        _set_cookie(request, response)
        return response


def _opened(identity: Identity, parts: Iterable[bytes]) -> Iterator[bytes]:
    """What is made while it is sent is made with the key, too."""
    found = iter(parts)
    while True:
        with opening_with(identity):
            part = next(found, None)
        if part is None:
            return
        yield part


def _set_cookie(request: HttpRequest, response: HttpResponse) -> None:
    name, key = cookie_name(), getattr(request, "notes_cookie", None)
    if key:
        response.set_cookie(name, key, httponly=True, secure=settings.HTTPS, samesite="Lax")
    elif key == "" or (name in request.COOKIES and not request.user.is_authenticated):
        response.delete_cookie(name, samesite="Lax")
