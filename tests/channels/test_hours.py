"""Each day's digest is due once, in any time zone, whatever clocks do."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from needless.channels.hours import due_day, moment_of, next_moment, zone_named

ZONES = sorted(available_timezones())
unhurried = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # a busy machine is no fault
MINUTE = timedelta(minutes=1)


@unhurried
@example("America/Nuuk", 23, date(2024, 3, 30))  # clocks jump over the day's last hour
@example("America/Sao_Paulo", 0, date(2018, 11, 4))  # over its first
@example("America/Havana", 0, date(2024, 11, 3))  # 0:00 comes twice
@example("Australia/Lord_Howe", 2, date(2024, 10, 6))  # half an hour
@given(st.sampled_from(ZONES), st.integers(0, 23), st.dates(date(1990, 1, 1), date(2037, 1, 1)))
def test_each_day_is_due_once_and_begins_with_its_hour(name, hour, on):
    zone = zone_named(name)
    at = moment_of(on, hour, zone)
    tick = at - timedelta(hours=3)
    found = []
    while tick < at + timedelta(hours=3):
        found.append(due_day(tick, hour, str(on.weekday()), zone))
        tick += timedelta(minutes=15)
    if on in found:  # a zone may skip a whole day: Samoa had no 30 December 2011
        first = found.index(on)
        assert found[first - 1] is None and first * 15 <= 195
        runs = [f for n, f in enumerate(found) if f == on and (n == 0 or found[n - 1] != on)]
        assert len(runs) == 1
    else:
        assert at.astimezone(zone).date() != on


@unhurried
@given(st.sampled_from(ZONES), st.integers(0, 23), st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1)))
def test_the_moment_that_is_announced_is_one_that_is_due(name, hour, now):
    zone, now = zone_named(name), now.replace(tzinfo=UTC)
    at = next_moment(now, hour, "0123456", zone)
    assert now < at <= now + timedelta(days=2) and due_day(at, hour, "0123456", zone)
    assert due_day(at - MINUTE, hour, "0123456", zone) != due_day(at, hour, "0123456", zone)


def test_only_on_the_chosen_days():
    assert due_day(datetime(2026, 3, 2, 9, tzinfo=UTC), 7, "0", UTC) == date(2026, 3, 2)
    assert due_day(datetime(2026, 3, 3, 9, tzinfo=UTC), 7, "0", UTC) is None
    assert next_moment(datetime(2026, 3, 2, 9, tzinfo=UTC), 7, "0", UTC) == datetime(
        2026, 3, 9, 7, tzinfo=UTC
    )


def test_a_missed_hour_is_made_up_for_on_the_same_day_alone():
    lisbon = ZoneInfo("Europe/Lisbon")
    assert due_day(datetime(2026, 7, 1, 22, 59, tzinfo=UTC), 7, "0123456", lisbon) == date(2026, 7, 1)
    assert due_day(datetime(2026, 7, 1, 23, 1, tzinfo=UTC), 7, "0123456", lisbon) is None


@pytest.mark.parametrize("name", ["", "Nowhere/Atall", "../../etc/passwd"])
def test_a_zone_that_is_unknown_is_utc(name):
    assert zone_named(name) == UTC
