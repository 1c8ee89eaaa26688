"""Backups come by themselves, once for all processes; old ones go, and what is wrong is said (M17)."""

import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from needless.backups import scheduling
from needless.backups.container import NotABackup
from needless.backups.making import Made
from needless.backups.models import Backup, BackupPlan
from needless.backups.rotation import kept
from needless.backups.scheduling import make_due, plan_of_backups, run_due_backup, why_unsafe

NOW = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)


@pytest.fixture
def made(home, db, monkeypatch):
    """Files that stand for backups; what they are made of is tested beside."""

    def write(target, keys, database):
        target.write_text("a backup")
        return Made(target, 7, 1, 0, 8, bool(keys))

    monkeypatch.setattr(scheduling, "back_up", write)
    return home / "backups"


def test_it_is_made_when_due_and_not_before(made):
    row = run_due_backup(NOW)
    assert (row.is_verified, row.rows, row.problem, row.is_sent) == (True, 7, "", None)
    assert [path.name for path in made.iterdir()] == ["needless-20260304-050600.backup"]
    assert made.stat().st_mode & 0o777 == 0o700
    assert run_due_backup(NOW + timedelta(hours=23)) is None
    assert run_due_backup(NOW + timedelta(hours=24)).is_verified


def test_of_two_processes_one_makes_it(made, monkeypatch):
    stale = plan_of_backups()
    run_due_backup(NOW)
    monkeypatch.setattr(scheduling, "plan_of_backups", lambda: stale)
    assert run_due_backup(NOW) is None and Backup.objects.count() == 1


def test_turned_off_it_is_made_only_when_asked_for(made):
    BackupPlan.objects.filter(pk=plan_of_backups().pk).update(is_on=False, due_at=NOW)
    assert run_due_backup(NOW) is None and "by itself" in why_unsafe(NOW)
    make_due()
    assert run_due_backup(NOW).is_verified


def test_one_that_failed_says_why_and_is_tried_again_soon(made, monkeypatch):
    def fails(*_words):
        raise NotABackup("No space left on device")

    monkeypatch.setattr(scheduling, "back_up", fails)
    row = run_due_backup(NOW)
    assert not row.is_verified and "No space left" in why_unsafe(NOW)
    assert run_due_backup(NOW + timedelta(minutes=50)) is None
    assert run_due_backup(NOW + timedelta(minutes=61)) is not None


def test_the_file_is_handed_to_the_command(made, settings, tmp_path):
    program = "import shutil, sys; shutil.copy(sys.argv[1], sys.argv[2])"
    settings.BACKUP_COMMAND = f"{sys.executable} -c '{program}' {{}} {tmp_path / 'there'}"
    assert run_due_backup(NOW).is_sent and (tmp_path / "there").read_text() == "a backup"
    settings.BACKUP_COMMAND = f"{sys.executable} -c 'import sys; sys.exit(sys.argv[1][-7:])'"
    row = run_due_backup(NOW + timedelta(days=1))
    assert (row.is_verified, row.is_sent) == (True, False)
    assert "not sent on: .backup" in why_unsafe(NOW)


def test_old_files_go_and_foreign_ones_stay(made):
    for day in range(12):
        run_due_backup(NOW + timedelta(days=day))
        (made / "holiday.jpg").write_text("mine")
    there = sorted(path.name for path in made.iterdir())
    # The last three days, the newest of the week before; the month's newest is among them.
    assert there == ["holiday.jpg", *(f"needless-202603{d:02}-050600.backup" for d in (8, 13, 14, 15))]
    assert Backup.objects.filter(gone_at=None).count() == 4 and Backup.objects.count() == 12


def test_too_old_or_gone_is_said(made):
    row = run_due_backup(NOW)
    assert why_unsafe(NOW + timedelta(hours=30)) == ""
    assert "too old" in why_unsafe(NOW + timedelta(days=3))
    (made / row.path).unlink()
    assert "is gone" in why_unsafe(NOW)


hours = st.lists(st.integers(0, 20_000), max_size=60)
counts = st.integers(0, 8)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(hours, counts, counts, counts)
def test_what_stays_stays_as_more_come(ages, daily, weekly, monthly):
    found = [NOW - timedelta(hours=age) for age in ages]
    stay = kept(found, daily, weekly, monthly)
    assert stay <= set(found) and len(stay) <= max(1, daily + weekly + monthly)
    assert not found or max(found) in stay
    assert kept(stay, daily, weekly, monthly) == stay


def test_the_keeper_sets_it_and_others_only_see_that_it_works(client, owner, other_owner, made):
    client.force_login(owner)
    run_due_backup(NOW)
    page = client.get(reverse("backups")).content.decode()
    assert "4 March 2026" in page and "Back up now" in page and str(made) in page
    asked = {
        "is_on": "on",
        "every_hours": 12,
        "keep_daily": 9,
        "keep_weekly": 0,
        "keep_monthly": 0,
        "folder": "",
    }
    assert client.post(reverse("backups"), asked | {"folder": "/no/such"}).status_code == 422
    assert client.post(reverse("backups"), asked | {"recipients": "age1nonsense"}).status_code == 422
    assert client.post(reverse("backups"), asked).status_code == 302
    assert (plan_of_backups().every_hours, plan_of_backups().keep_daily) == (12, 9)
    client.post(reverse("backup-now"))
    assert Backup.objects.count() == 2
    client.force_login(other_owner)
    page = client.get(reverse("backups")).content.decode()
    assert "restored once and compared" in page and "Back up now" not in page and str(made) not in page
    assert client.post(reverse("backups"), asked).status_code == 403
    assert client.post(reverse("backup-now")).status_code == 403
