"""Reads postings: feeds of portals, public boards of applicant systems, JobPosting in a page (schema.org) (M17)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from needless.fetching import Fetched
from needless.news.reading import LONGEST_TEXT, LONGEST_TITLE, plain, read_feed

MOST_POSTINGS = 1000
DEEPEST = 6
# Page of a firm's board -> where the same is answered as JSON.
BOARDS = (
    (re.compile(r"https?://(?:boards|job-boards)(?:\.eu)?\.greenhouse\.io/([\w-]+)/?$"), "https://boards-api.greenhouse.io/v1/boards/{}/jobs?content=true"),
    (re.compile(r"https?://jobs\.lever\.co/([\w.-]+)/?$"), "https://api.lever.co/v0/postings/{}?mode=json"),
    (re.compile(r"https?://jobs\.eu\.lever\.co/([\w.-]+)/?$"), "https://api.eu.lever.co/v0/postings/{}?mode=json"),
    (re.compile(r"https?://jobs\.ashbyhq\.com/([\w.%-]+)/?$"), "https://api.ashbyhq.com/posting-api/job-board/{}"),
)  # fmt: skip
BOARD_NAME = re.compile(r"/(?:boards|postings|job-board)/([\w.%-]+)")
LINKED = re.compile(rb"<script[^>]{0,300}application/ld\+json[^>]{0,300}>(.{0,400000}?)</script", re.I | re.S)
FIRM_IN_TITLE = re.compile(r"^(?P<title>.{4,}?)\s+(?:at|@)\s+(?P<firm>[A-Z0-9][^,|(]{1,60}?)\s*(?:[,|(].*)?$")


@dataclass(frozen=True, slots=True)
class Posting:
    """An opening, as it is told there."""

    url: str
    title: str
    organisation: str = ""
    place: str = ""
    text: str = ""
    at: datetime | None = None
    closes_on: date | None = None


def board_address(url: str) -> str:
    """Where the board at this address answers as JSON; the address itself where it is none that is known."""
    address = url.split("?")[0].split("#")[0]
    found = ((board.match(address), api) for board, api in BOARDS)
    return next((api.format(at[1]) for at, api in found if at), url)


def read_postings(fetched: Fetched) -> list[Posting] | None:
    """Every posting of a feed, board or page, each once; None where it is none of these."""
    found = _board(fetched)
    if found is None:
        found = _feed(fetched)
    if found is None:
        found = list(_in_page(fetched)) or None
    if found is None:
        return None
    once = {posting.url: posting for posting in found if posting.title and posting.url}
    return list(once.values())[:MOST_POSTINGS]


def _board(fetched: Fetched) -> list[Posting] | None:
    if fetched.body.lstrip()[:1] not in (b"{", b"["):
        return None
    try:
        said = json.loads(fetched.body)
    except (ValueError, RecursionError):
        return None
    rows = said if isinstance(said, list) else said.get("jobs")
    if not isinstance(rows, list):
        return None
    name = BOARD_NAME.search(urlsplit(fetched.url).path)
    firm = name[1].replace("-", " ").title() if name else ""
    return [_job(row, firm, fetched.url) for row in rows if isinstance(row, dict)]


def _job(row: dict[str, Any], firm: str, base: str) -> Posting:
    """One job of Greenhouse, Lever or Ashby: each has its own words for the same."""
    place, groups = row.get("location"), row.get("categories")
    place = place.get("name") if isinstance(place, dict) else place
    place = place or (groups.get("location") if isinstance(groups, dict) else "")
    url = row.get("absolute_url") or row.get("hostedUrl") or row.get("jobUrl") or ""
    text = row.get("descriptionPlain") or row.get("content") or row.get("descriptionHtml") or ""
    return Posting(
        urljoin(base, str(url))[:1000] if url else "",
        plain(row.get("title") or row.get("text"), LONGEST_TITLE),
        plain(row.get("company_name"), 300) or firm,
        plain(place, 300),
        plain(plain(text, 4 * LONGEST_TEXT), LONGEST_TEXT),  # Greenhouse sends HTML in HTML
        _moment(row.get("publishedAt") or row.get("updated_at") or row.get("createdAt")),
    )


def _feed(fetched: Fetched) -> list[Posting] | None:
    feed = read_feed(fetched)
    if feed is None:
        return None
    return [_from_feed(e.url, e.title, e.text, e.at) for e in feed.entries]


def _from_feed(url: str, title: str, text: str, at: datetime | None) -> Posting:
    found = FIRM_IN_TITLE.match(title)
    if found:
        return Posting(url, found["title"], found["firm"].strip(), "", text, at)
    return Posting(url, title, "", "", text, at)


def _in_page(fetched: Fetched) -> Iterator[Posting]:
    for block in LINKED.findall(fetched.body):
        try:
            said = json.loads(block.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            continue
        for job in _postings_in(said, DEEPEST):
            yield _linked(job, fetched.url)


def _postings_in(said: Any, deep: int) -> Iterator[dict[str, Any]]:
    """Every JobPosting in linked data, also within @graph and lists."""
    if isinstance(said, list) and deep:
        for each in said[:MOST_POSTINGS]:
            yield from _postings_in(each, deep - 1)
    elif isinstance(said, dict):
        kind = said.get("@type")
        if kind == "JobPosting" or (isinstance(kind, list) and "JobPosting" in kind):
            yield said
        elif deep:
            for name in ("@graph", "itemListElement", "item", "mainEntity"):
                yield from _postings_in(said.get(name), deep - 1)


def _linked(job: dict[str, Any], base: str) -> Posting:
    firm = job.get("hiringOrganization")
    closes = _moment(job.get("validThrough"))
    return Posting(
        urljoin(base, plain(job.get("url"), 1000) or base)[:1000],
        plain(job.get("title"), LONGEST_TITLE),
        plain(firm.get("name") if isinstance(firm, dict) else firm, 300),
        _where(job),
        plain(job.get("description"), LONGEST_TEXT),
        _moment(job.get("datePosted")),
        closes.date() if closes else None,
    )


def _where(job: dict[str, Any]) -> str:
    if job.get("jobLocationType") == "TELECOMMUTE":
        return "Remote"
    place = job.get("jobLocation")
    place = place[0] if isinstance(place, list) and place else place
    address = place.get("address") if isinstance(place, dict) else place
    if not isinstance(address, dict):
        return plain(address, 300)
    land = address.get("addressCountry")
    land = land.get("name") if isinstance(land, dict) else land
    return ", ".join(part for part in (plain(address.get("addressLocality"), 200), plain(land, 90)) if part)


def _moment(said: Any) -> datetime | None:
    """A time as ISO text or in milliseconds; None where it is neither."""
    try:
        if isinstance(said, int | float) and not isinstance(said, bool):
            return datetime.fromtimestamp(said / 1000, UTC)
        at = datetime.fromisoformat(str(said).strip())
    except (ValueError, OverflowError, OSError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
