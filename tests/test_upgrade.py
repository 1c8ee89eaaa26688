"""A folder of an earlier release: its tables are copied, brought up to date, and everything is there (M17).

The sample is what the release with 29 migrations made of tests/samples by import, by hand and by a line of the log.
"""

import gzip
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

pytestmark = pytest.mark.real
SAMPLE = Path(__file__).parent / "samples" / "needless-0029.sqlite3.gz"


def needless(home, *arguments):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("NEEDLESS_", "DJANGO_", "PYTEST"))}
    command = [sys.executable, "-m", "needless", *arguments]
    done = subprocess.run(
        command, env={**kept, "NEEDLESS_HOME": str(home)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def rows(path):
    with closing(sqlite3.connect(path)) as database:
        tables = (
            "needless_contact",
            "needless_interaction",
            "needless_participation",
            "needless_promise",
            "needless_suggestion",
        )
        return {table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}


def test_a_folder_of_an_earlier_release_is_brought_up_to_date_and_kept_as_it_was(tmp_path):
    database = tmp_path / "needless.sqlite3"
    database.write_bytes(gzip.decompress(SAMPLE.read_bytes()))
    before = rows(database)
    found = needless(tmp_path, "contacts", "--json")
    assert {"Zoë Brandt", "Maria Lopes"} <= {contact["name"] for contact in found}
    assert sum(contact["interactions"] for contact in found) == 8
    plan = needless(tmp_path, "today", "--on", "2026-11-26", "--json")
    assert plan["items"] and plan["minutes"] == 15
    assert rows(database) == before == rows(tmp_path / "needless-before-migration.sqlite3")
