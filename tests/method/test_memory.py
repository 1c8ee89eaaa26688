"""Is this tie alive, when does it fade, would they answer: the memory model keeps its word (M9, M11)."""

import csv
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from bench import metrics
from hypothesis import given, settings
from hypothesis import strategies as st

from needless.method import memory
from needless.method.calibration import backtest, calibrate, calibrated

ROOT = Path(__file__).resolve().parents[2]
TIES = ROOT.parent / "shared" / "data" / "ties"
few = settings(max_examples=40, deadline=None)
days = st.integers(-3000, 6000)
weights = st.sampled_from(sorted(set(memory.WEIGHT.values())))
events = st.lists(st.tuples(days, weights), min_size=1, max_size=30)
priors = st.sampled_from([memory.PRIOR_NEVER_MET, memory.PRIOR_MET])


def strength_of(history):
    best = {}
    for day, weight in history:
        week = memory.week_of(day)
        best[week] = max(best.get(week, 0.0), weight)
    return sum(memory.week_term(week, weight) for week, weight in best.items())


def fresh(w, day=0):
    """The stored strength that is worth w on that day."""
    return w * 2 ** (day / 365)


def many(seed=1, size=5000):
    random = np.random.default_rng(seed)
    since = random.integers(-2000, 3000, size)
    strength = np.exp(random.uniform(-3, 4, size)) * 2 ** (since / 365)
    prior = random.choice([memory.PRIOR_NEVER_MET, memory.PRIOR_MET], size)
    said = random.choice([0.0, 1.0, -2.0], size) * 2 ** (since / 365)
    return strength, since, prior, said


def test_days_are_counted_from_the_epoch_and_weeks_are_fixed():
    assert memory.day_number(memory.EPOCH) == 0
    assert memory.day_number(date(2019, 12, 31)) == -1
    assert [memory.week_of(day) for day in (-8, -7, -1, 0, 6, 7)] == [-2, -1, -1, 0, 0, 1]


def test_richer_channels_weigh_more():
    order = ["click", "message", "call", "meeting"]
    found = [memory.weight_of(channel) for channel in order]
    assert found == [0.05, 1.0, 1.3, 2.0]
    assert memory.weight_of("letter") > memory.weight_of("message") == memory.weight_of("mail")


@pytest.mark.parametrize(
    ("channel", "size", "weight", "talk"),
    [
        ("mail", 5, 1.0, True),
        ("mail", 6, 0.0, False),
        ("message", 6, 0.0, False),
        ("meeting", 6, 2.0, True),
        ("meeting", 40, 0.05, False),
        ("call", 7, 0.05, False),
        ("letter", 1, 1.3, True),
        ("click", 1, 0.05, False),
    ],
)
def test_groups_and_clicks_are_no_talk(channel, size, weight, talk):
    assert memory.weight_of(channel, size) == weight
    assert memory.is_talk(channel, size) is talk


def test_an_unknown_channel_or_horizon_is_an_error():
    with pytest.raises(KeyError):
        memory.weight_of("pigeon")
    with pytest.raises(KeyError):
        memory.is_talk("pigeon")
    with pytest.raises(ValueError, match="90 and 30"):
        memory.alive(1.0, 0, 0.05, 0.0, 10, horizon=60)


def test_the_number_is_the_written_formula():
    history = [(0, 1.0), (3, 1.0), (30, 1.3), (45, 0.05)]
    w = sum(weight * 2 ** (-(100 - middle) / 365) for weight, middle in [(1, 3.5), (1.3, 31.5), (0.05, 45.5)])
    z = np.log(w + 0.05) - 0.75 * np.log(1 + 70 / 3)
    for horizon, b0, b1 in ((90, 0.9, 0.9), (30, 0.1, 1.0)):
        expected = 1 / (1 + np.exp(-(b0 + b1 * z)))
        assert memory.alive(strength_of(history), 30, 0.05, 0.0, 100, horizon) == pytest.approx(expected)


