"""Sealed notes and imports: what comes in is sealed, comes in once, and goes again when the import is taken back (M10, M17)."""

from datetime import date

import pytest
from tests.sealed import MARKER, PASSPHRASE, in_database, sealed

from needless.contacts.actions import save_contact
from needless.contacts.models import Contact, Note
from needless.contacts.queries import contacts_found
from needless.imports.actions import import_now
from needless.imports.undoing import undo_import
from needless.keeping import sealing
from needless.owners import note_keys
from needless.tables.notes import is_locked, opening_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passphrase")]
CARD = f"""BEGIN:VCARD
VERSION:3.0
UID:u-1
FN:Ana Silva
EMAIL:ana@example.org
NOTE:Sings {MARKER}
X-NEEDLESS-HOW-WE-MET:At the {MARKER}
END:VCARD
"""


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "book.vcf"
    path.write_text(CARD.replace("\n", "\r\n"))
    return str(path)


def found(owner, identity=None):
    with opening_with(identity):
        return [note.text for note in Note.objects.of(owner)], Contact.objects.of(owner).get().how_we_met


def test_an_import_is_sealed_and_a_second_one_adds_nothing(owner, book):
    identity = sealed(owner)
    import_now(owner, [book])
    assert in_database(MARKER) == [] and not contacts_found(owner, MARKER).exists()
    before = found(owner, identity)
    import_now(owner, [book])
    assert found(owner, identity) == before == ([f"Sings {MARKER}"], f"At the {MARKER}")


def test_a_line_that_an_older_release_did_not_know_is_sealed_too(owner):
    ana = save_contact(owner, {"name": "Ana Silva"})
    lines = ["X-PET:Rex", f"X-NEEDLESS-HOW-WE-MET:At the {MARKER}\\, inside"]
    Contact.objects.of(owner).filter(pk=ana.pk).update(extra=lines)
    identity = sealed(owner)
    assert in_database(MARKER) == [] and Contact.objects.of(owner).get().extra == ["X-PET:Rex"]
    assert found(owner, identity)[1] == f"At the {MARKER}, inside"


def test_what_was_imported_before_is_known_again_after_sealing(owner, book):
    import_now(owner, [book])
    identity = sealed(owner)
    import_now(owner, [book])
    assert found(owner, identity) == ([f"Sings {MARKER}"], f"At the {MARKER}")
    assert in_database(MARKER) == []


@pytest.mark.parametrize("when", ["sealed", "sealed since", "opened since"])
def test_an_import_that_told_of_somebody_known_is_taken_back(owner, book, when):
    save_contact(owner, {"name": "Ana Silva", "emails": ["ana@example.org"]})
    if when != "sealed since":
        sealed(owner)
    done = import_now(owner, [book])
    assert Contact.objects.of(owner).get().how_we_met
    if when == "sealed since":
        sealed(owner)
    if when == "opened since":
        note_keys.turn_off(owner, PASSPHRASE)
        sealing.work_on(note_keys.key_of(owner))
    undo_import(owner, done.pk, date(2026, 3, 1))
    assert found(owner) == ([], "")


def test_a_locked_line_that_was_changed_since_stays_when_the_import_is_taken_back(owner, book):
    save_contact(owner, {"name": "Ana Silva", "emails": ["ana@example.org"]})
    identity = sealed(owner)
    done = import_now(owner, [book])
    with opening_with(identity):
        save_contact(owner, {"how_we_met": "elsewhere"}, Contact.objects.of(owner).get())
    undo_import(owner, done.pk, date(2026, 3, 1))
    assert is_locked(Contact.objects.of(owner).get().how_we_met)
    assert found(owner, identity)[1] == "elsewhere"
