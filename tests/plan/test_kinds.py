"""Whom each kind suggests, and the one plain sentence that says why (M1, M9, M16)."""

from datetime import date, timedelta

import pytest

from needless.benefits.actions import note_benefit
from needless.helping.models import Recommendation
from needless.interactions.models import Interaction
from needless.owners.models import OwnPosition
from needless.plan.actions import finish
from needless.plan.candidates import desk_of
from needless.plan.kinds import fading
from needless.plan.kinds.help_in_benefits import helped_in_benefits
from needless.plan.queries import plan_of_day, suggestions_of
from needless.plan.words import span

MONDAY = date(2026, 3, 2)


def only(owner, on=MONDAY):
    plan_of_day(owner, on)
    (row,) = suggestions_of(owner, on)
    return row


def test_a_fading_tie_is_named_with_its_rhythm_and_its_silence(owner, person):
    person("Ana Silva", [(120 + 20 * n, "mail") for n in range(6)], tier="close")
    row = only(owner)
    assert row.kind == "fading"
    assert row.reason == "You and Ana used to talk every few weeks, and it has been four months."
    assert row.action == "Send Ana Silva a note"


def test_a_silence_within_the_usual_rhythm_is_not_called_the_end_of_it(owner, person):
    ana = person("Ana Silva", [(90 + 200 * n, "mail") for n in range(5)], tier="close")
    assert fading.reason(ana, MONDAY, False) == (
        "You and Ana talked once or twice a year, the last time three months ago: a word now keeps it going."
    )


def test_a_dormant_tie_that_would_answer_is_found_again(owner, person):
    person("Tom Berg", [(1700 + 20 * n, "mail") for n in range(5)])
    row = only(owner)
    assert (row.kind, row.channel) == ("reconnect", "mail")
    assert row.reason.startswith("You and Tom talked every few weeks until July 2021")


def test_a_new_tie_is_due_for_its_second_talk(owner, person):
    person("Ines Ota", [(14, "meeting")])
    row = only(owner)
    assert row.kind == "begin"
    assert (
        row.reason
        == "You and Ines first talked two weeks ago, and a second talk in the first weeks makes it last."
    )


def test_somebody_met_long_ago_is_no_new_tie_though_just_connected(owner, person):
    person("Old Friend", connected_on=MONDAY - timedelta(days=10), met_on=date(2015, 1, 1))
    assert only(owner).kind == "first_word"


@pytest.mark.parametrize(("day", "said"), [(2, "today"), (3, "tomorrow"), (4, "on Wednesday")])
def test_a_birthday_of_somebody_who_matters_is_an_occasion(owner, person, day, said):
    person("Ana Silva", [(60, "mail"), (70, "mail")], tier="warm", birthday=f"1980-03-0{day}")
    row = only(owner)
    assert (row.kind, row.action) == ("birthday", "Wish Ana Silva a happy birthday")
    assert row.reason == f"It is Ana's birthday {said}."


@pytest.mark.parametrize(
    ("on", "is_kept"),
    [("2026-03-01", True), ("2026-02-28", True), ("2028-03-01", False), ("2028-02-29", True)],
)
def test_who_was_born_on_29_february_keeps_it_every_year(owner, person, on, is_kept):
    day = date.fromisoformat(on)
    person(
        "Ana Silva", [(400 + (MONDAY - day).days, "mail"), (410, "mail")], tier="warm", birthday="1980-02-29"
    )
    plan_of_day(owner, day)
    assert ("birthday" in {row.kind for row in suggestions_of(owner, day)}) == is_kept


def test_a_birthday_of_a_mere_connection_is_not(owner, person):
    person("Some One", connected_on=date(2020, 1, 1), birthday="1980-03-02")
    assert only(owner).kind == "first_word"


