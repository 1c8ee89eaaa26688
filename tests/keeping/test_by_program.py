"""Trash, record, erasing and retention do over the API and on the command line what the pages do (M17)."""

import json

import pytest
from click.testing import CliRunner
from tests.api.conftest import Program

from needless.cli.root import needless
from needless.contacts.actions import delete_contact, save_contact
from needless.contacts.models import Contact, Forgotten
from needless.owners.audit import entries_of
from needless.owners.models import Owner
from needless.owners.tokens import make_token


@pytest.fixture
def ana(owner):
    return save_contact(owner, {"name": "Ana Silva", "emails": ["ana@example.org"]})


@pytest.fixture
def program(owner):
    return Program(make_token(owner, "test", may_write=True))


@pytest.fixture
def run(owner):
    return lambda *words, **more: CliRunner().invoke(needless, words, **more)


def told(done):
    """The one document on standard output."""
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_the_trash_is_listed_and_brought_back(program, run, owner, ana):
    undo = delete_contact(owner, ana.pk).pk
    listed = program.ask("GET", "/trash")[1]
    assert [row["undo"] for row in listed] == [undo] and listed == told(run("trash", "--json"))
    assert program.ask("GET", "/journal")[1][0] == {
        "undo": undo, "label": listed[0]["label"], "at": listed[0]["at"], "is_undone": False,
    }  # fmt: skip
    assert "Ana Silva" in run("trash").stdout and run("trash", "--restore", "99").exit_code == 3
    assert told(run("trash", "--restore", str(undo), "--json"))["undo"] == undo
    assert Contact.objects.get().deleted_at is None and program.ask("GET", "/trash")[1] == []
    assert program.ask("GET", "/journal")[1][0]["is_undone"]


def test_all_that_is_kept_is_handed_over(program, run, owner, ana, tmp_path):
    document = program.ask("GET", f"/contacts/{ana.pk}/record")[1]
    assert document["tables"]["address"][0]["value"] == "ana@example.org"
    file = tmp_path / "ana.json"
    printed = told(run("record", "Ana", "Silva", "--json", "--file", str(file)))
    assert printed["tables"]["address"] == document["tables"]["address"]
    assert json.loads(file.read_text())["tables"].keys() == document["tables"].keys()
    assert "ana@example.org" in run("record", "Ana").stdout
    delete_contact(owner, ana.pk)
    assert program.ask("GET", f"/contacts/{ana.pk}/record")[0] == 200
    assert told(run("record", str(ana.pk), "--json"))["name"] == "Ana Silva"
    assert run("record", "9999").exit_code == 3


def test_a_record_wants_the_scope_of_the_export(owner, ana):
    book = Program(make_token(owner, "book", scopes=["contacts:write"]))
    assert book.ask("GET", f"/contacts/{ana.pk}/record")[0] == 403


def test_erasing_wants_the_name_and_is_in_the_accounts_log(program, run, owner, ana):
    path = f"/contacts/{ana.pk}/erase"
    assert program.ask("POST", path, {"name": "Ana"})[0] == 409
    assert program.ask("POST", path, {})[0] == 422 and Contact.objects.count() == 1
    done = program.ask("POST", path, {"name": " ana SILVA "})[1]
    assert done["contacts"] == 1 and done["hashes"] == Forgotten.objects.count() > 0
    assert program.ask("POST", path, {"name": "Ana Silva"})[0] == 404
    bo = save_contact(owner, {"name": "Bo Li"})
    assert run("erase", "Bo", input="Bob\n").exit_code == 3 and Contact.objects.count() == 1
    assert told(run("erase", str(bo.pk), "--name", "Bo Li", "--json"))["contacts"] == 1
    assert not Contact.objects.exists()
    assert [row.what for row in entries_of(owner)].count("contact-erased") == 2


def test_another_owners_person_stays(others_program, ana):
    assert others_program.ask("POST", f"/contacts/{ana.pk}/erase", {"name": "Ana Silva"})[0] == 404
    assert others_program.ask("GET", f"/contacts/{ana.pk}/record")[0] == 404
    assert Contact.objects.count() == 1


@pytest.fixture
def others_program(other_owner):
    return Program(make_token(other_owner, "test", may_write=True))


def test_the_rule_of_retention_is_looked_at_and_set(program, run, owner):
    assert program.ask("GET", "/retention/preview?subjects_months=6")[1]["subjects_months"] == 6
    assert program.ask("PATCH", "/retention", {"subjects_months": 0})[0] == 422
    assert program.ask("PATCH", "/retention", {"subjects_months": 12})[1]["subjects_months"] == 12
    assert told(run("retention", "--details", "24", "--json"))["details_months"] == 24
    assert Owner.objects.get(pk=owner.pk).details_months is None
    run("retention", "--details", "24", "--subjects", "0", "--yes")
    rule = program.ask("GET", "/retention")[1]
    assert (rule["subjects_months"], rule["details_months"]) == (None, 24)
