"""Radicale, with our storage beneath and our own way of taking cards: it reads a body with vobject, which loses data (M17)."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.utils.http import parse_etags
from radicale import config, httputils
from radicale.app import Application
from radicale.auth.remote_user import Auth
from radicale.rights import BaseRights

from needless.dav.storage import CONTACTS, DATES, Storage
from needless.dav.visit import current
from needless.phonebook.putting import Outcome, Sent, delete_card, put_card

Answer = tuple[int, dict[str, str], str | bytes | None, None]
PLAIN = {"Content-Type": "text/plain"}


class Rights(BaseRights):
    """Whose the path is was looked at before; contacts are read and written, dates read."""

    def authorization(self, user: str, user_groups: set[str], path: str) -> str:
        """Radicale's letters for a collection: R for one of collections, r and w for one of items."""
        parts = path.strip("/").split("/")
        if len(parts) < 2:
            return "R"
        return {CONTACTS: "rwl", DATES: "r"}.get(parts[1], "") if len(parts) == 2 else ""


class Server(Application):
    """What changes something is answered here, all else by Radicale."""

    def do_PUT(self, environ: Any, base_prefix: str, path: str, user: str, groups: Any, info: Any) -> Answer:
        """Keep a card."""
        href = _card(path)
        if not href:
            return _refused(path)
        text, is_utf8 = _decoded(httputils.read_raw_request_body(self.configuration, environ))
        only_new = environ.get("HTTP_IF_NONE_MATCH", "").strip() == "*"
        visit = current.get()
        done = put_card(visit.owner, Sent(href, text, _asked(environ), only_new, visit.program))
        if done.status == 409:
            return self._in_the_way(done, f"{base_prefix}/{user}/{CONTACTS}/")
        return _said(done, is_utf8)

    def _in_the_way(self, done: Outcome, before: str) -> Answer:
        error = (
            '<?xml version="1.0" encoding="utf-8"?><D:error xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav">'
            f"<C:no-uid-conflict><D:href>{before}{done.at}</D:href></C:no-uid-conflict></D:error>"
        )
        return 409, {"Content-Type": "text/xml"}, error, None

    def do_DELETE(
        self, environ: Any, base_prefix: str, path: str, user: str, groups: Any, info: Any
    ) -> Answer:
        """Take a card out."""
        href = _card(path)
        if not href:
            return _refused(path)
        visit = current.get()
        return _said(delete_card(visit.owner, href, _asked(environ), visit.program))


def _card(path: str) -> str:
    """The address of a card within the book, "" where the path names none."""
    parts = path.strip("/").split("/")
    return parts[2] if len(parts) == 3 and parts[1] == CONTACTS else ""


def _refused(path: str) -> Answer:
    return 403, PLAIN, f"{path}: only contacts can be changed here.", None


def _decoded(body: bytes) -> tuple[str, bool]:
    """The text, and whether it was UTF-8, as it must be."""
    try:
        return body.decode(), True
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace"), False


def _asked(environ: Any) -> Sequence[str] | None:
    """The versions of If-Match without their quotes, None where there is no such header."""
    header = environ.get("HTTP_IF_MATCH")
    if header is None:
        return None
    return [etag.removeprefix("W/").strip('"') for etag in parse_etags(header)]


def _said(done: Outcome, is_same: bool = True) -> Answer:
    """The tag is told only where what is kept is what was sent (RFC 6352, 6.3.2.3)."""
    headers = {"ETag": f'"{done.etag}"'} if done.etag and is_same else {}
    return (
        (done.status, {**headers, **PLAIN}, done.problem, None)
        if done.problem
        else (done.status, headers, None, None)
    )


@cache
def server() -> Server:
    """The one of this process."""
    logging.getLogger("radicale").setLevel(logging.ERROR)
    settings = config.load()
    settings.update(
        {"storage": {"type": Storage}, "auth": {"type": Auth, "delay": "0"}, "rights": {"type": Rights},
         "logging": {"level": "error"}, "web": {"type": "none"}},
        "Needless", privileged=True,
    )  # fmt: skip
    return Server(settings)
