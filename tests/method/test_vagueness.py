"""What is there of somebody, and what memory calls them: thousands of cases, no database (M10)."""

from datetime import date, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needless.method.vagueness import (
    LEAST_TOGETHER,
    LONGEST,
    Cluster,
    Facts,
    Job,
    Together,
    Traces,
    cluster_of,
    clusters,
    employer_key,
    is_pitch,
    missing,
    recollections,
    state_of,
    worked_together,
)

ON = date(2026, 3, 2)
RANK = {"unknown": 0, "vague": 1, "known": 2}
FLAGS = (False, True)
COUNTS = (0, 1, 7)
EVERY = [
    Traces(into, out, *flags)
    for into, out, flags in product(COUNTS, COUNTS, product(FLAGS, FLAGS, FLAGS, FLAGS, FLAGS))
]


def test_nothing_is_unknown_and_every_combination_has_a_state():
    assert state_of(Traces()) == "unknown"
    assert {state_of(traces) for traces in EVERY} == {"known", "vague", "unknown"} and len(EVERY) == 288


@pytest.mark.parametrize(
    "told", ["met_in_person", "how_we_met", "has_notes", "tier_is_mine", "was_introduced"]
)
def test_the_owners_word_or_a_meeting_makes_known_whatever_else_is_there(told):
    assert all(
        state_of(Traces(i, o, worked_together=w, **{told: True})) == "known"
        for i, o, w in product(COUNTS, COUNTS, FLAGS)
    )


@pytest.mark.parametrize(
    "weak", [{"talks_in": 1}, {"talks_out": 9}, {"worked_together": True}, {"has_tags": True}]
)
def test_one_sided_talk_a_shared_employer_or_a_tag_is_vague(weak):
    assert state_of(Traces(**weak)) == "vague"


def test_talk_both_ways_is_known():
    assert state_of(Traces(1, 1)) == "known"


@pytest.mark.parametrize("times", range(6))
def test_not_placed_twice_is_vague_and_never_less(times):
    for traces in EVERY:
        before = state_of(traces)
        after = state_of(Traces(*_columns(traces)[:7], times))
        assert after == ("vague" if before == "known" and times >= 2 else before)


def _columns(traces):
    return [getattr(traces, name) for name in Traces.__slots__]


TRACES = st.builds(
    Traces, st.integers(0, 50), st.integers(0, 50), *[st.booleans()] * 5, st.just(0), *[st.booleans()] * 2
)


@given(TRACES, st.sampled_from(["met_in_person", "how_we_met", "has_notes", "worked_together", "has_tags"]))
def test_one_more_sign_never_makes_anybody_vaguer(traces, sign):
    values = dict(zip(Traces.__slots__, _columns(traces), strict=True))
    assert RANK[state_of(Traces(**{**values, sign: True}))] >= RANK[state_of(traces)]


# The name that memory would use.

MAY = date(2019, 5, 14)
NAMES = [
    ("nothing", Facts()),
    ("never_talked", Facts(connected_on=MAY)),
    ("same_days", Facts(connected_on=MAY, event=Cluster(MAY, MAY, 9))),
    ("same_event", Facts(connected_on=MAY, event=Cluster(MAY, MAY, 9), event_name="Port fair")),
    ("tagged", Facts(connected_on=MAY, tags=("choir",))),
    ("noted", Facts(tags=("choir",), note="Sails")),
    ("wrote_to_me", Facts(talks_in=2, first_talk_on=MAY, last_talk_on=MAY, note="Sails")),
    ("pitched", Facts(talks_in=1, first_talk_on=MAY, last_talk_on=MAY, about="A quick call?")),
    ("wrote_to_them", Facts(talks_out=2, first_talk_on=MAY, last_talk_on=MAY)),
    ("talked", Facts(talks_in=1, talks_out=2, first_talk_on=MAY, last_talk_on=MAY, about="A quick call?")),
    ("colleague", Facts(talks_in=1, first_talk_on=MAY, last_talk_on=MAY, together=Together("M", 2014, 2016))),
    ("colleague_now", Facts(together=Together("M", 2014, 2026, True))),
    ("same_employer", Facts(connected_on=MAY, together=Together("M"))),
    ("meeting", Facts(met_in_person=True, meeting_on=MAY, together=Together("M", 2014, 2016))),
    ("met_somewhere", Facts(met_in_person=True, together=Together("M", 2014, 2016))),
    ("introduced", Facts(introduced_by="Tom", meeting_on=MAY)),
    ("met", Facts(how_we_met="At school", introduced_by="Tom", meeting_on=MAY)),
]


