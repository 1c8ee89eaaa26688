"""A real PostgreSQL of a test's own; skipped where none is installed, but in CI."""

import os
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# Statements of a request that say for whom the connection works (row-level security); none on SQLite.
SAID_TO_POSTGRESQL = 3 if "NEEDLESS_DATABASE_URL" in os.environ else 0


@contextmanager
def postgresql():
    """Its address; the server ends with the block."""
    if not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")) and not os.environ.get("CI"):
        pytest.skip("no PostgreSQL server here: install the package postgresql")
    command = [ROOT / "tools/on_postgresql.sh", "bash", "-c", "echo $NEEDLESS_DATABASE_URL; cat >/dev/null"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield server.stdout.readline().strip()
        finally:
            server.stdin.close()
            server.wait(30)
