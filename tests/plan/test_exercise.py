"""Once a week a small exercise for a muscle that goes slack, and no more than that (M1)."""

from datetime import timedelta

import pytest

from needless.interactions.models import Interaction
from needless.plan import actions
from needless.plan.candidates import desk_of
from needless.plan.kinds import exercise
from needless.plan.models import Suggestion
from needless.plan.queries import plan_of_day, suggestions_of
from needless.practice.queries import practice_of


@pytest.fixture
def habit(person):
    """Writes and meets every week, has not called anybody for nine weeks, and has never done the rest."""
    ana = person(
        "Ana Silva", [(7 * n + 6, "meeting") for n in range(6)], tier="warm", phones=["+351 912 345 678"]
    )
    person("Tom Berg", [(7 * n + 8, "mail") for n in range(6)] + [(63, "call")], tier="warm")
    return ana


def found(owner, on):
    return exercise.candidates(owner, on, desk_of(owner, on))


def muscle(owner, on, name):
    return next(each for each in practice_of(owner, on).muscles if each.name == name)


def test_the_weeks_are_read_from_what_is_on_record(owner, habit, monday):
    assert muscle(owner, monday, "meet").uses[-7:] == (1, 1, 1, 1, 1, 1, 0)
    assert muscle(owner, monday, "call").idle_weeks == 9 and muscle(owner, monday, "call").is_slack


def test_whom_one_meets_anyway_is_called(owner, habit, monday):
    (one,) = found(owner, monday)
    assert (one.contact, one.channels, one.in_hand["muscle"]) == (habit, ("call",), "call")
    assert one.reason == "You have called nobody for 9 weeks. Five minutes with Ana would do."


def test_there_is_one_a_week_whether_done_or_not(owner, habit, monday):
    for day in range(9):
        plan_of_day(owner, monday + timedelta(days=day))
    days = [row.on for row in Suggestion.objects.filter(kind="exercise")]
    assert len(days) == 2 and days[0] < monday + timedelta(days=7) <= days[1]


def test_done_it_exercises_its_muscle(owner, habit, monday):
    plan_of_day(owner, monday)
    row = next(row for row in suggestions_of(owner, monday) if row.kind == "exercise")
    actions.finish(owner, row.pk, monday)
    assert Interaction.objects.get(kind="exercise call").channel == "call"
    assert muscle(owner, monday, "call").idle_weeks == 0


def test_declined_the_muscle_is_left_alone_for_weeks(owner, habit, monday):
    plan_of_day(owner, monday)
    row = next(row for row in suggestions_of(owner, monday) if row.kind == "exercise")
    actions.skip(owner, row.pk)
    assert all(c.in_hand["muscle"] != "call" for c in found(owner, monday + timedelta(days=8)))


def test_who_only_begins_is_left_alone(owner, person, monday):
    person("Ana Silva", [(10, "mail"), (17, "mail")], tier="close", phones=["+351 912 345 678"])
    assert found(owner, monday) == []


def test_thanks_and_clicks_are_told_apart(owner, person, monday):
    person("Ana Silva", [(3, "mail")], notes="Thank you for the map")
    person("Tom Berg", [(3, "click")])
    weeks = practice_of(owner, monday)
    used = {each.name for each in weeks.muscles if any(each.uses)}
    assert used == {"write", "thank"} and sum(weeks.kept) == 1