@pytest.mark.parametrize("key, facts", NAMES, ids=[key for key, _facts in NAMES])
def test_the_strongest_memory_names_them(key, facts):
    assert recollections(facts)[0].key == key


DAYS = st.dates(date(1990, 1, 1), ON)
FACTS = st.builds(
    Facts, talks_in=st.integers(0, 3), talks_out=st.integers(0, 3), first_talk_on=st.none() | DAYS,
    last_talk_on=st.none() | DAYS, connected_on=st.none() | DAYS, known_since=st.none() | DAYS,
    met_in_person=st.booleans(), how_we_met=st.text(max_size=5), organisation=st.text(max_size=3),
    together=st.none() | st.builds(Together, st.text(max_size=3), st.none() | st.just(2014), st.just(2016)),
    event=st.none() | st.builds(Cluster, DAYS, DAYS, st.integers(2, 30)), event_name=st.text(max_size=3),
    meeting_on=st.none() | DAYS, about=st.text(max_size=9), note=st.text(max_size=3),
    tags=st.lists(st.text(max_size=3)).map(tuple), times_not_placed=st.integers(0, 3),
)  # fmt: skip


@given(FACTS)
def test_everybody_has_a_name_no_memory_comes_twice_and_all_have_words(facts):
    from needless.triage.words import WORDS, gaps_of, names_of

    keys = [found.key for found in recollections(facts)]
    assert keys and len(keys) == len(set(keys)) and set(keys) <= set(WORDS)
    assert all(name.strip() and "%(" not in name for name in names_of(facts))
    assert len(gaps_of(facts)) == len(missing(facts))


@given(FACTS)
def test_what_is_missing_is_not_there(facts):
    gaps = missing(facts)
    assert ("talk" in gaps) == (not facts.talks_in and not facts.talks_out)
    assert not ({"answer", "reply", "talk"} <= set(gaps)) and ("work" in gaps) == (not facts.organisation)
    assert ("placed" in gaps) == (facts.times_not_placed >= 2)


@pytest.mark.parametrize(
    "text", ["Book a DEMO today", "15 minutes  for you?", "We help teams", "Outsourcing offer"]
)
def test_a_pitch_is_told_by_its_words(text):
    assert is_pitch(text)


@pytest.mark.parametrize(
    "text", ["", "Lunch on Friday?", "Congratulations on the new job", "The mislead report"]
)
def test_a_friends_line_is_no_pitch(text):
    assert not is_pitch(text)


# Shared employers.


@pytest.mark.parametrize(
    "one, other",
    [("Maersk A/S", "MAERSK"), ("The Hafen GmbH", "hafen"), ("Acme, Inc.", "ACME Ltd"), ("S.A.S.", "SAS")],
)
def test_two_ways_of_writing_an_employer_are_one(one, other):
    assert employer_key(one) == employer_key(other) != ""


@pytest.mark.parametrize("text", ["", "  ", "...", "-"])
def test_no_employer_has_no_key_and_is_shared_with_nobody(text):
    assert employer_key(text) == "" and worked_together([Job(text)], [Job(text)], ON) is None


