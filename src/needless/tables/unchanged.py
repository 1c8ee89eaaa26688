"""Has anything in the database changed? Asked in microseconds, so that what was read may be kept until it has."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from typing import Any

from django.db import connection


class _Clock:
    """Counts changes; each thread has its own connection to notice them by."""

    def __init__(self) -> None:
        self.epoch, self.lock, self.seen = 0, threading.Lock(), threading.local()

    def tell(self, state: Hashable) -> int:
        if getattr(self.seen, "state", None) != state:
            with self.lock:
                self.epoch += 1
            self.seen.state = state
        return self.epoch


_clock = _Clock()


def epoch() -> int:
    """A number that is the same as before only if nothing was written since, by whomever.

    One write moves it a few times, once for each thread that notices; it never stays where it should have moved. Ask
    before reading what is to be kept, never after.
    """
    return _clock.tell(_postgresql() if connection.vendor == "postgresql" else _sqlite())


def _sqlite() -> Hashable:
    """What others committed, and what this connection wrote itself."""
    connection.ensure_connection()
    here: Any = connection.connection
    return here, here.execute("PRAGMA data_version").fetchone()[0], here.total_changes


def _postgresql() -> Hashable:
    """Which transactions this moment sees: another text once any of them began or ended a write.

    Within a transaction one's own writes do not show in it, so each time counts as a change there.
    """
    if connection.in_atomic_block:
        return object()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        return connection.connection, *cursor.fetchone()
