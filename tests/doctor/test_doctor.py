"""The doctor says what is unsafe here, with an id that the manual explains, and nothing where all is well."""

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import settings as here
from django.core.cache import cache
from django.utils import timezone

from needless.cli.root import needless
from needless.clock.jobs import CLOCK_SEEN, be_seen
from needless.doctor import database, machine, settings_here
from needless.doctor.looking import CHECKS, findings
from needless.owners.models import Owner

MANUAL = (Path(here.PACKAGE) / "help" / "doctor.md").read_text()


@pytest.fixture
def well(owner, settings, monkeypatch):
    """A deployment with nothing wrong: each test spoils one thing."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    monkeypatch.setattr(machine, "why_unsafe", lambda: "")
    monkeypatch.setattr(settings_here, "is_networked", lambda: False)
    monkeypatch.setattr(database, "is_networked", lambda: False)
    Path(here.HOME).chmod(0o700)
    be_seen()
    return settings


def ids():
    return [finding.id for finding in findings()]


def test_where_all_is_well_it_says_nothing(well):
    assert findings() == []


def test_each_id_is_explained_in_the_manual_once():
    for check in CHECKS:
        assert MANUAL.count(f"\n| {check.id} |") == 1
    assert len({check.id for check in CHECKS}) == len(CHECKS)


@pytest.mark.parametrize(
    ("setting", "value", "id_"),
    [
        ("DEBUG", True, "N001"),
        ("ALLOWED_HOSTS", ["*"], "N002"),
        ("ALLOW_PRIVATE_FETCHES", True, "N013"),
        ("HTTPS", True, "N012"),
    ],
)
def test_settings_that_are_unsafe_are_found(well, setting, value, id_):
    setattr(well, setting, value)
    assert ids() == [id_]


def test_a_networked_instance_without_tls_or_second_factor(well, monkeypatch, owner):
    for module in (settings_here, database):
        monkeypatch.setattr(module, "is_networked", lambda: True)
    assert ids() == ["N003", "N008"]
    Owner.objects.update(password="!")  # the link alone
    well.HTTPS, well.PROXIES = True, 1
    assert ids() == []


def test_a_firm_is_asked_by_https_alone(well):
    well.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"APPS": [{"settings": {"server_url": "http://id.example/"}}]}
    }
    assert ids() == ["N015"]


def test_keys_that_others_may_read_are_named(well):
    Path(here.HOME).chmod(0o755)
    (Path(here.HOME) / "secret.key").chmod(0o644)
    try:
        (finding,) = [f for f in findings() if f.id == "N004"]
        assert "secret.key" in finding.problem
    finally:
        (Path(here.HOME) / "secret.key").chmod(0o600)
        Path(here.HOME).chmod(0o700)


def test_an_old_sqlite_is_named(well, monkeypatch):
    monkeypatch.setattr(database.sqlite3, "sqlite_version_info", (3, 40, 1))
    assert ids() == (["N005"] if "NEEDLESS_DATABASE_URL" not in os.environ else [])


def test_backups_that_fail_are_told(well, monkeypatch):
    monkeypatch.setattr(machine, "why_unsafe", lambda: "The last backup failed: disk")
    assert [(f.id, f.problem) for f in findings()] == [("N006", "The last backup failed: disk")]


def test_a_clock_that_stands(well):
    cache.set(CLOCK_SEEN, (timezone.now() - timedelta(minutes=11)).isoformat())
    assert ids() == ["N009"]
    cache.clear()
    assert ids() == ["N009"]


def test_a_disk_that_is_nearly_full(well, monkeypatch):
    class Disk:
        total, free = 10**12, 10**8

    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _path: Disk)
    assert ids() == ["N010"]


def test_a_key_that_is_lost(well, owner):
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=owner, type="totp", data={"secret": "gAAAAABlost"})
    assert ids() == ["N011"]


def test_the_command_prints_one_json_document_and_fails_where_something_is_wrong(well):
    run = CliRunner().invoke(needless, ["doctor", "--json"])
    assert (run.exit_code, json.loads(run.output)) == (0, [])
    well.DEBUG = True
    run = CliRunner().invoke(needless, ["doctor", "--json"])
    (row,) = json.loads(run.output)
    assert run.exit_code == 1 and row["id"] == "N001" and row["hint"] and row["problem"]
