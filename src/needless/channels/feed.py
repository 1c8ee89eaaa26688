"""The owner's dates as a calendar at an address that only its holder knows."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.utils import timezone

from needless.channels.hours import zone_named
from needless.channels.models import DatesFeed
from needless.channels.queries import feed_owner
from needless.plan.dates import dates_of
from needless.plan.ical import calendar_of
from needless.plan.queries import plan_of_day


def feed_calendar(token: str, site: str, now: datetime) -> tuple[bytes, str] | None:
    """The calendar that a token opens, and its ETag; None for one that opens nothing."""
    owner = feed_owner(token)
    if owner is None:
        return None
    DatesFeed.objects.of(owner).update(asked_at=now)
    with timezone.override(zone_named(owner.time_zone)):
        on = timezone.localdate(now)
        plan_of_day(owner, on)
        body = calendar_of(dates_of(owner, on), site)
    return body, f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'
