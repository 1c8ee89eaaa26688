"""A calendar elsewhere: what was becomes talk, what is to come takes its time, meetings go there and move with it (M12, M14)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from tests.syncing.conftest import HOST

from needless.contacts.actions import save_contact
from needless.gatherings.models import Event
from needless.imports.undoing import undo_import
from needless.interactions.models import Interaction
from needless.meetings.models import Meeting
from needless.meetings.proposing import agree, busy_times, lapse, propose
from needless.owners.models import OwnAddress
from needless.syncing.accounts import add_account, choose, confirm, preview, sync
from needless.syncing.models import Account, CalendarItem, Collection

pytestmark = pytest.mark.django_db
CAL = f"https://{HOST}/jo/own/"
NOW = datetime(2026, 10, 20, 12, tzinfo=UTC)


@pytest.fixture
def calendar(owner, server):
    """The owner's own calendar, read and written."""
    OwnAddress.objects.create(owner=owner, kind="email", value="ana@me.example")
    server.make("/jo/own/", "VCALENDAR", "Own")
    account = add_account(owner, f"https://{HOST}/", "jo", "x")
    row = choose(owner, account.collections.get(kind="calendar").pk, direction="both")
    confirm(owner, account.pk)
    return Collection.objects.get(pk=row.pk)


def put(server, name, start, *lines):
    event = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:t", "BEGIN:VEVENT", f"UID:{name}", "DTSTAMP:20261001T000000Z",
        f"SUMMARY:{name}", f"DTSTART:{start}", "DURATION:PT1H", *lines, "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    server.put(f"{name}.ics", "\r\n".join(event), CAL)


GUESTS = (
    "ORGANIZER:mailto:ana@me.example", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:ana@me.example",
    "ATTENDEE;PARTSTAT=ACCEPTED;CN=Bo Berg:mailto:bo@example.org",
)  # fmt: skip


def run(owner, now=NOW):
    done = sync(Account.objects.get(owner=owner), now)
    assert not done.problem, done.problem
    return done


def test_past_meetings_become_talk_and_coming_ones_take_their_time(owner, server, calendar):
    bo = save_contact(owner, {"name": "Bo Berg", "emails": ["bo@example.org"]})
    put(server, "past", "20261001T100000Z", *GUESTS)
    put(server, "coming", "20261022T100000Z", *GUESTS)
    told = preview(calendar.account, NOW)
    assert not Interaction.objects.exists() and told.counts == {"create_here": 1, "read_here": 1}
    run(owner)
    assert Interaction.objects.get().contacts.get() == bo
    assert Event.objects.get(key__startswith="ics:coming").starts_at == datetime(2026, 10, 22, 10, tzinfo=UTC)
    day = NOW.date() + timedelta(days=2)
    assert any(span[0].hour == 10 for span in busy_times(owner, day, day))
    server.asked.clear()
    assert run(owner).counts == {} and len(server.asked) == 1


def test_what_was_to_come_is_talk_once_it_is_over_though_nothing_changed_there(owner, server, calendar):
    save_contact(owner, {"name": "Bo Berg", "emails": ["bo@example.org"]})
    put(server, "coming", "20261022T100000Z", *GUESTS)
    run(owner)
    assert not Interaction.objects.exists()
    run(owner, NOW + timedelta(days=3))
    run(owner, NOW + timedelta(days=4))
    assert Interaction.objects.count() == 1


def test_an_event_is_moved_and_called_off_as_it_is_there(owner, server, calendar):
    put(server, "walk", "20261022T100000Z")
    put(server, "series", "20261022T180000Z", "RRULE:FREQ=WEEKLY;COUNT=3")
    run(owner)
    assert Event.objects.count() == 4
    put(server, "walk", "20261023T110000Z")
    put(server, "series", "20261022T180000Z", "RRULE:FREQ=WEEKLY;COUNT=2")
    run(owner)
    assert Event.objects.get(name="walk").starts_at == datetime(2026, 10, 23, 11, tzinfo=UTC)
    assert Event.objects.filter(name="series").count() == 2
    server.remove("walk.ics", CAL)
    run(owner)
    assert not Event.objects.filter(name="walk").exists()


