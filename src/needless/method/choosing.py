"""From many candidates, the few that fit the minutes (M1): the most gain per minute, with variety.

    value = gain * answers * TIER_WORTH[tier] * WAYS[channel].impression * enjoyment * worth
    rate  = value / minutes * SAME_KIND^(of its kind) * SAME_CHANNEL^(by it) * SAME_ORGANISATION^(from there)

``gain`` is how much the chance of contact (p90 of method/memory.py) is raised by the action, the mean over
the days of HORIZON; ``answers`` the chance that it comes off. What was chosen already counts in the
exponents, so the second message of a day must be worth more than the first call. Options are taken greedily
by rate, promised ones first. All constants here are judgement: no data set says what a minute is worth.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from needless.method import memory

MOST = 7
LEAST = 3
HORIZON = (30, 90, 180)


class Way(NamedTuple):
    """A channel as the plan sees it: ``minutes`` at the desk to set it in motion (the lunch itself is no desk
    time), and what ``impression`` it leaves beside a message (M11: the old-fashioned ways stay in mind)."""

    minutes: int
    impression: float


# Three of anything but a letter fit into a default day of 15 minutes; so does a letter beside two short ones.
WAYS: Mapping[str, Way] = MappingProxyType(
    {
        "message": Way(3, 1.0),
        "mail": Way(5, 1.3),
        "letter": Way(8, 3.2),
        "call": Way(5, 1.9),
        "video": Way(5, 1.7),
        "meeting": Way(4, 1.9),
    }
)
# A tie of the inner circle is worth three that nothing is wanted of. Dunbar's layers differ more in size:
# moderately weak ties bring the jobs, so the plan must not push everyone to the centre.
TIER_WORTH: Mapping[str, float] = MappingProxyType(
    {"inner": 3.0, "close": 2.5, "warm": 2.0, "keep": 1.5, "none": 1.0}
)
# Who looks for a job warms references and old ties first; what only keeps things as they are can wait.
LOOKING: Mapping[str, float] = MappingProxyType(
    {"vouch": 1.6, "reconnect": 1.4, "thank": 1.3, "revive": 1.2, "fading": 1.2, "introduce": 1.2, "meet": 1.2,
     "drifting": 0.7, "first_word": 0.7}
)  # fmt: skip
SAME_KIND, SAME_CHANNEL, SAME_ORGANISATION = 0.75, 0.7, 0.5


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that could be done. Only one of a contact's options is ever chosen.

    ``key`` breaks ties, and must differ between options. ``gain`` and ``answers`` are 0 to 1; ``enjoyment``
    and ``worth`` are factors around 1 (how much that way is liked; what makes just this moment the right
    one).
    """

    key: str
    contact: int
    kind: str
    channel: str
    minutes: int
    tier: str = "none"
    gain: float = 0.0
    answers: float = 1.0
    enjoyment: float = 1.0
    worth: float = 1.0
    organisation: str = ""
    is_promised: bool = False

    @property
    def value(self) -> float:
        """What it is worth, whatever else is chosen."""
        way = WAYS[self.channel].impression
        return self.gain * self.answers * TIER_WORTH[self.tier] * way * self.enjoyment * self.worth


def weight_of(kind: str, is_looking: bool) -> float:
    """By how much a kind of suggestion counts more, or less, while the owner looks for a job."""
    return LOOKING.get(kind, 1.0) if is_looking else 1.0


def gains(
    strength: NDArray[Any],
    silent_since: NDArray[Any],
    prior: NDArray[Any],
    remembered: NDArray[Any],
    weight: NDArray[Any],
    day: int,
    calibration: memory.Calibration = memory.DEFAULTS,
) -> NDArray[np.float64]:
    """By how much (0 to 1) a contact of this ``weight`` today raises p90, the mean over HORIZON.

    Arrays of one length.
    """
    after = strength + weight * memory.week_term(memory.week_of(day), 1.0)
    total = np.zeros(len(strength))
    for ahead in HORIZON:
        at = float(day + ahead)
        with_it = memory.alive(
            after, np.full(len(strength), float(day)), prior, remembered, at, 90, calibration
        )
        total += with_it - memory.alive(strength, silent_since, prior, remembered, at, 90, calibration)
    return np.clip(total / len(HORIZON), 0.0, 1.0)


class Variety:
    """What was chosen so far, and by how much it dampens more of the same."""

    def __init__(self, present: Iterable[Option]) -> None:
        self.seen: Counter[tuple[str, str]] = Counter()
        for option in present:
            self.add(option)

    def add(self, option: Option) -> None:
        """Count one more."""
        self.seen.update(
            [("kind", option.kind), ("channel", option.channel), ("organisation", option.organisation)]
        )

    def rate(self, option: Option) -> float:
        """Value per minute, dampened."""
        same = (
            SAME_KIND ** self.seen["kind", option.kind] * SAME_CHANNEL ** self.seen["channel", option.channel]
        )
        if option.organisation:
            same *= SAME_ORGANISATION ** self.seen["organisation", option.organisation]
        return option.value / option.minutes * same


def choose(
    options: Iterable[Option], minutes: int, most: int = MOST, present: Sequence[Option] = ()
) -> list[Option]:
    """The options to do, in order: at most ``most``, one for a contact, and in all at most ``minutes``.

    Never so greedy that fewer than three fit where three do. ``present`` is what the day holds already: it
    counts for variety, and its contacts are left out. The same options give the same choice in whatever order
    they come.
    """
    taken = {option.contact for option in present}
    pool = [option for option in options if option.contact not in taken and 0 < option.minutes <= minutes]
    variety, chosen = Variety(present), list[Option]()
    wanted = min(most, LEAST - len(present), _fitting(pool, minutes))
    while len(chosen) < most:
        others = wanted - len(chosen) - 1
        best = _best(pool, minutes, others, variety)
        if best is None:
            return chosen
        chosen.append(best)
        variety.add(best)
        minutes -= best.minutes
        pool = [option for option in pool if option.contact != best.contact and option.minutes <= minutes]
    return chosen


def _best(pool: list[Option], minutes: int, others: int, variety: Variety) -> Option | None:
    cheapest = _cheapest(pool)
    fitting = (o for o in pool if o.is_promised or o.minutes + _kept_free(cheapest, o, others) <= minutes)
    return min(fitting, key=lambda o: (not o.is_promised, -variety.rate(o), o.key), default=None)


def _cheapest(pool: Iterable[Option]) -> list[tuple[int, int]]:
    """(minutes, contact) of each contact's shortest option, shortest first."""
    least: dict[int, int] = {}
    for option in pool:
        least[option.contact] = min(option.minutes, least.get(option.contact, option.minutes))
    return sorted((minutes, contact) for contact, minutes in least.items())


def _kept_free(cheapest: list[tuple[int, int]], option: Option, others: int) -> int:
    """The minutes that so many other contacts need at least."""
    if others <= 0:
        return 0
    return sum([minutes for minutes, contact in cheapest[: others + 1] if contact != option.contact][:others])


def _fitting(pool: Iterable[Option], minutes: int) -> int:
    """How many contacts fit at most."""
    count = 0
    for least, _contact in _cheapest(pool):
        minutes -= least
        if minutes < 0:
            break
        count += 1
    return count
