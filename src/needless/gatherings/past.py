"""Meetings of the owner's own calendar that have passed are talks: they come in by the rules of an imported calendar (M9, M14)."""

from __future__ import annotations

import io
from datetime import date, datetime

from django.utils import timezone

from needless.gatherings.models import CalendarFeed, Event
from needless.imports.drafts import Me, Piece
from needless.imports.inflow import Inflow, open_inflow
from needless.imports.models import Import
from needless.imports.sources.calendar import Ics
from needless.tables.bulk import batches

BATCH = 2000
HEAD = 65_536


def has_passed_since(feed: CalendarFeed, now: datetime) -> bool:
    """Has one of its events passed since it was read? Then it is read whole, also where it did not change."""
    if not feed.is_mine or feed.fetched_at is None:
        return False
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    read_on = timezone.localtime(feed.fetched_at).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Event.objects.of(feed.owner).filter(feed=feed, starts_at__gte=read_on, starts_at__lt=midnight)
    return read_on < midnight and rows.exists()


def take_past(feed: CalendarFeed, content: bytes, on: date) -> None:
    """Whom the owner met, from their own calendar. What they took back once does not come again."""
    if feed.made_by is None:
        feed.made_by = open_inflow(feed.owner, feed.name or feed.url)
        feed.save(update_fields=["made_by"])
    if feed.made_by.stage == Import.Stage.UNDONE:
        return
    source, inflow = Ics(), Inflow(feed.made_by, on)
    piece = Piece(feed.url, len(content), lambda: io.BytesIO(content), content[:HEAD])
    found = Me(set(inflow.asked.me.emails))
    source.identify([piece], found)
    inflow.learn_mails(found.emails)
    file = inflow.begin_again(feed.url, source.kind)
    for batch in batches(source.read(piece, inflow.asked), BATCH):
        inflow.take(file, batch)
    inflow.settle()
