"""Reads a calendar's events of the coming months, whoever wrote it: a broken one does not take the others along (M14)."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice
from typing import Any

import recurring_ical_events

from needless.imports.drafts import Asked, Me, Piece, Refusal
from needless.imports.sources.calendar import Reading, day_of, uid_of
from needless.imports.sources.calendar_blocks import Block, CalendarText, calendar_parts, decoded
from needless.imports.sources.calendar_people import guests_of, organizer_of

DAYS_AHEAD = 270
MOST_OF_ONE = 60  # times of one series
MOST_EVENTS = 3000
MOST_MAILS = 200


@dataclass(frozen=True, slots=True)
class EventDraft:
    """One event as a calendar tells it. Moments have a zone; ``mails`` are those invited, without the owner.

    ``is_free``: it takes none of the owner's time (TRANSP of RFC 5545). ``answer``: "going" where the owner called or accepted it, "not" where they declined, else "".
    """

    key: str
    name: str
    about: str
    place: str
    url: str
    starts_at: datetime
    ends_at: datetime
    is_all_day: bool
    mails: tuple[str, ...]
    answer: str
    is_free: bool = False


def read_events(content: bytes, first: date, me: Collection[str], zone: tzinfo = UTC) -> Iterator[EventDraft]:
    """The events from the day ``first`` on, ``DAYS_AHEAD`` days long; never raises for bad content.

    ``zone`` is the owner's: there lie whole days, and times of a calendar that names no zone.
    """
    parts = calendar_parts(decoded(content))
    piece = Piece("calendar", len(content), lambda: io.BytesIO(content), content[:400])
    reading = Reading(piece, Asked(me=Me(emails=set(me)), today=first), parts)
    yield from islice(_events(reading, parts, first, set(me), zone), MOST_EVENTS)


def calendar_name(content: bytes) -> str:
    """What the calendar calls itself, or ""."""
    return calendar_parts(decoded(content[:20_000])).properties.get("X-WR-CALNAME", "")[:200]


def _events(
    reading: Reading, parts: CalendarText, first: date, me: set[str], zone: tzinfo
) -> Iterator[EventDraft]:
    parts.register_zones()
    if parts.properties.get("METHOD", "").upper() == "CANCEL":
        return
    series: dict[str, list[Any]] = {}
    for block in parts.events:
        if _is_over(block, first):
            continue
        event = reading.parsed(block)
        if not isinstance(event, Refusal):
            series.setdefault(uid_of(block), []).append(event)
    for uid, events in series.items():
        try:
            times = _times(reading, events, first)
            drafts = [d for event in times if (d := _draft(reading, uid, event, me, zone))]
        except Exception:  # noqa: S112 - neither library promises which errors a bad rule raises
            continue
        yield from drafts[:MOST_OF_ONE]


def _is_over(block: Block, first: date) -> bool:
    """Is it clear without parsing that it lies before that day? Years of events are passed over by it."""
    if block.values("RRULE") or block.values("RDATE") or block.values("RECURRENCE-ID"):
        return False
    day = block.value("DTSTART")[:8]
    return day.isdecimal() and day < f"{first - timedelta(days=2):%Y%m%d}"


def _times(reading: Reading, events: list[Any], first: date) -> list[Any]:
    until = first + timedelta(days=DAYS_AHEAD)
    if len(events) == 1 and not {"RRULE", "RDATE"} & set(events[0]):
        return [e for e in events if first <= day_of(e["DTSTART"].dt) < until]
    query = recurring_ical_events.of(reading.calendar(events))
    found = [e for e in query.between(first, until) if first <= day_of(e["DTSTART"].dt) < until]
    return sorted(found, key=lambda event: reading.moment(event["DTSTART"].dt))


def _draft(reading: Reading, uid: str, event: Any, me: set[str], zone: tzinfo) -> EventDraft | None:
    if str(event.get("STATUS", "")).strip().upper() == "CANCELLED":
        return None
    start = event["DTSTART"].dt
    is_all_day = not isinstance(start, datetime)
    guests, organizer = guests_of(event), organizer_of(event)
    mails = {
        one.email for one in [*guests, *([organizer] if organizer else [])] if one.email and one.is_there
    }
    said = {one.answer for one in guests if one.email in me}
    mine = not guests or "ACCEPTED" in said or (organizer is not None and organizer.email in me)
    return EventDraft(
        key=key_of(uid, reading.mark(event)),
        name=_line(event, "SUMMARY", 300),
        about=str(event.get("DESCRIPTION", "")).strip()[:5000],
        place=_line(event, "LOCATION", 300),
        url=_line(event, "URL", 1000),
        starts_at=_moment(reading, start, zone),
        ends_at=_end(reading, event, start, zone),
        is_all_day=is_all_day,
        mails=tuple(sorted(mails - me))[:MOST_MAILS],
        answer="not" if said == {"DECLINED"} else "going" if mine else "",
        is_free=_is_free(event, is_all_day),
    )


def _is_free(event: Any, is_all_day: bool) -> bool:
    """Marked as free; of a whole day also where nothing is said, since birthdays and holidays seldom say it."""
    said = {str(event.get(name, "")).strip().upper() for name in ("TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS")}
    return bool(said & {"TRANSPARENT", "FREE"}) or (is_all_day and not said & {"OPAQUE", "BUSY", "OOF"})


def key_of(uid: str, mark: str) -> str:
    """As the importer of calendars knows an event (imports/sources/calendar.py), so that both mean the same one."""
    key = f"ics:{uid}/{mark}"
    return key if len(key) <= 300 else "ics:" + hashlib.sha256(key.encode()).hexdigest()


def _line(event: Any, name: str, most: int) -> str:
    return " ".join(str(event.get(name, "")).split())[:most]


def _moment(reading: Reading, start: date | datetime, zone: tzinfo) -> datetime:
    """In UTC. A whole day begins at the owner's midnight: it is the same day for them wherever they live."""
    if not isinstance(start, datetime):
        return datetime.combine(start, time(), zone).astimezone(UTC)
    if start.tzinfo is None:
        start = start.replace(tzinfo=reading.zone if reading.zone_name else zone)
    return start.astimezone(UTC)


def _end(reading: Reading, event: Any, start: date | datetime, zone: tzinfo) -> datetime:
    """Its end; one hour, or that day, where none is said or it lies before the start."""
    begun = _moment(reading, start, zone)
    usual = timedelta(hours=1) if isinstance(start, datetime) else timedelta(days=1)
    try:
        end = event["DTEND"].dt if "DTEND" in event else start + event["DURATION"].dt
        ended = _moment(reading, end, zone)
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError):
        return begun + usual
    return ended if ended > begun else begun + usual
