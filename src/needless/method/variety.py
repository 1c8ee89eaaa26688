"""How varied a network is, and who in it is unlike the rest (M6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

FEWEST = 5  # no claim about fewer people


@dataclass(frozen=True, slots=True)
class Variety:
    """One facet: each value's share (largest first, sum 1), and what they amount to.

    ``kinds`` is the number of equally large groups that would be as varied, exp of Shannon's entropy (Jost
    2006, "Entropy and diversity"); ``evenness`` that entropy by its most, ln of the number of values (Pielou
    1966), 1 where all are equal and 0 where there is only one.
    """

    shares: tuple[tuple[str, float], ...]
    kinds: float
    evenness: float
    people: int


def variety(values: Sequence[str], weights: Sequence[float]) -> Variety | None:
    """The variety of one facet, people counted by weight (how alive each tie is); "" is unknown and left out.

    None where fewer than FEWEST are known, or nobody has weight.
    """
    sums: defaultdict[str, float] = defaultdict(float)
    known = 0
    for value, weight in zip(values, weights, strict=True):
        if value:
            sums[value] += weight
            known += 1
    total = sum(sums.values())
    if known < FEWEST or total <= 0:
        return None
    shares = sorted(((value, part / total) for value, part in sums.items()), key=lambda s: (-s[1], s[0]))
    entropy = -sum(part * log(part) for _value, part in shares if part > 0)
    evenness = entropy / log(len(shares)) if len(shares) > 1 else 0.0
    return Variety(tuple(shares), exp(entropy), min(1.0, evenness), known)


def unlikeness(values: Sequence[str], known: Variety) -> list[float]:
    """How rare each value is within that facet, -ln of its share over its most; 0 where it is not known."""
    shares = dict(known.shares)
    rarest = max(-log(part) for part in shares.values() if part > 0) or 1.0
    return [-log(shares[value]) / rarest if shares.get(value) else 0.0 for value in values]


def most_unlike(
    facets: Mapping[str, tuple[Sequence[str], Variety]], most: int
) -> list[tuple[int, float, list[str]]]:
    """Who sees things differently: (index, mean unlikeness, the facets that make it, rarest first), best first."""
    rare = {name: unlikeness(values, found) for name, (values, found) in facets.items()}
    if not rare:
        return []
    people = len(next(iter(rare.values())))
    scored = [(i, sum(column[i] for column in rare.values()) / len(rare)) for i in range(people)]
    best = sorted(scored, key=lambda s: (-s[1], s[0]))[:most]
    return [(i, score, _telling(rare, i)) for i, score in best if score > 0]


def _telling(rare: Mapping[str, Sequence[float]], person: int) -> list[str]:
    """The facets in which somebody is rare, the rarest first."""
    names = sorted(rare, key=lambda name: -rare[name][person])
    return [name for name in names if rare[name][person] >= 0.5]
