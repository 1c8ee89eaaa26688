"""Empties the outbox: each message by one process, tried again with longer pauses; who never takes any is stopped (M17)."""

from __future__ import annotations

import logging
import random
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.fetching import FetchRefused, send
from needless.owners.sealing import CannotUnseal, unseal
from needless.webhooks.models import Endpoint, Outgoing
from needless.webhooks.signing import signed

Stage = Outgoing.Stage
MINUTE = timedelta(minutes=1)
PAUSES = tuple(
    n * MINUTE for n in (1, 5, 15, 60, 180, 360, 720, 720)
)  # after that, a day and a half, it is given up
JITTER = 0.2  # so that not all come back at one moment
CLAIMED = 5 * MINUTE
AT_ONCE = 200
SECONDS = 10.0
GONE = 410
KEPT_FOR = timedelta(days=30)
log = logging.getLogger(__name__)


def deliver_due(now: datetime) -> int:
    """Send what is due; how many were taken. An address that fails is left alone for the rest of the round."""
    due = Outgoing.objects.filter(stage=Stage.WAITING, next_at__lte=now, endpoint__stopped_at=None)
    rows = due.filter(owner__is_active=True).select_related("endpoint").order_by("next_at", "pk")[:AT_ONCE]
    taken, failing = 0, set[int]()
    for row in rows:
        if row.endpoint_id not in failing and claim(row, now):
            if deliver(row, now):
                taken += 1
            else:
                failing.add(row.endpoint_id)
                _wait_with(row, now)
    return taken


def _wait_with(row: Outgoing, now: datetime) -> None:
    """What else is due for an address that fails waits as long, and keeps nobody else's messages from their turn."""
    due = Outgoing.objects.filter(endpoint=row.endpoint_id, stage=Stage.WAITING, next_at__lte=now)
    due.update(next_at=row.next_at)


def claim(row: Outgoing, now: datetime) -> bool:
    """Is it this process that sends it? Of several, the one whose UPDATE finds the row as it was read."""
    rows = Outgoing.objects.filter(pk=row.pk, stage=Stage.WAITING, next_at=row.next_at)
    row.next_at = now + CLAIMED
    return bool(rows.update(next_at=row.next_at))


def deliver(row: Outgoing, now: datetime) -> bool:
    """Send one that was claimed, and write down how it went; was it taken?"""
    try:
        status, problem = _post(row)
    except (FetchRefused, CannotUnseal) as refused:
        status, problem = 0, str(refused)
    except Exception as fault:  # one message's fault keeps no other from being sent
        log.exception("webhook %s was not sent", row.pk)
        status, problem = 0, type(fault).__name__
    at = timezone.now()
    row.tried = [
        *row.tried,
        {"at": at.isoformat(timespec="seconds"), "status": status, "problem": problem[:300]},
    ]
    is_taken = 200 <= status < 300
    with transaction.atomic():
        if is_taken:
            row.stage, row.sent_at = Stage.SENT, at
            Endpoint.objects.filter(pk=row.endpoint_id).update(sent_at=at)
        else:
            _put_off(row, status, now)
        row.save(update_fields=["stage", "sent_at", "next_at", "tried"])
    return is_taken


def _post(row: Outgoing) -> tuple[int, str]:
    body = row.body.encode()
    secret = unseal(row.endpoint.secret)
    if not secret:
        raise CannotUnseal(_("It has no secret yet: make a new one first."))
    stamp = signed(secret, row.key, int(timezone.now().timestamp()), body)
    headers = {"Content-Type": "application/json", **stamp}
    answer = send("POST", row.endpoint.url, body, headers, limit_bytes=64_000, seconds=SECONDS)
    said = answer.body[:150].decode(errors="replace").strip()
    return answer.status, "" if 200 <= answer.status < 300 else said


def _put_off(row: Outgoing, status: int, now: datetime) -> None:
    """Another try later, or none; and the endpoint is stopped where it says so, or has taken nothing all that time."""
    tries = len(row.tried)
    if tries <= len(PAUSES) and status != GONE:
        row.stage = Stage.WAITING
        row.next_at = now + PAUSES[tries - 1] * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311
        return
    row.stage = Stage.FAILED
    taken = Outgoing.objects.filter(endpoint=row.endpoint_id, sent_at__gte=row.made_at)
    if status == GONE or not taken.exists():
        why = said_of(row.tried[-1])
        if status != GONE:
            why = _("It took nothing for a day and a half. The last time: %(why)s") % {"why": why}
        Endpoint.objects.filter(pk=row.endpoint_id, stopped_at=None).update(
            stopped_at=now, why_stopped=why[:300]
        )


def said_of(tried: dict[str, object]) -> str:
    """How one try went, in words."""
    status, problem = tried.get("status"), str(tried.get("problem") or "")
    if not status:
        return problem
    said = _("It answered %(status)s.") % {"status": status}
    return f"{said} {problem}".strip()


def forget_old(now: datetime) -> int:
    """Messages of a month ago go, but those that still wait; how many went."""
    old = Outgoing.objects.filter(made_at__lt=now - KEPT_FOR).exclude(stage=Stage.WAITING)
    return int(old.delete()[0])
