"""How ready somebody is to vouch for the owner's work (M3), from parts that are shown with it.

    readiness = remembered^.4 * together^.3 * recent^.15 * fresh^.15

A weighted geometric mean: where one part is nothing, a reference is nothing, however good the others are. The
weights, and all numbers here, are judgement: no data set holds references.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import exp, pow, prod, sqrt
from types import MappingProxyType

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {"remembered": 0.4, "together": 0.3, "recent": 0.15, "fresh": 0.15}
)
# What they said when the owner noticed: at least, or at most, so much.
SAID: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"yes": (0.9, 1.0), "vaguely": (0.0, 0.5), "no": (0.0, 0.15)}
)
YEAR_DAYS = 365
WORK_HALF_LIFE_YEARS = 6.0
UNKNOWN_SPAN = 0.35  # the same firm, and nobody knows whether at the same time
LOGGED, WROTE, ENDORSED = 0.5, 0.9, 0.4
ASKED_AGAIN = 0.7  # what each reference asked for in the last two years leaves
READY, NEARLY = 0.6, 0.4


@dataclass(frozen=True, slots=True)
class Parts:
    """Each 0 to 1: they can place me; we worked together; not long ago; I did not ask too often."""

    remembered: float
    together: float
    recent: float
    fresh: float

    @property
    def readiness(self) -> float:
        """0 to 1."""
        values: list[float] = [getattr(self, name) for name in WEIGHTS]
        return prod(
            pow(max(0.0, value), weight) for value, weight in zip(values, WEIGHTS.values(), strict=True)
        )

    @property
    def weakest(self) -> str:
        """The name of the part that holds the most back."""
        return min(WEIGHTS, key=lambda name: max(1e-9, getattr(self, name)) ** WEIGHTS[name])


def remembered(alive: float, said: str = "") -> float:
    """Can they place me? ``alive`` is the chance of contact within 90 days; one is placed long after one is
    written to, hence the root. ``said``: "yes", "vaguely" or "no" of the last two years, "" without."""
    low, high = SAID.get(said, (0.0, 1.0))
    return min(max(sqrt(max(0.0, alive)), low), high)


def together(days: int | None, logged: int = 0, wrote: int = 0, endorsed: int = 0) -> float:
    """How much of my work they saw. ``days`` at the same firm at the same time, None where that is not known;
    pieces of shared work logged, recommendations and endorsements of theirs."""
    misses = 1.0 - UNKNOWN_SPAN if days is None else exp(-max(0, days) / YEAR_DAYS)
    misses *= (1 - LOGGED) ** logged * (1 - WROTE) ** wrote * (1 - ENDORSED) ** endorsed
    return 1.0 - misses


def recent(days_ago: int) -> float:
    """How fresh that work is: a half every six years."""
    return float(2.0 ** (-max(0, days_ago) / (YEAR_DAYS * WORK_HALF_LIFE_YEARS)))


def fresh(asked: int) -> float:
    """How often I asked them for a reference in the last two years."""
    return float(ASKED_AGAIN ** max(0, asked))


def raises(parts: Parts, alive_after: float, is_logged: bool) -> list[tuple[str, float]]:
    """What would raise it this month, the most first: ("talk" or "note", the readiness then), as far as it does.

    ``alive_after`` is how alive the tie would be after a call or meeting; ``is_logged`` whether any shared work is.
    """
    talk = replace(parts, remembered=max(parts.remembered, remembered(alive_after)))
    note = replace(parts, together=1 - (1 - parts.together) * (1 - LOGGED))
    found = [("talk", talk.readiness), *([] if is_logged else [("note", note.readiness)])]
    return sorted(((act, then) for act, then in found if then > parts.readiness), key=lambda row: -row[1])
