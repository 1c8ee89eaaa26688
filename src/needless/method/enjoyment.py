"""Which ways of keeping in touch, and which activities, earn their time, by what the owner said of them (M7, M14)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# So many ratings of the owner's mean stand beside those of one way: three good calls are no law of nature.
SHRINK = 5.0
ACTIVITY_SHRINK = 2.0  # an evening says more of an activity than a call of calls
MEANS_WORTH = 4.0  # so many ratings, or ties, the means below stand for
MEAN_RATING, MEAN_LASTING = 3.5, 0.3  # before anything was said (judgement)
FEWEST_RATINGS, FEWEST_TIES = 3, 5
ENJOYED, DULL = 3.6, 2.7
TOO_DULL = 0.8  # a way enjoyed so much less than the rest is not proposed
FEWEST_TO_LEAVE_OUT = 5


def liking(ratings: Mapping[str, tuple[int, float]]) -> dict[str, float]:
    """How much more (above 1) or less a way is enjoyed than the owner's mean; only the ways that were rated.

    ``ratings``: for each way (how many ratings, their sum), a rating being 1 to 5. With few ratings the
    answer stays near 1.
    """
    count = sum(n for n, _total in ratings.values())
    if not count:
        return {}
    mean = sum(total for _n, total in ratings.values()) / count
    return {way: (total + SHRINK * mean) / (n + SHRINK) / mean for way, (n, total) in ratings.items()}


def ways_left_out(ratings: Mapping[str, tuple[int, float]]) -> set[str]:
    """The ways that are so little enjoyed, by enough ratings, that they are proposed no more; never all of them."""
    liked = liking(ratings)
    dull = {w for w, v in liked.items() if v < TOO_DULL and ratings[w][0] >= FEWEST_TO_LEAVE_OUT}
    return dull if dull != set(liked) else set()


@dataclass(frozen=True, slots=True)
class Record:
    """What an activity brought so far: ratings (1 to 5) and their sum; ties that began there over a year ago, and how many last."""

    ratings: int = 0
    total: float = 0.0
    ties: int = 0
    lasting: int = 0

    def __add__(self, other: Record) -> Record:
        return Record(
            self.ratings + other.ratings, self.total + other.total,
            self.ties + other.ties, self.lasting + other.lasting,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judgement:
    """What to do with an activity, and by what: ``enjoyed`` is 1 to 5, ``lasts`` 0 to 1, both drawn to the owner's own mean."""

    verdict: str  # "keep", "try" or "drop"
    because: str  # "enjoyed", "dull", "ties", "no_ties", "few", "even"
    enjoyed: float
    lasts: float

    @property
    def rank(self) -> tuple[float, float]:
        """Better first when sorted: enjoyment in half steps, and only then the ties that lasted."""
        return -round(self.enjoyed * 2) / 2, -self.lasts


def judge(record: Record, all_: Record) -> Judgement:
    """Keep, try or drop, by enjoyment first and, where that says nothing, by the ties that lasted.

    ``all_`` is the sum of all the owner's activities: towards its means a small count is drawn, so that one
    good evening is no law. No claim about ties is made from fewer than ``FEWEST_TIES``.
    """
    mean = _drawn(all_.total, all_.ratings, MEAN_RATING, MEANS_WORTH)
    usual = _drawn(all_.lasting, all_.ties, MEAN_LASTING, MEANS_WORTH)
    enjoyed = _drawn(record.total, record.ratings, mean, ACTIVITY_SHRINK)
    lasts = _drawn(record.lasting, record.ties, usual, SHRINK)
    verdict, because = _verdict(record, enjoyed, lasts, usual)
    return Judgement(verdict, because, enjoyed, lasts)


def _verdict(record: Record, enjoyed: float, lasts: float, usual: float) -> tuple[str, str]:
    if record.ratings < FEWEST_RATINGS:
        return "try", "few"
    if enjoyed >= ENJOYED:
        return "keep", "enjoyed"
    if enjoyed <= DULL:
        return "drop", "dull"
    if record.ties < FEWEST_TIES:
        return "try", "even"
    return ("keep", "ties") if lasts >= usual else ("drop", "no_ties")


def _drawn(total: float, count: int, mean: float, worth: float) -> float:
    return (total + worth * mean) / (count + worth)
