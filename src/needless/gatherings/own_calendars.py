"""What is to come in the calendars that the owner imports: the importer itself takes only what was (M14)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from needless.gatherings.calendars import read_events
from needless.gatherings.events import DAYS_BACK, take_events
from needless.gatherings.models import Event
from needless.imports.drafts import Piece
from needless.imports.models import Import
from needless.owners.models import Owner

kinds = ("ics",)
MOST_BYTES = 128 << 20  # as the importer of calendars takes


def take(owner: Owner, import_: Import, pieces: Sequence[Piece], mails: Collection[str], on: date) -> None:
    """Events from a week ago on become the owner's own; a file that cannot be opened was refused already."""
    zone = ZoneInfo(owner.time_zone)
    for piece in pieces:
        try:
            with piece.open() as stream:
                content = stream.read(MOST_BYTES)
        except (OSError, ValueError):
            continue
        drafts = read_events(content, on - timedelta(days=DAYS_BACK), mails, zone)
        take_events(owner, drafts, None, is_mine=True, import_id=import_.pk)


def give_back(owner: Owner, import_: Import) -> None:
    """Events that only this import brought go; what the owner said of one keeps it."""
    rows = Event.objects.of(owner).filter(made_by=import_, debriefed_at=None, guests__isnull=True)
    Event.objects.of(owner).filter(pk__in=list(rows.values_list("pk", flat=True))).delete()
