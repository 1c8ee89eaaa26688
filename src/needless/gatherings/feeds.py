"""Calendars at an address: followed, refetched politely, and their events taken in (M14)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.contacts.models import Undo
from needless.contacts.undo import remember, whole
from needless.fetching import Fetched, FetchRefused
from needless.gatherings.calendars import calendar_name, read_events
from needless.gatherings.events import DAYS_BACK, own_mails, take_events
from needless.gatherings.models import CalendarFeed, Event
from needless.gatherings.past import has_passed_since, take_past
from needless.owners.models import Owner

EVERY = timedelta(hours=6)
LONGEST_PAUSE = timedelta(days=4)
MOST_BYTES = 20_000_000
SECONDS = 30.0


@transaction.atomic
def follow_calendar(owner: Owner, url: str, is_mine: bool, now: datetime) -> CalendarFeed:
    """Follow a calendar; it is due at once. Raises ValueError for what is no web address, or is followed already."""
    url = url.strip()
    url = f"https{url[6:]}" if url.lower().startswith("webcal:") else url
    if (
        not url.lower().startswith(("http://", "https://"))
        or len(url) > 1000
        or any(c.isspace() for c in url)
    ):
        raise ValueError(_("A web address is expected: https://… or webcal://…"))
    row, is_new = CalendarFeed.objects.get_or_create(
        owner=owner, url=url, defaults={"is_mine": is_mine, "next_at": now}
    )
    if not is_new:
        raise ValueError(_("You follow that calendar already."))
    found: CalendarFeed = row
    return found


@transaction.atomic
def unfollow_calendar(owner: Owner, pk: int) -> Undo:
    """No longer followed: its events go, but those that the owner answered or spoke of. Raises CalendarFeed.DoesNotExist."""
    row: CalendarFeed = CalendarFeed.objects.of(owner).get(pk=pk)
    mine = Q(answer=Event.Answer.GOING) | Q(debriefed_at__isnull=False) | Q(guests__isnull=False)
    staying = Event.objects.of(owner).filter(mine, feed=row).values_list("pk", flat=True)
    Event.objects.of(owner).filter(pk__in=list(staying)).update(feed=None)
    back = CalendarFeed(
        owner=owner,
        pk=row.pk,
        url=row.url,
        name=row.name,
        is_mine=row.is_mine,
        next_at=timezone.now(),
        made_by_id=row.made_by_id,
    )
    label = _("No longer following %(name)s") % {"name": row.name or row.url}
    undo = remember(owner, label, insert=[whole(back)])
    row.delete()
    return undo


def due_calendars(now: datetime) -> list[CalendarFeed]:
    """Those of all owners that are to be asked for again."""
    return list(
        CalendarFeed.objects.filter(next_at__lte=now, owner__is_active=True).order_by("next_at", "pk")[:200]
    )


def refresh(feed: CalendarFeed, now: datetime, on: date) -> int:
    """Ask for it, and take in what changed; the number of its events, 0 where nothing is new or it could not be had."""
    # Once a month all of it: a series goes on beyond what was read when it last changed.
    is_known = feed.fetched_at is not None and feed.fetched_at.month == now.month
    is_known = is_known and not has_passed_since(feed, now)
    try:
        answer = feed.ask(limit_bytes=MOST_BYTES, seconds=SECONDS, whole=not is_known)
        count = 0 if answer.is_unchanged else _taken(feed, answer, on)
    except (FetchRefused, ValueError) as problem:
        feed.put_off(str(problem), now, EVERY, LONGEST_PAUSE)
        feed.save()
        return 0
    feed.answered(answer, now, EVERY)
    feed.save()
    return count


def _taken(feed: CalendarFeed, answer: Fetched, on: date) -> int:
    """Raises ValueError where the answer is no calendar."""
    if b"BEGIN:VCALENDAR" not in answer.body[:2000].upper():
        raise ValueError(_("That address gave no calendar (a file that begins with BEGIN:VCALENDAR)."))
    since = on - timedelta(days=DAYS_BACK)
    drafts = read_events(answer.body, since, own_mails(feed.owner), ZoneInfo(feed.owner.time_zone))
    count = take_events(feed.owner, drafts, feed, feed.is_mine, since=since)
    feed.name = feed.name or calendar_name(answer.body)
    if feed.is_mine:
        take_past(feed, answer.body, on)
    return count


def refresh_due(now: datetime) -> int:
    """Fetch all that are due; how many were asked for."""
    asked = 0
    for feed in due_calendars(now):
        if feed.claim(now):
            with timezone.override(feed.owner.time_zone):
                refresh(feed, now, timezone.localdate(now))
            asked += 1
    return asked
