"""`needless today`, `done`, `later`, `skip` and `let-go` as COMMANDS.md fixes them (M1)."""

import json

import pytest
from click.testing import CliRunner
from django.utils import timezone

from needless.cli import root
from needless.cli.root import needless
from needless.contacts.actions import save_contact
from needless.plan.models import Suggestion


@pytest.fixture
def run(owner, monkeypatch):
    """Runs a command as the owner; the test's own database needs no migration."""
    monkeypatch.setattr(root, "migrate", lambda: None)
    runner = CliRunner()
    return lambda *words: runner.invoke(needless, ["--owner", owner.username, *words])


@pytest.fixture
def items(owner, run):
    for n in range(5):
        save_contact(
            owner, {"name": f"Person {n}", "emails": [f"p{n}@example.org"], "organisation": f"Firm {n}"}
        )
    return json.loads(run("today", "--json").stdout)["items"]


def test_today_has_the_fixed_keys(run, items):
    document = json.loads(run("today", "--json").stdout)
    assert {"on", "minutes", "items"} <= set(document)
    assert (document["on"], document["minutes"]) == (timezone.localdate().isoformat(), 15)
    assert document["items"] == items and len(items) == 3
    for item in items:
        assert {"id", "contact", "kind", "action", "channel", "minutes", "reason", "in_hand"} <= set(item)
        assert set(item["contact"]) == {"id", "name"}


def test_minutes_and_day_can_be_given(run, items):
    document = json.loads(run("today", "--json", "--minutes", "5", "--on", "2026-03-02").stdout)
    assert (document["on"], document["minutes"], len(document["items"])) == ("2026-03-02", 5, 1)


def test_plain_words_name_the_action_and_the_reason(run, items):
    said = run("today").stdout
    assert items[0]["action"] in said
    assert f"{items[0]['id']}  " in said


def test_done_logs_once_and_says_so(run, items):
    item = str(items[0]["id"])
    first = json.loads(run("done", item, "--enjoyment", "4", "--note", "new flat", "--json").stdout)
    assert (first["stage"], first["is_changed"]) == ("done", True)
    again = run("done", item)
    assert again.exit_code == 0 and "already" in again.output
    assert Suggestion.objects.get(pk=item).interaction.summary == "new flat"


def test_later_skip_and_let_go_take_an_item_from_the_list(run, items):
    later, skipped, gone = (str(item["id"]) for item in items)
    assert run("later", later, "--on", "2099-01-01").exit_code == 0
    assert run("skip", skipped).exit_code == 0
    assert run("let-go", gone).exit_code == 0
    assert json.loads(run("today", "--json").stdout)["items"] == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["done", "999"], 3),
        (["skip", "999"], 3),
        (["done", "x"], 2),
        (["later", "1"], 2),
        (["done", "1", "--enjoyment", "6"], 2),
        (["today", "--minutes", "-1"], 2),
        (["today", "--on", "yesterday"], 2),
    ],
)
def test_wrong_use_ends_with_2_and_an_unknown_item_with_3(run, words, code):
    result = run(*words)
    assert result.exit_code == code
    assert result.stdout == ""


def test_a_day_that_is_not_later_changes_nothing(run, items):
    assert run("later", str(items[0]["id"]), "--on", "2001-01-01").exit_code == 3
    assert Suggestion.objects.get(pk=items[0]["id"]).stage == "open"


def test_an_empty_network_is_told_how_to_begin(run):
    said = run("today").stdout
    assert "needless import" in said and "needless add" in said
