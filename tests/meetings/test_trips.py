"""Trips typed in a line, proposed from the calendar, over every door; events near home or a trip (M12, M14)."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from django.test import Client
from django.utils import timezone
from tests.api.conftest import Program

from needless.cli import meetings as commands
from needless.contacts.actions import save_contact
from needless.gatherings.activities import save_activity
from needless.gatherings.attendance import coming_events
from needless.gatherings.models import Event, Trip
from needless.gatherings.trips import proposed_trips
from needless.interactions.actions import log_interaction
from needless.meetings.models import Meeting
from needless.owners.tokens import make_token


@pytest.fixture
def me(owner):
    owner.time_zone, owner.first_name = "Europe/Lisbon", "Ana"
    owner.save()
    return owner


@pytest.fixture
def rui(me):
    contact = save_contact(me, {"name": "Rui Sá", "place": "Braga", "emails": ["rui@example.org"]})
    for days in (10, 20):
        log_interaction(me, [contact], timezone.now() - timedelta(days=days), "mail")
    return contact


@pytest.fixture
def program(me):
    return Program(make_token(me, "test", may_write=True))


def event(owner, name, place, days, hours=2, **values):
    at = datetime.now(UTC).replace(hour=11, minute=0, second=0, microsecond=0) + timedelta(days=days)
    values = {"is_mine": True, **values}
    return Event.objects.create(
        owner=owner,
        key=name,
        name=name,
        place=place,
        starts_at=at,
        ends_at=at + timedelta(hours=hours),
        **values,
    )


def stays(owner):
    return [
        (s.city.name, (s.ends_on - s.begins_on).days, len(s.events))
        for s in proposed_trips(owner, timezone.localdate())
    ]


def test_the_calendars_places_away_from_home_are_proposed_as_trips(me):
    event(me, "Fair", "Messe Süd, Hall 4, 14055 Berlin, Germany", 20, 30)
    event(me, "Supper", "Berlin", 22)
    event(me, "Later in Berlin", "Berlin", 40)
    event(me, "At home", "Rua do Cais 1, Lisbon", 21)
    event(me, "A suburb", "Sintra, Portugal", 21)
    event(me, "Online", "https://meet.example.org/x", 21)
    event(me, "Declined", "Oslo", 21, answer="not")
    event(me, "Of a club, not decided", "Oslo", 22, is_mine=False)
    event(me, "Of a club, going", "Vienna", 30, is_mine=False, answer="going")
    event(me, "Past", "Paris", -3)
    assert stays(me) == [("Berlin", 2, 2), ("Vienna", 0, 1), ("Berlin", 0, 1)]
    Trip.objects.create(
        owner=me, place="Potsdam", begins_on=timezone.localdate() + timedelta(days=22), ends_on=timezone.localdate() + timedelta(days=25)
    )  # fmt: skip
    assert stays(me) == [("Vienna", 0, 1), ("Berlin", 0, 1)]


def test_one_tap_makes_a_trip_of_a_proposal(me, rui):
    event(me, "Wine fair", "Porto", 20, 30)
    browser = Client()
    browser.force_login(me)
    page = browser.get("/trips/").content.decode()
    assert "Wine fair" in page and "From your calendar" in page
    day = timezone.localdate() + timedelta(days=20)
    sent = {"place": "Porto, PT", "begins_on": f"{day}", "ends_on": f"{day + timedelta(days=1)}"}
    assert sent["begins_on"] in page and 'value="Porto, PT"' in page
    page = browser.post("/trips/", sent, follow=True).content.decode()
    assert "Rui Sá" in page and "47 km off" in page and "Hi Rui, shall we have lunch?" in page
    assert "Wine fair" not in browser.get("/trips/").content.decode()


def test_a_trip_is_typed_in_one_line(me, rui):
    browser = Client()
    browser.force_login(me)
    page = browser.post("/trips/", {"place": "I'm in Porto 3 to 6 March 2099"}, follow=True).content.decode()
    assert "Rui Sá" in page
    row = Trip.objects.get()
    assert (row.place, str(row.begins_on), str(row.ends_on)) == ("Porto", "2099-03-03", "2099-03-06")
    assert "When?" in browser.post("/trips/", {"place": "Porto"}).content.decode()
    assert "No city" in browser.post("/trips/", {"place": "Xyzzy 3 to 6 March"}).content.decode()
    assert Trip.objects.count() == 1


def run(command, *words):
    done = CliRunner().invoke(command, [str(word) for word in words])
    return done.exit_code, done.output


def test_trips_on_the_command_line(me, rui):
    _code, said = run(commands.trips, "Porto", "3", "to", "6", "March", "2099", "--json")
    trip = json.loads(said)
    assert (trip["begins_on"], trip["people"][0]["contact"]["name"]) == ("2099-03-03", "Rui Sá")
    assert trip["people"][0]["never_met"] and trip["people"][0]["km"] == pytest.approx(47, abs=4)
    assert "never met" in run(commands.trips, "--show", trip["id"])[1]
    event(me, "Fair", "Berlin", 20)
    assert [(t["place"], t["because"]) for t in json.loads(run(commands.trips, "--json")[1])] == [
        ("Porto", []), ("Berlin, DE", ["Fair"]),
    ]  # fmt: skip
    assert run(commands.trips, "--remove", trip["id"])[0] == 0 and not Trip.objects.exists()
    assert run(commands.trips, "Xyzzy", "tomorrow")[0] == 3
    assert run(commands.trips, "--show", "999")[0] == 3


def test_meetings_on_the_command_line(me, rui, tmp_path):
    (ripe,) = json.loads(run(commands.meet, "--json")[1])
    assert (ripe["contact"]["name"], ripe["step"]) == ("Rui Sá", "call")
    offered = json.loads(run(commands.meet, rui.pk, "--kind", "call", "--json")[1])
    assert len(offered["times"]) == 3 and offered["meeting"] is None and not Meeting.objects.exists()
    done = json.loads(
        run(commands.meet, rui.pk, "--kind", "lunch", "--place", "Sul", "--propose", "--json")[1]
    )
    assert "lunch at Sul" in done["message"]
    file = tmp_path / "x.ics"
    at = done["times"][1][:16]
    (row,) = json.loads(
        run(commands.meetings, done["meeting"], "--agree", at, "--invitation", file, "--json")[1]
    )
    assert row["stage"] == "agreed" and datetime.fromisoformat(row["at"]) == datetime.fromisoformat(
        done["times"][1]
    )
    assert b"METHOD:REQUEST" in file.read_bytes()
    assert "Rui Sá" in run(commands.meetings)[1]
    (row,) = json.loads(run(commands.meetings, done["meeting"], "--met", "5", "--json")[1])
    assert row["stage"] == "met"
    code, said = run(commands.meetings, done["meeting"], "--lapse")
    assert code == 3 and "over" in said
    assert run(commands.meet, "999")[0] == 3


def test_meetings_and_trips_over_the_api(program, me, rui):
    found = program.ask("GET", "/meetings")[1]
    assert [each["contact"]["name"] for each in found["ripe"]] == ["Rui Sá"]
    offer = program.ask("GET", f"/meetings/offer?contact={rui.pk}&kind=call")[1]
    assert len(offer["times"]) == 3 and "a call" in offer["message"]
    status, row = program.ask(
        "POST", "/meetings", {"contact": rui.pk, "kind": "call", "times": offer["times"]}
    )
    assert status == 201 and row["stage"] == "proposed"
    address = f"/meetings/{row['id']}"
    assert program.ask("POST", address, {"act": "agree"})[0] == 422
    assert program.ask("POST", address, {"act": "agree", "at": offer["times"][0]})[1]["stage"] == "agreed"
    assert program.ask("POST", address, {"act": "met", "enjoyment": 4})[1]["stage"] == "met"
    assert program.ask("POST", address, {"act": "lapse"})[0] == 422
    assert sum(m["met"] for m in program.ask("GET", "/meetings")[1]["months"]) in (0, 1)
    status, trip = program.ask("POST", "/trips", {"place": "Porto 3 to 6 March 2099"})
    assert status == 201 and trip["people"][0]["contact"]["name"] == "Rui Sá"
    assert program.ask("GET", f"/trips/{trip['id']}")[1]["ends_on"] == "2099-03-06"
    assert program.ask("GET", "/trips")[1][0]["place"] == "Porto"
    assert program.ask("POST", "/trips", {"place": "Xyzzy"})[0] == 422
    assert program.ask("DELETE", f"/trips/{trip['id']}")[0] == 204
    assert program.ask("GET", f"/trips/{trip['id']}")[0] == 404


def test_an_event_is_near_home_or_near_a_trip_and_too_far_it_does_not_fit(me):
    save_activity(me, {"name": "Hikes", "interests": "hiking"})
    names = ("Hiking in Sintra", "Hiking in Évora", "Hiking in Berlin", "Hiking in Osaka")
    for name, place in zip(names, ("Sintra, Portugal", "Évora", "Potsdam", "Osaka"), strict=True):
        event(me, name, place, 20, is_mine=False)
    on = timezone.localdate()
    Trip.objects.create(
        owner=me, place="Berlin", begins_on=on + timedelta(days=19), ends_on=on + timedelta(days=22)
    )
    found = {c.event.name: c for c in coming_events(me, timezone.now(), on)}
    sintra, evora, berlin, osaka = (found[name] for name in names)
    assert sintra.is_near and "km from you" in sintra.why
    assert evora.is_fitting and not evora.is_near
    assert berlin.is_near and "where you will be: Berlin" in berlin.why
    assert not osaka.is_fitting and "from you" in osaka.why
