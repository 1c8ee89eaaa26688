"""Reads what was fetched: feeds (RSS, Atom, JSON Feed), pages with their text, and lists of feeds (OPML) (M13)."""

from __future__ import annotations

import calendar
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import urljoin

import feedparser
import trafilatura
from defusedxml.ElementTree import ParseError, fromstring
from django.utils.translation import gettext as _
from lxml import etree
from lxml import html as lxml_html

from needless.fetching import Fetched, FetchRefused

MOST_ENTRIES = 200
LONGEST_TITLE, LONGEST_TEXT = 500, 4000
FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/json"}
)
ROOT, ENTITY = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]"), re.compile(rb"<!ENTITY", re.IGNORECASE)
SIGN_IN = re.compile(
    r"(?:please )?(?:sign|log)[ -]?(?:in|on)\b|anmelden\b|iniciar sesi|se connecter", re.IGNORECASE
)
FULL_TEXT = 600  # characters of a page that says something beside its form
TAGS, SPACES = re.compile(r"<[^>]{0,2000}>"), re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Found:
    """One entry of a feed; ``at`` is None where it does not say when."""

    url: str
    title: str
    text: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class FeedText:
    """A feed as read."""

    title: str
    entries: list[Found]


@dataclass(frozen=True, slots=True)
class Page:
    """A page's title and main text, and the feeds that it points to."""

    title: str
    text: str
    feeds: list[str] = field(default_factory=list)
    asks_to_sign_in: bool = False


def plain(text: Any, longest: int) -> str:
    """HTML as one line of text, no longer than that; "" for anything that is no text."""
    if not isinstance(text, str):
        return ""
    return SPACES.sub(" ", unescape(TAGS.sub(" ", text[: 8 * longest]))).strip()[:longest]


def read_feed(fetched: Fetched) -> FeedText | None:
    """The feed that an address answered with; None where it is no feed. Raises FetchRefused for one that is broken."""
    body = _in_utf8(fetched.body)
    head = body[:2000].lstrip()
    if head.startswith(b"{"):
        return _json_feed(fetched)
    if b"<rss" not in head and b"<feed" not in head and b"<rdf:RDF" not in head:
        return None
    if ENTITY.search(ROOT.split(body, 1)[0]):
        raise FetchRefused(
            _("It declares words of its own (XML entities), which are not read: they may be endless.")
        )
    found = feedparser.parse(body, response_headers={"content-type": fetched.content_type})
    entries = [each for each in (_entry(each, fetched.url) for each in found.entries[:MOST_ENTRIES]) if each]
    if found.bozo and not entries:
        problem = type(found.get("bozo_exception")).__name__
        raise FetchRefused(_("It looks like a feed, but is broken (%(problem)s).") % {"problem": problem})
    return FeedText(plain(found.feed.get("title"), 300), entries)


def _in_utf8(body: bytes) -> bytes:
    """Without a byte order mark; what is marked as UTF-16 as UTF-8."""
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return re.sub(
            r"encoding=.utf-16.", "", body.decode("utf-16", "replace"), flags=re.IGNORECASE
        ).encode()
    return body.removeprefix(b"\xef\xbb\xbf")


def _entry(entry: Any, base: str) -> Found | None:
    title, link = plain(entry.get("title"), LONGEST_TITLE), entry.get("link") or ""
    content = (entry.get("content") or [{}])[0].get("value") or entry.get("summary")
    when = entry.get("published_parsed") or entry.get("updated_parsed")
    if not title or not link:
        return None
    at = datetime.fromtimestamp(calendar.timegm(when), UTC) if when else None
    return Found(urljoin(base, link)[:1000], title, plain(content, LONGEST_TEXT), at)


def _json_feed(fetched: Fetched) -> FeedText | None:
    try:
        found = json.loads(fetched.body)
    except ValueError:
        return None
    if not isinstance(found, dict) or not isinstance(found.get("items"), list):
        return None
    items = [each for each in found["items"][:MOST_ENTRIES] if isinstance(each, dict)]
    entries = [_json_entry(each, fetched.url) for each in items]
    return FeedText(plain(found.get("title"), 300), [each for each in entries if each])


def _json_entry(item: dict[str, Any], base: str) -> Found | None:
    text = plain(item.get("content_text") or item.get("content_html") or item.get("summary"), LONGEST_TEXT)
    title, url = (
        plain(item.get("title"), LONGEST_TITLE) or text[:120],
        item.get("url") or item.get("external_url"),
    )
    if not title or not isinstance(url, str):
        return None
    try:
        at = datetime.fromisoformat(str(item.get("date_published") or "").replace("Z", "+00:00"))
    except ValueError:
        return Found(urljoin(base, url)[:1000], title, text, None)
    return Found(urljoin(base, url)[:1000], title, text, at if at.tzinfo else at.replace(tzinfo=UTC))


def read_page(body: bytes, url: str = "") -> Page:
    """Title and main text of an HTML page, or of plain text: its first line is the title then."""
    if not _is_text(body):
        return Page("", "")
    if b"<" not in body[:5000]:
        text = body.decode("utf-8", "replace").strip()
        return Page(text.split("\n")[0][:LONGEST_TITLE], text[:LONGEST_TEXT])
    tree = _tree(body)
    if tree is None:
        return Page("", "")
    read = trafilatura.bare_extraction(tree, url=url or None, with_metadata=True)
    said: dict[str, Any] = read if isinstance(read, dict) else read.as_dict() if read else {}
    title = plain(
        _meta(tree, "og:title") or said.get("title") or _first(tree, "//title/text()"), LONGEST_TITLE
    )
    text = plain(
        said.get("text") or _meta(tree, "og:description") or _meta(tree, "description"), LONGEST_TEXT
    )
    return Page(title, text, list(_feeds_in(tree, url)), _asks_to_sign_in(tree, title, text))


def _is_text(body: bytes) -> bool:
    """Pictures, PDFs and archives have zero bytes or say what they are; UTF-16 has zero bytes behind its mark."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return b"\0" not in body[:5000] and not body.startswith((b"%PDF", b"PK\x03\x04"))


def _asks_to_sign_in(tree: Any, title: str, text: str) -> bool:
    """A page that is little more than a field for a password, or is called so."""
    has_field = bool(tree.xpath('//input[@type="password"]'))
    return (has_field and len(text) < FULL_TEXT) or (bool(SIGN_IN.match(title)) and len(text) < FULL_TEXT / 3)


def _tree(body: bytes) -> Any:
    try:
        return lxml_html.document_fromstring(body)
    except (etree.LxmlError, ValueError):
        return None


def _first(tree: Any, path: str) -> str:
    found = tree.xpath(path)
    return str(found[0]) if found else ""


def _meta(tree: Any, name: str) -> str:
    return _first(tree, f'//meta[@property="{name}" or @name="{name}"]/@content')


def _feeds_in(tree: Any, url: str) -> Iterator[str]:
    for link in tree.xpath('//link[contains(concat(" ", @rel, " "), " alternate ")]'):
        if (link.get("type") or "").lower() in FEED_TYPES and link.get("href"):
            yield urljoin(url, link.get("href"))


def read_opml(body: bytes) -> list[str]:
    """The feeds' addresses in a list of feeds, each once. Raises FetchRefused where it is none."""
    try:
        tree = fromstring(body)
    except (ParseError, ValueError, LookupError) as problem:
        raise FetchRefused(
            _("This is no list of feeds (OPML): %(problem)s.") % {"problem": problem}
        ) from None
    found = [each.get("xmlUrl") or each.get("xmlurl") for each in tree.iter("outline")]
    return list(dict.fromkeys(url.strip() for url in found if url))
