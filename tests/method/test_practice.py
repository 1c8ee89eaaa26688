"""Muscles rest, go slack and are exercised; a week off is rest (M1)."""

from hypothesis import given
from hypothesis import strategies as st

from needless.method.practice import REST_WEEKS, WEEKS, muscles_of, to_exercise, weeks_kept

NAMES = st.sampled_from([*REST_WEEKS, "juggle"])
USES = st.lists(st.tuples(NAMES, st.integers(-3, WEEKS + 5)), max_size=30)


def muscle(uses, name):
    return next(each for each in muscles_of(uses) if each.name == name)


def test_a_muscle_used_within_the_rest_that_suits_it_is_in_shape():
    assert not muscle([("call", 3)], "call").is_slack
    assert muscle([("call", 4)], "call").is_slack


def test_one_may_rest_from_asking_longer_than_from_calling():
    uses = [("ask", 6), ("call", 6)]
    assert muscle(uses, "call").is_slack and not muscle(uses, "ask").is_slack


def test_the_slackest_is_exercised_first_and_what_was_declined_is_spared():
    uses = [(name, 0) for name in REST_WEEKS if name not in ("call", "thank")] + [("thank", 5)]
    assert to_exercise(muscles_of(uses)) == ["call", "thank"]
    assert to_exercise(muscles_of(uses), {"call"}) == ["thank"]


def test_nothing_is_to_be_exercised_where_all_are_in_shape():
    assert to_exercise(muscles_of((name, 0) for name in REST_WEEKS)) == []


def test_a_week_off_is_rest_and_breaks_nothing():
    kept = weeks_kept(muscles_of([("call", 0), ("write", 2)]))
    assert kept == [False] * (WEEKS - 3) + [True, False, True]


@given(USES)
def test_every_use_within_the_weeks_counts_once(uses):
    counted = sum(sum(each.uses) for each in muscles_of(uses))
    assert counted == sum(name in REST_WEEKS and 0 <= ago < WEEKS for name, ago in uses)


@given(USES, NAMES)
def test_using_a_muscle_this_week_takes_it_off_the_list(uses, name):
    assert name not in to_exercise(muscles_of([*uses, (name, 0)]))
