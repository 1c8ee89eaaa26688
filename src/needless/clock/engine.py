"""The engine that runs jobs: huey, with a small SQLite file of its own; Redis where NEEDLESS_REDIS_URL is set."""

from __future__ import annotations

import os

from django.conf import settings
from huey import RedisHuey, SqliteHuey


def make_engine() -> SqliteHuey | RedisHuey:
    """One engine for a process. In tests jobs run at once, in the caller."""
    immediate = os.environ.get("NEEDLESS_JOBS") == "immediate"
    if url := os.environ.get("NEEDLESS_REDIS_URL"):
        return RedisHuey("needless", url=url, immediate=immediate)
    return SqliteHuey("needless", filename=str(settings.HOME / "jobs.sqlite3"), immediate=immediate)


engine = make_engine()
