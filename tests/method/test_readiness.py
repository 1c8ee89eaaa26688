"""How ready somebody is to vouch, in plain values (M3)."""

from dataclasses import fields, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from needless.method import readiness
from needless.method.readiness import Parts, raises

few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
share = st.floats(0, 1)
some_parts = st.builds(Parts, share, share, share, share)


@few
@given(some_parts)
def test_readiness_is_a_share_and_no_more_than_the_best_part(parts):
    values = [getattr(parts, f.name) for f in fields(parts)]
    assert min(values) - 1e-9 <= parts.readiness <= max(values) + 1e-9


@few
@given(some_parts, st.sampled_from([f.name for f in fields(Parts)]), share)
def test_a_better_part_never_lowers_it(parts, name, value):
    better = replace(parts, **{name: max(value, getattr(parts, name))})
    assert better.readiness >= parts.readiness - 1e-12


@few
@given(share, share, share, st.integers(0, 9))
def test_who_does_not_remember_or_saw_nothing_vouches_for_nothing(one, two, three, asked):
    assert Parts(0.0, one, two, three).readiness == 0
    assert Parts(one, 0.0, two, three).readiness == 0
    assert 0 < readiness.fresh(asked) <= 1


@few
@given(some_parts, share, st.booleans())
def test_what_is_said_to_raise_it_does_and_the_most_comes_first(parts, alive, is_logged):
    found = raises(parts, alive, is_logged)
    assert all(then > parts.readiness for _act, then in found)
    assert [then for _act, then in found] == sorted((then for _act, then in found), reverse=True)
    assert not (is_logged and "note" in dict(found))


@few
@given(st.integers(0, 9000), st.integers(0, 9000))
def test_longer_together_and_more_lately_is_better(one, other):
    less, more = sorted((one, other))
    assert readiness.together(less) <= readiness.together(more) <= 1
    assert readiness.recent(more) <= readiness.recent(less) <= 1


def test_shared_work_recommendations_and_endorsements_add_to_it():
    assert readiness.together(0) == 0 < readiness.together(None) < readiness.together(None, logged=1)
    assert (
        readiness.together(0, endorsed=1) < readiness.together(0, logged=1) < readiness.together(0, wrote=1)
    )


@pytest.mark.parametrize(("said", "low", "high"), [("yes", 0.9, 1), ("vaguely", 0, 0.5), ("no", 0, 0.15)])
def test_what_they_showed_outweighs_the_odds(said, low, high):
    assert all(low <= readiness.remembered(alive, said) <= high for alive in (0.0, 0.3, 1.0))


def test_the_weakest_part_is_the_one_that_holds_it_back_most():
    assert Parts(0.9, 0.9, 0.9, 0.1).weakest == "fresh"
    assert Parts(0.2, 0.9, 0.9, 0.9).weakest == "remembered"
