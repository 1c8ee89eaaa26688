"""By what kind of origin ties brought something: counts with their zeros, and no claim about a few (M15)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

FEWEST = 5  # a share of fewer people than this says nothing


@dataclass(frozen=True, slots=True)
class Yield:
    """Of ``people`` of one origin ``brought`` something; of ``fine`` it was said that nothing came, and that is fine."""

    origin: str
    people: int
    brought: int
    fine: int

    @property
    def share(self) -> float | None:
        """0 to 1; None where they are too few for a claim."""
        return self.brought / self.people if self.people >= FEWEST else None


def yields(
    origins: Mapping[int, str], brought: AbstractSet[int], fine: AbstractSet[int], order: Sequence[str]
) -> list[Yield]:
    """One row for each origin (of ``order``) that anybody has; ``origins`` is person -> origin, everybody in it."""
    by_origin: dict[str, set[int]] = {}
    for person, origin in origins.items():
        by_origin.setdefault(origin, set()).add(person)
    return [
        Yield(name, len(people), len(people & brought), len(people & fine - brought))
        for name, people in _ordered(by_origin, order)
    ]


def _ordered(by_origin: Mapping[str, set[int]], order: Sequence[str]) -> Iterable[tuple[str, set[int]]]:
    return ((name, by_origin[name]) for name in order if name in by_origin)
