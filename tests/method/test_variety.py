"""How varied a network is: entropy as a number of equal groups, and who is unlike the rest (M6)."""

from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needless.method.fields import FIELDS, field_of, seniority_of
from needless.method.variety import FEWEST, most_unlike, unlikeness, variety

WORDS = st.sampled_from(["law", "design", "health", "sales", "media"])
PEOPLE = st.lists(st.tuples(WORDS, st.floats(0.01, 1.0)), min_size=FEWEST, max_size=60)


def test_equal_groups_are_as_varied_as_their_number():
    found = variety(["a", "b", "c", "d"] * 5, [0.5] * 20)
    assert found.kinds == pytest.approx(4)
    assert found.evenness == pytest.approx(1)


def test_one_group_is_not_varied_at_all():
    found = variety(["a"] * 9, [0.1] * 9)
    assert (found.kinds, found.evenness, found.shares) == (1.0, 0.0, (("a", 1.0),))


def test_three_to_one_by_hand():
    found = variety(["a", "a", "a", "b"] * 2, [1.0] * 8)
    assert found.kinds == pytest.approx(exp(-(0.75 * log(0.75) + 0.25 * log(0.25))))


def test_people_count_by_how_alive_the_tie_is():
    found = variety(["a"] * 50 + ["b"] * 5, [0.01] * 50 + [1.0] * 5)
    assert found.shares[0][0] == "b"


def test_of_too_few_nothing_is_said():
    assert variety(["a", "b", "c", "d", "", ""], [1.0] * 6) is None
    assert variety([""] * 20, [1.0] * 20) is None
    assert variety(["a"] * 6, [0.0] * 6) is None


@given(PEOPLE)
def test_shares_sum_to_one_and_kinds_lie_between_one_and_their_number(people):
    found = variety([value for value, _w in people], [weight for _v, weight in people])
    assert sum(part for _value, part in found.shares) == pytest.approx(1)
    assert 1 - 1e-9 <= found.kinds <= len(found.shares) + 1e-9
    assert 0 <= found.evenness <= 1


@given(PEOPLE, st.randoms())
def test_order_does_not_matter(people, made):
    mixed = list(people)
    made.shuffle(mixed)
    one, other = (variety([v for v, _w in p], [w for _v, w in p]) for p in (people, mixed))
    assert one.kinds == pytest.approx(other.kinds)


def test_the_rarest_are_the_most_unlike_and_it_is_said_in_what():
    fields, places = ["law"] * 9 + ["health"], ["Porto"] * 5 + ["Lima"] * 5
    facets = {
        name: (values, variety(values, [1.0] * 10)) for name, values in (("field", fields), ("place", places))
    }
    index, score, telling = most_unlike(facets, 1)[0]
    assert (index, telling) == (9, ["field", "place"])
    assert 0 < score <= 1


def test_what_is_not_known_is_not_unlike():
    values = ["law"] * 6 + [""]
    assert unlikeness(values, variety(values, [1.0] * 7))[-1] == 0.0


@pytest.mark.parametrize(
    ("title", "field", "seniority"),
    [
        ("Senior Software Engineer", "software", "experienced"),
        ("Head of Marketing", "marketing", "leading others"),
        ("Supply Chain Planner", "logistics", "in the trade"),
        ("Registered nurse", "health", "in the trade"),
        ("Co-Founder & CEO", "leadership", "leading the house"),
        ("HR Business Partner", "people", "leading others"),
        ("Werkstudent Vertrieb", "sales", "starting"),
        ("Leiterin Einkauf", "logistics", "leading others"),
        ("Profesora de historia", "teaching", "in the trade"),
        ("Italian translator", "", "in the trade"),
        ("Vice President", "leadership", "leading others"),
        ("", "", ""),
    ],
)
def test_titles_tell_field_and_rank(title, field, seniority):
    assert (field_of(title), seniority_of(title)) == (field, seniority)


@given(st.text(max_size=80))
def test_any_text_is_a_title(title):
    assert field_of(title) in {*FIELDS, ""}
