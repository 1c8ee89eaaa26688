"""Activities, events, calendars and letters over the API and on the command line (M11, M14)."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.test import Client
from django.utils import timezone
from tests.api.conftest import Program

from needless.cli.gatherings import activities, calendars, debrief, events, letter
from needless.contacts.actions import save_contact
from needless.gatherings.activities import add_companions, save_activity
from needless.gatherings.events import save_event
from needless.gatherings.models import CalendarFeed, Event
from needless.interactions.models import Interaction
from needless.owners.tokens import make_token


@pytest.fixture
def program(owner):
    return Program(make_token(owner, "test", may_write=True))


@pytest.fixture
def ana(owner):
    return save_contact(owner, {"name": "Ana Silva", "postal": ["Rua 1, Lisboa"]})


@pytest.fixture
def supper(owner, ana):
    choir = save_activity(owner, {"name": "Choir", "interests": "singing"})
    add_companions(owner, choir, [ana], timezone.localdate())
    soon = timezone.now() + timedelta(days=3)
    return save_event(owner, {"name": "Choir supper", "starts_at": soon, "ends_at": None, "activity": choir})


def run(command, *words):
    return CliRunner().invoke(command, [str(word) for word in words])


def test_an_activity_is_added_and_logged_over_the_api(program, ana):
    status, made = program.ask("POST", "/activities", {"name": "Hikes", "interests": "hiking"})
    assert status == 201 and made["verdict"] == "try"
    said = {"contacts": [ana.pk], "enjoyment": 5, "minutes": 200}
    status, after = program.ask("POST", f"/activities/{made['id']}/occasions", said)
    assert status == 201 and after["ratings"] == 1 and after["minutes"] == 200
    assert after["people"] == [{"id": ana.pk, "name": "Ana Silva"}] and after["ties"]["met"] == 1
    assert program.ask("GET", "/activities")[1][0]["name"] == "Hikes"
    assert program.ask("POST", "/activities", {"name": "hikes"})[0] == 422
    assert program.ask("POST", f"/activities/{made['id']}/occasions", {"on": "2999-01-01"})[0] == 422
    assert program.ask("POST", "/activities/999/occasions", {})[0] == 404


def test_an_event_is_answered_and_told_of_over_the_api(program, supper, ana):
    (listed,) = program.ask("GET", "/events")[1]
    assert (listed["name"], listed["answer"], listed["activity"]["name"]) == (
        "Choir supper",
        "going",
        "Choir",
    )
    status, full = program.ask("POST", f"/events/{supper.pk}/answer", {"answer": "not"})
    assert status == 200 and full["answer"] == "not"
    told = {"contacts": [ana.pk], "new": [{"name": "Maria Lopes"}], "enjoyment": 4, "follow_up": True}
    status, full = program.ask("POST", f"/events/{supper.pk}/debrief", told)
    assert (
        status == 200 and full["answer"] == "going" and Interaction.objects.get().participations.count() == 2
    )
    assert program.ask("GET", f"/events/{supper.pk}")[1]["id"] == supper.pk
    assert program.ask("GET", "/events/999")[0] == 404
    assert program.ask("POST", f"/events/{supper.pk}/answer", {"answer": "perhaps"})[0] == 422


def test_calendars_and_occasions_over_the_api(program, ana):
    status, made = program.ask("POST", "/calendars", {"url": "https://example.org/x.ics"})
    assert status == 201 and program.ask("GET", "/calendars")[1] == [made]
    assert program.ask("POST", "/calendars", {"url": "nonsense"})[0] == 422
    assert program.ask("DELETE", f"/calendars/{made['id']}")[0] == 200 and not CalendarFeed.objects.exists()
    assert program.ask("GET", "/letters/occasions") == (200, [])


def test_a_reader_may_not_write(owner, supper):
    reader = Program(make_token(owner, "reader"))
    assert reader.ask("POST", "/activities", {"name": "x"})[0] == 403
    assert reader.ask("POST", f"/events/{supper.pk}/answer", {"answer": "not"})[0] == 403
    assert Event.objects.get().answer == "going"


def test_the_command_line_lists_activities_and_events(supper):
    (choir,) = json.loads(run(activities, "--json").stdout)
    assert choir["name"] == "Choir" and "Choir" in run(activities).stdout
    (event,) = json.loads(run(events, "--json").stdout)
    assert event["name"] == "Choir supper" and "Choir supper" in run(events, "--all").stdout


def test_the_command_line_follows_and_unfollows_a_calendar(owner):
    done = run(calendars, "http://127.0.0.1:9/x.ics", "--json")
    (row,) = json.loads(done.stdout)
    assert row["problem"] and run(calendars, "x").exit_code == 3
    assert json.loads(run(calendars, "--remove", row["id"], "--json").stdout) == []
    assert run(calendars, "--remove", 999).exit_code == 3


def test_the_command_line_writes_a_card_and_its_envelope(owner, ana, tmp_path):
    path = tmp_path / "card.pdf"
    assert run(letter, ana.pk, path, "--for", "thanks").exit_code == 0 and path.read_bytes().startswith(
        b"%PDF"
    )
    assert run(letter, 999, path).exit_code == 3 and run(letter, ana.pk, path, "--card", "a99").exit_code == 2


def test_the_command_line_takes_the_debrief(owner, supper, ana):
    done = run(debrief, supper.pk, "--met", ana.pk, "--new", "Maria Lopes, Vinci", "--enjoyment", 4, "--json")
    assert json.loads(done.stdout)["label"] == "Logged Choir supper."
    assert Interaction.objects.get().participations.count() == 2
    assert run(debrief, 999).exit_code == 3 and run(debrief, supper.pk, "--met", 999).exit_code == 3


def test_the_manual_has_its_page(owner):
    browser = Client()
    browser.force_login(owner)
    assert "Whom to bring along" in browser.get("/help/gatherings/").content.decode()
