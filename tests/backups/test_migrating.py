"""Before the tables change, the database is copied: on PostgreSQL, too (M17)."""

import sqlite3
from contextlib import closing

import pytest
from tests.backups.test_moving import administer, needless
from tests.real_postgresql import postgresql

pytestmark = pytest.mark.real


def test_an_older_postgresql_is_copied_with_its_own_tables_before_it_is_changed(tmp_path):
    with postgresql() as url:
        needless(tmp_path, "add", "Ana Silva", url=url)
        administer(tmp_path, "migrate", "needless", "0023", url=url)
        needless(tmp_path, "contacts", url=url)
        with closing(sqlite3.connect(tmp_path / "needless-before-migration.sqlite3")) as copy:
            tables = {name for (name,) in copy.execute("SELECT name FROM sqlite_master")}
            assert copy.execute("SELECT name FROM needless_contact").fetchall() == [("Ana Silva",)]
        assert "needless_keptanswer" in tables and "needless_arrival" not in tables
