"""Events from calendars: who is there, what fits, and the twenty seconds after (M10, M14)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from needless.contacts.actions import add_note, save_contact
from needless.contacts.models import Contact
from needless.contacts.undo import undo
from needless.gatherings.activities import add_companions, save_activity
from needless.gatherings.attendance import coming_events, likely_there
from needless.gatherings.calendars import calendar_name, read_events
from needless.gatherings.debriefs import Newcomer, debrief, newcomers, waiting_for_a_word
from needless.gatherings.events import (
    answer_event,
    delete_event,
    note_guests,
    own_mails,
    remove_guest,
    save_event,
    take_events,
)
from needless.gatherings.models import CalendarFeed, Companion, Event, Guest, Occasion
from needless.helping.models import Promise
from needless.interactions.models import Interaction

ON = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)

CALENDAR = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
X-WR-CALNAME:Port meetups\r
BEGIN:VEVENT\r
UID:one@example.org\r
DTSTART;TZID=Europe/Lisbon:20261126T183000\r
DTEND;TZID=Europe/Lisbon:20261126T203000\r
SUMMARY:Hiking club\\, annual dinner\r
LOCATION:Rua do Cais 1\\, Lisbon\r
URL:https://example.org/dinner\r
ATTENDEE;PARTSTAT=ACCEPTED:mailto:ana@example.org\r
ATTENDEE;PARTSTAT=DECLINED:mailto:bo@example.org\r
ATTENDEE;PARTSTAT=ACCEPTED:mailto:ANA@me.example\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:weekly@example.org\r
DTSTART:20261102T190000Z\r
DURATION:PT90M\r
RRULE:FREQ=WEEKLY;COUNT=10\r
SUMMARY:Chess evening\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:broken@example.org\r
DTSTART:nonsense\r
SUMMARY:Broken\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:day@example.org\r
DTSTART;VALUE=DATE:20261205\r
SUMMARY:Trade fair\r
STATUS:CONFIRMED\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:off@example.org\r
DTSTART:20261206T100000Z\r
SUMMARY:Called off\r
STATUS:CANCELLED\r
END:VEVENT\r
END:VCALENDAR\r
"""


@pytest.fixture
def drafts():
    return list(read_events(CALENDAR, ON, {"ana@me.example"}))


@pytest.fixture
def ana(owner):
    return save_contact(owner, {"name": "Ana Silva", "emails": ["ana@example.org"]})


@pytest.fixture
def dinner(owner, drafts):
    take_events(owner, drafts, None, is_mine=True)
    return Event.objects.of(owner).get(name__startswith="Hiking")


def test_a_calendar_gives_its_events_and_a_broken_one_takes_none_along(drafts):
    by_name = {}
    for draft in drafts:
        by_name.setdefault(draft.name, []).append(draft)
    assert set(by_name) == {"Hiking club, annual dinner", "Chess evening", "Trade fair"}
    dinner = by_name["Hiking club, annual dinner"][0]
    assert (
        dinner.starts_at == datetime(2026, 11, 26, 18, 30, tzinfo=UTC)
        and dinner.place == "Rua do Cais 1, Lisbon"
    )
    assert dinner.mails == ("ana@example.org",) and dinner.answer == "going"
    chess = by_name["Chess evening"]
    assert len(chess) == 7 and all(d.ends_at - d.starts_at == timedelta(minutes=90) for d in chess)
    assert by_name["Trade fair"][0].is_all_day and calendar_name(CALENDAR) == "Port meetups"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        b"BEGIN:VCALENDAR",
        b"\xff\xfe\x00",
        CALENDAR[:400],
        CALENDAR.replace(b"WEEKLY", b"SECONDLY"),
    ],
)
def test_bad_content_never_raises(content):
    assert len(list(read_events(content, ON, set()))) <= 10


def test_reading_again_changes_nothing_and_what_was_answered_stays(owner, drafts, dinner):
    answer_event(owner, dinner.pk, "not")
    count = Event.objects.count()
    take_events(owner, drafts, None, is_mine=True)
    dinner.refresh_from_db()
    assert Event.objects.count() == count and dinner.answer == "not"


def test_what_a_feed_no_longer_names_goes_unless_the_owner_goes_there(owner, drafts):
    feed = CalendarFeed.objects.create(owner=owner, url="https://example.org/x.ics", next_at=NOW)
    take_events(owner, drafts, feed, is_mine=False, since=ON)
    fair = Event.objects.get(name="Trade fair")
    answer_event(owner, fair.pk, "going")
    take_events(owner, [d for d in drafts if d.name == "Chess evening"], feed, is_mine=False, since=ON)
    assert set(Event.objects.values_list("name", flat=True)) == {"Chess evening", "Trade fair"}


