"""Radicale, with our storage beneath and our own way of taking cards: it reads a body with vobject, which loses data (M17)."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from django.utils.http import parse_etags
from radicale import config, httputils
from radicale.app import Application
from radicale.auth.remote_user import Auth
from radicale.rights import BaseRights

from needless.dav import multistatus
from needless.dav.storage import CONTACTS, DATES, Contacts, Storage
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

    def do_PROPFIND(
        self, environ: Any, base_prefix: str, path: str, user: str, groups: Any, info: Any
    ) -> Any:
        """What is there; all cards at once where only their tags and types are asked for."""
        names = None
        if _is_book(path) and environ.get("HTTP_DEPTH") == "1":
            root = multistatus.asked_in(self._body(environ))
            names = multistatus.properties_in(root) if root is not None else None
        if names is None or f"{multistatus.C}address-data" in names:
            return super().do_PROPFIND(environ, base_prefix, path, user, groups, info)
        # The book's own properties are Radicale's to tell; its cards follow them.
        own = super().do_PROPFIND({**environ, "HTTP_DEPTH": "0"}, base_prefix, path, user, groups, info)
        assert isinstance(own[2], bytes)
        cards = multistatus.responses(Contacts(path.strip("/")).cards(), names, base_prefix + path)
        return own[0], own[1], _with(own[2], cards), None

    def do_REPORT(self, environ: Any, base_prefix: str, path: str, user: str, groups: Any, info: Any) -> Any:
        """The cards of these addresses, or what changed; searches are Radicale's."""
        root = multistatus.asked_in(self._body(environ)) if _is_book(path) else None
        answer = _reported(root, path, base_prefix + path) if root is not None else None
        if answer is None:
            return super().do_REPORT(environ, base_prefix, path, user, groups, info)
        return 207, {"Content-Type": "text/xml; charset=utf-8"}, answer, None

    def _read_xml_request_body(self, environ: Any, request_info: Any) -> Any:
        """Radicale answers 400 to a RuntimeError alone; a declared entity is no better XML, and an empty question is none."""
        try:
            root = super()._read_xml_request_body(environ, request_info)
        except (DefusedXmlException, ValueError, LookupError) as problem:
            raise RuntimeError(f"Failed to parse XML: {problem}") from problem
        if root is not None and not len(root):
            raise RuntimeError("Failed to parse XML: it asks nothing")
        return root

    def _body(self, environ: Any) -> bytes:
        body: bytes = httputils.read_raw_request_body(self.configuration, environ)
        environ["wsgi.input"].seek(0)
        return body

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


def _is_book(path: str) -> bool:
    return path.endswith(f"/{CONTACTS}/") and path.count("/") == 3


def _with(answer: bytes, more: Iterable[str]) -> bytes:
    """Radicale's answer with more in it."""
    start, end, after = answer.rpartition(b"</")
    return b"".join([start, "".join(more).encode(), end, after])


def _reported(root: Element, path: str, before: str) -> bytes | None:
    """The answer to a multiget or to a question for changes, None where it is Radicale's to give."""
    names, book = multistatus.properties_in(root), Contacts(path.strip("/"))
    if names is None:
        return None
    if root.tag == f"{multistatus.C}addressbook-multiget":
        hrefs = multistatus.hrefs_in(root, before)
        return _told(book, hrefs, names, before, []) if hrefs is not None else None
    if root.tag != f"{multistatus.D}sync-collection" or root.find(f"{multistatus.D}limit") is not None:
        return None
    try:
        mark, hrefs = book.sync((root.findtext(f"{multistatus.D}sync-token") or "").strip())
    except ValueError:
        return None
    return _told(book, hrefs, names, before, [f"<sync-token>{mark}</sync-token>"])


def _told(book: Contacts, hrefs: Iterable[str], names: list[str], before: str, more: list[str]) -> bytes:
    asked = list(dict.fromkeys(hrefs))
    found = book.cards_of(asked)
    gone = multistatus.missing((href for href in asked if href not in found), before)
    return multistatus.whole([*multistatus.responses(found.values(), names, before), *gone, *more])


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
