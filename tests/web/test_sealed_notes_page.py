"""Sealed notes on pages: turned on, unlocked in one session, locked again, and never sent back unread (M17)."""

import re
import time
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from tests.sealed import MARKER, PASSPHRASE, in_database, sealed

from needless.contacts.models import Contact, Note
from needless.helping.models import UnfiledLine
from needless.interactions.actions import log_interaction
from needless.interactions.models import Interaction
from needless.owners.models import AuditEntry, NotesKey, Session
from needless.tables.notes import is_locked, note_tables, opening_with
from needless.web import unlocked
from needless.web.sealed_notes import COVERED

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passphrase")]
NEW = {"act": "on", "new": PASSPHRASE, "again": PASSPHRASE}


@pytest.fixture(autouse=True)
def no_tries_yet():
    cache.clear()


@pytest.fixture
def confirmed(browser, owner):
    """Signed in a moment ago."""
    session = browser.session
    session["account_authentication_methods_user"] = str(owner.pk)
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session.save()
    return browser


def text_of(answer):
    return answer.content.decode()


def test_the_page_says_what_is_covered_what_is_not_and_what_it_costs(confirmed, ines):
    page = text_of(confirmed.get("/settings/notes/"))
    for words in filter(None, COVERED.values()):
        assert str(words) in page
    assert "What is not" in page and "What it costs" in page and "They are not sealed" in page


def test_every_column_of_notes_is_named_on_the_page():
    columns = {f"{m.__name__}.{f.attname}" for m, fields in note_tables().items() for f in fields}
    assert columns == set(COVERED)


def test_it_is_asked_who_it_is_before_anything_changes(browser, owner):
    page = text_of(browser.get("/settings/notes/"))
    assert "What it costs" in page and 'name="new"' not in page and "confirm/?next=/settings/notes/" in page
    assert "/confirm/" in browser.post("/settings/notes/", NEW)["Location"]
    assert not NotesKey.objects.exists()


