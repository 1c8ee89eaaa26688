"""What was promised comes back in the plan on its day, and not for ever (M1, M16)."""

from datetime import date, timedelta

import pytest

from needless.helping.models import Promise
from needless.plan.actions import finish
from needless.plan.queries import plan_of_day, suggestions_of

MONDAY = date(2026, 3, 2)


@pytest.fixture
def promised(owner, person):
    """A promise to Tom, who was met two days ago; days are counted from Monday."""
    tom = person("Tom Berg", [(2, "meeting")])

    def add(due=None, made=-2, mine=True, **values):
        day = None if due is None else MONDAY + timedelta(days=due)
        return Promise.objects.create(
            owner=owner, contact=tom, text="the book list", mine=mine, due_on=day,
            made_on=MONDAY + timedelta(days=made), **values,
        )  # fmt: skip

    return add


def kinds(owner, on=MONDAY):
    plan_of_day(owner, on)
    return [row.kind for row in suggestions_of(owner, on)]


@pytest.mark.parametrize(
    ("due", "made", "is_mine", "comes"),
    [
        (0, -2, True, True), (1, -2, True, True), (2, -2, True, False), (-5, -9, True, True),
        (-91, -99, True, False),
        (None, -7, True, True), (None, -6, True, False), (-3, -9, False, True), (-2, -9, False, False),
        (None, -30, False, False),
    ],
)  # fmt: skip
def test_a_promise_comes_back_when_it_is_due(owner, promised, due, made, is_mine, comes):
    promised(due, made, is_mine)
    assert ("promise" in kinds(owner)) is comes


def test_it_says_what_was_promised_and_by_when(owner, promised):
    promised(1)
    plan_of_day(owner, MONDAY)
    (row,) = suggestions_of(owner, MONDAY)
    assert row.action == "Keep your promise to Tom Berg"
    assert row.reason == "You promised Tom two days ago, by Tuesday 3 March: the book list."
    assert row.in_hand["title"] == "the book list"


def test_a_kept_promise_does_not_come_back(owner, promised):
    promised(0, kept_at="2026-03-01T12:00Z")
    assert "promise" not in kinds(owner)


def test_a_promise_done_from_the_plan_does_not_come_back(owner, promised):
    promised(0)
    plan_of_day(owner, MONDAY)
    (row,) = suggestions_of(owner, MONDAY)
    finish(owner, row.pk, MONDAY)
    assert "promise" not in kinds(owner, MONDAY + timedelta(days=8))


def test_another_owners_promise_is_not_suggested(other_owner, promised):
    promised(0)
    assert "promise" not in kinds(other_owner)
