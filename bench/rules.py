"""The simple rules that other tools live by, to be beaten by the memory model (M9)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Keep-in-touch intervals, in days, of the layers of 5, 15, 50 and 150 people, and of everybody else.
LAYER_RANKS = np.array([5, 15, 50, 150])
CADENCE_DAYS = np.array([14.0, 30.0, 90.0, 180.0, 365.0])


@dataclass(frozen=True)
class Past:
    """What the rules look at, an entry for each question: direct contact before the day asked about.

    `group` numbers ego and day together.
    """

    group: NDArray[np.int64]
    silence: Floats
    contact_days: Floats
    first_ago: Floats


def scores(past: Past) -> dict[str, Floats]:
    """Each rule's ranking; the higher, the more alive."""
    return {
        "recency": -np.log1p(past.silence),
        "frequency": np.log1p(past.contact_days),
        "overdue ratio": -np.log1p(past.silence / usual_gap(past)),
        "fixed cadence": -np.log1p(past.silence / cadence(past)),
    }


def usual_gap(past: Past) -> Floats:
    """Mean days between days with contact; of all the ties' gaps the median where there was but one."""
    between = np.maximum(past.first_ago - past.silence, 1.0) / np.maximum(past.contact_days - 1, 1)
    several = past.contact_days > 1
    return np.where(several, between, np.median(between[several]) if several.any() else 30.0)


def cadence(past: Past) -> Floats:
    """The interval of each tie's layer, where the layers of an ego are filled by frequency."""
    days = np.empty(len(past.group))
    for group in np.unique(past.group):
        mine = np.flatnonzero(past.group == group)
        rank = np.empty(len(mine), dtype=int)
        rank[np.argsort(-past.contact_days[mine], kind="stable")] = np.arange(len(mine))
        days[mine] = CADENCE_DAYS[np.searchsorted(LAYER_RANKS, rank, side="right")]
    return days
