"""From many candidates, the few that fit the minutes (M1)."""

import random
from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from needless.method import memory
from needless.method.choosing import LEAST, MOST, TIER_WORTH, WAYS, Option, choose, gains
from needless.method.enjoyment import liking

numbers = st.floats(0, 1, allow_nan=False)
options = st.builds(
    Option,
    key=st.just(""),
    contact=st.integers(1, 12),
    kind=st.sampled_from(["fading", "reconnect", "begin"]),
    channel=st.sampled_from(sorted(WAYS)),
    minutes=st.integers(1, 12),
    tier=st.sampled_from(sorted(TIER_WORTH)),
    gain=numbers,
    answers=numbers,
    enjoyment=st.floats(0.3, 2),
    worth=st.floats(0.3, 2),
    organisation=st.sampled_from(["", "acme", "globex"]),
)
many = st.lists(options, max_size=40).map(
    lambda found: [replace(o, key=f"{i:03d}") for i, o in enumerate(found)]
)


def option(contact: int, channel: str = "message", **values) -> Option:
    given = {"kind": "fading", "minutes": WAYS[channel].minutes, "gain": 0.3, **values}
    return Option(key=f"{contact} {channel}", contact=contact, channel=channel, **given)


@given(many, st.integers(0, 60))
def test_the_chosen_fit_the_minutes_are_at_most_seven_and_one_for_a_contact(found, minutes):
    chosen = choose(found, minutes)
    assert sum(o.minutes for o in chosen) <= minutes
    assert len(chosen) <= MOST
    assert len({o.contact for o in chosen}) == len(chosen)
    assert set(chosen) <= set(found)


@given(many, st.integers(0, 60))
def test_three_are_chosen_wherever_three_fit(found, minutes):
    cheapest = sorted(
        {c: min(o.minutes for o in found if o.contact == c) for c in {o.contact for o in found}}.values()
    )
    fitting = sum(sum(cheapest[: n + 1]) <= minutes for n in range(len(cheapest)))
    assert len(choose(found, minutes)) >= min(LEAST, fitting)


@given(many, st.integers(0, 60), st.randoms(use_true_random=False))
def test_the_same_options_give_the_same_choice_in_any_order(found, minutes, shuffler: random.Random):
    shuffled = list(found)
    shuffler.shuffle(shuffled)
    assert choose(shuffled, minutes) == choose(found, minutes)


@given(many, many, st.integers(0, 60))
def test_nobody_whom_the_day_holds_already_is_chosen_again(found, present, minutes):
    assert not {o.contact for o in choose(found, minutes, present=present)} & {o.contact for o in present}


def test_more_gain_per_minute_comes_first():
    chosen = choose([option(1, gain=0.1), option(2, gain=0.3), option(3, gain=0.2)], 15)
    assert [o.contact for o in chosen] == [2, 3, 1]


def test_the_closer_tier_comes_first_where_all_else_is_alike():
    chosen = choose(
        [option(i, tier=tier) for i, tier in enumerate(["none", "keep", "warm", "close", "inner"])], 15
    )
    assert [o.tier for o in chosen] == ["inner", "close", "warm", "keep", "none"]


def test_a_promised_one_comes_first_however_little_it_is_worth():
    assert choose([option(1, gain=0.9), option(2, gain=0.0, is_promised=True)], 15)[0].contact == 2


def test_a_day_has_more_than_one_way():
    found = [option(contact, channel) for contact in range(20) for channel in ("message", "call", "meeting")]
    assert len({o.channel for o in choose(found, 15)}) >= 2


def test_what_is_enjoyed_is_chosen():
    both = [option(1, "call"), option(1, "message")]
    assert choose([replace(both[0], enjoyment=2.0), both[1]], 15)[0].channel == "call"
    assert choose([replace(both[0], enjoyment=0.4), both[1]], 15)[0].channel == "message"


def test_a_second_colleague_of_the_same_firm_waits_for_somebody_elsewhere():
    found = [option(1, organisation="acme"), option(2, organisation="acme"), option(3, gain=0.2)]
    assert [o.contact for o in choose(found, 6)] == [1, 3]


def test_a_letter_leaves_room_for_two_more():
    found = [
        option(1, "letter", gain=0.9),
        *(option(n, "mail", gain=0.1) for n in range(2, 5)),
        option(5, "message"),
    ]
    assert len(choose(found, 15)) == LEAST


def test_a_talk_raises_a_dormant_tie_more_than_a_warm_one_and_a_meeting_more_than_a_message():
    day = 2000
    strength = np.array([4 * memory.week_term(memory.week_of(day - 10), 1.0)] * 2)
    since, none = np.array([day - 400.0, day - 1.0]), np.zeros(2)
    prior = np.full(2, 0.05)
    by_message, by_meeting = (gains(strength, since, prior, none, np.full(2, w), day) for w in (1.0, 2.0))
    assert by_message[0] > by_message[1] > 0
    assert (by_meeting > by_message).all()


def test_three_good_calls_are_no_law_of_nature():
    few, more = (
        liking({"call": (3, 15.0), "mail": (3, 9.0)}),
        liking({"call": (60, 300.0), "mail": (60, 180.0)}),
    )
    assert 1 < few["call"] < more["call"]
    assert liking({}) == {}
