"""Sends each digest once: due digests get a row, a row is claimed by one process, what fails is tried again for a day (M1)."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.channels.hours import due_day, zone_named
from needless.channels.kinds import NotSent, kind_of
from needless.channels.models import Digest, PlanChannel
from needless.channels.texts import text_of, trial_of

Stage = Digest.Stage
CLAIMED = timedelta(minutes=15)  # who died before anything left gives it back after that
GIVEN_UP = timedelta(days=1)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=2), timedelta(hours=2)
log = logging.getLogger(__name__)


def send_due(now: datetime) -> int:
    """Send what is due, of all owners; how many left. Any number of processes may do so at once."""
    for channel, on in _due(now):
        Digest.objects.get_or_create(
            channel=channel, on=on, defaults={"owner": channel.owner, "made_at": now, "next_at": now}
        )
    _bury(now)
    waiting = Digest.objects.filter(stage=Stage.WAITING, next_at__lte=now, channel__stopped_at=None)
    rows = waiting.select_related("channel__owner").order_by("next_at", "pk")
    return sum(_deliver(row, now) for row in rows if _claim(row, now))


def _due(now: datetime) -> Iterator[tuple[PlanChannel, date]]:
    rows = PlanChannel.objects.filter(stopped_at=None, owner__is_active=True).select_related("owner")
    since = (now - timedelta(days=3)).date()
    made = set(Digest.objects.filter(on__gte=since).values_list("channel_id", "on"))
    for channel in rows.order_by("pk"):
        on = due_day(now, channel.hour, channel.days, zone_named(channel.owner.time_zone))
        if on and (channel.pk, on) not in made:
            yield channel, on


def _bury(now: datetime) -> None:
    """Those that a process left while sending: nobody knows whether they arrived, and twice is worse than not."""
    said = _("The process stopped while sending: it may have arrived or not.")
    left = Digest.objects.filter(stage=Stage.SENDING, next_at__lte=now)
    left.update(stage=Stage.FAILED, problem=said)


def _claim(row: Digest, now: datetime) -> bool:
    """Is it this process that sends it? Of several, the one whose UPDATE finds the row as it was read."""
    rows = Digest.objects.filter(pk=row.pk, stage=Stage.WAITING, next_at=row.next_at)
    row.next_at = now + CLAIMED
    row.tries += 1
    return bool(rows.update(next_at=row.next_at, tries=F("tries") + 1))


def _deliver(row: Digest, now: datetime) -> bool:
    """Send one that was claimed; did it leave?"""
    channel = row.channel
    with timezone.override(zone_named(channel.owner.time_zone)), channel.owner.speaking():
        try:
            text = text_of(channel.owner, row.on, channel.site)
            if text is None:
                return _became(row, Stage.QUIET)
            _became(row, Stage.SENDING)
            kind_of(channel.kind).send(channel, text, f"plan-{channel.pk}-{row.on}")
        except NotSent as problem:
            return _not_sent(row, problem, now)
        except Exception as problem:
            log.exception("digest %s was not sent", row.pk)
            return _not_sent(row, NotSent(f"{type(problem).__name__}"), now)
    _became(row, Stage.SENT, sent_at=timezone.now(), problem="")
    return True


def _became(row: Digest, stage: Digest.Stage, **more: object) -> bool:
    Digest.objects.filter(pk=row.pk).update(stage=stage, **more)
    return False


def _not_sent(row: Digest, problem: NotSent, now: datetime) -> bool:
    """Try again later, unless a day is over, the next one is there, or the channel is gone."""
    said = str(problem)[:300]
    if problem.is_gone:
        PlanChannel.objects.filter(pk=row.channel_id).update(stopped_at=now, why_stopped=said)
    newer = Digest.objects.filter(channel=row.channel_id, on__gt=row.on)
    pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(row.tries - 1, 10))
    if problem.is_gone or now + pause > row.made_at + GIVEN_UP or newer.exists():
        return _became(row, Stage.FAILED, problem=said)
    return _became(row, Stage.WAITING, problem=said, next_at=now + pause)


def send_trial(channel: PlanChannel, on: date) -> None:
    """Send that day's plan now, whatever was sent already. Raises NotSent."""
    text = trial_of(channel.owner, on, channel.site)
    kind_of(channel.kind).send(channel, text, f"trial-{channel.pk}-{uuid.uuid4().hex}")
