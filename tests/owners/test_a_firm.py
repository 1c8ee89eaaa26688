"""The tests of a firm's sign-in, in a process where a firm is named: what is installed is settled at its start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.owners.test_firm import ENVIRONMENT


@pytest.mark.real
def test_a_firms_sign_in():
    if ENVIRONMENT.items() <= os.environ.items():
        pytest.skip("this is that process")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n0",
        "-p",
        "no:cacheprovider",
        "tests/owners/test_firm.py",
    ]
    done = subprocess.run(
        command,
        env=os.environ | ENVIRONMENT,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0 and "skipped" not in done.stdout, done.stdout[-4000:]
