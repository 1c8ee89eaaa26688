"""Calendars: events that the owner attended become talks with the people there (M9, M12)."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from zipfile import BadZipFile
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

from needless.imports.drafts import Asked, InteractionDraft, Me, Piece, Read, Refusal, Skip, Source
from needless.imports.sources.calendar_blocks import Block, CalendarText, calendar_parts, decoded
from needless.imports.sources.calendar_people import (
    ALONE,
    CANCELLED,
    channel_of,
    others_at,
    reason_to_leave_out,
)

MOST_BYTES = 128 << 20  # of one calendar file; the largest real ones have some 30 MB
MOST_OCCURRENCES = 2000  # of one event: the latest ones
FUTURE, LONG_AGO, TOO_OFTEN = (
    "event to come",
    "event over 20 years ago",
    "earlier times of an event repeated over 2,000 times",
)
_WINDOW = timedelta(days=7305)
_STEP = timedelta(days=731)  # series are unrolled two years at a time, so that little is in memory
_TALK = 6  # people up to whom a meeting is a talk with each
_RULES = ("RRULE", "RDATE")
_MOST_RULES = 5
_TIMES = (*_RULES, "EXDATE", "RECURRENCE-ID")  # without one of these, talks would be counted that never were
_HASTY = re.compile(
    r"FREQ=(?:SECONDLY|MINUTELY|HOURLY)|INTERVAL=0*(?:;|$)|BY(?:HOUR|MINUTE|SECOND)=[^;]*,", re.IGNORECASE
)
_UNREADABLE = (OSError, EOFError, BadZipFile, zlib.error, ValueError)


class Reading:
    """Reads one calendar: ``zone`` is where times without a zone belong."""

    __slots__ = ("asked", "earliest", "me", "parts", "path", "skipped", "zone", "zone_name")

    def __init__(self, piece: Piece, asked: Asked, parts: CalendarText) -> None:
        self.path = piece.path
        self.asked = asked
        self.me = asked.me.emails
        self.parts = parts
        self.earliest = asked.today - _WINDOW
        self.zone, self.zone_name = zone_named(parts.properties.get("X-WR-TIMEZONE", ""))
        self.skipped: Counter[str] = Counter()

    def read(self) -> Iterator[Read]:
        """Drafts and refusals in the order of the events; what is left out is counted at the end."""
        self.parts.register_zones()
        cancelled = self.parts.properties.get("METHOD", "").upper() == "CANCEL"
        series: dict[str, list[tuple[int, Any]]] = {}
        for block in self.parts.events:
            event = self.parsed(block)
            if isinstance(event, Refusal):
                yield event
            elif cancelled:
                self.skipped[CANCELLED] += 1
            else:
                series.setdefault(uid_of(block), []).append((block.row, event))
        for uid, events in series.items():
            yield from self.drafts(uid, events)
        yield from (Skip(reason, count) for reason, count in self.skipped.items())

    def parsed(self, block: Block) -> Any:
        """The event as icalendar reads it, or a refusal."""
        if not block.whole:
            return self.refusal(block.row, "END", "The end of the event is missing; it was left out.")
        rules = block.values("RRULE")
        if (
            any(_HASTY.search(rule) or "FREQ=" not in rule.upper() for rule in rules)
            or len(rules) > _MOST_RULES
        ):
            return self.refusal(
                block.row, "RRULE", "A rule of days or longer was expected; the event was left out."
            )
        try:
            event: Any = icalendar.Event.from_ical(block.text)
            start = event["DTSTART"].dt
            if not isinstance(start, date) or start.year < 1900:
                raise ValueError
        except Exception:  # icalendar raises all sorts on broken content
            return self.refusal(
                block.row, "DTSTART", "A readable event with a start was expected; it was left out."
            )
        broken = [name for name, _ in event.errors if str(name).upper() in _TIMES]
        if broken:
            return self.refusal(
                block.row, str(broken[0]), "A readable time was expected; the event was left out."
            )
        return event

    def refusal(self, row: int, field: str, problem: str) -> Refusal:
        """What was not imported of this file."""
        return Refusal(self.path, row, field, problem)

    def drafts(self, uid: str, events: list[tuple[int, Any]]) -> Iterator[Read]:
        """All that one event and its exceptions give; the same moment only once."""
        if all("ATTENDEE" not in event for _, event in events):
            self.skipped[ALONE] += len(events)
            return
        row = events[0][0]
        try:
            found = [read for event in self.occurrences(events) if (read := self.draft(row, uid, event))]
        except Exception:  # neither library promises which errors a bad rule raises
            yield self.refusal(
                row, "RRULE", "A readable rule of repetition was expected; the event was left out."
            )
            return
        yield from {draft.key: draft for draft in found}.values()

    def occurrences(self, events: list[tuple[int, Any]]) -> list[Any]:
        """The events that took place, in order of time; of a long series the latest."""
        if all(rule not in event for _, event in events for rule in _RULES) and len(events) == 1:
            return [event for _, event in events]
        query = recurring_ical_events.of(self.calendar([event for _, event in events]))
        first = max(
            self.earliest, min(day_of(event["DTSTART"].dt) for _, event in events) - timedelta(days=1)
        )
        until = self.asked.today
        found: list[Any] = []
        while until > first and len(found) < MOST_OCCURRENCES:
            since = max(first, until - _STEP)
            some = [
                event for event in query.between(since, until) if since <= day_of(event["DTSTART"].dt) < until
            ]
            found = sorted(some, key=lambda event: self.moment(event["DTSTART"].dt)) + found
            until = since
        if len(found) > MOST_OCCURRENCES:
            self.skipped[TOO_OFTEN] += 1
        elif not found:
            self.skipped[FUTURE] += 1
        return found[-MOST_OCCURRENCES:]

    def calendar(self, events: list[Any]) -> Any:
        """A calendar of one series, in the zone of the whole."""
        calendar = icalendar.Calendar()
        if self.zone_name:
            calendar.add("X-WR-TIMEZONE", self.zone_name)
        calendar.subcomponents.extend(events)
        return calendar

    def draft(self, row: int, uid: str, event: Any) -> InteractionDraft | None:
        """One occurrence as an interaction; None, and counted, where it is none."""
        start = event["DTSTART"].dt
        reason = self.out_of_time(start) or reason_to_leave_out(event, self.me)
        people, size = ([], 0) if reason else others_at(event, self.me)
        if reason or not size:
            self.skipped[reason or ALONE] += 1
            return None
        return InteractionDraft(
            row=row,
            key=f"ics:{uid}/{self.mark(event)}",
            at=self.moment(start),
            channel=channel_of(event),
            direction="both",
            people=people,
            group_size=size,
            minutes=minutes_of(event),
            summary=" ".join(str(event.get("SUMMARY", "")).split())[:300],
            unknown="wait" if size <= _TALK else "ignore",
        )

    def out_of_time(self, start: date | datetime) -> str:
        """Why an event's day does not count; "" where it does."""
        if day_of(start) >= self.asked.today:
            return FUTURE
        return LONG_AGO if day_of(start) < self.earliest else ""

    def moment(self, start: date | datetime) -> datetime:
        """A start in UTC. A whole day stands at noon, so that it is the same day nearly everywhere."""
        if not isinstance(start, datetime):
            return datetime.combine(start, time(12), UTC)
        return (start if start.tzinfo else start.replace(tzinfo=self.zone)).astimezone(UTC)

    def mark(self, event: Any) -> str:
        """What tells the occurrences of an event apart and stays when one is moved."""
        planned = event["RECURRENCE-ID"].dt if "RECURRENCE-ID" in event else event["DTSTART"].dt
        if not isinstance(planned, datetime):
            return planned.isoformat() if isinstance(planned, date) else ""
        return f"{self.moment(planned):%Y-%m-%dT%H:%M:%SZ}"


