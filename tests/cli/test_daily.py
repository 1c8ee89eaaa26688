"""What one does every day works from the command line: add, find, who, intro, completion."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from needless.cli.root import needless
from needless.contacts.actions import add_note, save_contact
from needless.contacts.models import Contact
from needless.introducing.models import Introduction


@pytest.fixture
def run(owner):
    def ask(*words, code=0):
        answer = CliRunner().invoke(needless, list(words))
        assert answer.exit_code == code, answer.output
        return json.loads(answer.stdout) if "--json" in words else answer.output

    return ask


@pytest.fixture
def people(owner):
    return [
        save_contact(owner, {"name": name, "organisation": "Northwind"}) for name in ("Ana Silva", "Bo Li")
    ]


def test_somebody_is_added_with_what_is_known(run, owner):
    told = run("add", "Ana", "Silva", "--email", "ana@example.org", "--firm", "Northwind", "--met", "at a fair", "--tag", "choir", "--tier", "close", "--json")  # fmt: skip
    assert (told["name"], told["emails"], told["organisation"], told["how_we_met"], told["tags"], told["tier"]) == (
        "Ana Silva", ["ana@example.org"], "Northwind", "at a fair", ["choir"], "close",
    )  # fmt: skip
    assert "Bo Li" in run("add", "Bo Li")
    assert run("add", " ", code=3)
    assert Contact.objects.of(owner).count() == 2


def test_people_are_found_by_any_words(run, people):
    assert [one["name"] for one in run("find", "silva", "north", "--json")] == ["Ana Silva"]
    assert "Bo Li" in run("find", "north")
    assert run("find", "nobody", code=1) == ""


def test_who_says_where_one_left_off(run, owner, people):
    add_note(owner, people[0], "Rows on Sundays")
    assert "Rows on Sundays" in run("who", "Ana", "Silva")
    assert run("who", str(people[0].pk), "--json")["notes"] == ["Rows on Sundays"]
    assert "nobody called" in run("who", "Zoe", code=3)
    save_contact(owner, {"name": "Ana Costa"})
    assert "Say the number" in run("who", "Ana", code=3)
    assert "There is no contact" in run("who", "99999", code=3)


def test_an_introduction_is_begun_and_goes_on(run, owner, people):
    (row,) = run("intro", "Ana Silva", str(people[1].pk), "--json")
    assert row["stage"] == "chosen"
    assert run("intro", str(row["id"]), "ask_a", "--json")[0]["stage"] == "asking_a"
    assert "asked" in run("intro")
    assert run("intro", str(row["id"]), "introduce", code=3)
    assert run("intro", "999", "ask_a", code=3)
    assert run("intro", "Ana Silva", code=2)
    assert Introduction.objects.of(owner).count() == 1


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_printed_for_each_shell(shell, monkeypatch):
    from click.shell_completion import BashComplete

    monkeypatch.setattr(BashComplete, "_check_version", staticmethod(lambda: None))
    answer = CliRunner().invoke(needless, ["completion", shell])
    assert answer.exit_code == 0 and "_NEEDLESS_COMPLETE" in answer.output


@pytest.mark.parametrize("command", [("find", "Jonh", "Smiht"), ("contacts", "Jonh Smiht")])
def test_a_misspelt_name_finds_whom_it_meant_and_says_so(owner, command):
    from needless.contacts.actions import save_contact

    save_contact(owner, {"name": "John Smith"})
    answer = CliRunner().invoke(needless, [*command, "--json"])
    assert [found["name"] for found in json.loads(answer.stdout)] == ["John Smith"]
    assert "spelt nearly so" in answer.stderr
    assert "spelt" not in CliRunner().invoke(needless, ["find", "smith"]).stderr
