"""Without a connection: what is kept for it, and what a phone sends when it is back, once (M1)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from needless.contacts.actions import save_contact
from needless.helping.models import Promise, UnfiledLine
from needless.interactions.models import Interaction
from needless.interactions.tiers import set_tier


@pytest.fixture
def ana(owner):
    contact = save_contact(owner, {"name": "Ana Silva", "phones": ["+351912345678"]})
    set_tier(owner, [contact.pk], "close", timezone.localdate())
    return contact


def send(browser, line, key=None, at=""):
    return browser.post("/log/queued/", {"line": line, "key": str(key or uuid4()), "at": at})


def talks(owner):
    return Interaction.objects.of(owner).count()


def test_a_line_is_logged_as_of_when_it_was_written(browser, owner, ana):
    written = timezone.now() - timedelta(days=2)
    assert (
        send(browser, "called Ana Silva, I owe her the book list", at=written.isoformat()).status_code == 204
    )
    assert timezone.localdate(Interaction.objects.of(owner).get().at) == timezone.localdate(written)
    assert Promise.objects.of(owner).get().text == "the book list"


def test_what_is_sent_twice_is_there_once(browser, owner, ana):
    key = uuid4()
    assert [send(browser, "called Ana Silva", key).status_code for _ in range(3)] == [204] * 3
    assert talks(owner) == 1
    send(browser, "called Ana Silva")
    assert talks(owner) == 2


def test_a_form_sent_twice_is_there_once(browser, owner, ana):
    form = {"contact": ana.pk, "channel": "call", "day": "0", "enjoyment": "4", "key": str(uuid4())}
    for _ in range(2):
        assert browser.post("/log/", form).status_code == 302
    assert talks(owner) == 1


def test_a_corrected_line_sent_twice_is_there_once(browser, owner, ana):
    form = {"line": "called Ana", "contact": ana.pk, "channel": "call", "save": "1", "key": str(uuid4())}
    for _ in range(2):
        assert browser.post("/log/line/", form).status_code == 302
    assert talks(owner) == 1


def test_what_cannot_be_taken_is_told_to_the_phone_and_nothing_is_claimed(browser, owner, ana):
    key = str(uuid4())
    form = {"who": "Nobody Whatever", "channel": "call", "day": "0", "key": key}
    assert browser.post("/log/", form).status_code == 422
    assert (
        browser.post("/log/", {"contact": ana.pk, "channel": "call", "day": "0", "key": key}).status_code
        == 302
    )
    assert talks(owner) == 1
    assert browser.post("/log/queued/", {"line": "called Ana", "key": "x"}).status_code == 422


def test_a_line_about_nobody_certain_waits_with_its_question(browser, owner, ana):
    send(browser, "coffee with Xaver yesterday")
    assert talks(owner) == 0 and UnfiledLine.objects.of(owner).get().text == "coffee with Xaver yesterday"


@pytest.mark.parametrize(
    "at", ["2999-01-01T00:00:00Z", "1999-01-01T00:00:00Z", "2026-13-45T00:00:00Z", "soon", ""]
)
def test_a_moment_that_makes_no_sense_is_now(browser, owner, ana, at):
    send(browser, "called Ana Silva", at=at)
    assert timezone.localdate(Interaction.objects.of(owner).get().at) == timezone.localdate()


def test_the_same_key_of_two_owners_is_two_logs(browser, owner, ana, other_owner):
    tom, key = Client(), uuid4()
    tom.force_login(other_owner)
    save_contact(other_owner, {"name": "Ana Silva"})
    send(browser, "called Ana Silva", key)
    send(tom, "called Ana Silva", key)
    assert talks(owner) == talks(other_owner) == 1


def test_people_come_with_the_ways_to_reach_them(browser, owner, ana, other_owner):
    foreign = save_contact(other_owner, {"name": "Foreign One"})
    set_tier(other_owner, [foreign.pk], "close", timezone.localdate())
    (one,) = browser.get("/offline/people.json").json()["people"]
    assert (
        one["name"] == "Ana Silva"
        and one["ways"] == ["+351912345678"]
        and one["find"].startswith("ana silva")
    )


def test_the_worker_comes_from_the_root_and_names_files_that_are_there(browser, client, owner):
    script = client.get("/sw.js")
    assert script.status_code == 200 and script["Content-Type"].startswith("text/javascript")
    text = script.content.decode()
    assets = text.partition("ASSETS = [")[2].partition("]")[0].replace('"', "").split(", ")
    assert len(assets) == 6 and all(browser.get(path).status_code == 200 for path in assets)