@few
@given(events)
def test_one_more_interaction_at_a_time_gives_what_all_at_once_give(history):
    strength, best = 0.0, {}
    for day, weight in history:
        week = memory.week_of(day)
        new = max(best.get(week, 0.0), weight)
        strength += memory.week_term(week, new) - memory.week_term(week, best.get(week, 0.0))
        best[week] = new
    assert strength == pytest.approx(strength_of(history), rel=1e-9)


@few
@given(st.lists(events, min_size=1, max_size=6), st.randoms())
def test_all_ties_at_once_in_any_order_give_what_each_gives_alone(histories, random):
    rows = [(tie, day, weight) for tie, history in enumerate(histories) for day, weight in history]
    random.shuffle(rows)
    tie, day, weight = (np.array(column) for column in zip(*rows, strict=True))
    found = memory.strengths(tie, day, weight, len(histories))
    assert found == pytest.approx([strength_of(history) for history in histories], rel=1e-9)


def test_no_events_are_no_strength():
    nothing = np.array([], dtype=int)
    assert memory.strengths(nothing, nothing, nothing, 3).tolist() == [0, 0, 0]


def test_silence_runs_from_the_last_talk_else_from_connecting():
    tie, day = np.array([0, 0, 1]), np.array([5, 9, 7])
    talk = np.array([True, False, False])
    assert memory.last_talks(tie, day, talk, np.array([1, 2, 3])).tolist() == [5, 2, 3]


@few
@given(st.floats(0.001, 300), priors, st.integers(0, 3000), st.integers(1, 500), st.sampled_from([30, 90]))
def test_the_chance_falls_with_silence(w, prior, silence, longer, horizon):
    early = memory.alive(fresh(w), 0, prior, 0.0, silence, horizon)
    assert 0 < memory.alive(fresh(w), 0, prior, 0.0, silence + longer, horizon) < early < 1


def test_the_chance_falls_with_silence_for_thousands_of_ties():
    strength, since, prior, said = many()
    chances = [memory.alive(strength, since, prior, np.maximum(said, 0), since + d) for d in range(0, 700, 7)]
    assert (np.diff(chances, axis=0) < 0).all()


def test_thousands_at_once_are_the_same_as_one_by_one():
    strength, since, prior, said = many(size=300)
    together = memory.alive(strength, since, prior, said, 3100)
    alone = [memory.alive(*map(float, tie), 3100.0) for tie in zip(strength, since, prior, said, strict=True)]
    assert together == pytest.approx(alone)


def test_an_undone_import_that_leaves_a_rounding_error_does_no_harm():
    assert memory.alive(-1e-12, 0, 0.05, 0.0, 50) == memory.alive(0.0, 0, 0.05, 0.0, 50)


@few
@given(st.floats(1, 50), st.integers(10, 1500))
def test_a_click_moves_the_chance_by_next_to_nothing(w, today):
    click = memory.week_term(memory.week_of(today), memory.weight_of("click"))
    before = memory.alive(fresh(w, today), 0, 0.05, 0.0, today)
    after = memory.alive(fresh(w, today) + click, 0, 0.05, 0.0, today)
    assert 0 < after - before < 0.015


def test_a_meeting_face_to_face_outlasts_a_message():
    faded = {
        channel: memory.fades_on(memory.week_term(0, memory.weight_of(channel)), 3, 0.05, 0.0, 0.4, 3)
        for channel in ("click", "message", "letter", "call", "meeting")
    }
    assert faded["click"] == 3
    assert faded["click"] < faded["message"] < faded["letter"] == faded["call"] < faded["meeting"]


@pytest.mark.parametrize(("w", "after"), [(1, 9), (4, 61), (16, 246)])
def test_it_falls_below_a_half_on_the_day_that_was_worked_out(w, after):
    assert memory.fades_on(fresh(w), 0, 0.05, 0.0, 0.5, 0) == after


