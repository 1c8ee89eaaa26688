"""Of how many ties of each origin something came: zeros count, and a few make no claim (M15)."""

from hypothesis import given
from hypothesis import strategies as st

from needless.method.origins import FEWEST, yields

ORDER = ["choir", "expo"]


def test_who_brought_nothing_counts_in_the_denominator():
    origins = dict.fromkeys(range(8), "choir")
    (row,) = yields(origins, {1, 2}, {3}, ORDER)
    assert (row.people, row.brought, row.fine, row.share) == (8, 2, 1, 0.25)


def test_an_origin_that_brought_nothing_has_a_row_of_zero():
    (row,) = yields(dict.fromkeys(range(6), "expo"), set(), set(), ORDER)
    assert row.share == 0


def test_nothing_is_claimed_about_fewer_than_five():
    (row,) = yields(dict.fromkeys(range(FEWEST - 1), "choir"), {0, 1, 2, 3}, set(), ORDER)
    assert row.brought == 4 and row.share is None


def test_whose_nothing_became_something_later_counts_as_something():
    (row,) = yields(dict.fromkeys(range(5), "choir"), {1}, {1, 2}, ORDER)
    assert (row.brought, row.fine) == (1, 1)


@given(st.dictionaries(st.integers(0, 50), st.sampled_from(ORDER)), st.sets(st.integers(0, 50)))
def test_everybody_is_counted_once(origins, brought):
    rows = yields(origins, brought, set(), ORDER)
    assert sum(row.people for row in rows) == len(origins)
    assert sum(row.brought for row in rows) == len(brought & set(origins))