def test_turned_on_the_recovery_key_is_shown_once_and_notes_stay_readable_here(confirmed, ines, owner):
    page = text_of(confirmed.post("/settings/notes/", NEW))
    assert len(re.findall(r"<code[^>]*>(AGE-SECRET-KEY-1[0-9A-Z]+)</code>", page)) == 1
    assert "AGE-SECRET-KEY" not in text_of(confirmed.get("/settings/notes/"))
    for text in ("sails on sundays", "at the port workshop"):
        assert in_database(text) == []
    assert in_database("berths") == []
    person = text_of(confirmed.get(f"/people/{ines.pk}/"))
    assert "Sails on Sundays" in person and "At the port workshop" in person and "Berths" in person
    assert confirmed.get(f"/people/{ines.pk}/")["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("wrong", [{"new": "short", "again": "short"}, {"again": "five words are quite bad"}])
def test_a_short_or_mistyped_passphrase_is_refused_with_words(confirmed, owner, wrong):
    answer = confirmed.post("/settings/notes/", NEW | wrong)
    assert answer.status_code == 422 and 'role="alert"' in text_of(answer)
    assert not NotesKey.objects.exists() and "five words are quite" not in text_of(answer)


def test_locked_notes_say_so_with_a_way_to_unlock_that_leads_back(browser, ines, owner):
    sealed(owner)
    address = f"/people/{ines.pk}/"
    page = text_of(browser.get(address))
    assert "Sails" not in page and "port workshop" not in page and "Berths" not in page
    assert page.count("Locked note") == 5 and f"/notes/unlock/?next={address}" in page
    answer = browser.post("/notes/unlock/", {"passphrase": PASSPHRASE, "next": address})
    assert answer["Location"] == address
    assert "Sails on Sundays" in text_of(browser.get(address))


def test_another_session_of_the_same_owner_stays_locked(browser, ines, owner):
    sealed(owner)
    browser.post("/notes/unlock/", {"passphrase": PASSPHRASE})
    other = Client()
    other.force_login(owner)
    assert "Sails" not in text_of(other.get(f"/people/{ines.pk}/"))


def test_neither_the_cookie_nor_the_session_opens_alone(browser, ines, owner):
    identity = sealed(owner)
    browser.post("/notes/unlock/", {"passphrase": PASSPHRASE})
    cookie = browser.cookies[unlocked.cookie_name()]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    kept = "".join(Session.objects.values_list("kept", flat=True))
    assert str(identity) not in kept and cookie.value not in kept
    other = Client()
    other.force_login(owner)
    other.cookies[unlocked.cookie_name()] = cookie.value
    assert "Sails" not in text_of(other.get(f"/people/{ines.pk}/"))
    del browser.cookies[unlocked.cookie_name()]
    assert "Sails" not in text_of(browser.get(f"/people/{ines.pk}/"))


def test_it_ends_by_lock_now_by_signing_out_and_after_hours_without_a_page(browser, ines, owner, monkeypatch):
    sealed(owner)
    address = f"/people/{ines.pk}/"
    browser.post("/notes/unlock/", {"passphrase": PASSPHRASE})
    assert "Lock your notes" in text_of(browser.get("/"))
    assert browser.post("/notes/lock/", {"next": address})["Location"] == address
    assert "Sails" not in text_of(browser.get(address))

    browser.post("/notes/unlock/", {"passphrase": PASSPHRASE})
    now = time.time()
    monkeypatch.setattr(unlocked.time, "time", lambda: now + 3 * 3600)
    assert "Sails" in text_of(browser.get(address))  # a page: the hours begin anew
    monkeypatch.setattr(unlocked.time, "time", lambda: now + 6 * 3600)
    assert "Sails" in text_of(browser.get(address))
    monkeypatch.setattr(unlocked.time, "time", lambda: now + 11 * 3600)
    assert "Sails" not in text_of(browser.get(address))
    monkeypatch.undo()

    browser.post("/sign-out/")
    browser.force_login(owner)
    assert "Sails" not in text_of(browser.get(address))


def test_wrong_passphrases_are_noted_and_limited(browser, owner):
    sealed(owner)
    for _try in range(5):
        answer = browser.post("/notes/unlock/", {"passphrase": "five words are quite bad"})
        assert answer.status_code == 422 and "neither the passphrase nor the recovery key" in text_of(answer)
    assert "Too many tries" in text_of(browser.post("/notes/unlock/", {"passphrase": PASSPHRASE}))
    entries = AuditEntry.objects.of(owner).filter(what="notes-unlock-failed")
    assert entries.count() == 5 and not any("words" in str(entry.detail) for entry in entries)


def test_editing_somebody_keeps_the_locked_line_and_offers_no_field_for_it(browser, ines, owner):
    identity = sealed(owner)
    page = text_of(browser.get(f"/people/{ines.pk}/edit/"))
    assert 'name="how_we_met"' not in page and 'name="met_on"' in page
    fields = {"name": "Inês Okafor", "how_we_met": "⁣⁤⁣Locked note", "organisation": "Hafen", "tags": "choir"}
    assert browser.post(f"/people/{ines.pk}/edit/", fields).status_code == 302
    with opening_with(identity):
        person = Contact.objects.get(pk=ines.pk)
        assert (person.how_we_met, person.organisation) == ("At the port workshop", "Hafen")


def test_changing_a_talk_keeps_its_locked_line(browser, ines, owner):
    identity = sealed(owner)
    talk = Interaction.objects.of(owner).earliest("at")
    page = text_of(browser.get(f"/log/{talk.pk}/"))
    assert 'name="summary"' not in page and "Unlock your notes" in page
    browser.post(f"/log/{talk.pk}/", {"channel": "video", "on": "2026-01-03", "summary": "", "minutes": "20"})
    with opening_with(identity):
        talk.refresh_from_db()
        assert (talk.summary, talk.channel, talk.minutes) == ("Berths", "video", 20)


def test_what_was_typed_before_the_notes_were_locked_is_shown_again_and_not_lost(browser, ines, owner):
    identity = sealed(owner)
    answer = browser.post(f"/people/{ines.pk}/edit/", {"name": "Inês Okafor", "how_we_met": "On the pier"})
    assert "On the pier" in text_of(answer) and "unlock your notes first" in text_of(answer)
    talk = Interaction.objects.of(owner).earliest("at")
    answer = browser.post(f"/log/{talk.pk}/", {"channel": "call", "on": "2026-01-03", "summary": "Cranes"})
    assert "Cranes" in text_of(answer) and "unlock your notes first" in text_of(answer)
    with opening_with(identity):
        talk.refresh_from_db()
        assert talk.summary == "Berths"
        assert Contact.objects.get(pk=ines.pk).how_we_met == "At the port workshop"


def test_unlocked_a_note_is_read_changed_and_sealed_again(browser, ines, owner):
    identity = sealed(owner)
    browser.post("/notes/unlock/", {"passphrase": PASSPHRASE})
    fields = {"name": "Inês Okafor", "how_we_met": f"At the {MARKER} quay"}
    browser.post(f"/people/{ines.pk}/edit/", fields)
    browser.post(f"/people/{ines.pk}/notes/", {"text": f"Knows {MARKER}"})
    assert in_database(MARKER) == []
    with opening_with(identity):
        assert Contact.objects.get(pk=ines.pk).how_we_met == f"At the {MARKER} quay"
    assert MARKER in text_of(browser.get(f"/people/{ines.pk}/"))


def test_notes_are_added_logged_deleted_and_brought_back_while_locked(browser, ines, owner):
    identity = sealed(owner)
    browser.post(f"/people/{ines.pk}/notes/", {"text": f"Knows {MARKER}"})
    browser.post("/log/line/", {"line": f"lunch with Inês Okafor yesterday, {MARKER}", "act": "save"})
    note = Note.objects.of(owner).latest("pk")
    browser.post(f"/notes/{note.pk}/delete/")
    assert "Locked note" in text_of(browser.get("/trash/"))
    undone = re.search(r"/undo/(\d+)/", text_of(browser.get("/trash/")))
    browser.post(undone[0])
    assert in_database(MARKER) == []
    with opening_with(identity):
        assert Note.objects.of(owner).latest("pk").text == f"Knows {MARKER}"


def test_search_the_plan_and_matching_do_not_know_what_is_sealed(browser, ines, owner):
    assert "Inês" in text_of(browser.get("/people/?q=workshop"))
    browser.get("/")
    sealed(owner)
    browser.post("/notes/unlock/", {"passphrase": PASSPHRASE})
    assert "Inês" not in text_of(browser.get("/people/?q=workshop"))
    for address in (
        "/",
        f"/people/{ines.pk}/",
        "/news/",
        "/introductions/",
        "/triage/",
        f"/people/{ines.pk}/record/",
    ):
        browser.get(address)
    assert in_database("port workshop") == in_database("sails on sundays") == []


@pytest.mark.parametrize("is_open", [False, True])
def test_every_page_that_shows_notes_works_locked_and_unlocked(browser, ines, owner, is_open):
    UnfiledLine.objects.create(owner=owner, text=f"lunch {MARKER}", question="Who?", at=timezone.now())
    log_interaction(owner, [ines], timezone.now() - timedelta(days=1), "meeting", summary=f"{MARKER} lunch")
    sealed(owner)
    if is_open:
        browser.post("/notes/unlock/", {"passphrase": PASSPHRASE})
    shown = 0
    for address in (
        "/", "/people/", f"/people/{ines.pk}/", f"/people/{ines.pk}/edit/", "/promises/", "/trash/", "/journal/", "/duplicates/",
        "/triage/", "/quiz/", "/mix/", "/practice/", "/benefits/", "/benefits/new/", "/cards/scan/", "/balance/", "/network/year/",
        "/settings/retention/", f"/people/{ines.pk}/record/", f"/people/{ines.pk}/record.json", f"/people/{ines.pk}/card.vcf",
        f"/recommendations/new/?contact={ines.pk}", "/activities/", "/references/",
    ):  # fmt: skip
        answer = browser.get(address, follow=True)
        page = b"".join(answer.streaming_content).decode() if answer.streaming else text_of(answer)
        assert answer.status_code in (200, 404), address
        assert "needless-note1" not in page and "note1:" not in page, address
        shown += MARKER in page
    assert bool(shown) == is_open and in_database(MARKER) == []


def test_the_passphrase_is_changed_on_the_page(confirmed, owner):
    sealed(owner)
    new = {
        "act": "change",
        "passphrase": PASSPHRASE,
        "new": "another five good words",
        "again": "another five good words",
    }
    assert confirmed.post("/settings/notes/", new)["Location"] == "/settings/notes/"
    assert confirmed.post("/notes/unlock/", {"passphrase": PASSPHRASE}).status_code == 422
    assert confirmed.post("/notes/unlock/", {"passphrase": "another five good words"}).status_code == 302


def test_turned_off_everything_is_as_before_and_takes_the_passphrase(confirmed, ines, owner):
    sealed(owner)
    assert (
        confirmed.post("/settings/notes/", {"act": "off", "passphrase": "no such words"}).status_code == 422
    )
    confirmed.post("/settings/notes/", {"act": "off", "passphrase": PASSPHRASE})
    assert "Sails on Sundays" in text_of(confirmed.get(f"/people/{ines.pk}/"))
    assert "Inês" in text_of(confirmed.get("/people/?q=workshop"))
    assert not is_locked(Note.objects.of(owner).get().text)


def test_unlocking_leads_to_no_other_site(browser, owner):
    sealed(owner)
    answer = browser.post("/notes/unlock/", {"passphrase": PASSPHRASE, "next": "https://evil.example/"})
    assert answer["Location"] == "/"
