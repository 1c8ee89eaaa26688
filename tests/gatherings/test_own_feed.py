"""The owner's own calendar at an address: meetings that have passed are talks, by the rules of the import (M9, M14)."""

from datetime import timedelta

import pytest
from tests.gatherings.test_feeds import NOW, ON, Club, club  # noqa: F401 - a fixture

from needless.contacts.actions import save_contact
from needless.contacts.models import Contact
from needless.gatherings.feeds import follow_calendar, refresh
from needless.gatherings.models import Event
from needless.imports.actions import import_now
from needless.imports.undoing import undo_import
from needless.interactions.models import Interaction
from needless.owners.actions import set_own_addresses

ME = "ana@me.example"


def event(uid, day, status="ACCEPTED", who="bo@x.example"):
    return (
        f"BEGIN:VEVENT\r\nUID:{uid}\r\nSUMMARY:Lunch\r\nDTSTART:202611{day:02d}T120000Z\r\nDURATION:PT1H\r\n"
        f"ORGANIZER:mailto:{who}\r\nATTENDEE;PARTSTAT={status}:mailto:{ME}\r\n"
        f"ATTENDEE;CN=Bo Berg;PARTSTAT=ACCEPTED:mailto:{who}\r\nEND:VEVENT\r\n"
    )


CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
    + event("past", 17)
    + event("no", 18, "DECLINED")
    + event("soon", 21)
    + "END:VCALENDAR\r\n"
)


@pytest.fixture
def feed(owner, club, monkeypatch):  # noqa: F811
    set_own_addresses(owner, "email", [ME])
    save_contact(owner, {"name": "Bo Berg", "emails": ["bo@x.example"]})
    monkeypatch.setattr(Club, "content", CALENDAR.encode())
    return follow_calendar(owner, club, True, NOW)


def talks(owner):
    return sorted(Interaction.objects.of(owner).values_list("key", flat=True))


def test_meetings_that_passed_are_talks_and_those_to_come_are_not_yet(feed, owner):
    refresh(feed, NOW, ON)
    assert [key.split("/")[0] for key in talks(owner)] == ["ics:past"]
    bo = Contact.objects.of(owner).get()
    assert bo.talks == 1 and bo.met_in_person
    assert Event.objects.of(owner).filter(starts_at__gt=NOW).count() == 1


def test_one_that_passes_comes_in_although_the_calendar_did_not_change(feed, owner):
    refresh(feed, NOW, ON)
    refresh(feed, NOW + timedelta(hours=6), ON)
    assert Club.asked[-1][1] == '"one"' and len(talks(owner)) == 1
    for days in (2, 3):
        refresh(feed, NOW + timedelta(days=days), ON + timedelta(days=days))
    assert [key.split("/")[0] for key in talks(owner)] == ["ics:past", "ics:soon"]
    assert [etag for _path, etag in Club.asked[-2:]] == ["", '"one"']


def test_a_calendar_of_others_brings_no_talks(owner, club, monkeypatch):  # noqa: F811
    set_own_addresses(owner, "email", [ME])
    monkeypatch.setattr(Club, "content", CALENDAR.encode())
    refresh(follow_calendar(owner, club, False, NOW), NOW, ON)
    assert talks(owner) == []


def test_a_file_of_the_same_calendar_adds_nothing_and_what_came_can_be_taken_back(feed, owner, tmp_path):
    refresh(feed, NOW, ON)
    (tmp_path / "mine.ics").write_text(CALENDAR)
    import_now(owner, [str(tmp_path / "mine.ics")], on=ON)
    assert len(talks(owner)) == 1
    undo_import(owner, feed.made_by_id, ON)
    assert talks(owner) == []
    feed.refresh_from_db()
    refresh(feed, NOW + timedelta(days=40), ON)
    assert talks(owner) == []
