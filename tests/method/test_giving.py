"""Standing, place, and who deserves a recommendation: plain values (M16)."""

import pytest

from needless.method.giving import deserves, fits_standing, is_near, standing_of


@pytest.mark.parametrize(
    ("lower", "higher"),
    [
        ("Legal intern", "Legal counsel"),
        ("Junior developer", "Developer"),
        ("Developer", "Senior developer"),
        ("Senior developer", "Engineering manager"),
        ("Product manager", "Head of product"),
        ("Head of product", "Chief product officer"),
    ],
)
def test_titles_have_their_order(lower, higher):
    assert standing_of(lower) < standing_of(higher)


def test_an_assistant_to_a_chief_is_no_chief():
    assert standing_of("Assistant to the CEO") == standing_of("Assistant")


def test_a_step_up_fits_and_a_step_down_or_a_leap_does_not():
    assert fits_standing("Customs specialist", "Senior customs specialist")
    assert fits_standing("Senior nurse", "Ward manager")
    assert not fits_standing("Head of customs", "Customs intern")
    assert not fits_standing("Customs specialist", "Chief customs officer")
    assert fits_standing("", "Chief customs officer")


@pytest.mark.parametrize(
    ("theirs", "opening", "near"),
    [
        ("Lisbon, Portugal", "Lisbon", True),
        ("Lisbon", "Porto; Lisbon; Faro", True),
        ("Lisbon", "Remote (Europe)", True),
        ("Lisbon", "", True),
        ("", "Oslo", True),
        ("Lisbon", "Oslo, Norway", False),
    ],
)
def test_near_is_the_same_place_or_anywhere_or_unknown(theirs, opening, near):
    assert is_near(theirs, opening) is near


def test_who_gave_one_and_helped_comes_before_who_was_only_there():
    assert deserves(1, True, 0) > deserves(1, False, 1) > deserves(1, False, 0) > deserves(0, False, 0) == 0
    assert deserves(30, False, 0) < deserves(3, True, 0)
