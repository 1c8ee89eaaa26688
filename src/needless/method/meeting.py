"""When an online thread is ripe for a meeting, of which kind, and three times that suit both (M12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

Span = tuple[datetime, datetime]

# How long each kind takes, and from when to when it is fit, in the time of where it is.
MINUTES: Mapping[str, int] = MappingProxyType({"coffee": 45, "lunch": 60, "dinner": 120, "call": 30})
HOURS: Mapping[str, tuple[time, ...]] = MappingProxyType(
    {
        "coffee": (time(9), time(15, 30), time(17)),
        "lunch": (time(12, 30),),
        "dinner": (time(19),),
        "call": tuple(time(hour, half) for hour in range(8, 20) for half in (0, 30)),
    }
)
CALL_HOURS = (time(8), time(19))  # a call begins and ends within, on both sides
FIRST_DAY, LAST_DAY = 2, 28  # not tomorrow, and not beyond what one can plan
NEAR_KM, DAY_KM = 60.0, 250.0  # an hour's way; a day's trip (judgement)
FEWEST_TALKS = 2  # before that it is no thread yet
LONG_DAYS = 365
TRAVELLED_FOR = frozenset({"inner", "close"})


def next_step(
    talks: int, days_since_met: int | None, km: float | None, on_trip: bool, tier: str, has_post: bool = False
) -> str:
    """ "coffee", "lunch", "call" or "letter", or "" where nothing is due.

    `days_since_met` is None where they never met, `km` None where it is not known where they are. Coffee when
    near, lunch on a trip or within a day's way for those who are close, a call when far; a letter instead of a
    call where somebody is to be kept, was met before, and an address is known: it is remembered (M11).
    """
    if talks < FEWEST_TALKS or (days_since_met is not None and days_since_met < LONG_DAYS):
        return ""
    if on_trip:
        return "lunch"
    if km is not None and km <= NEAR_KM:
        return "coffee"
    if km is not None and km <= DAY_KM and tier in TRAVELLED_FOR:
        return "lunch"
    return "letter" if has_post and days_since_met is not None and tier != "none" else "call"


def free_times(
    kind: str,
    busy: Sequence[Span],
    first: date,
    here: ZoneInfo,
    there: ZoneInfo,
    last: date | None = None,
    count: int = 3,
) -> list[datetime]:
    """Up to `count` moments, on different days, when nobody is busy and the hour suits; in the owner's zone `here`.

    A call must lie within CALL_HOURS in both zones; anything else is where the other is, at their hour. Weekdays
    alone, unless `last` bounds a trip. The days are spread: early, middle and late of what is free.
    """
    length = timedelta(minutes=MINUTES[kind])
    place = here if kind == "call" else there
    days = (last - first).days if last else LAST_DAY
    found: list[datetime] = []
    for day in (first + timedelta(days=n) for n in range(days + 1)):
        if last is None and day.weekday() > 4:
            continue
        moments = (datetime.combine(day, hour, place) for hour in HOURS[kind])
        fitting = (
            at for at in moments if _suits(kind, at, length, here, there) and _is_free(at, length, busy)
        )
        if at := next(_from_midday(kind, fitting), None):
            found.append(at.astimezone(here))
    return _spread(found, count)


def _from_midday(kind: str, moments: Iterator[datetime]) -> Iterator[datetime]:
    """For a call the hours in the middle of what suits both come first."""
    found = list(moments)
    middle = (len(found) - 1) / 2
    order = sorted(range(len(found)), key=lambda n: abs(n - middle)) if kind == "call" else range(len(found))
    return (found[n] for n in order)


def _suits(kind: str, at: datetime, length: timedelta, here: ZoneInfo, there: ZoneInfo) -> bool:
    if kind != "call":
        return True
    begin, end = CALL_HOURS
    return all(
        local.weekday() < 5
        and local.time() >= begin
        and (local + length).time() <= end
        and local.time() < end
        for local in (at.astimezone(here), at.astimezone(there))
    )


def _is_free(at: datetime, length: timedelta, busy: Sequence[Span]) -> bool:
    return all(at + length <= begin or at >= end for begin, end in busy)


def _spread(moments: list[datetime], count: int) -> list[datetime]:
    if len(moments) <= count:
        return moments
    step = (min(len(moments), 3 * count) - 1) / max(1, count - 1)
    return [moments[round(n * step)] for n in range(count)]
