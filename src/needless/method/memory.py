"""Is this tie alive, and when does it fade: the memory model (M9, M11).

Days are numbers since EPOCH (they may be negative or fractional) and weeks are fixed, day // 7. Each week
with a contact leaves one term that halves in a year. Since all terms halve alike, a tie needs one stored
number, its `strength` (the sum of the terms as they would stand on EPOCH), and one more for what the owner
said about being remembered. Contact stands in for being remembered: no data set measures the latter.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from math import log, log1p
from types import MappingProxyType
from typing import Any, TypeAlias, overload

import numpy as np
from numpy.typing import NDArray

from needless.method.answers import count_asks as count_asks
from needless.method.answers import would_answer as would_answer
from needless.method.answers import would_answer_range as would_answer_range

Floats: TypeAlias = NDArray[np.float64]
Days: TypeAlias = NDArray[np.int64]
Values: TypeAlias = float | NDArray[Any]

EPOCH = date(2020, 1, 1)
HALF_LIFE_DAYS = 365.0
SILENCE_UNIT_DAYS = 3.0
SILENCE_POWER = 0.75

# A letter counts as richer than a message (M11: the old-fashioned ways leave the impression); like call,
# video and meeting it is a judgement. A message, and mail alike, is the unit that was measured.
WEIGHT: Mapping[str, float] = MappingProxyType(
    {"click": 0.05, "mail": 1.0, "message": 1.0, "letter": 1.3, "call": 1.3, "video": 1.3, "meeting": 2.0}
)
WRITTEN = frozenset({"mail", "message"})
SPOKEN = frozenset({"call", "video", "meeting"})
MOST_RECIPIENTS = 5
MOST_IN_A_TALK = 6

PRIOR_NEVER_MET = 0.05
PRIOR_MET = 0.3
REMEMBERED: Mapping[str, float] = MappingProxyType({"yes": 1.0, "vaguely": 0.0, "no": -2.0})

LEVELS: Mapping[str, float] = MappingProxyType({"inner": 0.75, "close": 0.60, "warm": 0.40, "keep": 0.25})
NEVER = int(np.iinfo(np.int32).max)
LONGEST_FADING_DAYS = 2**16


@dataclass(frozen=True)
class Calibration:
    """Log-odds of contact within 90 and 30 days: b0 + b1 * z. The defaults are those of MODEL.md."""

    b0_90: float = 0.9
    b1_90: float = 0.9
    b0_30: float = 0.10
    b1_30: float = 1.0

    def of(self, horizon: int) -> tuple[float, float]:
        """(b0, b1) for a horizon of 90 or 30 days; ValueError for any other."""
        if horizon == 90:
            return self.b0_90, self.b1_90
        if horizon == 30:
            return self.b0_30, self.b1_30
        raise ValueError(f"the memory model knows horizons of 90 and 30 days, not {horizon}")


DEFAULTS = Calibration()


def day_number(on: date) -> int:
    """Days since EPOCH; negative before it."""
    return on.toordinal() - EPOCH.toordinal()


def week_of(day: int) -> int:
    """The fixed week that a day number lies in."""
    return day // 7


def is_group(channel: str, group_size: int) -> bool:
    """More than 5 recipients of a mail or message, more than 6 people in a call or meeting."""
    if channel in WRITTEN:
        return group_size > MOST_RECIPIENTS
    return channel in SPOKEN and group_size > MOST_IN_A_TALK


def weight_of(channel: str, group_size: int = 1) -> float:
    """Evidence of one interaction; KeyError for a channel that is not in WEIGHT.

    Group mail is no evidence. A large call or meeting counts as a click: a meeting of 40 is not a talk with
    each, though they were in one room (judgement).
    """
    weight = WEIGHT[channel]
    if is_group(channel, group_size):
        return 0.0 if channel in WRITTEN else WEIGHT["click"]
    return weight


def is_talk(channel: str, group_size: int = 1) -> bool:
    """Whether it ends a silence: clicks and groups never do; KeyError for an unknown channel."""
    return WEIGHT[channel] > WEIGHT["click"] and not is_group(channel, group_size)


def week_term(week: int, weight: float) -> float:
    """What a week with its best `weight` adds to the stored strength.

    One more interaction: strength += week_term(week, new best) - week_term(week, old best).
    """
    return float(weight * 2.0 ** ((week * 7 + 3.5) / HALF_LIFE_DAYS))


@overload
def evidence(strength: float, day: float) -> float: ...
@overload
def evidence(strength: NDArray[Any], day: Values) -> Floats: ...
def evidence(strength: Values, day: Values) -> Any:
    """W on a day, in messages of this week; an undone import may leave a rounding error, never a negative."""
    return np.maximum(strength, 0.0) * np.exp2(-np.asarray(day) / HALF_LIFE_DAYS)


def remembered_term(answer: str, day: int) -> float:
    """What "yes", "vaguely" or "no" ("no idea who I am") adds to the stored sum; KeyError for another."""
    return float(REMEMBERED[answer] * 2.0 ** (day / HALF_LIFE_DAYS))


@overload
def remembered(stored: float, day: float) -> float: ...
@overload
def remembered(stored: NDArray[Any], day: Values) -> Floats: ...
def remembered(stored: Values, day: Values) -> Any:
    """The log-odds that the owner's answers are worth on a day."""
    return stored * np.exp2(-np.asarray(day) / HALF_LIFE_DAYS)


