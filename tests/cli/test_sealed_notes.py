"""Sealed notes on the command line: a key in the environment or a question opens them, and no assistant gets them (M17)."""

import json

import pytest
from click.testing import CliRunner
from tests.sealed import MARKER, PASSPHRASE, in_database, sealed

from needless.cli.root import needless
from needless.contacts.actions import add_note, save_contact
from needless.mcp.tools import brief_me, read_tie
from needless.tables.notes import Identity, key_in_hand

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passphrase")]


@pytest.fixture
def ana(owner):
    ana = save_contact(owner, {"name": "Ana Silva", "how_we_met": f"At the {MARKER}"})
    add_note(owner, ana, f"Sings {MARKER}")
    return ana


def run(*arguments, text=None):
    return CliRunner().invoke(needless, [str(each) for each in arguments], input=text)


def test_without_a_key_they_are_absent_and_it_is_said(owner, ana):
    sealed(owner)
    for command in (("contact", ana.pk), ("who", "Ana")):
        said = run(*command)
        assert said.exit_code == 0 and MARKER not in said.output and "Your notes are locked" in said.output
    assert json.loads(run("contact", ana.pk, "--json").stdout)["notes_locked"] is True


def test_the_recovery_key_in_the_environment_opens_them_for_one_command(owner, ana, settings):
    settings.NOTES_KEY = str(sealed(owner))
    shape = json.loads(run("contact", ana.pk, "--json").stdout)
    assert (shape["notes"][0]["text"], shape["notes_locked"]) == (f"Sings {MARKER}", False)
    assert key_in_hand() is None


def test_the_option_asks_for_the_passphrase(owner, ana):
    sealed(owner)
    assert MARKER in run("--unlock", "contact", ana.pk, text=f"{PASSPHRASE}\n").output
    wrong = run("--unlock", "contact", ana.pk, text="five words are quite bad\n")
    assert wrong.exit_code == 3 and "neither the passphrase nor the recovery key" in wrong.output


def test_a_key_of_other_notes_opens_none_of_these(owner, ana, settings):
    sealed(owner)
    settings.NOTES_KEY = str(Identity.generate())
    said = run("contact", ana.pk)
    assert said.exit_code == 0 and MARKER not in said.output


def test_an_export_holds_them_in_the_clear_only_with_the_key(owner, ana, settings, tmp_path):
    key = sealed(owner)
    assert run("export", tmp_path / "locked.zip").exit_code == 0
    settings.NOTES_KEY = str(key)
    assert run("export", tmp_path / "open.zip").exit_code == 0
    import zipfile

    found = [
        MARKER in zipfile.ZipFile(tmp_path / f"{n}.zip").read("needless.json").decode()
        for n in ("locked", "open")
    ]
    assert found == [False, True]


def test_an_assistant_hears_that_there_are_some_and_nothing_of_them(owner, ana):
    sealed(owner)
    for answer in (brief_me(owner, ana.pk), read_tie(owner, ana.pk)):
        assert answer["notes_locked"] is True and not answer.get("notes") and not answer.get("how_we_met")
        assert MARKER not in str(answer) and "note1:" not in str(answer)
    run("log", "--yes", f"called Ana Silva yesterday about {MARKER}")
    assert in_database(MARKER) == []


def test_notes_and_lines_that_are_written_or_listed_by_command_are_not_told(owner, ana):
    sealed(owner)
    run("log", "--yes", f"lunch with Nobody Known yesterday, {MARKER}")
    listed = run("open", "--json")
    assert json.loads(listed.stdout)["lines"][0]["notes_locked"] is True
    answers = [
        run("note", "Ana", f"Rows {MARKER}", "--json"),
        listed,
        run("open"),
        run("change", "Ana", "--met", "elsewhere"),
    ]
    assert "locked" in answers[-1].output and answers[-1].exit_code != 0
    for answer in answers:
        assert MARKER not in answer.output and "note1:" not in answer.output
    assert in_database(MARKER) == []
