"""A backup is whole before it counts, and comes back as it was (M17)."""

import shutil
import sqlite3
import subprocess
from contextlib import closing

import pyrage
import pytest
from tests.backups.conftest import names

from needless.backups import making
from needless.backups.ages import Lock, NotUnlocked, read_identities
from needless.backups.container import NotABackup
from needless.backups.making import back_up
from needless.backups.moving import NotMoved, move
from needless.backups.restoring import restore
from needless.contacts.models import Contact, Note
from needless.tables.copying import at_file, opened
from needless.tables.sums import plain_sums

BOTH = ["Tom \U0001f600 Ode", "Ána Silva"]


def test_a_backup_comes_back_as_it_was(instance, tmp_path):
    made = back_up(tmp_path / "copy", database=instance)
    assert (tmp_path / "copy").stat().st_mode & 0o777 == 0o600
    assert (made.is_locked, made.files, made.rows > 6) == (False, 0, True)
    Note._base_manager.using(instance).all().delete()
    Contact._base_manager.using(instance).filter(name="Ána Silva").update(name="Somebody")
    kept = restore(tmp_path / "copy", database=instance).kept
    assert names(instance) == BOTH and Note._base_manager.using(instance).count() == 2
    with opened("kept", at_file(kept)) as before:
        assert "Somebody" in names(before)


def test_files_that_wait_to_be_imported_come_along_and_keys_only_under_lock(instance, home, tmp_path):
    key = pyrage.x25519.Identity.generate()
    upload = home / "uploads" / "ab" / "mail.mbox"
    upload.parent.mkdir(parents=True)
    upload.write_bytes(b"From " * 2_000_000)
    assert back_up(tmp_path / "open", database=instance).files == 1
    assert back_up(tmp_path / "locked", Lock([str(key.to_public())]), instance).files == 2
    upload.write_bytes(b"another")
    (home / "secret.key").write_text("changed")
    assert restore(tmp_path / "open", database=instance).files == 1
    assert upload.read_bytes() == b"From " * 2_000_000 and (home / "secret.key").read_text() == "changed"
    restore(tmp_path / "locked", identities=[key], database=instance)
    assert (home / "secret.key").read_text() == "the secret"
    kept = [path.read_bytes() for path in home.glob("uploads-before-restore-*/ab/*")]
    assert b"another" in kept and [p.read_text() for p in home.glob("secret.key-before*")] == ["changed"]


def test_every_restore_keeps_what_was_there_apart(instance, home, tmp_path):
    back_up(tmp_path / "copy", database=instance)
    kept = {restore(tmp_path / "copy", database=instance).kept for _ in range(3)}
    assert len(kept) == 3 and all(path.exists() for path in kept)


@pytest.mark.parametrize("content", [b"", b"nonsense" * 1000, b"age-encryption.org/v1\nnonsense", None])
def test_what_is_no_backup_changes_nothing(instance, home, tmp_path, content):
    source = tmp_path / "source"
    if content is not None:
        source.write_bytes(content)
    with pytest.raises((NotABackup, NotUnlocked)):
        restore(source, database=instance)
    assert names(instance) == BOTH and not list(home.glob("*before*"))


def test_a_cut_or_changed_backup_is_refused(instance, tmp_path):
    back_up(tmp_path / "copy", database=instance)
    whole = (tmp_path / "copy").read_bytes()
    (tmp_path / "cut").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(NotABackup):
        restore(tmp_path / "cut", database=instance)
    with closing(sqlite3.connect(tmp_path / "copy")) as database:
        database.execute("DELETE FROM needless_note WHERE id = 1")
        database.commit()
    with pytest.raises(NotABackup, match="needless_note"):
        restore(tmp_path / "copy", database=instance)


def test_a_backup_that_came_out_different_replaces_nothing(instance, tmp_path, monkeypatch):
    (tmp_path / "copy").write_text("the last good one")

    def loses_a_row(source, target):
        sums = copy(source, target)
        with closing(sqlite3.connect(target)) as database:
            database.execute("DELETE FROM needless_participation")
            database.commit()
        return sums

    copy = making._copy_sqlite
    monkeypatch.setattr(making, "_copy_sqlite", loses_a_row)
    with pytest.raises(NotABackup, match="needless_participation"):
        back_up(tmp_path / "copy", database=instance)
    assert (tmp_path / "copy").read_text() == "the last good one"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_folder_that_is_not_there_is_said_so(instance, tmp_path):
    with pytest.raises(NotABackup, match="No such file"):
        back_up(tmp_path / "none" / "copy", database=instance)


def test_age_itself_opens_what_was_locked_for_a_key(instance, tmp_path):
    if not shutil.which("age"):
        pytest.skip("age is not installed")
    key = tmp_path / "key.txt"
    subprocess.run(["age-keygen", "-o", key], check=True, capture_output=True)
    public = key.read_text().split("public key: ")[1].split()[0]
    back_up(tmp_path / "locked", Lock([public]), instance)
    plain = subprocess.run(
        ["age", "-d", "-i", key, tmp_path / "locked"], check=True, capture_output=True
    ).stdout
    assert plain.startswith(b"SQLite format 3\0")
    with pytest.raises(NotUnlocked):
        restore(tmp_path / "locked", "a guess", database=instance)
    with pytest.raises(NotUnlocked, match="wants its passphrase"):
        restore(tmp_path / "locked", database=instance)
    Contact._base_manager.using(instance).filter(name="Ána Silva").update(name="Somebody")
    restore(tmp_path / "locked", identities=read_identities(key), database=instance)
    assert names(instance) == BOTH


@pytest.mark.parametrize("keys", [Lock(["age1nonsense"]), Lock(["age1x"], "and a passphrase")])
def test_a_wrong_key_writes_nothing(instance, tmp_path, keys):
    with pytest.raises(NotABackup):
        back_up(tmp_path / "locked", keys, instance)
    assert not (tmp_path / "locked").exists()


def test_an_instance_moves_to_another_file_and_says_the_same(instance, tmp_path, ready_made):
    before = plain_sums(instance)
    there = tmp_path / "there.sqlite3"
    shutil.copy(there.with_name("home") / "needless.sqlite3", tmp_path / "full.sqlite3")
    assert move(f"sqlite:{there}", instance) == before == plain_sums(instance)
    with opened("there", at_file(there)) as alias:
        assert plain_sums(alias) == before
    with pytest.raises(NotMoved, match="is there already"):
        move(f"sqlite:{tmp_path / 'full.sqlite3'}", instance)


@pytest.mark.parametrize("to", ["mysql://x/y", "", "sqlite:/no/such/folder/x"])
def test_a_place_that_is_none_is_refused_before_anything(instance, to):
    with pytest.raises(NotMoved):
        move(to, instance)