def test_what_fits_is_like_what_one_enjoys_and_says_so(owner, dinner, ana):
    hikes = save_activity(owner, {"name": "Sunday hikes", "interests": "hiking", "place": "Lisbon"})
    bo = save_contact(owner, {"name": "Bo Li"})
    add_companions(owner, hikes, [bo], ON)
    coming = {c.event.name: c for c in coming_events(owner, NOW, ON)}
    assert set(coming) == {"Hiking club, annual dinner"}, "what one does alone is no gathering"
    found = coming["Hiking club, annual dinner"]
    assert found.is_fitting and found.is_near
    Event.objects.filter(name="Chess evening").update(is_mine=False)
    chess = next(c for c in coming_events(owner, NOW, ON) if c.event.name == "Chess evening")
    assert chess.score == 0 and not chess.why
    assert found.why == "Like Sunday hikes; near you; Ana likely there"


def test_who_will_be_there_with_the_surest_first(owner, dinner, ana):
    met = save_contact(owner, {"name": "Met Earlier", "how_we_met": "At the Hiking club, annual dinner 2024"})
    near = save_contact(owner, {"name": "Near By", "place": "Lisbon, Portugal"})
    add_note(owner, near, "Loves hiking")
    sought = save_contact(owner, {"name": "Sought Person"})
    note_guests(owner, dinner.pk, [sought], is_sought=True)
    found = likely_there(owner, dinner, ON)
    assert [(one.contact, one.sureness) for one in found] == [(ana, 3), (sought, 3), (met, 2), (near, 1)]
    assert found[1].why == "you look for them" and found[3].why == "lives there: “Loves hiking”"
    undo(owner, remove_guest(owner, Guest.objects.get().pk).pk)
    assert Guest.objects.get().is_sought


def test_twenty_seconds_make_contacts_a_talk_and_follow_ups_and_go_back_whole(owner, dinner, ana):
    dinner.activity = save_activity(owner, {"name": "Hiking club"})
    dinner.save()
    later = dinner.ends_at + timedelta(hours=12)
    on = later.date()
    assert waiting_for_a_word(owner, later) == [dinner]
    new = newcomers("Maria Lopes, Vinci\n\n João Reis \n")
    assert new == [Newcomer("Maria Lopes", "Vinci"), Newcomer("João Reis")]
    step = debrief(owner, dinner, [ana], new, later, on, 5, "sat by the window", follow_up=True)
    maria = Contact.objects.get(name="Maria Lopes")
    assert (maria.organisation, maria.how_we_met) == ("Vinci", "At Hiking club, annual dinner")
    assert maria.met_on == date(2026, 11, 26) and maria.met_in_person and maria.talks == 1
    talk = Interaction.objects.get()
    assert (talk.channel, talk.minutes, talk.enjoyment, talk.key) == ("meeting", 120, 5, dinner.key)
    assert set(Promise.objects.values_list("due_on", flat=True)) == {on + timedelta(days=2)}
    assert Promise.objects.count() == 3 and Occasion.objects.get().event == dinner
    assert waiting_for_a_word(owner, later) == []
    undo(owner, step.pk)
    dinner.refresh_from_db()
    ana.refresh_from_db()
    assert dinner.debriefed_at is None and ana.talks == 0
    assert not (Interaction.objects.exists() or Promise.objects.exists() or Occasion.objects.exists())
    assert not Contact.objects.filter(name="Maria Lopes", deleted_at=None).exists()


def test_what_the_calendar_brought_already_is_not_counted_twice(owner, dinner, ana):
    from needless.interactions.actions import log_interaction

    talk = log_interaction(owner, [ana], dinner.starts_at, "meeting", summary="Hiking club")
    Interaction.objects.filter(pk=talk.pk).update(key=dinner.key)
    bo = save_contact(owner, {"name": "Bo Li"})
    step = debrief(owner, dinner, [ana, bo], [], dinner.ends_at, ON, 4, "soup")
    talk.refresh_from_db()
    assert Interaction.objects.count() == 1 and talk.enjoyment == 4 and talk.participations.count() == 2
    bo.refresh_from_db()
    assert bo.talks == 1
    undo(owner, step.pk)
    talk.refresh_from_db()
    assert (talk.enjoyment, talk.summary, talk.participations.count()) == (None, "Hiking club", 1)


def test_an_event_typed_by_hand_is_gone_and_back(owner):
    event = save_event(owner, {"name": "Dinner", "starts_at": NOW, "ends_at": None})
    assert event.ends_at == NOW + timedelta(hours=2) and event.answer == "going"
    undo(owner, delete_event(owner, event.pk).pk)
    assert Event.objects.of(owner).get().name == "Dinner"


def test_another_owners_events_are_nowhere(owner, other_owner, dinner):
    assert coming_events(other_owner, NOW, ON) == [] and own_mails(owner) == {"ana@me.example"}
    with pytest.raises(Event.DoesNotExist):
        answer_event(other_owner, dinner.pk, "going")
    with pytest.raises(ValueError):
        answer_event(owner, dinner.pk, "perhaps")


@pytest.fixture
def browser(owner):
    client = Client()
    client.force_login(owner)
    return client