def test_all_that_a_calendar_brought_is_taken_back_like_an_import(owner, server, calendar):
    save_contact(owner, {"name": "Bo Berg", "emails": ["bo@example.org"]})
    put(server, "past", "20261001T100000Z", *GUESTS)
    put(server, "coming", "20261022T100000Z", *GUESTS)
    run(owner)
    undo_import(owner, Collection.objects.get(pk=calendar.pk).made_by_id, NOW.date())
    assert not Interaction.objects.exists() and not Event.objects.exists()


@pytest.fixture
def meeting(owner):
    bo = save_contact(owner, {"name": "Bo Berg", "emails": ["bo@example.org"]})
    at = datetime(2026, 10, 23, 15, tzinfo=UTC)
    row, _undo = propose(owner, bo, "coffee", [at], "Cafe Luso", timezone.now())
    agree(owner, row.pk, at, timezone.now())
    return Meeting.objects.get()


def test_a_meeting_agreed_on_here_is_written_there_once_and_invites_nobody(owner, server, calendar, meeting):
    assert run(owner).counts == {"create_there": 1}
    raw = server.get(server.cards(CAL)[0], CAL)
    assert "Bo Berg" in raw and "Cafe Luso" in raw and "ATTENDEE" not in raw and "METHOD" not in raw
    server.asked.clear()
    assert run(owner).counts == {} and not server.writes and not Event.objects.exists()


def test_moved_there_it_is_moved_here_and_the_other_way_round(owner, server, calendar, meeting):
    run(owner)
    url = server.cards(CAL)[0]
    raw = server.get(url, CAL)
    assert "T150000" in raw
    server.put(
        url,
        raw.replace("T150000", "T170000")
        .replace("T154500", "T174500")
        .replace("END:VEVENT", "X-KEPT:yes\r\nEND:VEVENT"),
        CAL,
    )
    assert run(owner).counts == {"update_here": 1}
    meeting.refresh_from_db()
    assert meeting.at.hour == 17
    agree(owner, meeting.pk, meeting.at + timedelta(days=1), timezone.now())
    assert run(owner).counts == {"update_there": 1}
    assert "20261024T170000" in server.get(url, CAL) and "X-KEPT:yes" in server.get(url, CAL)
    assert run(owner).counts == {}


def test_called_off_on_one_side_it_is_off_on_the_other(owner, server, calendar, meeting):
    run(owner)
    server.remove(server.cards(CAL)[0], CAL)
    assert run(owner).counts == {"archive_here": 1}
    meeting.refresh_from_db()
    assert meeting.stage == "lapsed" and run(owner).counts == {} and server.cards(CAL) == []


def test_let_be_here_it_is_removed_there(owner, server, calendar, meeting):
    run(owner)
    lapse(owner, meeting.pk, timezone.now())
    assert run(owner).counts == {"delete_there": 1} and server.cards(CAL) == [] and run(owner).counts == {}


def test_cut_off_after_writing_a_meeting_is_not_written_twice(owner, server, calendar, meeting):
    run(owner)
    CalendarItem.objects.all().delete()
    run(owner)
    assert len(server.cards(CAL)) == 1 and CalendarItem.objects.get().meeting == meeting


def test_an_event_that_nobody_can_read_does_not_take_the_others_along(owner, server, calendar, monkeypatch):
    from needless.syncing.remote import Remote

    put(server, "walk", "20261022T100000Z")
    real = Remote.contents

    def spoiled(self, url, kind, wanted):
        return (
            (a, b, "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:x\r\n" if "walk" in a else c)
            for a, b, c in real(self, url, kind, wanted)
        )

    monkeypatch.setattr(Remote, "contents", spoiled)
    put(server, "talk", "20261022T110000Z")
    run(owner)
    assert [e.name for e in Event.objects.all()] == ["talk"]
