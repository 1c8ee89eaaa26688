"""`needless contacts` and `needless contact`: the keys that others count on (COMMANDS)."""

import json

import pytest
from click.testing import CliRunner
from django.utils import timezone

from needless.cli.people import contact, contacts
from needless.contacts.actions import add_note, delete_contact, save_contact
from needless.interactions.actions import log_interaction

# fmt: off
KEYS = [
    "id", "name", "emails", "phones", "links", "organisation", "title", "tier", "state", "alive_90d",
    "would_answer", "fades_on", "last_talk_on", "interactions", "met_in_person", "place",
]
TALK = {"notes_locked", "id", "at", "channel", "direction", "group_size", "minutes", "enjoyment", "summary"}
# fmt: on


@pytest.fixture
def ana(owner):
    ana = save_contact(
        owner,
        {
            "name": "Ana [bold] Silva",
            "emails": ["ana@example.org"],
            "links": ["https://www.linkedin.com/in/ana"],
            "positions": [{"title": "Planner", "organisation": "Hafen"}],
        },
    )
    add_note(owner, ana, "sings")
    log_interaction(owner, [ana], timezone.now(), "call", summary="about Bern", minutes=10)
    return ana


def run(command, *words):
    return CliRunner().invoke(command, words)


def test_the_list_has_exactly_the_keys_that_are_counted_on(ana):
    (shape,) = json.loads(run(contacts, "--json").stdout)
    assert list(shape) == KEYS
    assert (
        shape["emails"] == ["ana@example.org"] and shape["last_talk_on"] == timezone.localdate().isoformat()
    )
    low, high = shape["would_answer"]
    assert 0 <= low <= high <= 1 and shape["alive_90d"] == round(shape["alive_90d"], 4)


def test_one_contact_has_history_notes_and_positions_too(ana):
    shape = json.loads(run(contact, str(ana.pk), "--json").stdout)
    assert set(KEYS) < set(shape) and shape["notes"] == [{"text": "sings", "on": None}]
    assert shape["positions"][0]["title"] == "Planner" and shape["sources"] == []
    (talk,) = shape["history"]
    assert set(talk) == TALK


def test_query_state_tier_and_limit_narrow_the_list(owner, ana):
    save_contact(owner, {"name": "Bo", "state": "vague"})
    assert len(json.loads(run(contacts, "--json", "--limit", "1").stdout)) == 1
    assert [c["name"] for c in json.loads(run(contacts, "--json", "--state", "vague").stdout)] == ["Bo"]
    assert [c["name"] for c in json.loads(run(contacts, "silv", "--json").stdout)] == ["Ana [bold] Silva"]
    assert json.loads(run(contacts, "--json", "--tier", "inner").stdout) == []


def test_the_tables_show_names_as_they_are(ana):
    assert "[bold]" in run(contacts).stdout
    assert "about Bern" in run(contact, str(ana.pk)).stdout


def test_a_contact_who_is_not_there_is_exit_code_3(owner, ana):
    delete_contact(owner, ana.pk)
    for pk in (ana.pk, 999):
        result = run(contact, str(pk), "--json")
        assert result.exit_code == 3 and result.stdout == "" and "no contact" in result.stderr


def test_the_list_takes_the_same_number_of_queries_however_long(owner, ana, django_assert_num_queries):
    from needless.contacts.queries import contacts_found
    from needless.shapes import contact_shapes

    for n in range(30):
        save_contact(owner, {"name": f"P{n}"})
    with django_assert_num_queries(2):
        assert len(contact_shapes(owner, contacts_found(owner), timezone.localdate())) == 31