@pytest.mark.parametrize("level", sorted(memory.LEVELS.values()))
@pytest.mark.parametrize("today", [-2500, 0, 1500, 5000])
def test_a_tie_fades_on_the_day_its_chance_crosses_the_level(level, today):
    strength, since, prior, said = many()
    faded = memory.fades_on_many(strength, since, prior, said, level, today)
    now = np.maximum(today, since)
    assert ((faded > now) == (memory.alive(strength, since, prior, said, now) > level)).all()
    assert (memory.alive(strength, since, prior, said, faded) <= level).all()
    crossed = faded > since
    the_day_before = memory.alive(strength, since, prior, said, faded - 1)
    assert (the_day_before[crossed] > level).all()
    assert crossed.any() and not crossed.all()


def test_one_tie_fades_on_the_same_day_as_among_many():
    strength, since, prior, said = many(size=200)
    together = memory.fades_on_many(strength, since, prior, said, 0.4, 900)
    ties = zip(strength.tolist(), since.tolist(), prior.tolist(), said.tolist(), strict=True)
    assert [memory.fades_on(*tie, 0.4, 900) for tie in ties] == together.tolist()


def test_who_is_wanted_at_no_level_never_fades():
    assert memory.fades_on(1.0, 0, 0.05, 0.0, None, 0) is None
    assert memory.fades_on(1.0, 0, 0.05, 0.0, 0, 0) is None
    level = np.array([0.0, 0.4])
    faded = memory.fades_on_many(np.array([9.0, 9.0]), np.array([0, 0]), 0.05, 0.0, level, 0)
    assert faded[0] == memory.NEVER > faded[1]


def test_being_remembered_helps_and_fades_by_half_in_a_year():
    for answer, worth in (("yes", 1.0), ("vaguely", 0.0), ("no", -2.0)):
        stored = memory.remembered_term(answer, 800)
        assert memory.remembered(stored, 800) == pytest.approx(worth)
        assert memory.remembered(stored, 800 + 365) == pytest.approx(worth / 2)


def test_no_idea_said_today_counts_from_today_only():
    strength, stored = fresh(64), memory.remembered_term("no", 400)
    chance = memory.alive(strength, 0, 0.05, stored, 400)
    assert memory.fades_on(strength, 0, 0.05, stored, chance - 0.001, 400) > 400


def test_tiers_fill_from_the_inside():
    strength = np.linspace(400, 20, 200)
    tiers = memory.propose_tiers(strength, np.ones(200, dtype=bool), 0)
    assert [tiers.count(tier) for tier in ("inner", "close", "warm", "keep", "none")] == [5, 10, 35, 100, 50]
    assert tiers[:6] == ["inner"] * 5 + ["close"]


def test_a_tier_wants_talk_both_ways_and_enough_of_it():
    strength = np.array([100.0, 0.5, 1.2, 5.0])
    tiers = memory.propose_tiers(strength, np.array([False, True, True, True]), 0)
    assert tiers == ["none", "none", "keep", "close"]
    assert memory.propose_tiers(np.array([]), np.array([], dtype=bool), 0) == []


def test_the_facts_come_with_the_strongest_first():
    facts = memory.why_alive(fresh(30, 900), 0, memory.PRIOR_NEVER_MET, 0.0, 900)
    assert facts[0].name == "weeks" and facts[0].effect > 0
    assert {fact.name: np.sign(fact.effect) for fact in facts}["silence"] == -1
    forgotten = memory.why_alive(0.0, 0, memory.PRIOR_NEVER_MET, memory.remembered_term("no", 40), 40)
    assert len(forgotten) == 3 and ("remembered", -2.0) in [(fact.name, fact.value) for fact in forgotten]


@few
@given(st.floats(0, 100), st.integers(0, 3000), priors, st.floats(-4, 4), st.integers(0, 5))
def test_at_most_three_facts_fall_in_order_of_effect(w, silence, prior, said, weeks):
    facts = memory.why_alive(w, 0, prior, said, silence, weeks=weeks)
    effects = [abs(fact.effect) for fact in facts]
    assert len(facts) <= 3 and effects == sorted(effects, reverse=True)
    assert ("few_data" in [fact.name for fact in facts]) <= (weeks <= 1)


