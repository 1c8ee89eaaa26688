"""Who is this: five a day, later the better it went, and what was not placed twice is vague again (M10)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from needless.contacts.models import Contact, State
from needless.contacts.undo import undo
from needless.triage import quiz
from needless.triage.models import RecallAnswer, RecallCard

pytestmark = pytest.mark.django_db
NO_IDEA, HARDLY, KNEW, AT_ONCE = 1, 2, 3, 4


@pytest.fixture
def at():
    return datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_only_those_who_matter_are_asked_for_the_vague_ones_first(owner, person, on):
    person("No tier")
    person("Let go", tier="inner", let_go_at=datetime(2026, 1, 1, tzinfo=UTC))
    person("Never", tier="inner", never_suggest=True)
    known = person("Known", tier="inner", how_we_met="At school")
    assert quiz.next_to_recall(owner, on) == known
    vague = person("Vague", tier="keep")
    assert quiz.next_to_recall(owner, on) == vague


def test_five_cards_a_day_and_each_once(owner, person, on, at):
    for n in range(7):
        person(f"P{n}", tier="close")
    seen = []
    while contact := quiz.next_to_recall(owner, on):
        seen.append(contact.pk)
        quiz.answer(owner, contact.pk, KNEW, at)
    assert len(seen) == len(set(seen)) == quiz.A_DAY
    assert quiz.next_to_recall(owner, on + timedelta(days=1)).pk not in seen


def test_the_better_it_went_the_later_it_returns(owner, person, at):
    days = []
    for rating in (NO_IDEA, HARDLY, KNEW, AT_ONCE):
        contact = person(f"P{rating}", tier="close")
        quiz.answer(owner, contact.pk, rating, at)
        days.append((RecallCard.objects.get(contact=contact).due_on - at.date()).days)
    assert days == sorted(days) and days[0] >= 1 and days[-1] > days[0]


def test_who_is_due_comes_before_who_is_new(owner, person, on, at):
    due, _new = person("Due", tier="keep", how_we_met="x"), person("New", tier="inner")
    quiz.answer(owner, due.pk, NO_IDEA, at - timedelta(days=3))
    assert quiz.next_to_recall(owner, on) == due


def test_not_placed_twice_is_vague_again_until_placed(owner, person, at):
    contact = person("Ana", tier="close", how_we_met="At school")
    states = []
    for day, rating in enumerate((NO_IDEA, NO_IDEA, KNEW)):
        quiz.answer(owner, contact.pk, rating, at + timedelta(days=day))
        contact.refresh_from_db()
        states.append(contact.state)
    assert states == [State.KNOWN, State.VAGUE, State.KNOWN]


def test_an_answer_is_taken_back_whole(owner, person, on, at):
    contact = person("Ana", tier="close", how_we_met="At school")
    first = quiz.answer(owner, contact.pk, NO_IDEA, at)
    before = RecallCard.objects.values().get()
    second = quiz.answer(owner, contact.pk, NO_IDEA, at + timedelta(days=1))
    undo(owner, second.pk)
    contact.refresh_from_db()
    assert RecallCard.objects.values().get() == before and contact.state == State.KNOWN
    undo(owner, first.pk)
    assert not RecallCard.objects.exists() and not RecallAnswer.objects.exists()
    assert quiz.next_to_recall(owner, on) == contact


@pytest.mark.parametrize("rating", [0, 5, -1])
def test_another_rating_is_refused(owner, person, at, rating):
    with pytest.raises(ValidationError):
        quiz.answer(owner, person("Ana", tier="close").pk, rating, at)
    assert not RecallAnswer.objects.exists()


def test_a_second_answer_of_the_day_is_refused(owner, person, at):
    contact = person("Ana", tier="close")
    quiz.answer(owner, contact.pk, KNEW, at)
    with pytest.raises(ValidationError):
        quiz.answer(owner, contact.pk, KNEW, at + timedelta(hours=2))
    assert RecallAnswer.objects.count() == 1


def test_another_owners_contact_is_not_asked_for(owner, other_owner, person, on, at):
    theirs = person("Theirs", of=other_owner, tier="inner")
    assert quiz.next_to_recall(owner, on) is None
    with pytest.raises(Contact.DoesNotExist):
        quiz.answer(owner, theirs.pk, KNEW, at)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 400)), min_size=1, max_size=8))
def test_whatever_is_answered_the_next_day_is_to_come_and_within_two_years(owner, person, at, story):
    contact, day = person("Ana", tier="close"), at
    for rating, days in story:
        quiz.answer(owner, contact.pk, rating, day)
        due_in = (RecallCard.objects.get(contact=contact).due_on - day.date()).days
        assert 1 <= due_in <= quiz.LONGEST_DAYS
        day += timedelta(days=days)
