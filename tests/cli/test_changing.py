"""A contact is noted about, changed, let go, deleted; what waits for a word gets it: from the command line (M10, M16)."""

import json

import pytest
from click.testing import CliRunner
from django.utils import timezone
from tests.conftest import a_file_of

from needless.cli.root import needless
from needless.contacts.actions import save_contact
from needless.contacts.conflicts import ask_about
from needless.contacts.models import Contact, Note
from needless.helping.models import Promise, Wish


@pytest.fixture
def run(owner):
    return lambda *words: CliRunner().invoke(needless, [str(word) for word in words])


@pytest.fixture
def ana(owner):
    return save_contact(owner, {"name": "Ana Silva", "emails": ["ana@example.org"], "tags": ["choir"]})


def told(done):
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def test_a_note_is_written(run, ana):
    assert told(run("note", "Ana", "her", "boat", "--json"))["text"] == "her boat"
    assert Note.objects.get().contact == ana and run("note", "Zed", "x").exit_code == 3


def test_what_is_given_is_changed_and_nothing_else(run, ana):
    row = told(run("change", "Ana Silva", "--firm", "Hafen", "--email", "a@hafen.example", "--tier", "warm",
                   "--tag", "port", "--untag", "choir", "--json"))  # fmt: skip
    assert (row["organisation"], row["tier"], row["tags"]) == ("Hafen", "warm", ["port"])
    assert sorted(row["emails"]) == ["a@hafen.example", "ana@example.org"]
    assert run("change", "Ana").exit_code == 2


def test_where_one_thing_cannot_be_kept_nothing_is(run, ana):
    done = run("change", "Ana", "--firm", "Hafen", "--birthday", "soon")
    assert done.exit_code == 3 and Contact.objects.get().organisation == ""


def test_they_go_and_come_back(run, ana):
    run("change", "Ana", "--let-go")
    assert Contact.objects.get().let_go_at
    run("change", ana.pk, "--take-back")
    assert Contact.objects.get().let_go_at is None
    gone = told(run("change", "Ana", "--delete", "--json"))
    assert Contact.objects.get().deleted_at and run("undo", gone["undo"]).exit_code == 0


def test_open_things_are_settled(run, owner, ana):
    on = timezone.localdate()
    promise = Promise.objects.create(owner=owner, contact=ana, text="the list", mine=True, made_on=on)
    wish = Wish.objects.create(owner=owner, contact=ana, kind="need", text="a lawyer", on=on)
    there = told(run("open", "--json"))
    assert [len(there[name]) for name in ("promises", "wishes", "lines")] == [1, 1, 0]
    assert "you owe Ana Silva: the list" in run("open").stdout
    assert told(run("open", "--kept", promise.pk, "--json"))["undo"]
    assert run("open", "--ended", wish.pk).exit_code == 0 and run("open", "--kept", 99).exit_code == 3
    assert told(run("open", "--json")) == {"promises": [], "wishes": [], "lines": []}


def test_who_is_to_be_placed_is_placed(run, owner, ana):
    Contact.objects.filter(pk=ana.pk).update(state="unknown", by_hand=None, made_by=a_file_of(owner))
    assert [row["name"] for row in told(run("triage", "--json"))] == ["Ana Silva"]
    assert run("triage", ana.pk).exit_code == 2 and run("triage", ana.pk, "--keep", "warm").exit_code == 0
    assert told(run("triage", "--json")) == [] and Contact.objects.get().tier == "warm"


def test_one_says_whose_version_holds(run, owner, ana):
    ask_about(owner, ana, "title", {"title": "Planner"}, {"title": "Head planner"}, "sync:1", "Cloud")
    asked = told(run("conflicts", "--json"))
    assert run("conflicts", asked[0]["id"]).exit_code == 2
    assert told(run("conflicts", asked[0]["id"], "theirs", "--json")) == []
    assert Contact.objects.get().title == "Head planner"
