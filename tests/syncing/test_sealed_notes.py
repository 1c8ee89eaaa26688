"""Sealed notes and an address book elsewhere: none goes there, none is lost on either side, none comes in twice (M17)."""

import pytest
from django.utils import timezone
from tests.sealed import MARKER, PASSPHRASE, in_database, sealed
from tests.syncing.conftest import card, run

from needless.contacts.actions import add_note, save_contact
from needless.contacts.models import Contact, Note
from needless.keeping import sealing
from needless.owners import note_keys
from needless.syncing.accounts import preview
from needless.syncing.models import Account, Collection
from needless.tables.notes import opening_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passphrase")]


def texts(owner, identity):
    with opening_with(identity):
        return sorted(Note.objects.of(owner).values_list("text", flat=True))


@pytest.fixture(params=[True, False])
def ana(request, owner, server, book):
    """On both sides with a note; notes of here go there, or not."""
    Collection.objects.of(owner).update(with_notes=request.param)
    server.put("a.vcf", card("Ana Silva", "u-a", f"NOTE:Sings {MARKER}"))
    run(owner)
    assert in_database(MARKER) != []
    return Contact.objects.get()


def test_sealed_both_sides_keep_their_note_and_a_run_does_nothing(owner, server, ana):
    identity = sealed(owner)
    assert in_database(MARKER) == []
    server.asked.clear()
    assert run(owner).counts == {} and not server.writes
    assert f"NOTE:Sings {MARKER}" in server.get("a.vcf") and texts(owner, identity) == [f"Sings {MARKER}"]


def test_what_changes_here_goes_there_beside_the_note_there(owner, server, ana):
    identity = sealed(owner)
    save_contact(owner, {"organisation": "Oven"}, ana)
    run(owner)
    raw = server.get("a.vcf")
    assert "ORG:Oven" in raw and f"NOTE:Sings {MARKER}" in raw
    assert texts(owner, identity) == [f"Sings {MARKER}"] and in_database(MARKER) == []
    server.asked.clear()
    assert run(owner).counts == {} and not server.writes


def test_what_changes_there_comes_here_and_a_new_note_comes_in_once(owner, server, ana):
    identity = sealed(owner)
    server.put(
        "a.vcf", server.get("a.vcf").replace("END:VCARD", f"TITLE:Baker\r\nNOTE:New {MARKER}\r\nEND:VCARD")
    )
    run(owner)
    assert Contact.objects.get().title == "Baker"
    assert texts(owner, identity) == sorted([f"Sings {MARKER}", f"New {MARKER}"])
    assert in_database(MARKER) == []
    assert run(owner).counts == {}


def test_a_note_that_is_gone_there_goes_here_and_comes_back_by_undo(owner, server, ana):
    identity = sealed(owner)
    add_note(owner, ana, "only here")
    server.put("a.vcf", card("Ana Silva", "u-a", "TITLE:Baker"))
    run(owner)
    assert texts(owner, identity) == ["only here"]
    assert "only here" not in server.get("a.vcf")


def test_a_new_card_comes_with_its_note_sealed_and_a_new_contact_goes_without(owner, server, ana):
    sealed(owner)
    bo = save_contact(owner, {"name": "Bo Berg", "emails": ["bo@example.org"]})
    add_note(owner, bo, f"Rows {MARKER}")
    server.put("c.vcf", card("Cy Lee", "u-c", f"NOTE:Runs {MARKER}"))
    preview(Account.objects.get(owner=owner), timezone.now())
    run(owner)
    assert Note.objects.of(owner).filter(contact__name="Cy Lee").count() == 1
    assert MARKER not in server.get(f"{bo.uid}.vcf")
    assert in_database(MARKER) == []


def test_opened_again_nothing_is_lost_and_nothing_is_there_twice(owner, server, ana):
    sealed(owner)
    server.put("a.vcf", server.get("a.vcf").replace("END:VCARD", f"NOTE:New {MARKER}\r\nEND:VCARD"))
    run(owner)
    note_keys.turn_off(owner, PASSPHRASE)
    assert sealing.work_on(note_keys.NotesKey.objects.of(owner).get())
    save_contact(owner, {"organisation": "Oven"}, ana)
    run(owner)
    assert run(owner).counts == {}
    assert texts(owner, None) == sorted([f"Sings {MARKER}", f"New {MARKER}"])
    raw = server.get("a.vcf")
    assert raw.count("NOTE") == 2 and "ORG:Oven" in raw