def test_having_met_counts_for_and_never_having_met_against():
    signs = {
        prior: [f.effect > 0 for f in memory.why_alive(0.2, 0, prior, 0.0, 50) if f.name == "met"]
        for prior in (memory.PRIOR_MET, memory.PRIOR_NEVER_MET)
    }
    assert signs == {memory.PRIOR_MET: [True], memory.PRIOR_NEVER_MET: [False]}


def test_an_ask_is_counted_once_a_day_and_only_when_its_fortnight_is_over():
    assert memory.count_asks([1.1, 1.5, 40], [10], 30) == (1, 1)
    assert memory.count_asks([1], [], 15) == (0, 0)
    assert memory.count_asks([1], [], 16) == (1, 0)
    assert memory.count_asks([1], [15.5], 30) == (1, 0)
    assert memory.count_asks([], [3], 30) == (0, 0)


def test_an_opening_follows_a_fortnight_without_a_word_either_way():
    out, into = [1, 20, 40, 80], [30]
    assert memory.count_asks(out, into, 200) == (4, 1)
    assert memory.count_asks(out, into, 200, after_silence=14) == (2, 1)
    assert memory.count_asks([1], [], 200, after_silence=14) == (0, 0)


@few
@given(st.lists(st.floats(0, 300)), st.lists(st.floats(0, 300)), st.floats(0, 300), st.sampled_from([0, 14]))
def test_what_comes_later_does_not_change_an_earlier_count(out, into, today, after_silence):
    known = [day for day in out if day < today], [day for day in into if day < today]
    now = memory.count_asks(*known, today, after_silence)
    assert memory.count_asks(out, into, today, after_silence) == now
    assert 0 <= now[1] <= now[0]


def test_nobody_known_answers_as_often_as_people_do():
    assert memory.would_answer(0, 0, 0, 0) == pytest.approx(0.35)
    assert memory.would_answer(2, 2, 5, 5) == pytest.approx((2 + 4 * 6.75 / 10) / 6)


@few
@given(st.integers(0, 200), st.floats(0, 1), st.integers(0, 1000), st.floats(0, 1))
def test_the_range_lies_around_the_chance_and_narrows_with_asks(asks, share, owner_asks, owner_share):
    p = memory.would_answer(asks, int(asks * share), owner_asks, int(owner_asks * owner_share))
    low, high = memory.would_answer_range(p, asks)
    assert 0 <= low < p < high <= 1
    narrow = memory.would_answer_range(p, asks + 20)
    assert narrow[1] - narrow[0] < high - low


def sample_labels(b0, b1, size=4000, seed=3):
    random = np.random.default_rng(seed)
    z = random.normal(-1, 1.5, size)
    return (random.random(size) < 1 / (1 + np.exp(-(b0 + b1 * z)))).astype(float), z


def test_calibration_leans_to_the_owner_and_stays_near_the_defaults():
    labels, z = sample_labels(0.3, 1.0)
    b0, b1 = calibrate(labels, z, 90)
    assert abs(b0 - 0.3) < 0.12 and 0.85 < b1 < 1.1
    few_b0, few_b1 = calibrate(labels[:30], z[:30], 90)
    assert 0.3 < few_b0 <= 0.95 and abs(few_b1 - 0.9) < 0.05


def test_too_few_positive_labels_leave_the_defaults():
    labels = np.array([1.0] * 4 + [0.0] * 500)
    assert calibrate(labels, np.linspace(1, -3, 504), 30) == (0.10, 1.0)
    assert calibrate(np.array([]), np.array([]), 90) == (0.9, 0.9)


def test_a_history_of_nonsense_never_makes_silence_good():
    labels, z = sample_labels(0.0, -3.0, size=100_000)
    assert calibrate(labels, z, 90)[1] >= 0.2


def test_a_backtest_reads_only_what_came_before_each_snapshot():
    tie, day = np.array([0, 0, 1, 0]), np.array([10, 200, 250, 340])
    weight, talk = np.ones(4), np.ones(4, dtype=bool)
    found = backtest(tie, day, weight, talk, 360, 90)
    # 270 days: both known, tie 0 talks. 180: tie 0 alone, talks. 90: tie 0 alone, silent.
    assert found.labels.tolist() == [1, 0, 1, 0]
    z = memory.spaced_recency(memory.week_term(1, 1.0), 10, memory.PRIOR_NEVER_MET, 90)
    assert found.z[-1] == pytest.approx(z)


