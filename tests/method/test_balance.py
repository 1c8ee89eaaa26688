"""Give and ask: the check before an ask, in plain values (M2)."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from needless.method.balance import (
    COLD_UNDER,
    GIVEN,
    HALF_LIFE_DAYS,
    RECEIVED,
    SOON_DAYS,
    VERDICTS,
    WORTH,
    Balance,
    Passed,
    balance_of,
    check,
    worth_of,
)

ON = date(2026, 11, 26)
days = st.dates(date(2015, 1, 1), ON)
passed = st.builds(
    Passed, st.sampled_from(sorted(WORTH)), st.sampled_from((GIVEN, RECEIVED)), st.none() | days
)
few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
some = st.lists(passed, max_size=6)
kinds = st.sampled_from(sorted(COLD_UNDER))
chances = st.floats(0, 1)
since = st.none() | st.integers(0, 4000)


def severity(verdict):
    return VERDICTS.index(verdict)


@few
@given(some)
def test_counts_are_those_of_the_list_and_worth_is_never_more_than_new(entries):
    found = balance_of(entries, ON)
    assert found.given + found.received == len(entries)
    assert 0 <= found.given_worth <= sum(WORTH[e.kind] for e in entries if e.way == GIVEN) + 1e-9
    assert balance_of(reversed(entries), ON).owed == pytest.approx(found.owed)


@few
@given(kinds, chances, some, since, st.booleans(), passed)
def test_giving_more_never_makes_an_ask_worse(kind, alive, entries, asked, waiting, more):
    gift = Passed(more.kind, GIVEN, more.on)
    before = check(kind, alive, balance_of(entries, ON), asked, waiting)
    after = check(kind, alive, balance_of([*entries, gift], ON), asked, waiting)
    assert severity(after) <= severity(before)


@few
@given(kinds, chances, chances, some, since, st.booleans())
def test_a_warmer_tie_never_makes_an_ask_worse(kind, one, other, entries, asked, waiting):
    cold, warm = sorted((one, other))
    balance = balance_of(entries, ON)
    assert severity(check(kind, warm, balance, asked, waiting)) <= severity(
        check(kind, cold, balance, asked, waiting)
    )


@few
@given(kinds, chances, some, st.integers(0, 4000), st.integers(0, 4000))
def test_waiting_longer_since_the_last_ask_never_makes_it_worse(kind, alive, entries, one, other):
    balance, (less, more) = balance_of(entries, ON), sorted((one, other))
    assert severity(check(kind, alive, balance, more)) <= severity(check(kind, alive, balance, less))


def test_each_verdict_has_its_reason():
    even, owing = Balance(), Balance(received=2, received_worth=6.0)
    assert check("advice", 0.9, even, None) == "warm"
    assert check("advice", 0.1, even, None) == "cold"
    assert check("reference", 0.3, even, None) == "cold" and check("advice", 0.3, even, None) == "warm"
    assert (
        check("advice", 0.9, even, SOON_DAYS - 1) == "soon"
        and check("advice", 0.9, even, SOON_DAYS) == "warm"
    )
    assert check("advice", 0.9, even, 5, is_waiting=True) == "waiting"
    assert check("advice", 0.9, owing, None) == "owing"


def test_a_favour_counts_half_after_two_years():
    old = Passed("story", GIVEN, ON - timedelta(days=HALF_LIFE_DAYS))
    assert worth_of(old, ON) == pytest.approx(WORTH["story"] / 2)
    assert worth_of(Passed("story", GIVEN, ON + timedelta(days=9)), ON) == WORTH["story"]
