"""Enjoyment first, then ties that lasted; small counts claim little (M7, M14)."""

from hypothesis import given
from hypothesis import strategies as st

from needless.method.enjoyment import FEWEST_TIES, Record, judge, liking, ways_left_out

ALL = Record(40, 140.0, 30, 10)


def test_what_is_enjoyed_is_kept_whatever_became_of_the_ties():
    assert judge(Record(8, 38, 10, 0), ALL).verdict == "keep"


def test_what_is_dull_is_dropped_however_many_ties_lasted():
    said = judge(Record(8, 14, 10, 10), ALL)
    assert (said.verdict, said.because) == ("drop", "dull")


def test_in_between_the_ties_decide():
    assert judge(Record(8, 25, 10, 8), ALL).because == "ties"
    assert judge(Record(8, 25, 10, 0), ALL).because == "no_ties"


def test_no_claim_about_ties_from_fewer_than_five():
    assert judge(Record(8, 25, FEWEST_TIES - 1, FEWEST_TIES - 1), ALL).verdict == "try"


def test_two_ratings_decide_nothing():
    assert judge(Record(2, 2), ALL).verdict == judge(Record(2, 10), ALL).verdict == "try"


RECORDS = st.integers(0, 50).flatmap(
    lambda n: st.integers(0, 30).flatmap(
        lambda ties: st.builds(Record, st.just(n), st.floats(n, 5 * n), st.just(ties), st.integers(0, ties))
    )
)


@given(RECORDS, RECORDS)
def test_answers_stay_between_the_owners_mean_and_what_was_said(record, rest):
    said = judge(record, record + rest)
    assert 1 <= said.enjoyed <= 5 and 0 <= said.lasts <= 1


@given(RECORDS, st.integers(1, 5))
def test_one_more_good_rating_never_lowers_and_one_more_bad_never_raises(record, times):
    for rating, better in ((5, True), (1, False)):
        more = Record(record.ratings + times, record.total + times * rating, record.ties, record.lasting)
        before, after = judge(record, ALL).enjoyed, judge(more, ALL).enjoyed
        assert after >= before - 1e-9 if better else after <= before + 1e-9


def test_a_dull_way_is_left_out_but_never_the_last_one():
    assert ways_left_out({"call": (6, 8.0), "meeting": (10, 48.0)}) == {"call"}
    assert ways_left_out({"call": (4, 4.0), "meeting": (10, 48.0)}) == set()
    assert ways_left_out({"call": (9, 9.0)}) == set() and ways_left_out({}) == set()
    assert liking({}) == {}
