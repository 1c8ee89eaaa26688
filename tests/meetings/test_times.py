"""Free times and invitations hold across both changes of clocks and the date line, in anybody's zone (M12)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from needless.contacts.actions import save_contact
from needless.gatherings.models import Event, Trip
from needless.meetings import proposing
from needless.meetings.models import Meeting
from needless.method.meeting import CALL_HOURS, HOURS, MINUTES, free_times

ZONES = st.sampled_from(
    [
        ZoneInfo(name)
        for name in (
            "Europe/Lisbon", "Europe/Berlin", "America/New_York", "America/Los_Angeles", "Asia/Kolkata", "Asia/Kathmandu",
            "Pacific/Auckland", "Pacific/Chatham", "Pacific/Honolulu", "Pacific/Pago_Pago", "Pacific/Kiritimati",
            "Australia/Lord_Howe", "America/St_Johns", "Africa/Casablanca", "America/Santiago", "UTC",
        )
    ]
)  # fmt: skip
# Four weeks from here lie across a change of clocks: Europe's and America's, in spring and autumn, and the south's.
AROUND = st.sampled_from(
    [date(2026, 3, 2), date(2026, 3, 20), date(2026, 10, 1), date(2026, 10, 20), date(2027, 3, 25), date(2026, 12, 20)]
)  # fmt: skip
SPANS = st.lists(st.tuples(st.integers(0, 35 * 24 * 4), st.integers(1, 200)), max_size=8)
KINDS = st.sampled_from(sorted(MINUTES))


@settings(max_examples=80, deadline=None)
@given(KINDS, SPANS, ZONES, ZONES, AROUND, st.none() | st.integers(0, 6))
def test_a_time_is_free_sane_in_both_zones_and_a_day_of_its_own(kind, spans, here, there, first, days):
    start = datetime.combine(first - timedelta(days=1), time(), UTC)
    busy = [(start + timedelta(minutes=15 * a), start + timedelta(minutes=15 * (a + b))) for a, b in spans]
    last = None if days is None else first + timedelta(days=days)
    times = free_times(kind, busy, first, here, there, last)
    length = timedelta(minutes=MINUTES[kind])
    place = here if kind == "call" else there
    days_there = [at.astimezone(place).date() for at in times]
    assert len(times) <= 3 and len(set(days_there)) == len(times) and times == sorted(times)
    for at, day in zip(times, days_there, strict=True):
        begins, ends = at.astimezone(UTC), at.astimezone(UTC) + length
        assert all(ends <= a or begins >= b for a, b in busy)
        assert first <= day <= (last or first + timedelta(days=28))
        assert last is not None or day.weekday() < 5
        assert at.tzinfo is here
        if kind != "call":
            assert at.astimezone(there).time() in HOURS[kind]
            continue
        for zone in (here, there):
            local, after = begins.astimezone(zone), ends.astimezone(zone)
            assert local.weekday() < 5 and local.date() == after.date()
            assert CALL_HOURS[0] <= local.time() and after.time() <= CALL_HOURS[1]


@given(ZONES, ZONES, AROUND)
def test_without_anything_to_do_three_times_are_found_where_both_are_awake_at_once(here, there, first):
    found = free_times("call", [], first, here, there)
    noon = datetime.combine(first + timedelta(days=9), time(12), UTC)
    apart = abs(
        here.utcoffset(noon.replace(tzinfo=None)) - there.utcoffset(noon.replace(tzinfo=None))
    ) % timedelta(days=1)
    if min(apart, timedelta(days=1) - apart) <= timedelta(hours=9):
        assert len(found) == 3


MOMENTS = st.builds(
    lambda day, minutes: datetime.combine(day, time(), UTC) + timedelta(minutes=15 * minutes),
    st.dates(date(2026, 3, 1), date(2027, 11, 10)), st.integers(0, 95),
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(MOMENTS, ZONES, KINDS, st.text(max_size=40))
def test_the_invitation_means_the_same_moment_to_every_client(moment, zone, kind, place):
    """Read by its own VTIMEZONE alone, as a client does that knows no names of zones."""
    row = Meeting(
        pk=7, kind=kind, place=place.replace("\x00", ""), proposed_at=moment, times=[], stage="proposed"
    )
    content = proposing.calendar_of(zone, "Ana", row, "Bo", moment, moment)
    calendar = Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    zones = {str(z["TZID"]): z.to_tz(lookup_tzid=False) for z in calendar.walk("VTIMEZONE")}
    for name, expected in (("DTSTART", moment), ("DTEND", moment + timedelta(minutes=MINUTES[kind]))):
        said = event[name]
        tzid = said.params.get("TZID")
        naive = said.dt.replace(tzinfo=None)
        read = naive.replace(tzinfo=UTC) if tzid is None else naive.replace(tzinfo=zones[tzid])
        assert abs(read - expected) in {timedelta(0)} or is_twice(expected, zone)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))


def is_twice(moment, zone):
    """An hour that the clocks show twice: wall time alone cannot tell it."""
    local = moment.astimezone(zone).replace(tzinfo=None)
    return local.replace(tzinfo=zone, fold=0).utcoffset() != local.replace(tzinfo=zone, fold=1).utcoffset()


@pytest.fixture
def me(owner):
    owner.time_zone = "Europe/Lisbon"
    owner.save()
    return owner


ON = date(2026, 3, 2)
LISBON = ZoneInfo("Europe/Lisbon")


def at(day, hour=0):
    return datetime(2026, 3, day, hour, tzinfo=LISBON)


def whole_days(owner, first, last, **values):
    return Event.objects.create(
        owner=owner, key=f"{first}", name="Days", starts_at=at(first), ends_at=at(last + 1), is_all_day=True, is_mine=True, **values
    )  # fmt: skip


def days_offered(owner, contact, kind="lunch"):
    return {moment.date() for moment in proposing.times_for(owner, contact, kind, ON)}


def test_a_holiday_away_blocks_its_days_and_a_birthday_does_not(me):
    bo = save_contact(me, {"name": "Bo", "place": "Lisbon"})
    usual = days_offered(me, bo)
    for day in usual:
        whole_days(me, day.day, day.day, is_free=True)
    assert days_offered(me, bo) == usual
    Event.objects.all().delete()
    whole_days(me, 1, 25)
    assert days_offered(me, bo) and min(days_offered(me, bo)) > date(2026, 3, 25)


def test_what_was_offered_to_one_is_not_offered_to_the_next(me):
    bo, eve = (save_contact(me, {"name": name, "place": "Lisbon"}) for name in ("Bo", "Eve"))
    times = proposing.times_for(me, bo, "lunch", ON)
    row, _undo = proposing.propose(me, bo, "lunch", times, "", at(1, 9))
    assert not set(times) & set(proposing.times_for(me, eve, "lunch", ON))
    proposing.agree(me, row.pk, times[0], at(1, 10))
    assert times[0] not in proposing.times_for(me, eve, "lunch", ON)
    proposing.lapse(me, row.pk, at(1, 11))
    assert times == proposing.times_for(me, eve, "lunch", ON)


def test_nobody_is_asked_to_a_table_at_home_while_the_owner_is_away(me):
    bo = save_contact(me, {"name": "Bo", "place": "Lisbon"})
    Trip.objects.create(owner=me, place="Oslo", begins_on=ON, ends_on=date(2026, 3, 20))
    assert min(days_offered(me, bo)) > date(2026, 3, 20)
    assert min(days_offered(me, bo, "call")) <= date(2026, 3, 20)


def test_sent_again_with_the_time_agreed_on_it_is_the_newer_one(me):
    bo = save_contact(me, {"name": "Bo"})
    row, _undo = proposing.propose(me, bo, "call", [at(5, 9)], "", at(1, 9))
    first = Calendar.from_ical(proposing.invitation(me, row, at(5, 9), at(1, 9))).walk("VEVENT")[0]
    proposing.agree(me, row.pk, at(6, 9), at(2, 9))
    row.refresh_from_db()
    second = Calendar.from_ical(proposing.invitation(me, row, at(6, 9), at(2, 9))).walk("VEVENT")[0]
    assert first["UID"] == second["UID"] and second["SEQUENCE"] > first["SEQUENCE"]
    assert (first["STATUS"], second["STATUS"]) == ("TENTATIVE", "CONFIRMED")
