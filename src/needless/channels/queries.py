"""Reading channels: what was last sent, what went wrong, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from needless.channels.actions import hash_of
from needless.channels.hours import next_moment, zone_named
from needless.channels.kinds import Kind, kind_of
from needless.channels.models import DatesFeed, Digest, PlanChannel
from needless.owners.models import Owner
from needless.owners.sealing import CannotUnseal, unseal
from needless.tables import row_security


@dataclass(frozen=True, slots=True)
class Shown:
    """A channel as the page shows it. ``last`` is its latest digest, ``next_at`` when the next is due."""

    channel: PlanChannel
    kind: Kind
    where: str
    last: Digest | None
    next_at: datetime | None

    @property
    def state(self) -> str:
        """How it stands, in one sentence."""
        if self.channel.stopped_at:
            return self.channel.why_stopped or _("Stopped.")
        if missing := self.kind.is_missing():
            return missing
        return said_of(self.last) if self.last else _("Nothing was sent so far.")

    @property
    def is_troubled(self) -> bool:
        """Did something go wrong that the owner should know of?"""
        failed = self.last is not None and bool(self.last.problem)
        return (
            failed
            or bool(self.channel.stopped_at and self.channel.why_stopped)
            or bool(self.kind.is_missing())
        )


def channels_of(owner: Owner, now: datetime) -> list[Shown]:
    """All of them, the oldest first."""
    rows = list(PlanChannel.objects.of(owner).order_by("pk"))
    last: dict[int, Digest] = {}
    for digest in Digest.objects.of(owner).filter(channel__in=rows).order_by("on"):
        last[digest.channel_id] = digest
    zone = zone_named(owner.time_zone)
    return [
        Shown(
            row, kind_of(row.kind), kind_of(row.kind).where(row), last.get(row.pk),
            None if row.stopped_at else next_moment(now, row.hour, row.days, zone),
        )
        for row in rows
    ]  # fmt: skip


def said_of(digest: Digest) -> str:
    """What became of a digest."""
    day = date_format(digest.on, "l j F")
    facts = {"day": day, "problem": digest.problem, "tries": digest.tries}
    if digest.stage == Digest.Stage.SENT and digest.sent_at:
        return _("Sent on %(day)s at %(time)s.") % {
            **facts,
            "time": date_format(timezone.localtime(digest.sent_at), "H:i"),
        }
    if digest.stage == Digest.Stage.QUIET:
        return _("Nothing to say on %(day)s, so nothing was sent.") % facts
    if digest.stage == Digest.Stage.FAILED:
        return _("Given up for %(day)s: %(problem)s") % facts
    if digest.problem:
        return _("Not sent yet for %(day)s, and tried again: %(problem)s") % facts
    return _("On its way for %(day)s.") % facts


def feed_of(owner: Owner) -> DatesFeed | None:
    """The owner's calendar feed, where there is one."""
    found: DatesFeed | None = DatesFeed.objects.of(owner).first()
    return found


def feed_token(owner: Owner) -> str:
    """The token of the owner's calendar feed; "" where there is none, or none that can be shown any more."""
    row = feed_of(owner)
    try:
        return unseal(row.token) if row else ""
    except CannotUnseal:
        return ""


def feed_owner(token: str) -> Owner | None:
    """Whose calendar feed a token opens."""
    row = DatesFeed.objects.filter(hash=hash_of(token), owner__is_active=True).select_related("owner").first()
    if row is None:
        return None
    row_security.name(row.owner_id)
    found: Owner = row.owner
    return found
