"""Calendars across changes of clocks and the date line, and whatever else calls itself a calendar (M14)."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.gatherings.test_events import CALENDAR

from needless.gatherings.calendars import DAYS_AHEAD, MOST_OF_ONE, read_events

SHARED = Path(__file__).parents[3] / "shared"
ZONES = st.sampled_from(
    ["Europe/Lisbon", "America/New_York", "Pacific/Auckland", "Pacific/Apia", "Pacific/Kiritimati",
     "Pacific/Pago_Pago", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Sao_Paulo"]
)  # fmt: skip
DAYS = st.dates(date(2025, 1, 1), date(2029, 12, 31))


def calendar(*lines):
    event = ["BEGIN:VEVENT", "UID:x@example.org", "SUMMARY:Supper", *lines, "END:VEVENT"]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *event, "END:VCALENDAR"]).encode()


@settings(max_examples=60, deadline=None)
@given(DAYS, st.integers(4, 23), ZONES)
def test_a_weekly_evening_stays_at_its_hour_across_the_change_of_clocks(on, hour, name):
    zone = ZoneInfo(name)
    start = datetime.combine(on, time(hour, 30))
    found = list(
        read_events(
            calendar(f"DTSTART;TZID={name}:{start:%Y%m%dT%H%M%S}", "DURATION:PT2H", "RRULE:FREQ=WEEKLY;COUNT=30"),
            on, set(),
        )
    )  # fmt: skip
    local = [draft.starts_at.astimezone(zone) for draft in found]
    assert len(found) == 30 and {(at.hour, at.minute) for at in local} == {(hour, 30)}
    assert [at.date() for at in local] == [on + timedelta(weeks=n) for n in range(30)]
    assert all(draft.ends_at - draft.starts_at == timedelta(hours=2) for draft in found)


@given(DAYS, ZONES, st.integers(1, 5))
def test_a_whole_day_is_the_owners_day_on_both_sides_of_the_date_line(on, name, days):
    zone = ZoneInfo(name)
    end = on + timedelta(days=days)
    (draft,) = read_events(
        calendar(f"DTSTART;VALUE=DATE:{on:%Y%m%d}", f"DTEND;VALUE=DATE:{end:%Y%m%d}"), on, set(), zone
    )
    assert draft.is_all_day and draft.starts_at.astimezone(zone).date() == on
    assert draft.ends_at.astimezone(zone).date() == end


@pytest.mark.parametrize(
    ("lines", "is_free"),
    [
        (["DTSTART:20260310T100000Z"], False),
        (["DTSTART:20260310T100000Z", "TRANSP:TRANSPARENT"], True),
        (["DTSTART:20260310T100000Z", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"], True),
        (["DTSTART;VALUE=DATE:20260310"], True),
        (["DTSTART;VALUE=DATE:20260310", "TRANSP:OPAQUE"], False),
        (["DTSTART;VALUE=DATE:20260310", "X-MICROSOFT-CDO-BUSYSTATUS:OOF"], False),
    ],
)
def test_an_event_takes_time_unless_it_is_marked_as_free_or_a_mere_day(lines, is_free):
    (draft,) = read_events(calendar(*lines), date(2026, 3, 9), set())
    assert draft.is_free is is_free


@given(DAYS, ZONES)
def test_a_time_without_a_zone_is_the_owners(on, name):
    (draft,) = read_events(calendar(f"DTSTART:{on:%Y%m%d}T190000"), on, set(), ZoneInfo(name))
    assert draft.starts_at.astimezone(ZoneInfo(name)).hour == 19


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(CALENDAR)), st.integers(0, len(CALENDAR)), st.binary(max_size=30))
def test_a_mutilated_calendar_never_raises_and_what_it_gives_can_be_stored(start, end, junk):
    content = CALENDAR[:start] + junk + CALENDAR[end:]
    for draft in read_events(content, date(2026, 11, 20), set()):
        assert draft.ends_at > draft.starts_at and draft.starts_at.tzinfo
        assert len(draft.key) <= 300 and len(draft.name) <= 300 and len(draft.place) <= 300


def test_an_endless_series_is_cut():
    found = list(
        read_events(calendar("DTSTART:20200101T090000Z", "RRULE:FREQ=DAILY"), date(2026, 11, 20), set())
    )
    assert len(found) == MOST_OF_ONE < DAYS_AHEAD and found[0].starts_at == datetime(
        2026, 11, 20, 9, tzinfo=UTC
    )


@pytest.mark.skipif(not SHARED.exists(), reason="the public corpora lie beside the repository")
def test_every_calendar_of_the_public_corpora_is_read():
    calendars = [path.read_bytes() for path in sorted(SHARED.rglob("*.ics"))]
    days = [date(2005, 3, 1), date(2015, 1, 1), date(2026, 11, 24)]
    assert sum(len(list(read_events(content, on, set()))) for content in calendars for on in days) > 50