def test_the_owners_own_calibration_is_shown_before_and_after():
    random = np.random.default_rng(5)
    tie, day = random.integers(0, 60, 3000), random.integers(0, 900, 3000)
    tests = [backtest(tie, day, np.ones(3000), np.ones(3000, dtype=bool), 900, h) for h in (90, 30)]
    own = calibrated(*tests)
    for found in tests:
        assert found.brier(own) < found.brier(memory.DEFAULTS)


def test_without_a_history_there_is_nothing_to_calibrate():
    nothing = np.array([], dtype=int)
    found = backtest(nothing, nothing, nothing, nothing.astype(bool), 900, 90)
    assert found.brier() is None
    assert found.fitted() == (0.9, 0.9)


def run_bench(*arguments):
    command = [sys.executable, str(ROOT / "bench" / "memory.py"), "--json", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, json.loads(done.stdout)["rows"]


def write_rows(path, *rows):
    path.write_text("\n".join(rows) + "\n")
    return path


def test_the_bench_predicts_other_peoples_histories_from_earlier_rows_alone(tmp_path):
    header = "day,src,dst,n_recipients,undirected"
    early = ["0.5,ana,ben,1,0", "40,ben,ana,1,0", "55,ana,cid,9,0", "58,dan,ana,1,1"]
    asked = write_rows(tmp_path / "q.csv", "T,H,ego,alter", "60,90,ana,ben", "60,90,ana,cid", "60,30,ana,dan")
    reply = write_rows(tmp_path / "rq.csv", "day,ego,alter", "60,ana,ben", "60,ana,eve")
    found = []
    for late in ([], ["60,ben,ana,1,0", "70,ana,eve,1,0"]):
        history = write_rows(tmp_path / "i.csv", header, *early, *late)
        out = tmp_path / "p.csv", tmp_path / "r.csv"
        options = ["--queries", asked, "--reply-queries", reply, "--out", out[0], "--reply-out", out[1]]
        assert run_bench("--interactions", history, *options) == (0, [])
        found.append([list(csv.DictReader(path.open())) for path in out])
    assert found[0] == found[1]
    strength = memory.week_term(0, 1.0) + memory.week_term(5, 1.0)
    first = memory.alive(strength, 40, memory.PRIOR_NEVER_MET, 0.0, 60)
    assert float(found[0][0][0]["p"]) == pytest.approx(first, abs=1e-5)
    assert float(found[0][1][0]["p"]) == pytest.approx(4 * 0.35 / 5, abs=1e-5)


@pytest.mark.skipif(not TIES.exists(), reason="the shared histories are not here")
def test_it_reaches_its_floors_on_a_real_history():
    code, rows = run_bench()
    assert code == 0
    found = {row["what"]: row["ours"] for row in rows}
    assert found["alive 90d AUC"] >= 0.782 and found["alive 90d Brier"] <= 0.190
    assert found["would answer AUC"] >= 0.61 and found["would answer Brier"] <= 0.22


def test_the_measures_count_ties_by_half_and_gaps_by_size():
    labels, scores = np.array([1.0, 0.0, 1.0, 0.0]), np.array([0.9, 0.9, 0.4, 0.1])
    assert metrics.auc(labels, scores) == pytest.approx((0.5 + 1 + 0 + 1) / 4)
    assert metrics.average_precision(labels, scores) == pytest.approx((0.5 + 2 / 3) / 2)
    assert metrics.calibration_error(labels, scores) == pytest.approx((0.8 + 0.6 + 0.1) / 4)
    assert metrics.brier(labels, scores) == pytest.approx((0.01 + 0.81 + 0.36 + 0.01) / 4)
    assert np.isnan(metrics.auc(np.ones(3), np.arange(3.0)))
    groups = np.array([0, 0, 1, 1])
    assert metrics.mean_auc_within(groups, labels, scores) == pytest.approx((0.5 + 1) / 2)