def text(answer):
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_pages_add_an_event_say_who_is_there_and_take_the_debrief(browser, owner, ana):
    soon = timezone.localtime(timezone.now() + timedelta(days=2))
    said = {"name": "Choir supper", "starts_at": f"{soon:%Y-%m-%dT%H:%M}", "place": "Lisbon"}
    page = text(browser.post("/events/", said, follow=True))
    event = Event.objects.of(owner).get()
    assert "Choir supper" in page and "You are going" in text(browser.get("/events/"))
    page = text(browser.post(f"/events/{event.pk}/people/", {"contact": ana.pk, "act": "seek"}, follow=True))
    assert "you look for them" in page and "what to recall" in page
    guest = Guest.objects.get()
    assert "Ana Silva: not there" in text(
        browser.post(f"/events/guests/{guest.pk}/", {"next": f"/events/{event.pk}/"}, follow=True)
    )
    assert "not going" in text(browser.post(f"/events/{event.pk}/answer/", {"answer": "not"}, follow=True))
    assert 'class="toast"' in text(browser.post(f"/events/{event.pk}/answer/", {"answer": "x"}, follow=True))
    Event.objects.update(
        starts_at=timezone.now() - timedelta(hours=20),
        ends_at=timezone.now() - timedelta(hours=18),
        answer="going",
    )
    assert "Twenty seconds" in text(browser.get("/events/"))
    told = {"enjoyment": "5", "contact": ana.pk, "new": "Maria Lopes, Vinci", "follow_up": "1"}
    page = text(browser.post(f"/events/{event.pk}/debrief/", told, follow=True))
    assert "Logged Choir supper." in page and Contact.objects.filter(name="Maria Lopes").exists()
    assert Promise.objects.count() == 2
    browser.post(f"/events/{event.pk}/delete/")
    assert not Event.objects.exists() and Interaction.objects.count() == 1


@pytest.mark.parametrize("said", [{"enjoyment": "9"}, {"who": "Nobody Atall"}])
def test_a_debrief_that_makes_no_sense_is_said_and_logs_nothing(browser, owner, dinner, said):
    page = text(browser.post(f"/events/{dinner.pk}/debrief/", said, follow=True))
    assert 'class="toast"' in page and not Interaction.objects.exists()


def test_an_event_without_a_name_or_a_day_is_asked_for_again(browser):
    page = text(browser.post("/events/", {"name": "", "starts_at": "x"}))
    assert "errorlist" in page and not Event.objects.exists()


def test_what_is_to_come_in_an_imported_calendar_is_an_event_of_ones_own(owner, tmp_path):
    from needless.imports.actions import import_now
    from needless.imports.undoing import undo_import

    path = tmp_path / "own.ics"
    path.write_bytes(CALENDAR)
    done = import_now(owner, [str(path)], me=("ana@me.example",), on=ON)
    names = set(Event.objects.of(owner).filter(is_mine=True).values_list("name", flat=True))
    assert names == {"Hiking club, annual dinner", "Chess evening", "Trade fair"}
    count = Event.objects.count()
    import_now(owner, [str(path)], me=("ana@me.example",), on=ON)
    assert Event.objects.count() == count
    note_guests(owner, Event.objects.get(name="Trade fair").pk, [save_contact(owner, {"name": "Bo Li"})])
    undo_import(owner, done.pk, ON)
    assert set(Event.objects.values_list("name", flat=True)) == {"Trade fair"}


def test_who_is_a_contact_already_is_not_made_twice(owner, dinner, ana):
    other = save_contact(owner, {"name": "Maria Lopes", "organisation": "Hafen"})
    debrief(owner, dinner, [], newcomers("ana silva\nMaria Lopes, Vinci"), dinner.ends_at, ON)
    assert Contact.objects.filter(name__iexact="Ana Silva").count() == 1
    assert Contact.objects.filter(name="Maria Lopes").count() == 2, "another firm, perhaps another Maria"
    assert not Interaction.objects.get().participations.filter(contact=other).exists()


def test_two_cards_of_one_person_merged_stay_in_the_activity_and_at_the_event(owner, dinner, ana):
    from needless.helping.merging import merge_contacts

    double = save_contact(owner, {"name": "Ana S."})
    hikes = save_activity(owner, {"name": "Sunday hikes"})
    add_companions(owner, hikes, [double], ON)
    note_guests(owner, dinner.pk, [double, ana])
    step = merge_contacts(owner, ana.pk, double.pk, ON)
    assert Companion.objects.get().contact == ana and Guest.objects.get().contact == ana
    undo(owner, step.pk)
    assert Companion.objects.get().contact == double and Guest.objects.count() == 2


def test_what_is_like_something_dull_is_not_proposed_and_that_is_said(browser, owner, dinner):
    from needless.gatherings.activities import log_occasion

    fair = save_activity(owner, {"name": "Card exchange", "interests": "hiking"})
    for days in range(6):
        log_occasion(owner, fair, [], NOW, ON - timedelta(days=days), 1)
    Event.objects.all().update(
        starts_at=timezone.now() + timedelta(days=2),
        ends_at=timezone.now() + timedelta(days=3),
        answer="",
        is_mine=False,
    )
    page = text(browser.get("/events/"))
    assert "What is like “Card exchange” is not proposed" in page and "That would fit you" not in page
