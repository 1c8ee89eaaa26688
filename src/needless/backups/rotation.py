"""Which backups stay: the newest of each of the last days, weeks and months that have one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import datetime


def kept(moments: Iterable[datetime], daily: int, weekly: int, monthly: int) -> set[datetime]:
    """Those that stay; the newest always does. Gaps count for nothing: kept are the last days that have a backup."""
    newest_first = sorted(set(moments), reverse=True)
    periods: tuple[tuple[int, Callable[[datetime], Hashable]], ...] = (
        (daily, lambda at: at.date()),
        (weekly, lambda at: at.isocalendar()[:2]),
        (monthly, lambda at: (at.year, at.month)),
    )
    found = set(newest_first[:1])
    for count, period_of in periods:
        found |= set(_newest_of_each(newest_first, period_of)[:count])
    return found


def _newest_of_each(
    newest_first: list[datetime], period_of: Callable[[datetime], Hashable]
) -> list[datetime]:
    first: dict[Hashable, datetime] = {}
    for at in newest_first:
        first.setdefault(period_of(at), at)
    return list(first.values())
