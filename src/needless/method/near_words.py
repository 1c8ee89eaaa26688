"""Which words of a network's names may be one word, told before any two people are compared (M10).

Each word is filed under what outlives a slip: itself with a letter or two left out, its sound, its roots, its
beginning. Only words that share such a key are compared, so that the work does not grow with their square.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from needless.method.likeness import words_alike
from needless.method.nicknames import roots_of
from needless.method.spelling import sound

Near = Mapping[str, frozenset[str]]
SLIPS_FROM, TWO_SLIPS_FROM, BEGINNING = 4, 7, 4  # lengths, as words_alike() wants them of the shorter word


def near_words(words: Iterable[str]) -> Near:
    """For each word those that words_alike() finds like it, itself among them."""
    filed: dict[str, list[str]] = defaultdict(list)
    near = {word: {word} for word in words}
    for word in near:
        for key in _traces(word):
            filed[key].append(word)
    for alike in filed.values():
        for a, b in combinations(alike, 2):
            if b not in near[a] and words_alike(a, b)[0]:
                near[a].add(b)
                near[b].add(a)
    _add_initials(near)
    return {word: frozenset(others) for word, others in near.items()}


def _traces(word: str) -> set[str]:
    keys = {f"={sound(word)}"} | {f"r{root}" for root in roots_of(word)}
    if len(word) >= BEGINNING:
        keys.add(f"^{word[:BEGINNING]}")
    if len(word) >= SLIPS_FROM:
        once = set(_shortened(word))
        keys |= {word} | once
        if len(word) >= TWO_SLIPS_FROM:
            keys.update(twice for one in once for twice in _shortened(one))
    return keys


def _shortened(word: str) -> Iterator[str]:
    """The word without one of its letters."""
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


def _add_initials(near: dict[str, set[str]]) -> None:
    """A single letter may stand for all that begin with it."""
    for letter in [word for word in near if len(word) == 1]:
        begun = {word for word in near if word[0] == letter}
        near[letter] |= begun
        for word in begun:
            near[word].add(letter)
