"""Meetings agreed on here, written into one chosen calendar; moved there, a meeting is moved here (M12)."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _
from icalendar import Calendar

from needless.meetings.models import Meeting
from needless.meetings.proposing import agree, calendar_of, lapse
from needless.method.meeting import MINUTES
from needless.syncing.calendars import moment_said
from needless.syncing.models import CalendarItem, Collection
from needless.syncing.planning import Desk
from needless.syncing.recording import Line, Record
from needless.syncing.remote import ChangedMeanwhile, RemoteRefused

Stage = Meeting.Stage
GONE = "gone"  # in the place of an ETag: removed there, not to be written again
AGO = timedelta(days=1)


def is_chosen(collection: Collection) -> bool:
    """Of several calendars that are written to, the first takes the meetings."""
    pushed = [
        c
        for c in Collection.objects.of(collection.owner).filter(kind="calendar").order_by("pk")
        if c.is_pushed
    ]
    return bool(pushed) and pushed[0].pk == collection.pk


class MeetingsRun:
    """Makes the meetings and one calendar the same. ``is_dry``: only told."""

    def __init__(self, desk: Desk, record: Record, now: datetime, is_dry: bool = False) -> None:
        self.desk, self.record, self.now, self.is_dry = desk, record, now, is_dry
        self.collection, self.owner, self.remote = desk.collection, desk.owner, desk.remote

    def run(self) -> None:
        """Look at those that are there, then write the new ones. Raises RemoteRefused."""
        rows = CalendarItem.objects.of(self.owner).filter(collection=self.collection, meeting__isnull=False)
        items = list(rows.select_related("meeting__contact"))
        live = [
            item for item in items if item.etag != GONE and item.meeting and item.meeting.stage != Stage.MET
        ]
        found = {
            url: (etag, raw)
            for url, etag, raw in self.remote.contents(
                self.collection.url, "calendar", [i.href for i in live]
            )
        }
        for item in live:
            self._follow(item, found.get(item.href))
        known = [item.meeting_id for item in items if item.meeting_id]
        fresh = (
            Meeting.objects.of(self.owner)
            .filter(stage=Stage.AGREED, at__gt=self.now - AGO)
            .exclude(pk__in=known)
        )
        for meeting in fresh.filter(contact__deleted_at=None).select_related("contact").order_by("pk"):
            self._write_new(meeting)

    def _follow(self, item: CalendarItem, there: tuple[str, str] | None) -> None:
        meeting = item.meeting
        if meeting is None:
            return None
        if there is None:
            return self._removed_there(item, meeting)
        before, now_there = begins(item.raw), begins(there[1])
        if meeting.stage == Stage.LAPSED:
            return self._remove_there(item, meeting, there[0])
        if now_there and now_there != before and self.collection.is_pulled:
            return self._move_here(item, meeting, now_there, there)
        if meeting.at and _to_the_second(meeting.at) != now_there:
            return self._move_there(item, meeting, there)
        if not self.is_dry and there[0] != item.etag:
            self._keep(item, *there)
        return None

    def _move_here(self, item: CalendarItem, meeting: Meeting, at: datetime, there: tuple[str, str]) -> None:
        if meeting.at and _to_the_second(meeting.at) == at:
            return None if self.is_dry else self._keep(item, *there)
        self._tell("update", "here", meeting, moment_said(meeting.at), moment_said(at))
        if not self.is_dry:
            with transaction.atomic():
                undo = agree(self.owner, meeting.pk, at, self.now)
                self.record.steps.restore += undo.steps.get("restore", [])
                undo.delete()
                self._keep(item, *there)
                self.record.keep()
        return None

    def _move_there(self, item: CalendarItem, meeting: Meeting, there: tuple[str, str]) -> None:
        if meeting.at is None:
            return
        self._tell("update", "there", meeting, moment_said(begins(there[1])), moment_said(meeting.at))
        if self.is_dry:
            return
        text = moved(there[1], meeting.at, ZoneInfo(self.owner.time_zone))
        if (etag := self._put(item.href, text, there[0], meeting)) is not None:
            self._keep(item, etag, text)

    def _removed_there(self, item: CalendarItem, meeting: Meeting) -> None:
        """Called off in the calendar: it came to nothing here as well, which can be taken back."""
        is_open = meeting.stage in {Stage.PROPOSED, Stage.AGREED} and self.collection.is_pulled
        if is_open:
            self._tell("archive", "here", meeting, moment_said(meeting.at), "")
        if self.is_dry:
            return
        with transaction.atomic():
            if is_open:
                undo = lapse(self.owner, meeting.pk, self.now)
                self.record.steps.restore += undo.steps.get("restore", [])
                undo.delete()
            self._keep(item, GONE, item.raw)
            self.record.keep()

    def _remove_there(self, item: CalendarItem, meeting: Meeting, etag: str) -> None:
        self._tell("delete", "there", meeting, moment_said(meeting.at), "")
        if self.is_dry:
            return
        try:
            self.remote.delete(item.href, etag)
        except ChangedMeanwhile:
            return
        self._keep(item, GONE, item.raw)

    def _write_new(self, meeting: Meeting) -> None:
        self._tell("create", "there", meeting, "", moment_said(meeting.at))
        if self.is_dry or meeting.at is None:
            return
        text = event_of(meeting, meeting.at, self.now)
        mark = uuid.uuid5(
            uuid.NAMESPACE_URL, f"needless:meeting:{meeting.pk}:{meeting.proposed_at.isoformat()}"
        )
        url = f"{self.collection.url.rstrip('/')}/{mark}.ics"
        etag = self._put(url, text, "", meeting)
        if etag is not None:
            CalendarItem.objects.update_or_create(
                owner=self.owner, collection=self.collection, href=url,
                defaults={"etag": etag, "raw": text, "meeting": meeting, "uid": f"{mark}@needless"},
            )  # fmt: skip

    def _put(self, url: str, text: str, etag: str, meeting: Meeting) -> str | None:
        """Its new ETag; None where it was not taken. One that is there already is ours: a run was cut off."""
        try:
            return self.remote.put(url, "calendar", text, etag)
        except ChangedMeanwhile:
            return "" if not etag and self.remote.content(url) else None
        except RemoteRefused as problem:
            if problem.status in {0, 401, 429, 503}:
                raise
            self.record.refuse(meeting.contact.name, str(problem))
            return None

    def _keep(self, item: CalendarItem, etag: str, raw: str) -> None:
        item.etag, item.raw = etag, raw
        item.save(update_fields=["etag", "raw"])

    def _tell(self, what: str, side: str, meeting: Meeting, old: str, new: str) -> None:
        name = _("Meeting with %(name)s") % {"name": meeting.contact.name}
        self.record.add(
            Line(what, side, name, self.collection.name, meeting.contact_id, (("starts_at", old, new),))
        )


def event_of(meeting: Meeting, at: datetime, now: datetime) -> str:
    """The meeting as an event of the owner's own: without guests, so that no server writes to anybody."""
    owner = meeting.owner
    who = owner.get_full_name() or owner.username
    content = calendar_of(ZoneInfo(owner.time_zone), who, meeting, meeting.contact.name, at, now)
    return content.decode().replace("METHOD:REQUEST\r\n", "")


