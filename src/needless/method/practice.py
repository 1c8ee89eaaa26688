"""Networking muscles: which were used of late, which go slack, and which to exercise next (M1).

A week off is rest, not failure: nothing here counts days in a row, and a muscle goes slack only after a rest that
suits it. How long that is for each is judgement: one calls every few weeks, one asks for something twice a year.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from types import MappingProxyType

WEEKS = 12
HABIT_WEEKS = 3  # nothing goes slack that was never a habit: who begins, or rests, is left alone
# Each muscle, and for how many weeks it may rest before it goes slack.
REST_WEEKS: Mapping[str, int] = MappingProxyType(
    {"call": 3, "meet": 3, "write": 3, "introduce": 8, "recommend": 10, "thank": 4, "ask": 8, "new": 6}
)


@dataclass(frozen=True, slots=True)
class Muscle:
    """``uses``: how often in each of WEEKS weeks, the oldest first, the last is the week that runs."""

    name: str
    uses: tuple[int, ...]

    @property
    def idle_weeks(self) -> int:
        """Weeks since it was used last, 0 for this week; WEEKS where it was not used in them."""
        return next((ago for ago, uses in enumerate(reversed(self.uses)) if uses), WEEKS)

    @property
    def is_slack(self) -> bool:
        """Has it rested longer than suits it?"""
        return self.idle_weeks > REST_WEEKS[self.name]

    @property
    def slackness(self) -> float:
        """Weeks idle by the rest that suits it: above 1 it goes slack."""
        return self.idle_weeks / REST_WEEKS[self.name]


def muscles_of(uses: Iterable[tuple[str, int]]) -> list[Muscle]:
    """Every muscle, from (name, weeks ago) of each use; what is older than WEEKS or of no known name is left out."""
    counts = {name: [0] * WEEKS for name in REST_WEEKS}
    for name, ago in uses:
        if name in counts and 0 <= ago < WEEKS:
            counts[name][WEEKS - 1 - ago] += 1
    return [Muscle(name, tuple(weeks)) for name, weeks in counts.items()]


def weeks_kept(muscles: Iterable[Muscle]) -> list[bool]:
    """Of each week, the oldest first: was any muscle used? The others were rest."""
    return [any(column) for column in zip(*(muscle.uses for muscle in muscles), strict=True)]


def is_habit(kept: Iterable[bool]) -> bool:
    """Were enough of the weeks kept for anything to go slack?"""
    return sum(kept) >= HABIT_WEEKS


def to_exercise(muscles: Iterable[Muscle], spared: AbstractSet[str] = frozenset()) -> list[str]:
    """The names of those that go slack, the slackest first; without ``spared`` ones, that were declined of late."""
    slack = [muscle for muscle in muscles if muscle.is_slack and muscle.name not in spared]
    return [muscle.name for muscle in sorted(slack, key=lambda muscle: -muscle.slackness)]