def strengths(tie: NDArray[Any], day: NDArray[Any], weight: NDArray[Any], ties: int) -> Floats:
    """Stored strength of ties 0..ties-1 from all events at once: arrays of equal length, in any order.

    Events in order of tie and day (as a database gives them) are not sorted again.
    """
    if not len(tie):
        return np.zeros(ties)
    week = np.floor_divide(day, 7).astype(np.int64)
    first = int(week.min())
    span = int(week.max()) - first + 1
    key = tie * span + (week - first)
    if (key[1:] < key[:-1]).any():
        order = np.argsort(key, kind="stable")
        key, tie, week, weight = key[order], tie[order], week[order], weight[order]
    starts = np.concatenate(([0], np.flatnonzero(key[1:] != key[:-1]) + 1))
    middles = np.exp2(((np.arange(span) + first) * 7 + 3.5) / HALF_LIFE_DAYS)
    terms = np.maximum.reduceat(np.asarray(weight, dtype=float), starts) * middles[week[starts] - first]
    return np.asarray(np.bincount(tie[starts], terms, minlength=ties), dtype=float)


def last_talks(tie: NDArray[Any], day: NDArray[Any], talk: NDArray[np.bool_], since: NDArray[Any]) -> Floats:
    """The day that each tie's silence runs from: its last talk, or `since` (connected on) without one."""
    last = np.full(len(since), -np.inf)
    if not talk.all():
        tie, day = tie[talk], day[talk]
    np.maximum.at(last, tie, day.astype(float))  # of one type: ten times as fast
    return np.where(np.isinf(last), since, last)


def spaced_recency(strength: Values, silence_from_day: Values, prior: Values, day: Values) -> Any:
    """z = ln(W + prior) - 0.75 ln(1 + silence / 3): need odds as a power law of weeks and silence."""
    silence = np.maximum(day - np.asarray(silence_from_day, dtype=float), 0.0)
    return np.log(evidence(np.asarray(strength), day) + prior) - SILENCE_POWER * np.log1p(
        silence / SILENCE_UNIT_DAYS
    )


@overload
def alive(
    strength: float,
    silence_from_day: float,
    prior: float,
    remembered_stored: float,
    day: float,
    horizon: int = 90,
    calibration: Calibration = DEFAULTS,
) -> float: ...
@overload
def alive(
    strength: Values,
    silence_from_day: Values,
    prior: Values,
    remembered_stored: Values,
    day: Values,
    horizon: int = 90,
    calibration: Calibration = DEFAULTS,
) -> Any: ...
def alive(
    strength: Values,
    silence_from_day: Values,
    prior: Values,
    remembered_stored: Values,
    day: Values,
    horizon: int = 90,
    calibration: Calibration = DEFAULTS,
) -> Any:
    """The chance of any contact within `horizon` (90 or 30) days after `day`; floats or arrays."""
    b0, b1 = calibration.of(horizon)
    z = spaced_recency(strength, silence_from_day, prior, day)
    return 1.0 / (1.0 + np.exp(-(b0 + b1 * z + remembered(np.asarray(remembered_stored), day))))


def fades_on_many(
    strength: Values,
    silence_from_day: NDArray[Any],
    prior: Values,
    remembered_stored: Values,
    level: Values,
    today_day: int,
    calibration: Calibration = DEFAULTS,
) -> Days:
    """First whole day on which p90 is at or below `level`, for each tie; NEVER where level is 0.

    Later than today_day exactly where p90 is above the level today: an answer such as "no idea" fades too, so
    p90 need not fall every day, and today is the day that the owner acts on. A tie that did not reach its
    level on the day of its last talk has that day; one that stays above it has a day 180 years ahead.
    """

    def is_above(day: Any) -> Any:
        return alive(strength, silence_from_day, prior, remembered_stored, day, 90, calibration) > level

    start = np.floor(np.asarray(silence_from_day, dtype=float)).astype(np.int64)
    today = np.maximum(start, today_day)
    lives = is_above(today)
    low = np.where(lives, today, start)
    high = np.where(lives, today + LONGEST_FADING_DAYS, today)
    reached = lives | is_above(start)
    while (high - low > 1).any():
        middle = (low + high) // 2
        above = is_above(middle)
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return np.where(np.asarray(level) > 0, np.where(reached, high, start), NEVER).astype(np.int64)


