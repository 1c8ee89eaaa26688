"""A week's mix: clicks never count as talk, and one thing is counted once (M8)."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from needless.method.memory import WEIGHT
from needless.method.mix import Mix, Passed, mix_of, monday_of, share_in_person


def passed(thing, channel, who=1, direction="both", size=1, minutes=None, **more):
    return Passed(thing, who, channel, direction, size, minutes, **more)


def test_a_week_of_clicks_has_no_conversation():
    mix = mix_of(
        [passed(n, "click", kind="invitation", direction="in", is_accepted=True) for n in range(6)]
        + [passed(n + 6, "click", who=None, direction="out", kind="post") for n in range(2)]
    )
    assert mix.clicks == {"accepted": 6, "post": 2}
    assert mix.conversations == mix.notes == 0 and not mix.talk and share_in_person([mix]) is None


def test_lunch_with_three_is_one_thing():
    mix = mix_of([passed(1, "meeting", who, size=3, minutes=90) for who in (1, 2, 3)])
    assert (mix.conversations, mix.in_person, mix.talk["meeting"].count) == (1, 1, 1)
    assert mix.talk_minutes == mix.in_person_minutes == 90


def test_mail_is_a_conversation_once_it_went_both_ways():
    there = [passed(1, "mail", direction="out"), passed(2, "mail", who=2, direction="out")]
    assert (mix_of(there).conversations, mix_of(there).notes) == (0, 2)
    back = [*there, passed(3, "mail", direction="in")]
    assert (mix_of(back).conversations, mix_of(back).notes) == (1, 1)


def test_a_crowd_is_neither_talk_nor_click():
    mix = mix_of([passed(1, "meeting", size=40, minutes=120), passed(2, "mail", size=30)])
    assert set(mix.crowd) == {"meeting", "mail"} and not mix.talk and not mix.clicks and not mix.conversations


def test_an_unknown_length_is_guessed_and_said_to_be():
    part = mix_of([passed(1, "call"), passed(2, "call", minutes=7)]).talk["call"]
    assert (part.count, part.minutes, part.guessed) == (2, 27, 1)


THINGS = st.builds(
    Passed, st.integers(0, 30), st.one_of(st.none(), st.integers(0, 5)), st.sampled_from(sorted(WEIGHT)),
    st.sampled_from(["in", "out", "both"]), st.integers(0, 60), st.one_of(st.none(), st.integers(0, 10_000)),
)  # fmt: skip


@given(st.lists(THINGS, max_size=40))
def test_no_click_ever_adds_to_talk(rows):
    without = mix_of([row for row in rows if row.channel != "click"])
    clicks = [Passed(100 + n, 1, "click", "in", 1, None) for n in range(5)]
    both = mix_of([row for row in rows if row.channel != "click"] + clicks)
    assert (both.talk, both.conversations, both.notes) == (without.talk, without.conversations, without.notes)
    share = share_in_person([both])
    assert share is None or 0 <= share <= 1


def test_a_week_begins_on_monday():
    assert monday_of(date(2026, 11, 29)) == monday_of(date(2026, 11, 23)) == date(2026, 11, 23)
    assert share_in_person([Mix()]) is None
