"""Feeds: found from a site's address, read once for all who follow them, politely and with patience (M13)."""

from __future__ import annotations

from datetime import datetime, timedelta
from xml.sax.saxutils import quoteattr

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.contacts.models import Undo
from needless.contacts.undo import remember, whole
from needless.fetching import Fetched, FetchRefused, fetch
from needless.news.links import key_of, site_of
from needless.news.models import Entry, Feed, Subscription
from needless.news.reading import FeedText, Found, read_feed, read_opml, read_page
from needless.owners.models import Owner

EVERY = timedelta(hours=1)
LONGEST_WAIT = timedelta(hours=24)
KEPT_DAYS = 60
UNREAD_FOR = timedelta(days=31)  # longer than a way back is kept
MOST_OPML = 300


def follow(owner: Owner, url: str, now: datetime) -> Subscription:
    """Follow the feed at this address, or the first one that the page there points to.

    Raises FetchRefused where there is none. Following twice is as once.
    """
    feed, fetched, found = _found_at(url.strip())
    row, made = Feed.objects.get_or_create(url=feed, defaults={"next_at": now + EVERY})
    if made or not row.fetched_at:
        _keep(row, fetched, found, now)
    return subscribe(owner, row)


def subscribe(owner: Owner, feed: Feed) -> Subscription:
    """The owner reads this feed from now on."""
    row: Subscription
    row, _made = Subscription.objects.get_or_create(owner=owner, feed=feed)
    return row


def _found_at(url: str) -> tuple[str, Fetched, FeedText]:
    """The feed's own address, what it answered, and what that says."""
    fetched = fetch(url if "://" in url else f"https://{url}")
    if found := read_feed(fetched):
        return fetched.url, fetched, found
    page = read_page(fetched.body, fetched.url)
    for address in page.feeds[:3]:
        fetched = fetch(address)
        if found := read_feed(fetched):
            return fetched.url, fetched, found
    if page.asks_to_sign_in:
        raise FetchRefused(_behind_a_login(url))
    raise FetchRefused(_("There is no feed at %(url)s, and the page there points to none.") % {"url": url})


def _behind_a_login(url: str) -> str:
    return _("%(site)s asks to sign in: what lies behind it cannot be read.") % {"site": site_of(url)}


def follow_list(owner: Owner, opml: bytes, now: datetime) -> tuple[int, int]:
    """Follow every feed of a list (OPML): how many are new, and how many there were. They are read by the clock.

    Raises FetchRefused where it is no list.
    """
    urls = [url for url in read_opml(opml)[:MOST_OPML] if url.startswith(("http://", "https://"))]
    before = Subscription.objects.of(owner).count()
    for url in urls:
        subscribe(owner, Feed.objects.get_or_create(url=url[:1000], defaults={"next_at": now})[0])
    return Subscription.objects.of(owner).count() - before, len(urls)


def list_of_feeds(owner: Owner) -> str:
    """The feeds that the owner reads as an OPML document."""
    rows = [(row.feed.title or row.feed.url, row.feed.url) for row in subscriptions_of(owner)]
    lines = "".join(
        f'<outline type="rss" text={quoteattr(title)} xmlUrl={quoteattr(url)}/>\n' for title, url in rows
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0"><body>\n{lines}</body></opml>\n'


@transaction.atomic
def unfollow(owner: Owner, pk: int) -> Undo:
    """Stop reading a feed. Raises Subscription.DoesNotExist. What nobody reads any more is kept as long as the way back."""
    row: Subscription = Subscription.objects.of(owner).select_related("feed").get(pk=pk)
    label = _("No longer read: %(title)s.") % {"title": row.feed.title or row.feed.url}
    undo = remember(owner, label, insert=[whole(row)])
    row.delete()
    return undo


def forget_unread(now: datetime) -> int:
    """Feeds that nobody has read for a month go, with their entries; how many rows went."""
    return int(Feed.objects.filter(subscriptions=None, next_at__lt=now - UNREAD_FOR).delete()[0])


def subscriptions_of(owner: Owner) -> QuerySet[Subscription]:
    """The feeds that the owner reads, by title."""
    rows: QuerySet[Subscription] = Subscription.objects.of(owner).select_related("feed")
    return rows.order_by("feed__title", "pk")


def refresh_due(now: datetime, feeds: QuerySet[Feed] | None = None) -> int:
    """Read every feed that is due (of these); how many brought something new. Safe to run in several processes."""
    due = (Feed.objects.exclude(subscriptions=None) if feeds is None else feeds).filter(next_at__lte=now)
    return sum(refresh(feed, now) for feed in due.order_by("next_at")[:200] if feed.claim(now))


def refresh(feed: Feed, now: datetime) -> bool:
    """Read one feed; was there anything new? A problem is kept beside it, and the next try is put off."""
    try:
        fetched = feed.ask()
        found = None if fetched.is_unchanged else read_feed(fetched)
        if found is None and not fetched.is_unchanged:
            is_login = read_page(fetched.body, fetched.url).asks_to_sign_in
            raise FetchRefused(
                _behind_a_login(feed.url) if is_login else _("What it answers is no feed any more.")
            )
    except FetchRefused as problem:
        feed.put_off(str(problem), now, EVERY, LONGEST_WAIT)
        feed.save()
        return False
    return _keep(feed, fetched, found, now)


@transaction.atomic
def _keep(feed: Feed, fetched: Fetched, found: FeedText | None, now: datetime) -> bool:
    feed.answered(fetched, now, EVERY)
    if found:
        feed.title = found.title or feed.title
    feed.save()
    new = [_kept(feed, entry, now) for entry in found.entries] if found else []
    Entry.objects.filter(feed=feed, at__lt=now - timedelta(days=KEPT_DAYS)).delete()
    return any(new)


def _kept(feed: Feed, entry: Found, now: datetime) -> bool:
    at = min(entry.at or now, now)
    if at < now - timedelta(days=KEPT_DAYS):
        return False
    values = {"url": entry.url, "title": entry.title, "text": entry.text, "at": at}
    try:
        with transaction.atomic():
            return Entry.objects.get_or_create(feed=feed, key=key_of(entry.url), defaults=values)[1]
    except IntegrityError:  # another process was faster
        return False


def refresh_now(owner: Owner) -> int:
    """Read all feeds of an owner at once, due or not; how many brought something new."""
    now = timezone.now()
    rows = Feed.objects.filter(subscriptions__in=Subscription.objects.of(owner))
    rows.update(next_at=now)
    return refresh_due(now, Feed.objects.filter(subscriptions__in=Subscription.objects.of(owner)))