SHARED = [
    (("2014", "2016"), ("2014-06", "2018"), Together("Maersk", 2014, 2016)),
    (("2014", "2016"), ("2016-12", ""), Together("Maersk", 2016, 2016)),
    (("2014", ""), ("2020-02-01", ""), Together("Maersk", 2020, 2026, True)),
    (("2014", ""), ("2012", "2015-03"), Together("Maersk", 2014, 2015)),
    (("2014", "2016-03"), ("2016-04", "2018"), None),
    (("2014", "2016"), ("2017", ""), None),
    (("2014", "2016"), ("", ""), Together("Maersk")),
    (("", ""), ("2014", "2016"), Together("Maersk")),
]


@pytest.mark.parametrize("mine, theirs, found", SHARED)
def test_years_at_one_employer_overlap_or_not(mine, theirs, found):
    jobs = [Job("Maersk", *mine)], [Job("maersk a/s", *theirs)]
    assert worked_together(*jobs, ON) == found


def test_the_longest_time_together_is_told():
    mine = [Job("A", "2010", "2011"), Job("B", "2012", "2019"), Job("C")]
    theirs = [Job("C", "2001"), Job("B", "2013", "2018"), Job("A", "2010", "2010-02")]
    assert worked_together(mine, theirs, ON) == Together("B", 2013, 2018)


SPANS = [("", ""), *((str(a), str(b)) for a in range(2000, 2012) for b in range(a, 2012))]


def test_over_six_thousand_pairs_of_jobs_overlap_as_their_years_do():
    for mine, theirs in product(SPANS, SPANS):
        found = worked_together([Job("M", *mine)], [Job("M", *theirs)], ON)
        if not (mine[0] and theirs[0]):
            assert found == Together("M")
            continue
        years = set(range(int(mine[0]), int(mine[1]) + 1)) & set(range(int(theirs[0]), int(theirs[1]) + 1))
        assert found == (Together("M", min(years), max(years)) if years else None)


WHEN = st.sampled_from(["", "2014", "2014-03", "2014-13", "2014-03-31", "20x4", "now", "9999", "0000-00"])


@given(st.lists(st.builds(Job, st.sampled_from(["A", "a ltd", "", "B"]), WHEN, WHEN), max_size=5),
       st.lists(st.builds(Job, st.sampled_from(["A", "a ltd", "", "B"]), WHEN, WHEN), max_size=5))  # fmt: skip
def test_no_date_however_broken_stops_it(mine, theirs):
    found = worked_together(mine, theirs, ON)
    if found and found.first_year is not None:
        assert found.first_year <= found.last_year <= ON.year


# Events.


def test_a_conference_stands_out_from_the_weeks_around_it():
    joined = {ON - timedelta(days=7 * n): 1 for n in range(1, 20)} | {MAY: 6, MAY + timedelta(days=1): 5}
    assert clusters(joined) == [Cluster(MAY, MAY + timedelta(days=1), 11)]


def test_a_busy_season_is_no_event():
    assert clusters({MAY + timedelta(days=n): 5 for n in range(60)}) == []


def test_too_few_are_a_coincidence():
    assert clusters({MAY: LEAST_TOGETHER - 1}) == [] and clusters({}) == []


@given(st.dictionaries(DAYS, st.integers(0, 40), max_size=60))
def test_events_are_short_in_order_apart_and_hold_who_joined(joined):
    found = clusters(joined)
    assert [c.first for c in found] == sorted(c.first for c in found)
    for event in found:
        assert event.last - event.first <= LONGEST and event.count >= LEAST_TOGETHER
        assert event.count == sum(n for day, n in joined.items() if event.first <= day <= event.last)
        assert cluster_of(event.first, found) == cluster_of(event.last, found) == event
    assert all(a.last < b.first for a, b in pairwise(found))
    assert cluster_of(None, found) is None


def test_whom_the_owner_added_by_hand_is_known():
    assert state_of(Traces(added_by_hand=True)) == "known"
