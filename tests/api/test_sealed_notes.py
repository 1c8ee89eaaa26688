"""Sealed notes over the API: absent with a flag, never as ciphertext, and written at any time (M17)."""

import json

import pytest
from tests.sealed import MARKER, in_database, sealed

from needless.contacts.actions import add_note, save_contact
from needless.contacts.models import Contact, Note
from needless.interactions.models import Interaction
from needless.owners.models import KeptAnswer
from needless.tables.notes import opening_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passphrase")]


@pytest.fixture
def ana(owner):
    ana = save_contact(owner, {"name": "Ana Silva", "how_we_met": f"At the {MARKER}"})
    add_note(owner, ana, f"Sings {MARKER}")
    return ana


def test_locked_notes_are_absent_and_the_flag_says_so(program, owner, ana):
    assert program.ask("GET", f"/contacts/{ana.pk}")[1]["notes_locked"] is False
    sealed(owner)
    _status, shape = program.ask("GET", f"/contacts/{ana.pk}")
    assert (shape["notes"], shape["how_we_met"], shape["notes_locked"]) == ([], "", True)
    _status, notes = program.ask("GET", f"/contacts/{ana.pk}/notes")
    assert [(note["text"], note["notes_locked"]) for note in notes] == [("", True)]


def test_nothing_that_is_answered_holds_a_sealed_text_or_its_ciphertext(program, owner, ana):
    sealed(owner)
    at = {"contacts": [ana.pk], "at": "2026-01-02T12:00:00Z", "channel": "call", "summary": MARKER}
    answers = [
        program.ask("POST", "/interactions", at, idempotency_key="once"),
        program.ask("POST", f"/contacts/{ana.pk}/notes", {"text": MARKER}, idempotency_key="twice"),
        program.ask("GET", f"/contacts/{ana.pk}"), program.ask("GET", f"/contacts/{ana.pk}/interactions"),
        program.ask("GET", "/today"), program.ask("GET", "/triage"), program.ask("GET", "/lines"), program.ask("GET", "/undo"),
    ]  # fmt: skip
    assert all(status in (200, 201, 404) for status, _said in answers)
    assert MARKER not in json.dumps(answers) and "note1:" not in json.dumps(answers)
    assert KeptAnswer.objects.exists() and in_database(MARKER) == []


def test_writing_goes_on_and_is_read_by_the_owner(program, owner, ana):
    identity = sealed(owner)
    program.ask("POST", f"/contacts/{ana.pk}/notes", {"text": "a new one"})
    program.ask("POST", "/log", {"line": "called Ana Silva yesterday about tulips", "save": True})
    program.ask("POST", "/contacts", {"name": "Bo", "how_we_met": "on a ferry"})
    with opening_with(identity):
        assert Note.objects.latest("pk").text == "a new one"
        assert "tulips" in Interaction.objects.get().summary
        assert Contact.objects.get(name="Bo").how_we_met == "on a ferry"


def test_a_blank_sent_back_changes_nothing_and_other_words_are_refused(program, owner, ana):
    identity = sealed(owner)
    _status, shape = program.ask("GET", f"/contacts/{ana.pk}")
    back = {"name": shape["name"], "how_we_met": shape["how_we_met"], "organisation": "Hafen"}
    assert program.ask("PATCH", f"/contacts/{ana.pk}", back)[0] == 200
    status, problem = program.ask("PATCH", f"/contacts/{ana.pk}", {"how_we_met": "elsewhere"})
    assert status == 422 and "locked" in json.dumps(problem)
    with opening_with(identity):
        found = Contact.objects.get(pk=ana.pk)
        assert (found.how_we_met, found.organisation) == (f"At the {MARKER}", "Hafen")


def test_a_line_of_a_talk_is_kept_likewise(program, owner, ana):
    identity = sealed(owner)
    at = {"contacts": [ana.pk], "at": "2026-01-02T12:00:00Z", "channel": "call", "summary": MARKER}
    _status, talk = program.ask("POST", "/interactions", at)
    assert program.ask("PATCH", f"/interactions/{talk['id']}", {"minutes": 9, "summary": ""})[0] == 200
    assert program.ask("PATCH", f"/interactions/{talk['id']}", {"summary": "x"})[0] == 422
    with opening_with(identity):
        row = Interaction.objects.get()
        assert (row.summary, row.minutes) == (MARKER, 9)
