"""Questions about the machine: files, disk, clock, backups. Each answers what is wrong, or nothing."""

from __future__ import annotations

import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.backups.scheduling import why_unsafe
from needless.clock.jobs import CLOCK_SEEN

OTHERS = 0o077
SECRET = ("secret.key", "sealing.key", "vapid.key", "needless.sqlite3", "jobs.sqlite3")
LATE = timedelta(minutes=10)
LEAST_FREE = 500 * 1024**2  # bytes
LEAST_SHARE = 0.03


def readable_by_others() -> str:
    """The folder closes all that lies in it; where it is open, the files must close themselves."""
    home = Path(settings.HOME)
    if os.name != "posix" or not home.stat().st_mode & OTHERS:
        return ""
    there = [home / name for name in SECRET if (home / name).exists()]
    open_ = [path.name for path in there if path.stat().st_mode & OTHERS]
    return _("Other users of this machine can read: %(files)s") % {"files": ", ".join(open_)} if open_ else ""


def backups() -> str:
    """Off, failed, gone or too old."""
    return why_unsafe()


def clock_stands() -> str:
    """Nothing recurring happens where no worker runs: feeds, plans sent, backups."""
    said = cache.get(CLOCK_SEEN)
    if said is None:
        return _("No worker has run here yet: nothing is fetched, sent or backed up.")
    since = datetime.fromisoformat(said)
    if timezone.now() - since <= LATE:
        return ""
    return _("The worker was last seen %(moment)s.") % {"moment": f"{since:%Y-%m-%d %H:%M}"}


def disk_full() -> str:
    """Too little is left where the data lies."""
    disk = shutil.disk_usage(settings.HOME)
    if disk.free >= LEAST_FREE and disk.free >= disk.total * LEAST_SHARE:
        return ""
    return _("The disk is nearly full: %(megabytes)d MB are free.") % {"megabytes": disk.free // 1024**2}