def zone_named(name: str) -> tuple[tzinfo, str]:
    """The zone of a calendar and its name, or UTC and "" where it names none that exists."""
    try:
        return ZoneInfo(name), name
    except (OSError, ValueError, KeyError):
        return UTC, ""


def day_of(moment: date | datetime) -> date:
    """The day, where the event was."""
    return moment.date() if isinstance(moment, datetime) else moment


def uid_of(block: Block) -> str:
    """An event's lasting id; made of its content where it has none."""
    uid = block.value("UID")
    if uid and len(uid) <= 500:
        return uid
    lines = [
        line for line in block.lines if not line.upper().startswith(("DTSTAMP", "LAST-MODIFIED", "CREATED"))
    ]
    return hashlib.sha256("\n".join(lines).encode("utf-8", "replace")).hexdigest()[:32]


def minutes_of(event: Any) -> int | None:
    """How long an event took, a day at most; None for whole days and where nothing is said."""
    start = event["DTSTART"].dt
    if not isinstance(start, datetime):
        return None
    try:
        lasted = event["DURATION"].dt if "DTEND" not in event else event["DTEND"].dt - start
        minutes = int(lasted.total_seconds()) // 60
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError):
        return None
    return min(minutes, 1440) if minutes > 0 else None


_MAIL = re.compile(r"[^\s@:;,\"<>]{1,64}@[^\s@:;,\"<>]{1,190}\.[^\s@:;,\"<>]{2,60}")
_SAMPLE = 2000


