"""Killed at random moments, nothing that was confirmed is missing and nothing is there twice (M17)."""

import json
import os
import subprocess
import sys

import pytest
from tests.real_postgresql import ROOT

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif("NEEDLESS_LONG" not in os.environ, reason="takes minutes: make long"),
]


@pytest.mark.parametrize("on", [[], [ROOT / "tools" / "on_postgresql.sh"]], ids=["sqlite", "postgresql"])
def test_twenty_kills_lose_nothing(on):
    command = [*on, sys.executable, ROOT / "tools" / "crash.py", "--times", "10", "--size", "120", "--json"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode == 3 and on:
        pytest.skip("no PostgreSQL server here")
    assert done.returncode == 0, done.stderr + done.stdout
    tallies = json.loads(done.stdout)
    assert sum(tally["kills"] for tally in tallies) == 10
