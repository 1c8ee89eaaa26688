"""The three questions that phones ask of a whole book, answered from its rows: Radicale's way costs ten times as much (M17).

They are the list of what is there, the cards of these addresses, and what changed since a mark, where only tags, types
and cards are wanted. Any other is Radicale's; so is one with a fault in it, which it knows how to put.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from urllib.parse import quote, unquote, urlsplit
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from needless.phonebook.models import BookCard

D, C = "{DAV:}", "{urn:ietf:params:xml:ns:carddav}"
WRITTEN: dict[str, Callable[[BookCard], str]] = {
    f"{D}getetag": lambda card: f'<getetag>"{card.etag}"</getetag>',
    f"{D}getcontenttype": lambda card: "<getcontenttype>text/vcard; charset=utf-8</getcontenttype>",
    f"{D}resourcetype": lambda card: "<resourcetype/>",
    f"{C}address-data": lambda card: f"<C:address-data>{escape(card.text)}</C:address-data>",
}
OPENED = '<multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav">'
CLOSED = "</multistatus>"


def asked_in(body: bytes) -> Element | None:
    """The question, None where it cannot be read."""
    try:
        root: Element = fromstring(body)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return None
    return root


def properties_in(root: Element) -> list[str] | None:
    """What is wanted of each card, None where it is more than is answered here."""
    wanted = root.find(f"{D}prop")
    names = [each.tag for each in wanted] if wanted is not None else []
    is_whole = all(not len(each) for each in wanted) if wanted is not None else False
    return names if names and is_whole and all(name in WRITTEN for name in names) else None


def hrefs_in(root: Element, before: str) -> list[str] | None:
    """The cards' names in a multiget, None where one is not of this book."""
    paths = [unquote(urlsplit(each.text or "").path) for each in root.iter(f"{D}href")]
    names = [path.removeprefix(before) for path in paths]
    is_ours = all(
        path.startswith(before) and name and "/" not in name for path, name in zip(paths, names, strict=True)
    )
    return names if is_ours else None


def responses(cards: Iterable[BookCard], names: list[str], before: str) -> Iterator[str]:
    """One for each card. ``before`` is the book's address."""
    start, end = "<response><href>", "</prop><status>HTTP/1.1 200 OK</status></propstat></response>"
    write = [WRITTEN[name] for name in names]
    for card in cards:
        said = "".join([each(card) for each in write])
        yield f"{start}{escape(quote(before + card.href))}</href><propstat><prop>{said}{end}"


def missing(hrefs: Iterable[str], before: str) -> Iterator[str]:
    """One for each name that is not in the book, or not any more."""
    for href in hrefs:
        address = escape(quote(before + href))
        yield f"<response><href>{address}</href><status>HTTP/1.1 404 Not Found</status></response>"


def whole(parts: Iterable[str]) -> bytes:
    """The answer."""
    return "".join(['<?xml version="1.0" encoding="utf-8"?>\n', OPENED, *parts, CLOSED]).encode()
