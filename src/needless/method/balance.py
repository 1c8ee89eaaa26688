"""Give and ask (M2): what went which way with somebody, and is this the moment to ask them for something?

    worth of a way = sum of WORTH[kind] * 2^(-age / HALF_LIFE_DAYS)

All numbers are judgement: no data set says what a favour is worth. They are in stories sent.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

GIVEN, RECEIVED = "given", "received"
WORTH: Mapping[str, float] = MappingProxyType(
    {
        "story": 1.0, "opportunity": 2.0, "introduction": 3.0, "recommendation": 3.0, "endorsement": 0.5,
        "promise": 2.0, "talk": 1.5, "reference": 3.0, "advice": 1.5, "lead": 2.0,
    }
)  # fmt: skip
HALF_LIFE_DAYS = 730
UNDATED_DAYS = 4 * 365  # what nobody dated counts as old
# Under these odds of being in touch anyway, asking is a cold ask: a reference costs them more than a word of advice.
COLD_UNDER: Mapping[str, float] = MappingProxyType(
    {"advice": 0.25, "lead": 0.35, "introduction": 0.4, "reference": 0.4}
)
SOON_DAYS = 90
MOST_OWED = 3.0
VERDICTS = ("warm", "owing", "soon", "waiting", "cold")  # from go ahead to give first


@dataclass(frozen=True, slots=True)
class Passed:
    """Something that went one way; ``kind`` is a key of WORTH, ``on`` None where nobody knows the day."""

    kind: str
    way: str
    on: date | None


@dataclass(frozen=True, slots=True)
class Balance:
    """How often help went each way, and what of it still counts."""

    given: int = 0
    received: int = 0
    given_worth: float = 0.0
    received_worth: float = 0.0

    @property
    def owed(self) -> float:
        """By how much more was received than given: positive where the owner owes."""
        return self.received_worth - self.given_worth


def worth_of(passed: Passed, on: date) -> float:
    """What it still counts on a day; KeyError for an unknown kind. A day to come counts as today."""
    age = UNDATED_DAYS if passed.on is None else max(0, (on - passed.on).days)
    return float(WORTH[passed.kind] * 2.0 ** (-age / HALF_LIFE_DAYS))


def balance_of(entries: Iterable[Passed], on: date) -> Balance:
    """Both ways summed up on a day."""
    count, worth = {GIVEN: 0, RECEIVED: 0}, {GIVEN: 0.0, RECEIVED: 0.0}
    for passed in entries:
        count[passed.way] += 1
        worth[passed.way] += worth_of(passed, on)
    return Balance(count[GIVEN], count[RECEIVED], worth[GIVEN], worth[RECEIVED])


def check(
    kind: str, alive: float, balance: Balance, days_since_ask: int | None, is_waiting: bool = False
) -> str:
    """One of VERDICTS. ``alive`` is the chance (0 to 1) of being in touch within 90 days anyway.

    "cold": the tie is too cold for it; "waiting": an earlier ask is still open; "soon": the last one is not
    long ago; "owing": much more came than went; "warm": ask. KeyError for an unknown kind.
    """
    if alive < COLD_UNDER[kind]:
        return "cold"
    if is_waiting:
        return "waiting"
    if days_since_ask is not None and days_since_ask < SOON_DAYS:
        return "soon"
    return "owing" if balance.owed > MOST_OWED else "warm"
