"""The catalogue of activities: enjoyment first, ties with their counts, whom to bring along, all undoable (M7, M14)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from needless.contacts.actions import add_note, add_tag, save_contact
from needless.contacts.models import Undo
from needless.contacts.undo import undo
from needless.gatherings.activities import (
    add_companions,
    delete_activity,
    log_occasion,
    save_activity,
    set_stage,
    take_from_history,
)
from needless.gatherings.companions import whom_to_bring
from needless.gatherings.models import Activity, Companion, Occasion
from needless.gatherings.records import activities_of, activity_of
from needless.interactions.actions import change_interaction, log_interaction
from needless.interactions.models import Interaction

ON = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 18, tzinfo=UTC)


@pytest.fixture
def hikes(owner):
    return save_activity(
        owner, {"name": "Sunday hikes", "interests": "hiking, walks", "minutes": 300, "place": "Lisbon"}
    )


@pytest.fixture
def ana(owner):
    return save_contact(owner, {"name": "Ana Silva"})


def rated(owner, activity, *ratings):
    for n, rating in enumerate(ratings):
        log_occasion(owner, activity, [], AT - timedelta(days=30 * n), ON - timedelta(days=30 * n), rating)


def test_an_occasion_is_a_talk_with_who_was_there_and_goes_back_whole(owner, hikes, ana):
    step = log_occasion(owner, hikes, [ana], AT, ON, 5, summary="Arrábida")
    talk = Interaction.objects.of(owner).get()
    assert (talk.channel, talk.enjoyment, talk.summary) == ("meeting", 5, "Arrábida")
    ana.refresh_from_db()
    assert ana.last_talk_on == ON and ana.met_in_person
    companion = Companion.objects.of(owner).get()
    assert companion.met_there and companion.since == ON and Occasion.objects.of(owner).get().minutes == 300
    undo(owner, step.pk)
    ana.refresh_from_db()
    assert ana.last_talk_on is None and ana.interactions == 0
    assert (
        not Companion.objects.exists() and not Occasion.objects.exists() and not Interaction.objects.exists()
    )


def test_who_was_known_before_was_not_met_there(owner, hikes, ana):
    log_interaction(owner, [ana], AT - timedelta(days=90), "call")
    ana.refresh_from_db()
    log_occasion(owner, hikes, [ana], AT, ON, 5)
    assert not Companion.objects.of(owner).get().met_there


def test_all_who_were_met_were_talked_with_however_many(owner, hikes):
    people = [save_contact(owner, {"name": f"Person {n}"}) for n in range(9)]
    log_occasion(owner, hikes, people, AT, ON)
    for person in people:
        person.refresh_from_db()
        assert person.last_talk_on == ON


def test_what_is_enjoyed_comes_first_and_the_reason_says_so(owner, hikes):
    fair = save_activity(owner, {"name": "Trade fair", "form": "formal"})
    rated(owner, hikes, 5, 5, 4, 5)
    rated(owner, fair, 1, 2, 1, 1)
    first, last = activities_of(owner, ON)
    assert (first.activity, first.verdict, last.verdict) == (hikes, "keep", "drop")
    assert first.reason == (
        "You enjoy it, and that comes first. Rated 4.8 of 5 on 4 occasions; counted as 4.2 beside all that you do."
    )
    assert last.reason.startswith("You do not enjoy it")


def test_ties_are_counted_only_when_old_enough_and_claimed_only_from_five(owner, hikes):
    people = [save_contact(owner, {"name": f"Person {n}"}) for n in range(6)]
    began = ON - timedelta(days=700)
    for n, person in enumerate(people):
        log_interaction(owner, [person], AT - timedelta(days=700), "meeting")
        if n < 2:
            log_interaction(owner, [person], AT - timedelta(days=10), "call")
    add_companions(owner, hikes, people[:4], began, met_there=True)
    kept = activity_of(owner, hikes.pk, ON)
    assert (kept.record.ties, kept.record.lasting) == (4, 2) and "no claim" in kept.reason
    add_companions(owner, hikes, people, began, met_there=True)
    assert (
        "Of 6 people met there over a year ago, you were still in touch with 2"
        in activity_of(owner, hikes.pk, ON).reason
    )
    young = save_contact(owner, {"name": "New One"})
    add_companions(owner, hikes, [young], ON - timedelta(days=100), met_there=True)
    assert activity_of(owner, hikes.pk, ON).record.ties == 6


def test_an_idea_is_to_try_and_what_was_dropped_stays_so(owner, hikes):
    step = set_stage(owner, hikes.pk, "dropped")
    assert activity_of(owner, hikes.pk, ON).verdict == "dropped"
    undo(owner, step.pk)
    assert activity_of(owner, hikes.pk, ON).verdict == "try"
    choir = save_activity(owner, {"name": "Choir", "stage": "idea"})
    assert "An idea" in activity_of(owner, choir.pk, ON).reason
    with pytest.raises(ValueError):
        set_stage(owner, hikes.pk, "gone")


def test_who_would_like_it_is_named_with_the_words_that_say_so(owner, hikes, ana):
    add_note(owner, ana, "Hikes in the Serra every spring")
    bo = save_contact(owner, {"name": "Bo Li", "place": "Lisbon, Portugal", "tags": ["walks"]})
    eva = save_contact(owner, {"name": "Eva Rot", "fields": [("Hobby", "Chess")]})
    gone = save_contact(owner, {"name": "Gone", "tags": ["hiking"], "never_suggest": True})
    found = whom_to_bring(owner, hikes)
    assert [(f.contact, f.is_near) for f in found] == [(bo, True), (ana, False)]
    assert found[1].said == "Hikes in the Serra every spring" and gone not in [f.contact for f in found]
    assert eva not in [f.contact for f in found]
    add_companions(owner, hikes, [bo], ON)
    assert [f.contact for f in whom_to_bring(owner, hikes)] == [ana]


def test_two_of_one_name_are_refused(owner, hikes):
    with pytest.raises(ValidationError):
        save_activity(owner, {"name": "sunday hikes"})
    with pytest.raises(ValidationError):
        save_activity(owner, {"name": ""})


def test_deleting_and_undoing_brings_all_of_it_back(owner, hikes, ana):
    log_occasion(owner, hikes, [ana], AT, ON, 5)
    step = delete_activity(owner, hikes.pk)
    assert not Activity.objects.exists() and Interaction.objects.count() == 1
    undo(owner, step.pk)
    kept = activity_of(owner, hikes.pk, ON)
    assert len(kept.occasions) == len(kept.companions) == 1 and kept.occasions[0].interaction


def test_another_owners_activities_are_nowhere(owner, other_owner, hikes):
    assert activities_of(other_owner, ON) == []
    with pytest.raises(Activity.DoesNotExist):
        activity_of(other_owner, hikes.pk, ON)


@pytest.fixture
def browser(owner):
    client = Client()
    client.force_login(owner)
    return client


def text(answer):
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_pages_add_log_and_undo_without_javascript(browser, owner, ana):
    page = text(
        browser.post(
            "/activities/", {"name": "Choir", "times_a_year": "52", "interests": "singing"}, follow=True
        )
    )
    choir = Activity.objects.of(owner).get()
    assert "Choir" in page and "every week" in page and choir.form == "informal"
    add_tag(owner, [ana.pk], "singing")
    page = text(browser.get(f"/activities/{choir.pk}/"))
    assert "Whom to bring along" in page
    assert "Hello Ana, I go to Choir now and then and thought of you. Would you like to come along?" in page
    page = text(
        browser.post(f"/activities/{choir.pk}/log/", {"enjoyment": "5", "contact": ana.pk}, follow=True)
    )
    assert "Logged Choir." in page and "met there" in page and "Whom to bring along" not in page
    companion = Companion.objects.get()
    page = text(
        browser.post(
            f"/activities/people/{companion.pk}/",
            {"act": "elsewhere", "next": f"/activities/{choir.pk}/"},
            follow=True,
        )
    )
    assert "known from elsewhere" in page
    last = Undo.objects.of(owner).filter(label="Logged Choir.").get()
    assert "Undone." in text(browser.post(f"/undo/{last.pk}/", {"next": "/activities/"}, follow=True))
    page = text(browser.post(f"/activities/{choir.pk}/stage/", {"stage": "dropped"}, follow=True))
    assert "You dropped it" in page
    assert "Choir" in text(
        browser.post(f"/activities/{choir.pk}/edit/", {"name": "Choir", "minutes": "90"}, follow=True)
    )
    browser.post(f"/activities/{choir.pk}/delete/")
    assert not Activity.objects.exists()


@pytest.mark.parametrize(
    "said", [{"on": "2999-01-01"}, {"enjoyment": "9"}, {"who": "Nobody Atall"}, {"on": "x"}]
)
def test_what_makes_no_sense_is_said_and_nothing_is_logged(browser, owner, hikes, said):
    page = text(browser.post(f"/activities/{hikes.pk}/log/", said, follow=True))
    assert 'class="toast"' in page and not Occasion.objects.exists()


@pytest.fixture
def walked(owner, ana):
    """Three hikes of the calendar, one supper; Ana was at all hikes, Bo at one long after he was known."""
    bo = save_contact(owner, {"name": "Bo Li"})
    log_interaction(owner, [bo], AT - timedelta(days=900), "call")
    bo.refresh_from_db()
    for weeks, people in ((3, [ana]), (2, [ana, bo]), (1, [ana])):
        log_interaction(
            owner, people, AT - timedelta(weeks=weeks), "meeting", minutes=300, summary="Hike: Arrábida"
        )
    log_interaction(owner, [bo], AT, "meeting", summary="Supper after the uphike")
    ana.refresh_from_db()
    return ana


def test_what_the_calendar_holds_is_taken_in_with_who_was_there(owner, hikes, walked):
    step = take_from_history(owner, hikes, "hike")
    kept = activity_of(owner, hikes.pk, ON)
    assert len(kept.occasions) == 3 and kept.minutes == 900
    assert [(c.contact, c.met_there, c.since) for c in kept.companions] == [
        (walked, True, ON - timedelta(weeks=3))
    ]
    with pytest.raises(ValueError):
        take_from_history(owner, hikes, "hike")
    undo(owner, step.pk)
    assert (
        not Occasion.objects.exists() and not Companion.objects.exists() and Interaction.objects.count() == 5
    )
    with pytest.raises(ValueError):
        take_from_history(owner, hikes, "h")


def test_the_page_offers_what_the_history_holds(browser, owner, hikes, walked):
    page = text(browser.get(f"/activities/{hikes.pk}/"))
    assert "Your history holds 3 meetings" in page
    page = text(browser.post(f"/activities/{hikes.pk}/history/", {"word": "Hike"}, follow=True))
    assert "Sunday hikes: 3 times taken in" in page and "Your history holds" not in page
    assert "Nothing in your history" in text(
        browser.post(f"/activities/{hikes.pk}/history/", {"word": "zz"}, follow=True)
    )


def test_a_rating_changed_later_at_the_talk_counts(owner, hikes, ana):
    log_occasion(owner, hikes, [ana], AT, ON, 5)
    change_interaction(owner, Interaction.objects.get().pk, enjoyment=2)
    assert activity_of(owner, hikes.pk, ON).record.total == 2
