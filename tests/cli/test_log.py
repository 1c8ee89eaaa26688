"""`needless log` shows what it understood, saves with --yes, and says by its exit code that a line was kept as a question."""

import json

import pytest
from click.testing import CliRunner

from needless.cli.log import log
from needless.contacts.models import Contact
from needless.helping.models import UnfiledLine
from needless.interactions.models import Interaction

KEYS = {"contacts", "channel", "at", "minutes", "promises", "needs", "offers", "questions"}


@pytest.fixture
def run(owner, monkeypatch):
    monkeypatch.setattr("needless.cli.log.acting_owner", lambda ctx: owner)
    Contact.objects.create(owner=owner, name="Ana Silva", given_name="Ana", search="ana silva")
    return lambda *words, **more: CliRunner().invoke(log, words, **more)


def test_json_alone_writes_nothing(run, owner):
    shown = run("lunch with Ana yesterday for an hour, I owe Ana a beer", "--json")
    document = json.loads(shown.stdout)
    assert shown.exit_code == 0 and set(document) >= KEYS
    assert [c["name"] for c in document["contacts"]] == ["Ana Silva"]
    assert (document["channel"], document["minutes"]) == ("meeting", 60)
    assert document["promises"][0] | {"contact": 0} == {
        "contact": 0,
        "name": "Ana",
        "text": "a beer",
        "mine": True,
        "due_on": None,
    }
    assert not Interaction.objects.of(owner).exists()


def test_yes_saves(run, owner):
    assert run("called Ana", "--json", "--yes").exit_code == 0
    assert Interaction.objects.of(owner).get().channel == "call"


def test_words_without_quotes_are_one_line(run, owner):
    assert run("called", "Ana", "--yes").exit_code == 0
    assert Interaction.objects.of(owner).count() == 1


@pytest.mark.parametrize(("answer", "count"), [("y\n", 1), ("n\n", 0)])
def test_without_yes_it_asks(run, owner, answer, count):
    assert run("called Ana", input=answer).exit_code == 0
    assert Interaction.objects.of(owner).count() == count


def test_a_line_about_nobody_is_kept_with_exit_code_one(run, owner):
    shown = run("called Zorro", "--json", "--yes")
    assert shown.exit_code == 1 and "Zorro" in json.loads(shown.stdout)["questions"][0]
    assert UnfiledLine.objects.of(owner).get().text == "called Zorro"


def test_an_empty_line_is_wrong_use(run, owner):
    assert run("  ", "--yes").exit_code == 2
    assert not UnfiledLine.objects.of(owner).exists()