class Ics:
    """iCalendar files, as every calendar program exports them."""

    kind = "ics"
    order = 60

    def sniff(self, piece: Piece) -> bool:
        """True where the file starts as a calendar."""
        start = decoded(piece.head[:400]).lstrip().upper()
        return start.startswith(("BEGIN:VCALENDAR", "BEGIN:VEVENT"))

    def identify(self, pieces: Sequence[Piece], me: Me) -> None:
        """Learns the owner's address: the calendar's own name, or who is at nearly every event."""
        if me.emails:
            return
        found: set[str] = set()
        for piece in pieces:
            parts = calendar_of(piece)
            if isinstance(parts, CalendarText):
                found |= owner_named(parts) or owner_always_there(parts)
        me.emails |= found

    def read(self, piece: Piece, asked: Asked) -> Iterator[Read]:
        """Each past event with other people as an interaction."""
        parts = calendar_of(piece)
        if isinstance(parts, Refusal):
            yield parts
            return
        yield from Reading(piece, asked, parts).read()


def calendar_of(piece: Piece) -> CalendarText | Refusal:
    """A piece's calendar in parts; a refusal where it cannot be read at all."""
    try:
        with piece.open() as stream:
            content = stream.read(MOST_BYTES + 1)
    except _UNREADABLE as error:
        return Refusal(piece.path, 0, "file", f"The file could not be read: {error}.")
    if len(content) > MOST_BYTES:
        return Refusal(piece.path, 0, "file", "A calendar of at most 128 MB was expected; it was left out.")
    return calendar_parts(decoded(content))


def owner_named(parts: CalendarText) -> set[str]:
    """The mail address that is the calendar's name, as Google's first calendar has it."""
    for name in ("X-WR-CALNAME", "X-WR-RELCALID"):
        value = parts.properties.get(name, "").lower()
        if _MAIL.fullmatch(value) and not value.endswith("calendar.google.com"):
            return {value}
    return set()


def owner_always_there(parts: CalendarText) -> set[str]:
    """The address in nine of ten events with guests, where no other is in more than half of them."""
    present: Counter[str] = Counter()
    events = 0
    for block in parts.events[:_SAMPLE]:
        lines = [line for line in block.lines if line[:9].upper() in ("ATTENDEE;", "ATTENDEE:", "ORGANIZER")]
        if any(line[0] in "Aa" for line in lines):
            events += 1
            present.update(
                {match.lower() for line in lines for match in _MAIL.findall(line.rpartition("mailto")[2])}
            )
    first, second = (*present.most_common(2), ("", 0), ("", 0))[:2]
    clear = first[1] >= max(4, 0.9 * events) and second[1] <= events / 2
    return {first[0]} if clear else set()


SOURCES: tuple[Source, ...] = (Ics(),)
