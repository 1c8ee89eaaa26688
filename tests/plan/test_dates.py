"""The owner's dates as one list, and as a calendar that other programs read."""

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from needless.contacts.actions import delete_contact, save_contact
from needless.gatherings.models import Event, Trip
from needless.helping.models import Promise
from needless.meetings.models import Meeting
from needless.plan.dates import dates_of, first_day
from needless.plan.ical import calendar_of
from needless.plan.models import DayPlan, Suggestion

ON = date(2026, 3, 2)
NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)


@pytest.fixture
def ana(owner):
    return save_contact(
        owner, {"name": "Ana Sá; Lda, x", "birthday": "1980-02-29", "dates": [("Wedding", "--06-01")]}
    )


def of(owner, kind):
    return [dated for dated in dates_of(owner, ON) if dated.uid.startswith(kind)]


def suggestion(owner, contact, **more):
    plan, _new = DayPlan.objects.get_or_create(owner=owner, on=ON, defaults={"minutes": 15})
    values = {
        "channel": "mail",
        "action": "write a mail",
        "minutes": 5,
        "reason": "It has been long.",
        "position": 1,
    }
    return Suggestion.objects.create(
        owner=owner, plan=plan, on=ON, contact=contact, kind="fading", **values | more
    )


def test_everything_with_a_day_is_there_once(owner, ana):
    suggestion(owner, ana)
    suggestion(owner, ana, stage="later", again_on=ON + timedelta(days=7), position=2)
    Meeting.objects.create(owner=owner, contact=ana, kind="coffee", stage="agreed", at=NOON, proposed_at=NOON)
    Event.objects.create(owner=owner, key="x", name="Fair", starts_at=NOON, ends_at=NOON, answer="going")
    Trip.objects.create(owner=owner, place="Porto", begins_on=ON, ends_on=ON)
    Promise.objects.create(owner=owner, contact=ana, text="the book", mine=True, due_on=ON, made_on=ON)
    kinds = [dated.uid.rpartition("-")[0].split("-")[0] for dated in dates_of(owner, ON)]
    assert sorted(kinds) == sorted(
        ["plan", "later", "meeting", "event", "trip", "promise", "birthday", "date"]
    )


def test_other_programs_read_it(owner, ana):
    suggestion(owner, ana)
    Meeting.objects.create(
        owner=owner, contact=ana, kind="coffee", stage="agreed", at=NOON, proposed_at=NOON, place="Café, 1º"
    )
    read = icalendar.Calendar.from_ical(calendar_of(dates_of(owner, ON), "https://n.example"))
    events = {str(event["UID"]).split("-")[0]: event for event in read.walk("VEVENT")}
    assert events["birthday"]["SUMMARY"] == "Ana Sá; Lda, x: birthday"
    assert events["birthday"]["RRULE"]["BYMONTHDAY"] == [-1]
    assert events["date"]["DTSTART"].dt == date(2000, 6, 1)
    assert events["meeting"]["DTSTART"].dt == NOON and events["meeting"]["LOCATION"] == "Café, 1º"
    assert str(events["plan"]["URL"]) == "https://n.example/" and events["plan"]["DTSTART"].dt == ON


def test_it_is_the_same_as_long_as_nothing_changed(owner, ana):
    suggestion(owner, ana)
    assert calendar_of(dates_of(owner, ON), "") == calendar_of(dates_of(owner, ON), "")


def test_nothing_of_who_was_deleted_or_died_or_is_anothers(owner, other_owner, ana):
    suggestion(owner, ana, stage="later", again_on=ON)
    assert dates_of(other_owner, ON) == []
    delete_contact(owner, ana.pk)
    assert dates_of(owner, ON) == []


def test_a_break_has_no_plan(owner, ana):
    suggestion(owner, ana)
    owner.paused_from, owner.paused_until = ON, ON
    assert of(owner, "plan") == []


def test_an_event_of_whole_days_stays_one(owner):
    begins = timezone.make_aware(datetime(2026, 3, 5))
    Event.objects.create(
        owner=owner,
        key="x",
        name="Fair",
        starts_at=begins,
        ends_at=begins + timedelta(days=2),
        answer="going",
        is_all_day=True,
    )
    (fair,) = of(owner, "event")
    assert (fair.begins, fair.ends, fair.is_all_day) == (date(2026, 3, 5), date(2026, 3, 7), True)


@given(st.one_of(st.text(max_size=10), st.from_regex(r"(\d{4}|-)-\d\d-\d\d", fullmatch=True)))
def test_a_yearly_day_is_a_day_or_nothing(when):
    found = first_day(when)
    assert found is None or when.endswith(f"{found:%m-}") or when[-5:-2] == f"{found:%m-}"
