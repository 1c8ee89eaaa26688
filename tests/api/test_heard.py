"""What was heard, over the API and on the command line (M5, M6)."""

import json

import pytest
from click.testing import CliRunner

from needless.cli.root import needless
from needless.contacts.actions import save_contact
from needless.hearing.models import Possibility

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(owner):
    return save_contact(owner, {"name": "Ana Silva"})


def test_a_program_keeps_a_line_and_says_what_became_of_it(program, ana):
    given = {"contact": ana.pk, "kind": "possibility", "text": "A job in Porto"}
    status, kept = program.ask("POST", "/heard", given)
    assert status == 201 and kept["from"] == {"id": ana.pk, "name": "Ana Silva"}
    status, settled = program.ask("POST", f"/possibilities/{kept['id']}/outcome", {"outcome": "An interview"})
    assert (status, settled["state"], settled["outcome"]) == (200, "settled", "An interview")
    assert program.ask("GET", "/heard")[1]["possibilities"] == [settled]


def test_a_line_of_spaces_is_refused(program, ana):
    status, problem = program.ask("POST", "/heard", {"contact": ana.pk, "kind": "perspective", "text": "  "})
    assert status == 422 and "line" in problem["detail"]


def test_a_logged_line_tells_of_a_possibility(program, ana):
    line = "Call with Ana Silva today, she told me about an opening in Porto"
    program.ask("POST", "/log", {"line": line, "save": True})
    row = Possibility.objects.get()
    assert (row.text, row.contact) == ("an opening in Porto", ana) and row.interaction


def test_the_command_keeps_and_lists(owner, ana):
    run = CliRunner().invoke(
        needless, ["heard", "--from", str(ana.pk), "--thought", "--work", "plans", "Queues", "--json"]
    )
    assert run.exit_code == 0, run.output
    (row,) = json.loads(run.stdout)["perspectives"]
    assert (row["text"], row["work"], row["from"]["name"]) == ("Queues", "plans", "Ana Silva")
    assert CliRunner().invoke(needless, ["heard", "x"]).exit_code == 2
    assert CliRunner().invoke(needless, ["heard", "--from", "999999", "x"]).exit_code == 1