def test_a_recommendation_is_thanked_for_with_it_in_hand(owner, person):
    ana = person("Ana Silva", [(400, "mail")])
    Recommendation.objects.create(
        owner=owner, contact=ana, is_given=False, on=date(2026, 2, 19), text="…", key="1"
    )
    row = only(owner)
    assert (row.kind, row.action) == ("thank", "Thank Ana Silva for the recommendation")
    assert row.in_hand == {"kind": "recommendation", "title": "Recommendation of Feb. 19, 2026", "url": None}
    assert row.reason == "Ana recommended you eleven days ago, and you have not talked since."


def test_who_helped_with_a_benefit_is_thanked_within_two_days_and_once(owner, person):
    ana = person("Ana Silva", [(1, "call"), (50, "mail")])
    tom = person("Tom Berg", [(1, "call"), (50, "mail")])
    note_benefit(owner, "client", "The depot", MONDAY - timedelta(days=1), [tom, ana])
    row = only(owner)
    assert (row.kind, row.contact, row.action) == ("thank", ana, "Thank Ana Silva")
    assert row.in_hand["title"] == "The depot" and "something came of it: The depot." in row.reason
    finish(owner, row.pk, MONDAY)
    later = MONDAY + timedelta(days=7)
    assert helped_in_benefits(owner, later, desk_of(owner, later)) == []


def test_who_was_thanked_already_is_not_thanked_again(owner, person):
    ana = person("Ana Silva", [(7, "mail"), (50, "mail")])
    Recommendation.objects.create(owner=owner, contact=ana, is_given=False, on=date(2026, 2, 19), key="1")
    plan_of_day(owner, MONDAY)
    assert "thank" not in {row.kind for row in suggestions_of(owner, MONDAY)}


def test_what_to_talk_about_is_last_time_and_the_new_job(owner, person):
    job = {"organisation": "Hafen", "title": "Head of Data", "started": "2026-01"}
    person(
        "Ana Silva",
        [(30, "call"), (50, "mail")],
        notes="Her marathon",
        positions=[job],
        how_we_met="At a meetup",
    )
    assert only(owner).about == [
        "Last time, four weeks ago (a call): Her marathon",
        "New since you know: Ana is now Head of Data at Hafen.",
        "How you met: At a meetup",
    ]


def test_nobody_is_called_whose_number_is_not_known(owner, person):
    person("Ana Silva", [(120 + 20 * n, "call") for n in range(6)], tier="close", emails=[])
    plan_of_day(owner, MONDAY)
    assert suggestions_of(owner, MONDAY) == []


def test_lunch_is_for_who_was_met_and_does_not_live_elsewhere(owner, person):
    OwnPosition.objects.create(owner=owner, organisation="Firm", place="Greater Lisbon Area, Portugal")
    near = person("Near By", [(90, "meeting"), (99, "mail")], tier="inner", place="Lisbon, Portugal")
    far = person("Far Off", [(90, "meeting"), (99, "mail")], tier="inner", place="Porto, Portugal")
    plan_of_day(owner, MONDAY)
    channels = {row.contact: row.channel for row in suggestions_of(owner, MONDAY)}
    assert channels == {near: "meeting", far: "mail"}


def test_the_plan_prefers_what_is_enjoyed(owner, person):
    person("Ana Silva", [(120 + 20 * n, "call") for n in range(6)], tier="close", phones=["+351912345678"])
    calls = Interaction.objects.of(owner)
    calls.update(enjoyment=1)
    for n in range(20):
        Interaction.objects.create(
            owner=owner, at=calls.first().at, channel="message", enjoyment=5, key=str(n)
        )
    assert only(owner).channel == "message"


@pytest.mark.parametrize(
    ("days", "said"),
    [(1, "one day"), (13, "13 days"), (14, "two weeks"), (120, "four months"), (365, "a year"),
     (550, "a year and a half"),
     (1100, "three years")],
)  # fmt: skip
def test_time_is_said_as_a_friend_says_it(days, said):
    assert span(days) == said
