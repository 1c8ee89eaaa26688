"""Asking an address again and again, politely: once by one process, what changed alone, more seldom where it fails (M13, M14)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models

from needless.fetching.client import Fetched, fetch

CLAIMED = timedelta(minutes=15)  # a fetch that was killed is tried again after that
MOST_FAILURES = 20


class Due(models.Model):
    """A row that stands for something that is asked again and again: when it is due, and how the last time went."""

    next_at = models.DateTimeField(db_index=True)  # not asked for again before
    fetched_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True

    def claim(self, now: datetime) -> bool:
        """May this process ask it? Of several one gets it: whose UPDATE finds the row as it was read."""
        rows = type(self)._base_manager.filter(pk=self.pk, next_at=self.next_at)
        return bool(rows.update(next_at=now + CLAIMED))

    def went_well(self, now: datetime, every: timedelta) -> None:
        """It did; not saved."""
        self.failures, self.problem, self.fetched_at = 0, "", now
        self.next_at = now + self._pause(every, every * 2)

    def put_off(self, problem: str, now: datetime, every: timedelta, longest: timedelta) -> None:
        """It did not: the reason is kept, and the pause is twice as long each time, up to ``longest``; not saved."""
        self.failures, self.problem = min(self.failures + 1, MOST_FAILURES), problem[:300]
        self.next_at = now + self._pause(every, longest)

    def _pause(self, every: timedelta, longest: timedelta) -> timedelta:
        """Up to a tenth longer for some, so that not all come at one moment."""
        spread = 1 + (self.pk or 0) % 11 / 100
        wanted: timedelta = every * float(2**self.failures * spread)
        return min(longest, wanted)


class Polled(Due):
    """A row that stands for an address (its column ``url``)."""

    etag = models.CharField(max_length=300, blank=True)
    modified = models.CharField(max_length=100, blank=True)

    class Meta:
        abstract = True

    def ask(self, *, limit_bytes: int = 5_000_000, seconds: float = 15.0, whole: bool = False) -> Fetched:
        """Fetch what changed since the last time (``whole``: all of it). Raises FetchRefused."""
        known = ("", "") if whole else (self.etag, self.modified)
        return fetch(
            self.url,  # type: ignore[attr-defined]  # each table has its own: unique for all, or for one owner
            etag=known[0],
            modified=known[1],
            limit_bytes=limit_bytes,
            seconds=seconds,
        )

    def answered(self, fetched: Fetched, now: datetime, every: timedelta) -> None:
        """It went well; not saved."""
        self.went_well(now, every)
        self.etag, self.modified = fetched.etag[:300], fetched.modified[:100]