def begins(raw: str) -> datetime | None:
    """When the event begins, in UTC; None where that cannot be read, or is a whole day."""
    event = _event(raw)
    at = getattr(event.get("DTSTART"), "dt", None) if event else None
    return at.astimezone(UTC) if isinstance(at, datetime) and at.tzinfo else None


def moved(raw: str, at: datetime, zone: ZoneInfo) -> str:
    """The event at another time, as long as before; everything else stays."""
    calendar: Any = Calendar.from_ical(raw)
    event = next(iter(calendar.walk("VEVENT")))
    before = begins(raw)
    end = getattr(event.get("DTEND"), "dt", None)
    length = end - before if before and isinstance(end, datetime) else timedelta(minutes=MINUTES["coffee"])
    for name in ("DTSTART", "DTEND", "DURATION"):
        event.pop(name, None)
    event.add("dtstart", at.astimezone(zone))
    event.add("dtend", (at + length).astimezone(zone))
    sequence = int(event.pop("SEQUENCE", 0)) + 1
    event.add("sequence", sequence)
    calendar.add_missing_timezones()
    return str(calendar.to_ical().decode())


def _to_the_second(at: datetime) -> datetime:
    """As a calendar can write it."""
    return at.astimezone(UTC).replace(microsecond=0)


def _event(raw: str) -> Any:
    try:
        return next(iter(Calendar.from_ical(raw).walk("VEVENT")), None)
    except Exception:  # icalendar raises all sorts for what others wrote
        return None
