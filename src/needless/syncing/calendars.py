"""One run over a calendar: what was becomes talk and what is to come takes its time, by the rules of imported ones (M12, M14)."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from needless.gatherings.calendars import EventDraft, read_events
from needless.gatherings.events import DAYS_BACK, own_mails, take_events
from needless.gatherings.models import Event
from needless.imports.drafts import Piece
from needless.imports.inflow import Inflow, open_inflow
from needless.imports.models import Import
from needless.imports.sources.calendar import Ics, calendar_of, uid_of
from needless.imports.sources.calendar_blocks import CalendarText
from needless.syncing.listing import Listing, changes_in
from needless.syncing.models import CalendarItem, Collection
from needless.syncing.planning import Desk
from needless.syncing.recording import Line, Record
from needless.tables.bulk import batches

AT_ONCE = 50
LOOKED_AHEAD = timedelta(days=200)  # a series whose next time lies beyond is looked at again then
ENDLESS = "RRULE"


def piece_of(name: str, raw: str) -> Piece:
    """One event's text as the readers of files take it."""
    content = raw.encode("utf-8", "replace")
    return Piece(name, len(content), lambda: io.BytesIO(content), content[:400])


def parts_of(raw: str) -> CalendarText | None:
    """The text taken apart; None where there is no event in it."""
    parts = calendar_of(piece_of("", raw))
    return parts if isinstance(parts, CalendarText) and parts.events else None


class Coming:
    """What is to come in one event's text, as the owner's calendar tells it."""

    def __init__(self, desk: Desk) -> None:
        self.mails, self.zone = own_mails(desk.owner), ZoneInfo(desk.owner.time_zone)
        self.since = desk.on - timedelta(days=DAYS_BACK)

    def events(self, raw: str) -> list[EventDraft]:
        """Its times from a week ago on."""
        return [d for d in read_events(raw.encode(), self.since, self.mails, self.zone) if d.name]