def fades_on(
    strength: float,
    silence_from_day: int,
    prior: float,
    remembered_stored: float,
    level: float | None,
    today_day: int,
    calibration: Calibration = DEFAULTS,
) -> int | None:
    """The same for one tie; None where no level is wanted."""
    if not level:
        return None
    since = np.array([silence_from_day])
    days = fades_on_many(strength, since, prior, remembered_stored, level, today_day, calibration)
    return int(days[0])


# Dunbar's layers: how many ties a layer and those within it hold, and the least W that earns it (judgement: a
# single message makes nobody close, however empty the rest of the address book is).
LAYERS = (("inner", 5, 8.0), ("close", 15, 4.0), ("warm", 50, 2.0), ("keep", 150, 1.0))


def propose_tiers(
    strengths: NDArray[Any],
    has_talk_both_ways: NDArray[np.bool_],
    day: int,
    taken: Mapping[str, int] = MappingProxyType({}),
) -> list[str]:
    """A tier for each tie by its strength on `day`: the first 5 inner, to 15 close, to 50 warm, to 150 keep.

    Only ties with talk in both directions (or in person; the caller says) and with enough evidence; "none"
    for the rest. `taken` counts the places that others hold already, by tier.
    """
    weights = np.where(has_talk_both_ways, evidence(np.asarray(strengths), day), 0.0)
    tiers = ["none"] * len(weights)
    held = list(accumulate(taken.get(name, 0) for name, _most, _least in LAYERS))
    left = [(name, most - within, least) for (name, most, least), within in zip(LAYERS, held, strict=True)]
    for rank, tie in enumerate(np.argsort(-weights, kind="stable")[: LAYERS[-1][1]]):
        fits = (name for name, most, least in left if rank < most and weights[tie] >= least)
        tiers[tie] = next(fits, "none")
    return tiers


@dataclass(frozen=True)
class Fact:
    """Something that moved a tie's number: `effect` in log-odds, `value` in the fact's own unit.

    Names and values: silence (days), weeks (with contact), few_data (the same, when at most one), met (1 or
    0), remembered (log-odds that are left of the owner's answers).
    """

    name: str
    effect: float
    value: float


# A middling tie to compare with: two recent weeks with contact, the last talk a quarter ago.
TYPICAL_EVIDENCE = 2.0
TYPICAL_SILENCE_DAYS = 90.0
LEAST_EFFECT = 0.01


def why_alive(
    strength: float,
    silence_from_day: float,
    prior: float,
    remembered_stored: float,
    day: float,
    calibration: Calibration = DEFAULTS,
    weeks: int | None = None,
) -> list[Fact]:
    """Up to three facts, the largest effect on the log-odds of p90 first.

    Each effect is what the log-odds would lose if that fact alone were as in a middling tie; having met, or
    not, is held against the opposite prior. Without the number of `weeks` their fact has W for its value.
    """
    b1, w = calibration.b1_90, float(evidence(strength, day))
    silence = max(0.0, day - silence_from_day)
    met = prior >= PRIOR_MET
    quiet = log1p(TYPICAL_SILENCE_DAYS / SILENCE_UNIT_DAYS) - log1p(silence / SILENCE_UNIT_DAYS)
    said = float(remembered(remembered_stored, day))
    facts = [
        Fact("silence", b1 * SILENCE_POWER * quiet, silence),
        _talked(b1 * log((w + prior) / (TYPICAL_EVIDENCE + prior)), w, weeks),
        Fact("met", b1 * log((w + prior) / (w + (PRIOR_NEVER_MET if met else PRIOR_MET))), float(met)),
        Fact("remembered", said, said),
    ]
    felt = [fact for fact in facts if abs(fact.effect) >= LEAST_EFFECT]
    return sorted(felt, key=lambda fact: -abs(fact.effect))[:3]


def _talked(effect: float, w: float, weeks: int | None) -> Fact:
    if weeks is None:
        return Fact("weeks", effect, w)
    return Fact("few_data" if weeks <= 1 else "weeks", effect, float(weeks))
