"""When a digest is due: an hour of chosen days in a time zone, whatever summer time does to them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

A_DAY = timedelta(days=1)
AN_HOUR = timedelta(hours=1)


def zone_named(name: str) -> tzinfo:
    """The time zone of that name; UTC for one that is not known here."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def moment_of(on: date, hour: int, zone: tzinfo) -> datetime:
    """When that hour of that day begins, in UTC: the first time where it comes twice, and where clocks jump over it
    the moment of the jump."""
    return datetime.combine(on, time(hour), zone).astimezone(UTC)


def due_day(now: datetime, hour: int, days: str, zone: tzinfo) -> date | None:
    """The day whose digest is due at that moment, if any: its hour has come and the day is not over.

    An hour that is missed is made up for on the same day, never on the next. ``days`` are digits, Monday is 0. A day has
    an hour's time at least: clocks may jump over its last hour.
    """
    today = now.astimezone(zone).date()
    for on in (today - A_DAY, today):
        begins = moment_of(on, hour, zone)
        ends = max(moment_of(on + A_DAY, 0, zone), begins + AN_HOUR)
        if str(on.weekday()) in days and begins <= now < ends:
            return on
    return None


def next_moment(now: datetime, hour: int, days: str, zone: tzinfo) -> datetime | None:
    """The next moment, after now, at which a digest falls due; None without days."""
    today = now.astimezone(zone).date()
    coming = (today + timedelta(days=n) for n in range(9))
    moments = (moment_of(on, hour, zone) for on in coming if str(on.weekday()) in days)
    return next((at for at in moments if at > now), None)
