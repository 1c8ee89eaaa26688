"""Sealed notes in an export: plain to whoever has the key, else as they lie, and back again under the same key (M17)."""

import json
import zipfile

import pytest
from django.utils import timezone
from tests.sealed import MARKER, PASSPHRASE, in_database, sealed

from needless.contacts.actions import add_note, save_contact
from needless.contacts.models import Contact, Note
from needless.exports.actions import export_all
from needless.exports.queries import NotAnArchive
from needless.exports.reading import read_archive
from needless.helping.models import UnfiledLine
from needless.interactions.actions import log_interaction
from needless.interactions.models import Interaction
from needless.keeping import sealing
from needless.owners import note_keys
from needless.tables.notes import opening_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passphrase")]


@pytest.fixture
def network(owner):
    ana = save_contact(owner, {"name": "Ana Silva", "how_we_met": f"At the {MARKER}"})
    for text in (f"Sings {MARKER}", f"Sings {MARKER}", "Rows"):
        add_note(owner, ana, text)
    at = timezone.now()
    for words in (f"{MARKER} one", f"{MARKER} two"):
        log_interaction(owner, [ana], at, "meeting", summary=words)
        UnfiledLine.objects.create(owner=owner, text=words, question="Who?", at=at)
    return ana


def exported(owner, tmp_path, name="out.zip"):
    path = tmp_path / name
    export_all(owner, path)
    return path


def content(path):
    with zipfile.ZipFile(path) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist())


def notes_of(owner, identity=None):
    with opening_with(identity):
        return [
            sorted(Note.objects.of(owner).values_list("text", flat=True)),
            sorted(Interaction.objects.of(owner).values_list("summary", flat=True)),
            sorted(UnfiledLine.objects.of(owner).values_list("text", flat=True)),
            sorted(Contact.objects.of(owner).values_list("how_we_met", flat=True)),
        ]


def test_locked_nothing_in_the_file_can_be_read(owner, network, tmp_path):
    sealed(owner)
    path = exported(owner, tmp_path)
    assert MARKER not in content(path) and "Locked note" not in content(path)
    assert "notes-key.json" in zipfile.ZipFile(path).namelist()


def test_with_the_key_the_file_is_as_it_would_be_unsealed(owner, network, tmp_path):
    before = json.loads(zipfile.ZipFile(exported(owner, tmp_path)).read("needless.json"))
    identity = sealed(owner)
    with opening_with(identity):
        path = exported(owner, tmp_path, "again.zip")
    after = json.loads(zipfile.ZipFile(path).read("needless.json"))
    assert before["tables"]["Note"] == after["tables"]["Note"] and MARKER in content(path)
    assert "notes-key.json" not in zipfile.ZipFile(path).namelist()


def test_what_went_out_locked_comes_in_elsewhere_and_opens_by_the_same_passphrase(
    owner, other_owner, network, tmp_path
):
    identity = sealed(owner)
    path = exported(owner, tmp_path)
    read_archive(other_owner, path)
    sealing.work_on(note_keys.key_of(other_owner))
    assert in_database(MARKER) == []
    assert str(note_keys.unlock(other_owner, PASSPHRASE)) == str(identity)
    assert notes_of(other_owner, identity) == notes_of(owner, identity)
    assert read_archive(other_owner, path).rows_created == 0


def test_read_back_at_home_nothing_is_there_twice_locked_or_plain(owner, network, tmp_path):
    plain = exported(owner, tmp_path, "plain.zip")
    identity = sealed(owner)
    before = notes_of(owner, identity)
    assert read_archive(owner, exported(owner, tmp_path)).rows_created == 0
    assert read_archive(owner, plain).rows_created == 0
    with opening_with(identity):
        assert read_archive(owner, plain).rows_created == 0
    assert notes_of(owner, identity) == before


def test_into_an_account_with_another_key_only_with_both(owner, other_owner, network, tmp_path):
    identity = sealed(owner)
    path = exported(owner, tmp_path)
    theirs = sealed(other_owner)
    with pytest.raises(NotAnArchive, match="another key"):
        read_archive(other_owner, path)
    assert not Contact.objects.of(other_owner).exists()
    with opening_with(identity):
        read_archive(other_owner, path)
    assert notes_of(other_owner, theirs) == notes_of(owner, identity)
    assert in_database(MARKER) == []


def test_a_damaged_key_in_the_file_is_named(owner, other_owner, network, tmp_path):
    sealed(owner)
    path = exported(owner, tmp_path)
    broken = tmp_path / "broken.zip"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"{" if name == "notes-key.json" else old.read(name))
    with pytest.raises(NotAnArchive):
        read_archive(other_owner, broken)
