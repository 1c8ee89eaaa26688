"""Reading webhooks: who is told what, and how that went."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from needless.owners.models import Owner
from needless.webhooks.delivering import said_of
from needless.webhooks.events import EVENTS
from needless.webhooks.models import Endpoint, Outgoing

SHOWN = 50  # messages of the log


@dataclass(frozen=True, slots=True)
class Told:
    """An endpoint with the number of messages that wait, and how the last try went."""

    endpoint: Endpoint
    waiting: int
    last: Outgoing | None

    @property
    def state(self) -> str:
        """How it stands, in one sentence."""
        if self.endpoint.stopped_at:
            return self.endpoint.why_stopped or _("Stopped.")
        if self.last is None:
            return _("It was told nothing so far.")
        return how_it_went(self.last)

    @property
    def is_troubled(self) -> bool:
        """Did something go wrong that the owner should know of?"""
        failed = self.last is not None and bool(self.last.tried) and self.last.stage != Outgoing.Stage.SENT
        return failed or bool(self.endpoint.stopped_at and self.endpoint.why_stopped)

    @property
    def events(self) -> list[str]:
        """What it is told of, in words."""
        return [str(EVENTS[name]) for name in self.endpoint.events if name in EVENTS]


def endpoints_of(owner: Owner) -> list[Told]:
    """All of them, the oldest first."""
    waiting = Count("messages", filter=Q(messages__stage=Outgoing.Stage.WAITING))
    rows = list(Endpoint.objects.of(owner).annotate(waiting=waiting).order_by("pk"))
    return [Told(row, row.waiting, next(iter(messages_of(row, 1)), None)) for row in rows]


def messages_of(endpoint: Endpoint, most: int = SHOWN) -> list[Outgoing]:
    """Its latest messages, the newest first."""
    rows: Iterable[Outgoing] = Outgoing.objects.filter(endpoint=endpoint).order_by("-made_at", "-pk")[:most]
    return list(rows)


def how_it_went(row: Outgoing) -> str:
    """What became of a message, in words."""
    if row.stage == Outgoing.Stage.SENT:
        return _("Taken.")
    if not row.tried:
        return _("On its way.")
    said = said_of(row.tried[-1])
    if row.stage == Outgoing.Stage.FAILED:
        return _("Given up: %(said)s") % {"said": said}
    return _("Tried again: %(said)s") % {"said": said}
