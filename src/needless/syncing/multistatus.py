"""What is asked of a WebDAV server and what it answers, as XML: RFC 4918, 6352, 4791, 6578 (M17)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit
from xml.sax.saxutils import escape

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

SPACES = {
    "d": "DAV:",
    "card": "urn:ietf:params:xml:ns:carddav",
    "cal": "urn:ietf:params:xml:ns:caldav",
    "cs": "http://calendarserver.org/ns/",
}
DECLARED = " ".join(f'xmlns:{short}="{name}"' for short, name in SPACES.items())
SAFE = "@:!$&'()*+,;=~-._"


class NoMultistatus(ValueError):
    """The answer is not what WebDAV promises."""


@dataclass(frozen=True, slots=True)
class Response:
    """What is said of one address: ``props`` are those that were found, by short name ("d:getetag")."""

    url: str
    status: int
    props: dict[str, Any] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A property's text, "" where there is none."""
        found = self.props.get(name)
        return (found.text or "").strip() if found is not None else ""

    def has(self, name: str, inner: str) -> bool:
        """Is this element within the property?"""
        found = self.props.get(name)
        return found is not None and next(found.iter(long_name(inner)), None) is not None

    def href(self, name: str) -> str:
        """The address within a property, whole; "" where there is none."""
        found = self.props.get(name)
        inner = next(found.iter(long_name("d:href")), None) if found is not None else None
        return urljoin(self.url, inner.text.strip()) if inner is not None and inner.text else ""


@dataclass(frozen=True, slots=True)
class Multistatus:
    """All responses, and the token up to where they reach."""

    responses: list[Response]
    token: str = ""


def long_name(short: str) -> str:
    """ "d:href" as ElementTree writes it."""
    space, _, name = short.partition(":")
    return f"{{{SPACES[space]}}}{name}"


def _short_name(tag: str) -> str:
    space, _, name = tag.lstrip("{").partition("}")
    short = next((s for s, n in SPACES.items() if n == space), "")
    return f"{short}:{name}" if short else tag


def canonical(url: str) -> str:
    """One writing of an address: servers write "@" as "%40" in one answer and not in the next."""
    at = urlsplit(url)
    path = "/".join(quote(unquote(piece), safe=SAFE) for piece in at.path.split("/"))
    return urlunsplit((at.scheme.lower(), at.netloc.lower(), path or "/", at.query, ""))


def clean_etag(etag: str) -> str:
    """As it may be sent in If-Match: neither weak, nor marked by what packed the answer."""
    etag = etag.strip().removeprefix("W/").removeprefix("w/")
    for mark in ("-gzip", ";gzip", "-br", "-zstd"):
        etag = etag.replace(f'{mark}"', '"')
    return f'"{etag}"' if etag and not etag.startswith('"') else etag


def read(body: bytes, url: str) -> Multistatus:
    """Take an answer apart. Addresses in it may be whole or from the root. Raises NoMultistatus."""
    try:
        root = ElementTree.fromstring(body, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError, LookupError) as problem:
        raise NoMultistatus(type(problem).__name__) from None
    if root.tag != long_name("d:multistatus"):
        raise NoMultistatus(root.tag[:60])
    token = root.find(long_name("d:sync-token"))
    found = [_response(each, url) for each in root.iter(long_name("d:response"))]
    return Multistatus(
        [each for each in found if each], (token.text or "").strip() if token is not None else ""
    )


def _response(element: Any, url: str) -> Response | None:
    href = element.find(long_name("d:href"))
    if href is None or not (href.text or "").strip():
        return None
    props: dict[str, Any] = {}
    for propstat in element.iter(long_name("d:propstat")):
        prop = propstat.find(long_name("d:prop"))
        if prop is not None and _status(propstat, 200) == 200:
            props |= {_short_name(child.tag): child for child in prop}
    status = _status(element, 200)
    return Response(canonical(urljoin(url, href.text.strip())), status, props)


def _status(element: Any, usual: int) -> int:
    """The number in "HTTP/1.1 404 Not Found"."""
    found = element.find(long_name("d:status"))
    words = (found.text or "").split() if found is not None else []
    return int(words[1]) if len(words) > 1 and words[1].isdecimal() else usual


def propfind(*names: str) -> bytes:
    """Asks for these properties."""
    inner = "".join(f"<{name}/>" for name in names)
    return _document(f"<d:propfind {DECLARED}><d:prop>{inner}</d:prop></d:propfind>")


def sync_collection(token: str) -> bytes:
    """Asks for what changed since the token; for everything where it is empty (RFC 6578)."""
    return _document(
        f"<d:sync-collection {DECLARED}><d:sync-token>{escape(token)}</d:sync-token>"
        "<d:sync-level>1</d:sync-level><d:prop><d:getetag/></d:prop></d:sync-collection>"
    )


def multiget(kind: str, urls: Sequence[str]) -> bytes:
    """Asks for the content at these addresses; ``kind`` is "cards" or "calendar"."""
    name, data = (
        ("card:addressbook", "card:address-data")
        if kind == "cards"
        else ("cal:calendar", "cal:calendar-data")
    )
    hrefs = "".join(f"<d:href>{escape(urlsplit(url).path)}</d:href>" for url in urls)
    return _document(
        f"<{name}-multiget {DECLARED}><d:prop><d:getetag/><{data}/></d:prop>{hrefs}</{name}-multiget>"
    )


def _document(text: str) -> bytes:
    return f'<?xml version="1.0" encoding="utf-8"?>{text}'.encode()


def contents(found: Multistatus) -> Iterator[tuple[str, str, str]]:
    """(address, ETag, content) of each that has one."""
    for each in found.responses:
        data = each.text("card:address-data") or each.text("cal:calendar-data")
        if each.status == 200 and data:
            yield each.url, clean_etag(each.text("d:getetag")), data + "\r\n"
