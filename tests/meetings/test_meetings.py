"""From the screen to the table: the next step, free times in both zones, an invitation that holds, trips (M12)."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from icalendar import Calendar

from needless.contacts.actions import save_contact
from needless.contacts.undo import undo
from needless.gatherings import trips
from needless.gatherings.models import Event, Trip
from needless.interactions.actions import log_interaction
from needless.interactions.models import Interaction
from needless.meetings import proposing, where
from needless.meetings.models import Meeting
from needless.meetings.prelude import ripe_threads, threads_by_month
from needless.method.meeting import free_times, next_step
from needless.method.places import city_of

LISBON, TOKYO, NEW_YORK = (ZoneInfo(name) for name in ("Europe/Lisbon", "Asia/Tokyo", "America/New_York"))
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ON = NOW.date()


@pytest.mark.parametrize(
    ("km", "on_trip", "tier", "has_post", "since", "step"),
    [
        (3.0, False, "none", False, None, "coffee"),
        (200.0, False, "close", False, None, "lunch"),
        (200.0, False, "keep", False, None, "call"),
        (9000.0, True, "none", False, None, "lunch"),
        (9000.0, False, "warm", True, 900, "letter"),
        (9000.0, False, "warm", True, None, "call"),
        (None, False, "none", False, None, "call"),
        (3.0, False, "inner", False, 30, ""),
    ],
)
def test_the_next_step_follows_place_history_and_tier(km, on_trip, tier, has_post, since, step):
    assert next_step(5, since, km, on_trip, tier, has_post) == step


def test_one_talk_is_no_thread():
    assert next_step(1, None, 3.0, False, "close") == ""


def test_a_call_suits_both_sides():
    for there in (TOKYO, NEW_YORK, LISBON):
        times = free_times("call", [], ON, LISBON, there)
        assert len(times) == (0 if there is TOKYO and not times else 3)
        for at in times:
            assert 8 <= at.hour < 19
            assert 8 <= at.astimezone(there).hour < 19
            assert at.astimezone(there).weekday() < 5


def test_lunch_is_at_the_others_noon_and_never_when_one_is_busy():
    busy = [
        (datetime(2026, 3, day, 12, tzinfo=LISBON), datetime(2026, 3, day, 14, tzinfo=LISBON))
        for day in (2, 3)
    ]
    times = free_times("lunch", busy, ON, LISBON, LISBON)
    assert all((at.hour, at.minute) == (12, 30) for at in times)
    assert min(times).day >= 4


def test_on_a_trip_the_days_of_the_trip_are_offered_weekends_too():
    times = free_times("dinner", [], date(2026, 3, 7), LISBON, TOKYO, date(2026, 3, 8))
    assert [at.astimezone(TOKYO).date().day for at in times] == [7, 8]
    assert all(at.astimezone(TOKYO).hour == 19 for at in times)


@pytest.fixture
def me(owner):
    owner.time_zone, owner.first_name, owner.last_name = "Europe/Lisbon", "Ana", "Prado"
    owner.save()
    return owner


def person(owner, name, place="Lisbon, Portugal", channel="mail", times=3, **values):
    contact = save_contact(owner, {"name": name, "place": place, **values})
    for n in range(times):
        log_interaction(owner, [contact], NOW - timedelta(days=20 + 7 * n), channel)
    contact.refresh_from_db()
    return contact


def test_who_was_only_written_with_and_is_near_is_ripe_for_a_coffee(me):
    person(me, "Near Never Met")
    person(me, "Met Lately", channel="meeting")
    person(me, "Far", place="Osaka, Japan")
    person(me, "A Stranger", times=0)
    found = {ripe.contact.name: ripe.step for ripe in ripe_threads(me, ON)}
    assert found == {"Near Never Met": "coffee", "Far": "call"}


def test_home_is_the_time_zones_city_where_no_job_tells(me):
    assert trips.home_of(me).name == "Lisbon"


def test_who_is_near_is_shown_with_their_own_distance(me):
    for name, place in (
        ("In Town", "Porto"),
        ("Up The Coast", "Braga"),
        ("Too Far", "Coimbra"),
        ("Nowhere", "Xyzzy"),
    ):
        person(me, name, place=place)
    away = {each.contact.name: each.km for each in where.people_near(me, city_of("Porto"), ON)}
    assert away == {"In Town": 0, "Up The Coast": pytest.approx(47, abs=4)}


def test_a_trip_names_who_is_there_first_those_never_met(me):
    met = person(me, "Old Friend", place="Porto", channel="meeting")
    new = person(me, "Never Met", place="Greater Porto Area")
    person(me, "Stranger", place="Porto", times=0)
    person(me, "Elsewhere", place="Berlin")
    near = where.people_near(me, city_of("Porto"), ON)
    assert [each.contact.name for each in near] == ["Never Met", "Old Friend", "Stranger"]
    assert (near[0].is_new, near[1].is_new) == (True, False)
    Trip.objects.create(
        owner=me, place="Porto", begins_on=ON + timedelta(days=5), ends_on=ON + timedelta(days=8)
    )
    assert {r.contact.name: (r.step, r.trip.place if r.trip else "") for r in ripe_threads(me, ON)} == {
        "Never Met": ("lunch", "Porto"),
        "Elsewhere": ("call", ""),
    }
    assert met.met_in_person and not new.met_in_person


def test_times_avoid_the_owners_own_events_and_agreed_meetings(me):
    contact = person(me, "Bo")
    first = ON + timedelta(days=2)
    for n in range(31):
        noon = datetime(first.year, first.month, first.day, 12, 30, tzinfo=LISBON) + timedelta(days=n)
        if noon.date().day != 12:
            Event.objects.create(
                owner=me,
                key=f"k{n}",
                name="Taken",
                starts_at=noon,
                ends_at=noon + timedelta(hours=1),
                is_mine=True,
            )
    (only,) = proposing.times_for(me, contact, "lunch", ON)
    assert only.astimezone(LISBON).date().day == 12


def test_the_words_name_both_zones(me):
    contact = person(me, "Kenji Ito", place="New York, USA")
    times = proposing.times_for(me, contact, "call", ON)
    text = proposing.message(me, contact, "call", times, "")
    assert "Hi Kenji" in text
    assert text.count("for you") == len(times) == 3


def test_from_proposed_to_met_and_back_by_undo(me):
    contact = person(me, "Bo", emails=["bo@example.org"])
    times = proposing.times_for(me, contact, "coffee", ON)
    row, _undo = proposing.propose(me, contact, "coffee", times, "Café Sul", NOW)
    assert ripe_threads(me, ON) == []
    proposing.agree(me, row.pk, times[1], NOW)
    way_back = proposing.met(me, row.pk, 4, times[1] + timedelta(hours=2))
    talk = Interaction.objects.of(me).get(channel="meeting")
    assert (talk.at, talk.enjoyment, talk.minutes) == (times[1], 4, 45)
    with pytest.raises(ValueError, match="over"):
        proposing.lapse(me, row.pk, NOW)
    undo(me, way_back.pk)
    row.refresh_from_db()
    contact.refresh_from_db()
    assert row.stage == "agreed"
    assert not Interaction.objects.of(me).filter(channel="meeting").exists()


def test_todays_page_asks_how_a_meeting_was_and_one_tap_logs_it(me):
    browser, now = Client(), datetime.now(UTC)
    browser.force_login(me)
    contact = person(me, "Bo Chen")
    row, _undo = proposing.propose(
        me, contact, "coffee", [now - timedelta(hours=3)], "Sul", now - timedelta(days=3)
    )
    proposing.agree(me, row.pk, now - timedelta(hours=3), now - timedelta(days=2))
    assert "How was it with Bo Chen" in browser.get("/").content.decode()
    tap = {"act": "met", "enjoyment": "5", "next": "/"}
    page = browser.post(f"/meetings/{row.pk}/", tap, follow=True)
    assert page.redirect_chain[-1][0] == "/" and "How was it with Bo Chen" not in page.content.decode()
    talk = Interaction.objects.of(me).get(channel="meeting")
    assert (talk.enjoyment, talk.at) == (5, now - timedelta(hours=3))


def test_what_nobody_answers_in_a_month_comes_to_nothing(me):
    row, _undo = proposing.propose(me, person(me, "Bo"), "call", [], "", NOW)
    assert proposing.lapse_old(me, NOW + timedelta(days=20)) == 0
    assert proposing.lapse_old(me, NOW + timedelta(days=31)) == 1
    row.refresh_from_db()
    assert row.stage == "lapsed"


@pytest.mark.parametrize(("day", "utc"), [(date(2026, 3, 27), 13), (date(2026, 3, 30), 12)])
def test_the_invitation_is_right_on_both_sides_of_summer_time(me, day, utc):
    me.email = "ana@example.org"
    contact = person(me, "Bo Chen", emails=["bo@example.org"])
    at = datetime(day.year, day.month, day.day, 13, tzinfo=LISBON)
    row, _undo = proposing.propose(me, contact, "lunch", [at], "Café Sul; the one, by the sea", NOW)
    content = proposing.invitation(me, row, at, NOW)
    calendar = Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "REQUEST"
    assert event["DTSTART"].dt.astimezone(UTC).hour == utc
    assert (event["DTEND"].dt - event["DTSTART"].dt) == timedelta(minutes=60)
    assert str(event["LOCATION"]) == "Café Sul; the one, by the sea"
    assert event["ATTENDEE"] == "mailto:bo@example.org"
    assert event["ORGANIZER"] == "mailto:ana@example.org"
    assert b"BEGIN:VTIMEZONE" in content
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    again = Calendar.from_ical(proposing.invitation(me, row, at, NOW)).walk("VEVENT")[0]
    assert again["UID"] == event["UID"]


def test_threads_that_became_a_meeting_are_counted_by_month(me):
    person(me, "Only Online")
    both = person(me, "Met Later")
    log_interaction(me, [both], NOW, "meeting")
    first = person(me, "Met First", channel="meeting")
    log_interaction(me, [first], NOW, "mail")
    months = threads_by_month(me, ON)
    assert (sum(m.threads for m in months), sum(m.met for m in months)) == (2, 1)


@pytest.fixture
def browser(me):
    client = Client()
    client.force_login(me)
    return client


def test_the_pages_lead_from_a_ripe_thread_to_an_invitation_and_how_it_was(browser, me):
    now = datetime.now(UTC)
    contact = save_contact(me, {"name": "Bo Chen", "place": "Lisbon", "emails": ["bo@example.org"]})
    for days in (10, 20, 30):
        log_interaction(me, [contact], now - timedelta(days=days), "mail")
    assert "Bo Chen" in browser.get("/meetings/").content.decode()
    page = browser.get(f"/meetings/new/?contact={contact.pk}&kind=coffee&place=Sul").content.decode()
    assert "mailto:bo@example.org" in page
    times = re.findall(r'name="time" value="([^"]+)"', page)
    assert len(times) == 3
    browser.post("/meetings/new/", {"contact": contact.pk, "kind": "coffee", "place": "Sul", "time": times})
    row = Meeting.objects.get()
    assert row.times == times
    assert (
        "Please choose a time"
        in browser.post(f"/meetings/{row.pk}/", {"act": "agree"}, follow=True).content.decode()
    )
    browser.post(f"/meetings/{row.pk}/", {"act": "agree", "at": times[0]})
    answer = browser.get(f"/meetings/{row.pk}/invitation.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    assert b"Sul" in answer.content
    page = browser.post(
        f"/meetings/{row.pk}/", {"act": "met", "enjoyment": "5"}, follow=True
    ).content.decode()
    assert "Logged with Bo." in page
    assert (
        "This is over" in browser.post(f"/meetings/{row.pk}/", {"act": "lapse"}, follow=True).content.decode()
    )


def test_the_persons_page_shows_the_next_step_or_what_is_under_way(browser, me):
    near, far = person(me, "Near Never Met"), person(me, "Far Off", place="Osaka")
    met = person(me, "Met Lately", channel="meeting")
    for contact in (near, far):
        log_interaction(me, [contact], datetime.now(UTC) - timedelta(days=3), "mail")
    text = browser.get(f"/people/{near.pk}/").content.decode()
    assert "You have talked, and never met. They are near." in text and "kind=coffee" in text
    text = browser.get(f"/people/{far.pk}/").content.decode()
    assert "They are far; hear each other." in text and "Propose a call" in text
    Trip.objects.create(owner=me, place="Kyoto", begins_on=date(2098, 3, 3), ends_on=date(2098, 3, 6))
    text = browser.get(f"/people/{far.pk}/").content.decode()
    assert "You will be in Kyoto from 3 March." in text and "Propose lunch" in text
    assert "Propose a coffee" not in browser.get(f"/people/{met.pk}/").content.decode()
    proposing.propose(me, near, "coffee", [], "", datetime.now(UTC))
    text = browser.get(f"/people/{near.pk}/").content.decode()
    assert "You proposed to meet on" in text and "Propose a coffee" not in text


def test_a_trip_does_not_crowd_out_who_lives_near(me):
    for n in range(8):
        person(me, f"Tripper {n}", place="Porto")
    for n in range(4):
        person(me, f"Neighbour {n}")
    Trip.objects.create(owner=me, place="Porto", begins_on=ON, ends_on=ON)
    names = [r.contact.name.split()[0] for r in ripe_threads(me, ON, most=8)]
    assert names == ["Tripper"] * 4 + ["Neighbour"] * 4


def test_a_trip_is_typed_looked_at_and_taken_back(browser, me):
    person(me, "Rui in Porto", place="Porto")
    form = {"place": "Porto", "begins_on": "2099-03-03", "ends_on": "2099-03-06"}
    page = browser.post("/trips/", form, follow=True).content.decode()
    assert "Rui in Porto" in page
    assert "never met" in page
    assert "No city" in browser.post("/trips/", {**form, "place": "Xyzzy"}).content.decode()
    assert "ends after" in browser.post("/trips/", {**form, "ends_on": "2099-03-01"}).content.decode()
    page = browser.post(f"/trips/{Trip.objects.get().pk}/cancel/", follow=True).content.decode()
    assert "no trip" in page
    assert not Trip.objects.exists()


def test_nobody_and_nothing_are_no_error(browser):
    for address in ("/meetings/", "/trips/"):
        assert browser.get(address).status_code == 200
    assert browser.get("/meetings/new/?contact=999").status_code == 404
    assert browser.get("/meetings/new/?contact=x").status_code == 404


def test_the_plan_asks_those_who_are_near_to_a_coffee(me):
    from needless.plan.candidates import Desk
    from needless.plan.kinds import meet

    person(me, "Near Never Met")
    person(me, "Far", place="Osaka, Japan")
    (found,) = meet.candidates(me, ON, Desk(me, ON))
    assert found.contact.name == "Near Never Met"
    assert "never met" in found.reason
    assert found.in_hand["url"].endswith(f"contact={found.contact.pk}")
