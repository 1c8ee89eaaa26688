"""Choosing where the plan is sent: add, change, stop, remove; and the address of the calendar feed (M1)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.channels.delivering import send_trial
from needless.channels.kinds import NotSent, kind_of, push
from needless.channels.models import EVERY_DAY, DatesFeed, PlanChannel
from needless.contacts.models import Undo
from needless.contacts.undo import remember, whole
from needless.owners.audit import note
from needless.owners.models import Owner
from needless.owners.sealing import seal

MOST = 20  # channels of one owner


@transaction.atomic
def add_channel(
    owner: Owner, kind: str, given: Mapping[str, str], hour: int, days: Iterable[int | str], site: str
) -> PlanChannel:
    """A new channel; a browser that is there already is told anew instead. Raises ValueError, in words."""
    settings, secret = kind_of(kind).settle(given)
    row = _same(owner, kind, settings, given) or PlanChannel(owner=owner, kind=kind)
    if row.pk is None and PlanChannel.objects.of(owner).count() >= MOST:
        raise ValueError(_("There are %(n)d channels already, which is enough.") % {"n": MOST})
    row.settings, row.secret, row.site = settings, seal(secret), site.rstrip("/")[:300]
    row.hour, row.days = checked_hour(hour), checked_days(days)
    row.stopped_at, row.why_stopped = None, ""
    row.save()
    note(owner, "way-added", kind=kind, where=kind_of(kind).where(row))
    return row


def _same(owner: Owner, kind: str, settings: dict[str, str], given: Mapping[str, str]) -> PlanChannel | None:
    """The channel of that mail address, or of that browser (which ``was`` known by another address), if there is one."""
    rows = PlanChannel.objects.of(owner).filter(kind=kind).order_by("pk")
    if kind == push.Push.name:
        known = {given.get("endpoint", ""), given.get("was", "")} - {""}
        return next((row for row in rows if push.endpoint_of(row) in known), None)
    rows = (
        rows.filter(settings=settings) if kind == "email" else rows.filter(secret="")
    )  # came with an export
    found = (row for row in rows if kind == "email" or kind_of(kind).where(row) == settings["service"])
    return next(found, None)


@transaction.atomic
def change_channel(
    owner: Owner, pk: int, hour: int, days: Iterable[int | str], site: str = ""
) -> PlanChannel:
    """Another hour, other days. Raises PlanChannel.DoesNotExist, ValueError."""
    row = channel_of(owner, pk)
    row.hour, row.days = checked_hour(hour), checked_days(days)
    row.site = site.rstrip("/")[:300] or row.site
    row.save(update_fields=["hour", "days", "site"])
    return row


def channel_of(owner: Owner, pk: int) -> PlanChannel:
    """One channel. Raises PlanChannel.DoesNotExist."""
    found: PlanChannel = PlanChannel.objects.of(owner).select_related("owner").get(pk=pk)
    return found


def stop_channel(owner: Owner, pk: int, why: str, now: datetime) -> None:
    """Nothing is sent by it until it is started again. Raises PlanChannel.DoesNotExist."""
    channel_of(owner, pk)
    PlanChannel.objects.of(owner).filter(pk=pk, stopped_at=None).update(stopped_at=now, why_stopped=why[:300])


def start_channel(owner: Owner, pk: int, site: str = "") -> None:
    """It sends again, with links to ``site``. Raises PlanChannel.DoesNotExist, ValueError where its address is not here."""
    row = channel_of(owner, pk)
    if row.kind != "email" and not row.secret:
        raise ValueError(_("Its address is not here: give it once more below."))
    there = site.rstrip("/")[:300] or row.site
    PlanChannel.objects.of(owner).filter(pk=pk).update(stopped_at=None, why_stopped="", site=there)


@transaction.atomic
def remove_channel(owner: Owner, pk: int) -> Undo:
    """It is forgotten, with what was sent by it. Raises PlanChannel.DoesNotExist."""
    row = channel_of(owner, pk)
    label = _("Nothing is sent to %(where)s any more") % {"where": kind_of(row.kind).where(row)}
    undo = remember(owner, label[:200], insert=[whole(row)])
    note(owner, "way-removed", kind=row.kind, where=kind_of(row.kind).where(row))
    row.delete()
    return undo


def try_channel(owner: Owner, pk: int, on: date) -> str:
    """Send today's plan by it now; what is said of it. Raises PlanChannel.DoesNotExist, and NotSent."""
    row = channel_of(owner, pk)
    try:
        send_trial(row, on)
    except NotSent as problem:
        if problem.is_gone:
            stop_channel(owner, pk, str(problem), timezone.now())
        raise
    return _("Sent to %(where)s.") % {"where": kind_of(row.kind).where(row)}


def checked_hour(hour: int) -> int:
    """An hour of the day. Raises ValueError."""
    if not 0 <= hour <= 23:
        raise ValueError(_("The hour is a number from 0 to 23."))
    return hour


def checked_days(days: Iterable[int | str]) -> str:
    """The days as they are kept. Raises ValueError for none, and for what is no day."""
    found = "".join(sorted({str(day) for day in days}))
    if not found or not set(found) <= set(EVERY_DAY):
        raise ValueError(_("Choose at least one day of the week."))
    return found


@transaction.atomic
def renew_feed(owner: Owner, now: datetime) -> str:
    """A new address for the calendar feed: its token. The old one opens nothing any more."""
    token = secrets.token_urlsafe(32)
    values = {"hash": hash_of(token), "token": seal(token), "made_at": now, "asked_at": None}
    DatesFeed.objects.update_or_create(owner=owner, defaults=values)
    note(owner, "calendar-opened")
    return token


@transaction.atomic
def end_feed(owner: Owner) -> None:
    """No address opens the calendar any more."""
    if DatesFeed.objects.of(owner).delete()[0]:
        note(owner, "calendar-closed")


def hash_of(token: str) -> str:
    """By which a feed is found."""
    return hashlib.sha256(token.encode()).hexdigest()
