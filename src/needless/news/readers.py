"""Whom one story is for, among many: exactly those that the method names, without looking twice at everybody (M13)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from needless.method.relevance import ALIKE, Card, Cards, Item, Items, Match, people_for, ranked
from needless.news.vectors import PEOPLE, Remembered
from needless.owners.models import Owner

FIRST, GROWS = 64, 8


def readers_of(owner: Owner, item: Item, cards: Sequence[Card], most: int, at: float) -> list[Match]:
    """As method.relevance.people_for: reasons are worked out for those alone who come first, more only where needed.

    A card's score does not depend on the others, so the best of the best few are the best of all.
    """
    people = _ready(owner, tuple(cards))
    _numbers, scores = ranked(people, Items([item]), 1)
    order = np.argsort(-np.round(scores[:, 0], ALIKE), kind="stable") if scores.size else np.zeros(0, np.intp)
    found: list[Match] = []
    for some in _portions(order.tolist()):
        few = Cards([people.cards[n] for n in some], people.by)
        found += people_for(item, few, most - len(found), at)
        if len(found) >= most:
            break
    return found


@lru_cache(maxsize=2)
def _ready(owner: Owner, cards: tuple[Card, ...]) -> Cards:
    """Their vectors, kept for the next story: the same cards have the same ones."""
    return Cards(cards, Remembered(owner, PEOPLE))


def _portions(order: list[int]) -> Iterator[list[int]]:
    begin, size = 0, FIRST
    while begin < len(order):
        yield order[begin : begin + size]
        begin, size = begin + size, size * GROWS