class CalendarRun:
    """Reads what changed in a calendar, and what of it is over since the last time."""

    def __init__(self, desk: Desk, record: Record, now: datetime) -> None:
        self.desk, self.record, self.now = desk, record, now
        self.collection, self.owner, self.remote = desk.collection, desk.owner, desk.remote
        rows = CalendarItem.objects.of(self.owner).filter(collection=self.collection).defer("raw")
        self.items = {row.href: row for row in rows}
        self.coming = Coming(desk)
        self.inflow: Inflow | None = None

    def run(self) -> None:
        """All of it. Raises RemoteRefused; what was done until then stays."""
        listing = changes_in(self.remote, self.collection)
        for item in self._missing(listing):
            self._forget(item)
        for wanted in batches(self._to_fetch(listing), AT_ONCE):
            self._take(list(self.remote.contents(self.collection.url, "calendar", wanted)))
        self._take_what_is_over()
        if self.inflow:
            self.inflow.settle()
        self.collection.token, self.collection.ctag = listing.token, listing.ctag
        self.collection.synced_at = timezone.now()
        self.collection.save(update_fields=["token", "ctag", "synced_at"])
        self.record.keep()

    def _to_fetch(self, listing: Listing) -> list[str]:
        """Meetings of ours are looked at by syncing/meetings.py."""
        items = self.items
        return [
            url
            for url, etag in listing.there.items()
            if url not in items or (items[url].meeting_id is None and items[url].etag != etag)
        ]

    def _missing(self, listing: Listing) -> list[CalendarItem]:
        ours = [item for item in self.items.values() if item.meeting_id is None]
        if listing.is_whole:
            return [item for item in ours if item.href not in listing.there]
        return [item for item in ours if item.href in listing.gone]

    @transaction.atomic
    def _take(self, found: Sequence[tuple[str, str, str]]) -> None:
        changed = []
        for url, etag, raw in found:
            parts = parts_of(raw)
            item = self.items.get(url) or CalendarItem(owner=self.owner, collection=self.collection, href=url)
            item.etag, item.raw = etag, raw
            item.uid = uid_of(parts.events[0])[:300] if parts else ""
            self.items[url] = item
            changed.append(item)
        self._read(changed)

    def _take_what_is_over(self) -> None:
        rows = CalendarItem.objects.of(self.owner).filter(collection=self.collection, due_at__lte=self.now)
        for some in batches(rows.order_by("pk"), AT_ONCE):
            with transaction.atomic():
                self._read(some)

    def _read(self, items: Iterable[CalendarItem]) -> None:
        """Into history what was, into the days ahead what is to come; the rows are saved."""
        drafts, told = [], []
        inflow = self._inflow()
        for item in items:
            drafts += list(Ics().read(piece_of(self.collection.name, item.raw), inflow.asked))
            coming = self.coming.events(item.raw)
            self._tell(item, coming)
            told += coming
            item.due_at = self._due(item, coming)
            item.save()
            self._forget_times(item, {draft.key for draft in coming})
        take_events(self.owner, told, None, is_mine=True, import_id=inflow.import_.pk)
        self._take_past(inflow, drafts)
        self.record.keep()

    def _take_past(self, inflow: Inflow, drafts: Sequence[object]) -> None:
        if not drafts:
            return
        file = inflow.file(self.collection.name, "ics")
        before = file.interactions_created
        inflow.take(file, drafts)  # type: ignore[arg-type]  # what a reader yields
        if count := file.interactions_created - before:
            self.record.add(Line("read", "here", _("%(n)d talks") % {"n": count}, self.collection.name))

    def _tell(self, item: CalendarItem, coming: Sequence[EventDraft]) -> None:
        """Only what is still to come is told of one by one."""
        ahead = [draft for draft in coming if draft.starts_at > self.now]
        if ahead:
            there = Event.objects.of(self.owner).filter(key__startswith=f"ics:{item.uid}/").exists()
            for told in event_lines(ahead[:1], "update" if there else "create", self.collection):
                self.record.add(told)

    def _due(self, item: CalendarItem, coming: Sequence[EventDraft]) -> datetime | None:
        ends = [draft.ends_at for draft in coming if draft.ends_at > self.now]
        if ends:
            return min(ends)
        return self.now + LOOKED_AHEAD if f"\n{ENDLESS}" in item.raw else None

    def _forget_times(self, item: CalendarItem, keys: set[str]) -> None:
        """Times that a series has no longer, and those of a removed event, go from the days ahead."""
        if item.uid:
            rows = Event.objects.of(self.owner).filter(
                key__startswith=f"ics:{item.uid}/", is_mine=True, feed=None
            )
            rows = rows.filter(starts_at__gt=self.now, debriefed_at=None, guests__isnull=True).exclude(
                key__in=keys
            )
            if len(keys) != 1:  # a single one that was put off keeps its row: take_events knows it by its uid
                Event.objects.of(self.owner).filter(pk__in=list(rows.values_list("pk", flat=True))).delete()

    @transaction.atomic
    def _forget(self, item: CalendarItem) -> None:
        """Removed there: what was to come does not; what was stays history."""
        self._forget_times(item, set())
        self.record.add(Line("delete", "here", _summary(item.raw) or item.uid, self.collection.name))
        item.delete()
        self.items.pop(item.href, None)
        self.record.keep()

    def _inflow(self) -> Inflow:
        if self.inflow is None:
            row = self.collection
            if row.made_by is None or row.made_by.stage == Import.Stage.UNDONE:
                row.made_by = open_inflow(self.owner, f"{row.account.name}, {row.name}")
                row.save(update_fields=["made_by"])
            self.inflow = Inflow(row.made_by, self.desk.on)
        return self.inflow


def preview_calendar(desk: Desk, record: Record, now: datetime) -> None:
    """What :class:`CalendarRun` would read. Raises RemoteRefused."""
    run = CalendarRun(desk, record, now)
    listing = changes_in(desk.remote, desk.collection)
    for item in run._missing(listing):
        record.add(Line("delete", "here", _summary(item.raw) or item.uid, desk.collection.name))
    past = 0
    for wanted in batches(run._to_fetch(listing), AT_ONCE):
        for _url, _etag, raw in desk.remote.contents(desk.collection.url, "calendar", wanted):
            ahead = [draft for draft in run.coming.events(raw) if draft.starts_at > now]
            past += not ahead
            for told in event_lines(ahead[:1], "create", desk.collection):
                record.add(told)
    if past:
        name = _("%(n)d past events, read for talks with your contacts") % {"n": past}
        record.add(Line("read", "here", name, desk.collection.name))


def event_lines(drafts: Iterable[EventDraft], what: str, collection: Collection) -> list[Line]:
    """A line for each event, with its time."""
    return [
        Line(
            what,
            "here",
            draft.name,
            collection.name,
            None,
            (("starts_at", "", moment_said(draft.starts_at)),),
        )
        for draft in drafts
    ]


def moment_said(at: datetime | None) -> str:
    """A moment as the owner reads it."""
    return date_format(timezone.localtime(at), "j F Y, H:i") if at else ""


def _summary(raw: str) -> str:
    parts = parts_of(raw)
    return parts.events[0].value("SUMMARY")[:200] if parts else ""
