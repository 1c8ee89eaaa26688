"""A whole instance goes over to PostgreSQL and back, and is backed up and restored there, by the commands (M17)."""

import json
import os
import subprocess
import sys

import pytest
from tests.real_postgresql import ROOT, postgresql

pytestmark = pytest.mark.real


def run(home, url, *words):
    env = {**os.environ, "NEEDLESS_HOME": str(home), "NEEDLESS_DATABASE_URL": url, "NEEDLESS_JOBS": ""}
    env |= {"PYTHONPATH": str(ROOT / "src"), "DJANGO_SETTINGS_MODULE": "needless.settings"}
    command = [sys.executable, "-m", *map(str, words)]
    return subprocess.run(command, check=False, env=env, capture_output=True, text=True)


def needless(home, *words, url="", code=0):
    """One command on an instance; what it wrote, or what it said where it stopped."""
    done = run(home, url, "needless", *words)
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout) if "--json" in words else done.stderr


def administer(home, *words, url=""):
    """One of Django's own commands."""
    assert run(home, url, "django", *words).returncode == 0


def people(home, url=""):
    return {row["name"]: row["interactions"] for row in needless(home, "contacts", "--json", url=url)}


def test_to_postgresql_and_back_with_a_backup_on_the_way(tmp_path):
    home, other = tmp_path / "home", tmp_path / "other"
    needless(home, "demo")
    there = people(home)
    assert len(there) > 300
    with postgresql() as url:
        moved = needless(home, "move", "--to", url, "--json")
        assert moved["tables"]["needless_contact"]["rows"] >= len(there)
        assert people(home, url) == there == people(home)
        assert "not empty" in needless(home, "move", "--to", url, code=3)
        backup = tmp_path / "backup"
        assert needless(home, "backup", backup, "--json", url=url)["is_verified"]
        needless(home, "add", "Newcomer Ng", "--email", "ng@example.org", url=url)
        assert "Newcomer Ng" in people(home, url)
        needless(home, "restore", backup, url=url)
        assert people(home, url) == there
        needless(home, "add", "After Restoring", url=url)  # the next number is one that none has
        back = tmp_path / "back.sqlite3"
        assert needless(home, "move", "--to", f"sqlite:{back}", "--json", url=url)["rows"] > moved["rows"]
    needless(other, "restore", backup)
    assert people(other) == there
    (tmp_path / "third").mkdir()
    back.rename(tmp_path / "third" / "needless.sqlite3")
    assert set(people(tmp_path / "third")) == {*there, "After Restoring"}
