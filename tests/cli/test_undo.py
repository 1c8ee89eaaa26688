"""What was done is taken back from the command line, too; a recommendation is passed over or not written."""

import json

import pytest
from click.testing import CliRunner
from django.utils import timezone

from needless.cli.root import needless
from needless.contacts.actions import delete_contact, save_contact
from needless.contacts.models import Contact
from needless.recommending.actions import write
from needless.recommending.models import Draft
from needless.tables.row_security import EVERYONE, acting_for


@pytest.fixture
def run(owner):
    return lambda *words: CliRunner().invoke(needless, words)


@pytest.fixture
def ana(owner):
    return save_contact(owner, {"name": "Ana Silva"})


def test_what_was_done_last_is_taken_back(run, owner, ana):
    undo = delete_contact(owner, ana.pk)
    listed = json.loads(run("undo", "--list", "--json").stdout)
    assert listed[0]["undo"] == undo.pk and Contact.objects.get().deleted_at
    done = run("undo", "--json")
    assert done.exit_code == 0 and json.loads(done.stdout)["undo"] == undo.pk
    assert Contact.objects.get().deleted_at is None
    assert run("undo", str(undo.pk)).exit_code == 3


def test_another_owners_deed_is_not_taken_back(run, other_owner):
    theirs = save_contact(other_owner, {"name": "Bo"})
    undo = delete_contact(other_owner, theirs.pk)
    assert run("undo", str(undo.pk)).exit_code == 3
    with acting_for(EVERYONE):
        assert Contact.objects.get().deleted_at


def test_a_recommendation_is_passed_over_or_dropped(run, owner, ana):
    passed = run("recommendations", "pass", "Ana Silva", "--json")
    assert passed.exit_code == 0 and run("undo", str(json.loads(passed.stdout)["undo"])).exit_code == 0
    draft = write(owner, ana, "She plans well.", timezone.now())[0]
    assert run("recommendations", "drop", str(draft.pk)).exit_code == 0
    assert not Draft.objects.filter(stage="open").exists()
    assert run("recommendations", "drop", str(draft.pk)).exit_code == 3
    assert json.loads(run("recommendations", "--json").stdout)["drafts"] == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_completes_commands(shell, run):
    script = run("completion", shell)
    assert script.exit_code == 0 and "_NEEDLESS_COMPLETE" in script.stdout
