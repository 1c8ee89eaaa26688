"""A backup is whole before it counts, and comes back as it was (M17)."""

import sqlite3
from contextlib import closing

import pytest
from click.testing import CliRunner

from needless.cli.exports import export
from needless.exports import backups
from needless.exports.queries import is_archive


@pytest.fixture
def instance(tmp_path, monkeypatch):
    """A small database that stands for the instance's own."""
    path = tmp_path / "needless.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE needless_contact (id INTEGER, name TEXT)")
        database.execute("INSERT INTO needless_contact VALUES (1, 'Ana')")
        database.commit()
    monkeypatch.setattr(backups, "_database", lambda: path)
    monkeypatch.setattr(backups.connection, "close", lambda: None)
    return path


def names(path):
    with closing(sqlite3.connect(path)) as database:
        return [name for (name,) in database.execute("SELECT name FROM needless_contact")]


def test_a_backup_comes_back_as_it_was(instance, tmp_path):
    backups.back_up(tmp_path / "copy")
    assert (tmp_path / "copy").stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(instance)) as database:
        database.execute("DELETE FROM needless_contact")
        database.commit()
    kept = backups.restore(tmp_path / "copy")
    assert names(instance) == ["Ana"] and names(kept) == []


@pytest.mark.parametrize("content", [b"", b"nonsense" * 1000, None])
def test_what_is_no_backup_changes_nothing(instance, tmp_path, content):
    source = tmp_path / "source"
    if content is not None:
        source.write_bytes(content)
    with pytest.raises(backups.NotABackup):
        backups.restore(source)
    assert names(instance) == ["Ana"]


def test_a_cut_backup_is_refused(instance, tmp_path):
    with closing(sqlite3.connect(instance)) as database:
        database.executemany("INSERT INTO needless_contact VALUES (2, ?)", [("x" * 500,)] * 500)
        database.commit()
    backups.back_up(tmp_path / "copy")
    whole = (tmp_path / "copy").read_bytes()
    (tmp_path / "copy").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(backups.NotABackup):
        backups.restore(tmp_path / "copy")


def test_the_command_writes_an_archive_and_says_where_it_cannot(owner, tmp_path):
    assert CliRunner().invoke(export, [str(tmp_path / "out.zip")]).exit_code == 0
    assert is_archive(tmp_path / "out.zip")
    assert CliRunner().invoke(export, [str(tmp_path / "none" / "out.zip")]).exit_code == 3
