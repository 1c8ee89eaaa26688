"""Portals and boards that the owner follows: read politely a few times a day, problems kept beside them (M17)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from needless.contacts.models import Undo
from needless.contacts.undo import remember, whole
from needless.fetching import Fetched, FetchRefused, fetch
from needless.news.links import site_of
from needless.news.reading import read_feed, read_page
from needless.opportunities.models import Board, Opportunity, Portal
from needless.opportunities.reading import Posting, board_address, read_postings
from needless.opportunities.tips import keep_posting, match_postings, match_shared
from needless.owners.models import Owner

EVERY = timedelta(hours=6)
LONGEST_WAIT = timedelta(days=2)
MOST_BYTES = 20_000_000


def take_in(owner: Owner, url: str, now: datetime) -> Opportunity | Portal:
    """One page is an opportunity; a feed or a board is followed from now on. Raises FetchRefused."""
    address = url.strip() if "://" in url else f"https://{url.strip()}"
    fetched = fetch(board_address(address), limit_bytes=MOST_BYTES)
    found = read_postings(fetched)
    is_list = found is not None and (len(found) != 1 or not _is_page(fetched))
    return _followed(owner, fetched, found or [], now) if is_list else _one(owner, fetched, found, now)


def _is_page(fetched: Fetched) -> bool:
    head = fetched.body[:2000].lower()
    return b"<html" in head or b"<!doctype html" in head


def _one(owner: Owner, fetched: Fetched, found: list[Posting] | None, now: datetime) -> Opportunity:
    """A posting, or any page: a call for papers, a grant."""
    page = read_page(fetched.body, fetched.url)
    posting = found[0] if found else Posting(fetched.url, page.title or site_of(fetched.url), text=page.text)
    row, _is_new = keep_posting(owner, posting, now)
    match_shared(owner, row, now)
    return row


def _followed(owner: Owner, fetched: Fetched, found: list[Posting], now: datetime) -> Portal:
    url = fetched.url[:1000]
    board, _is_new = Board.objects.get_or_create(url=url, defaults={"next_at": now + EVERY})
    portal: Portal = Portal.objects.get_or_create(owner=owner, url=url)[0]
    board.answered(fetched, now, EVERY)
    board.save()
    _match(portal, fetched, found, now)
    return portal


def portals_of(owner: Owner) -> QuerySet[Portal]:
    """What the owner follows, by title."""
    rows: QuerySet[Portal] = Portal.objects.of(owner).order_by("title", "pk")
    return rows


def portals_and_boards(owner: Owner) -> list[tuple[Portal, Board | None]]:
    """The same, each with how reading it went; None where it was not read yet."""
    rows = list(portals_of(owner))
    boards = {board.url: board for board in Board.objects.filter(url__in=[row.url for row in rows])}
    return [(row, boards.get(row.url)) for row in rows]


@transaction.atomic
def unfollow(owner: Owner, pk: int) -> Undo:
    """Read it no longer; what was found stays. Raises Portal.DoesNotExist. A board that nobody follows goes."""
    portal: Portal = Portal.objects.of(owner).get(pk=pk)
    label = _("No longer read: %(title)s.") % {"title": portal.title or portal.url}
    undo = remember(owner, label, insert=[whole(portal)])
    portal.delete()
    if not Portal.objects.filter(url=portal.url).exists():
        Board.objects.filter(url=portal.url).delete()
    return undo


def refresh_due(now: datetime) -> int:
    """Read all that are due, each once for all who follow it; how many opportunities are in hand by it."""
    _meet(Portal.objects.filter(owner__is_active=True), now)
    due = Board.objects.filter(next_at__lte=now).order_by("next_at")[:100]
    return sum(refresh(board, now) for board in due if board.claim(now))


def _meet(portals: QuerySet[Portal], now: datetime) -> None:
    """A board for each address that somebody follows: one of an undo or an export has none yet."""
    there = Board.objects.values("url")
    for url in portals.exclude(url__in=there).values_list("url", flat=True).distinct():
        Board.objects.get_or_create(url=url, defaults={"next_at": now})


def refresh_now(owner: Owner, now: datetime) -> int:
    """Read all of one owner's at once, due or not."""
    _meet(portals_of(owner), now)
    return sum(refresh(board, now) for _portal, board in portals_and_boards(owner) if board)


def refresh(board: Board, now: datetime) -> int:
    """Read one; how much is in hand by it. A problem is kept beside it, and the next try put off."""
    try:
        fetched = board.ask(limit_bytes=MOST_BYTES)
        found = [] if fetched.is_unchanged else read_postings(fetched)
        if found is None:
            raise FetchRefused(_("What it answers holds no postings any more."))
    except FetchRefused as problem:
        board.put_off(str(problem), now, EVERY, LONGEST_WAIT)
        board.save()
        return 0
    board.answered(fetched, now, EVERY)
    board.save()
    readers = Portal.objects.filter(url=board.url, owner__is_active=True).select_related("owner")
    return sum(_match(portal, fetched, found, now) for portal in readers) if found else 0


@transaction.atomic
def _match(portal: Portal, fetched: Fetched, found: list[Posting], now: datetime) -> int:
    """See for whom of one owner's people these are; the portal is called by what it calls itself."""
    if not portal.title:
        feed = read_feed(fetched)
        firms = {posting.organisation for posting in found if posting.organisation}
        name = (feed.title if feed else "") or (firms.pop() if len(firms) == 1 else "")
        portal.title = name or site_of(fetched.url)
        portal.save(update_fields=["title"])
    return match_postings(portal.owner, found, portal, now)
