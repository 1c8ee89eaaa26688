"""Backs the instance up by itself, hands the file on, and lets old ones go (M17)."""

from __future__ import annotations

import shlex
import subprocess
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.backups.ages import Lock, NotUnlocked, check_recipient
from needless.backups.container import NotABackup
from needless.backups.making import back_up, folder_of
from needless.backups.models import Backup, BackupPlan
from needless.backups.rotation import kept

CLAIMED = timedelta(hours=2)  # one that was killed is tried again after that
AGAIN = timedelta(hours=1)  # and one that failed
LONGEST = 6 * 3600  # seconds that the command may take


def plan_of_backups() -> BackupPlan:
    """The one plan, made with its defaults where there is none."""
    plan: BackupPlan = BackupPlan.objects.get_or_create(pk=1)[0]
    return plan


def folder_of_backups(plan: BackupPlan) -> Path:
    """Where they lie."""
    return Path(plan.folder) if plan.folder else Path(settings.HOME) / "backups"


def make_due() -> None:
    """The next look of the clock makes one, whatever the plan says."""
    BackupPlan.objects.filter(pk=plan_of_backups().pk).update(due_at=None)


def run_due_backup(now: datetime) -> Backup | None:
    """Back up where it is time; of several processes one does. None where it is not time, or another does."""
    plan = plan_of_backups()
    if plan.due_at and (plan.due_at > now or not plan.is_on):
        return None
    mine = BackupPlan.objects.filter(pk=plan.pk, due_at=plan.due_at).update(due_at=now + CLAIMED)
    return run_backup(plan, now) if mine else None


def run_backup(plan: BackupPlan, now: datetime, database: str = DEFAULT_DB_ALIAS) -> Backup:
    """Make one now, send it on, let old ones go; how it went is a row, and never an error."""
    row = Backup(at=now)
    try:
        _make(plan, row, database)
        _send(row)
    except (NotABackup, NotUnlocked, OSError) as error:
        row.problem = str(error)
    row.save()
    pause = AGAIN if row.problem else timedelta(hours=plan.every_hours)
    BackupPlan.objects.filter(pk=plan.pk).update(due_at=now + pause)
    if row.is_verified:
        rotate(plan, now)
    return row


def lock_of_plan(plan: BackupPlan) -> Lock:
    """How the backups that are made by themselves are locked. Raises NotUnlocked, OSError."""
    recipients = [check_recipient(line) for line in plan.recipients.split()]
    file = settings.BACKUP_PASSPHRASE_FILE
    if recipients or not file:
        return Lock(recipients)
    return Lock(passphrase=Path(file).read_text(encoding="utf-8").rstrip("\r\n"))


def _make(plan: BackupPlan, row: Backup, database: str) -> None:
    keys, folder = lock_of_plan(plan), folder_of_backups(plan)
    folder_of(folder)
    target = folder / f"needless-{row.at:%Y%m%d-%H%M%S}.backup{'.age' if keys else ''}"
    made = back_up(target, keys, database)
    row.path, row.size, row.rows = str(target.absolute()), made.size, made.rows
    row.is_verified, row.is_locked = True, made.is_locked


def _send(row: Backup) -> None:
    """Hand the file to the command of this instance. Raises NotABackup where it refuses; the file stays."""
    if not settings.BACKUP_COMMAND:
        return
    row.is_sent = False
    words = shlex.split(settings.BACKUP_COMMAND)
    command = [word.replace("{}", row.path) for word in words]
    if command == words:
        command.append(row.path)
    try:
        done = subprocess.run(  # noqa: S603 - the keeper of the instance set it
            command, check=False, capture_output=True, text=True, errors="replace", timeout=LONGEST
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotABackup(_("It is here, but was not sent on: %(why)s") % {"why": error}) from error
    if done.returncode:
        why = (done.stderr or done.stdout).strip()[-500:] or _("exit code %(code)d") % {
            "code": done.returncode
        }
        raise NotABackup(_("It is here, but was not sent on: %(why)s") % {"why": why})
    row.is_sent = True


def rotate(plan: BackupPlan, now: datetime) -> int:
    """Remove the files whose turn is over: those that this instance made by itself, no others; how many."""
    rows = list(backups_there())
    stay = kept([row.at for row in rows], plan.keep_daily, plan.keep_weekly, plan.keep_monthly)
    gone = [row for row in rows if row.at not in stay]
    for row in gone:
        Path(row.path).unlink(missing_ok=True)
    Backup.objects.filter(pk__in=[row.pk for row in gone]).update(gone_at=now)
    return len(gone)


def backups_there() -> QuerySet[Backup]:
    """Those whose turn is not over, the newest first."""
    found: QuerySet[Backup] = Backup.objects.filter(is_verified=True, gone_at=None).order_by("-at")
    return found


def last_good() -> Backup | None:
    """The newest that was verified."""
    good: Backup | None = Backup.objects.filter(is_verified=True).order_by("-at").first()
    return good


def why_unsafe(now: datetime | None = None) -> str:
    """What is wrong with the backups, in a sentence; "" where nothing is. For `needless doctor` and the page."""
    plan, good = plan_of_backups(), last_good()
    now = now or timezone.now()
    if not plan.is_on:
        return _("Nothing is backed up by itself: turn it on, or see that something else does.")
    last = Backup.objects.order_by("-at").first()
    if last and last.problem:
        return _("The last backup failed: %(why)s") % {"why": last.problem}
    if good and not Path(good.path).exists():
        return _("The last backup is gone: %(path)s") % {"path": good.path}
    if good and now - good.at > 2 * timedelta(hours=plan.every_hours) + AGAIN:
        return _("The last backup is too old: is `needless worker` running?")
    return ""


def state(plan: BackupPlan) -> dict[str, Any]:
    """All of it as plain values, for the command line and the API."""
    columns = ("at", "path", "size", "rows", "is_locked", "is_sent")
    return {
        "is_on": plan.is_on, "folder": str(folder_of_backups(plan)), "every_hours": plan.every_hours,
        "keep": [plan.keep_daily, plan.keep_weekly, plan.keep_monthly], "recipients": plan.recipients.split(),
        "problem": why_unsafe(), "backups": list(backups_there().values(*columns)),
    }  # fmt: skip
