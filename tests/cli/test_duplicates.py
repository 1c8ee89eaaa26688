"""`needless duplicates`, `merge`, `two-people` (COMMANDS, M10)."""

import json

import pytest
from click.testing import CliRunner

from needless.cli.duplicates import duplicates, merge, two_people
from needless.contacts.actions import save_contact
from needless.contacts.models import Contact
from needless.contacts.undo import undo


@pytest.fixture
def two(owner):
    mail = {"emails": ["ana@example.org"]}
    return [save_contact(owner, {"name": name, **mail}).pk for name in ("Ana [b] Silva", "Ana Silva")]


def run(command, *words):
    return CliRunner().invoke(command, [str(word) for word in words])


def listed():
    return json.loads(run(duplicates, "--json").stdout)


def test_pairs_are_listed_with_the_keys_of_the_commands(two):
    (pair,) = listed()
    assert (pair["a"], pair["b"]) == tuple(two) and pair["score"] > 0.9
    assert pair["why"].startswith("The same e-mail ana@example.org")
    assert "Ana [b]" in run(duplicates).stdout


def test_a_merge_on_the_command_line_can_be_undone(owner, two):
    done = json.loads(run(merge, two[1], two[0], "--json").stdout)
    assert Contact.objects.of(owner).filter(deleted_at=None).get().pk == two[1] and listed() == []
    undo(owner, done["undo"])
    assert len(listed()) == 1


def test_two_people_are_not_listed_again(owner, two):
    assert run(two_people, *two).exit_code == 0
    assert listed() == [] and "Nobody" in run(duplicates).stdout


def test_nobody_is_merged_with_themselves_or_with_who_is_not_there(two):
    assert run(merge, two[0], two[0]).exit_code == 3
    assert run(two_people, two[0], 99).exit_code == 3
    assert len(listed()) == 1
