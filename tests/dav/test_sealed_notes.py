"""Sealed notes and a phone: none is on it, none is lost by it, and what it notes comes in sealed, once (M17)."""

import pytest
from tests.sealed import MARKER, PASSPHRASE, in_database, sealed

from needless.contacts.actions import add_note, save_contact
from needless.contacts.models import Note
from needless.keeping import sealing
from needless.owners import note_keys
from needless.phonebook.book import show_notes
from needless.tables.notes import opening_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passphrase")]


@pytest.fixture
def ana(owner):
    ana = save_contact(owner, {"name": "Ana Silva", "emails": ["ana@example.org"]})
    add_note(owner, ana, f"Sings {MARKER}")
    add_note(owner, ana, f"Two\n\nparagraphs of {MARKER}")
    return ana


def texts(owner, identity):
    with opening_with(identity):
        return sorted(Note.objects.of(owner).values_list("text", flat=True))


OLD = sorted([f"Sings {MARKER}", f"Two\n\nparagraphs of {MARKER}"])


@pytest.fixture
def shown(owner, phone, ana):
    """A phone that has read the card with its notes, before they were sealed."""
    show_notes(owner, True)
    (href,) = phone.listed()
    assert MARKER in phone.get(href)
    return href, phone.get(href), phone.etag(href)


def test_a_card_is_left_without_its_note_and_the_phone_hears_of_it(owner, phone, shown):
    token, _found = phone.sync()
    sealed(owner)
    href, _text, etag = shown
    assert "NOTE" not in phone.get(href) and phone.etag(href) != etag
    assert list(phone.sync(token)[1]) == [href]
    assert in_database(MARKER) == []


def test_a_card_put_without_a_note_takes_none_away(owner, phone, shown):
    identity = sealed(owner)
    href = shown[0]
    text = phone.get(href).replace("END:VCARD", "TITLE:Singer\r\nEND:VCARD")
    assert phone.put(href, text, if_match=phone.etag(href)).status_code == 204
    assert texts(owner, identity) == OLD


@pytest.mark.parametrize("knows", [True, False])
def test_an_old_card_put_again_with_its_notes_makes_none_twice(owner, phone, shown, knows):
    identity = sealed(owner)
    href, text, etag = shown
    text = text.replace("END:VCARD", "TITLE:Singer\r\nEND:VCARD")
    answer = phone.put(href, text, if_match=phone.etag(href) if knows else etag)
    assert answer.status_code in (204, 412)
    assert texts(owner, identity) == OLD and in_database(MARKER) == []


def test_a_note_written_on_the_phone_comes_in_sealed_and_once(owner, phone, shown):
    identity = sealed(owner)
    href = shown[0]
    for _twice in range(2):
        text = phone.get(href).replace("END:VCARD", f"NOTE:New {MARKER}\r\nEND:VCARD")
        answer = phone.put(href, text, if_match=phone.etag(href))
        assert answer.status_code == 204 and "ETag" not in answer.headers  # it is kept otherwise: read again
        assert "NOTE" not in phone.get(href)
    assert texts(owner, identity) == sorted([*OLD, f"New {MARKER}"])
    assert in_database(MARKER) == []


def test_a_new_contact_of_the_phone_has_its_note_sealed(owner, phone):
    identity = sealed(owner)
    card = f"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:x1\r\nFN:Bo Li\r\nN:Li;Bo;;;\r\nNOTE:Met {MARKER}\r\nEND:VCARD\r\n"
    assert phone.put("x1.vcf", card).status_code == 201
    assert texts(owner, identity) == [f"Met {MARKER}"] and in_database(MARKER) == []
    assert "NOTE" not in phone.get("x1.vcf")


def test_opened_again_the_phone_shows_them_again(owner, phone, shown):
    sealed(owner)
    href = shown[0]
    phone.get(href)
    note_keys.turn_off(owner, PASSPHRASE)
    assert sealing.work_on(note_keys.NotesKey.objects.of(owner).get())
    assert MARKER in phone.get(href)
