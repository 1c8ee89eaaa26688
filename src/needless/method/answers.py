"""Would they answer, if the owner wrote today: earlier asks, shrunk to the owner's own rate (M9)."""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Values: TypeAlias = float | NDArray[Any]
Numbers: TypeAlias = Sequence[float] | NDArray[Any]

ANSWER_DAYS = 14
USUAL_ANSWER_RATE = 0.35
OWNER_RATE_WEIGHT = 5.0
TIE_RATE_WEIGHT = 4.0
# Of a normal: the middle four fifths.
EIGHTY_PERCENT = 1.2816


def would_answer(asks: Values, answered: Values, owner_asks: Values, owner_answered: Values) -> Any:
    """The chance of an answer within 14 days, if the owner wrote today; floats or arrays.

    Counts are those of count_asks: the tie's from all its asks, the owner's from their openings after a
    silence (`after_silence=14`). The caller adds "they remembered me" as one ask answered and "no idea" as
    two asks unanswered.
    """
    mu = (owner_answered + OWNER_RATE_WEIGHT * USUAL_ANSWER_RATE) / (owner_asks + OWNER_RATE_WEIGHT)
    return (answered + TIE_RATE_WEIGHT * mu) / (asks + TIE_RATE_WEIGHT)


def would_answer_range(p: Values, asks: Values) -> tuple[Any, Any]:
    """(low, high) around p: Wilson's 80 % interval, taking p for a rate seen in asks + 4 tries.

    The four are the weight that would_answer gives to the owner's own rate. Within 0..1, and low < p < high.
    """
    tries = asks + TIE_RATE_WEIGHT
    pull = EIGHTY_PERCENT**2 / tries
    half = EIGHTY_PERCENT * np.sqrt(p * (1 - p) / tries + pull / (4 * tries)) / (1 + pull)
    centre = (p + pull / 2) / (1 + pull)
    return np.clip(centre - half, 0.0, 1.0), np.clip(centre + half, 0.0, 1.0)


def count_asks(
    out_days: Numbers,
    in_days: Numbers,
    today_day: float,
    after_silence: float = 0.0,
) -> tuple[int, int]:
    """(asks, answered) of one tie before today, from the days of direct messages out and in, in any order.

    The first message out of each day is an ask once the 14 days after it are over; a message in within them
    answers it. Whole days do not say which came first: a message in on the same day is an answer.
    With `after_silence` only asks count that followed at least so many days without a word either way.
    """
    days, answered = asks_of(out_days, in_days, after_silence)
    over = days + ANSWER_DAYS < today_day
    return int(over.sum()), int(answered[over].sum())


def asks_of(
    out_days: Numbers, in_days: Numbers, after_silence: float = 0.0
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """All asks of one tie in order: their days, and whether a message came in within 14 days after each."""
    out, into = np.sort(np.asarray(out_days, dtype=float)), np.sort(np.asarray(in_days, dtype=float))
    asks = out[np.unique(np.floor(out), return_index=True)[1]]
    if after_silence > 0:
        talks = np.sort(np.concatenate((out, into)))
        before = np.searchsorted(talks, asks, side="left")
        last = np.concatenate(([np.inf], talks))[before]
        asks = asks[asks - last >= after_silence]
    next_in = np.concatenate((into, [np.inf]))[np.searchsorted(into, asks, side="left")]
    return asks, next_in <= asks + ANSWER_DAYS
