"""Do two papers tell the same story? By their headlines' vectors, or by runs of words that both have (M13).

Broder (1997), On the resemblance and containment of documents: the share of the shorter one's shingles that the other
has. Runs that many texts have (a paper's standing lines) tell nothing, and are left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from needless.method.encoding import Vectors, encode

SAME_HEADLINE = 0.92  # cosine
RUN = 4  # words of a shingle
CONTAINED, LEAST = 0.5, 10  # of the shorter one's shingles, which has so many at least
STANDING = 4  # a run in more texts than that is no story's own
LONGEST = 3000
WORD = re.compile(r"\w+")


class Told(NamedTuple):
    """A story: its headline, and as much of its text as is known."""

    title: str
    text: str = ""


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Every run of four words, in small letters."""
    words = WORD.findall(text[:LONGEST].casefold())
    return frozenset(tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


class Stories:
    """Stories among which those that tell the same as another are found."""

    def __init__(self, stories: Sequence[Told]) -> None:
        self.headlines: Vectors = encode([story.title for story in stories])
        self.runs = [shingles(story.text) for story in stories]
        self.where: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        for number, runs in enumerate(self.runs):
            for run in runs:
                self.where[run].append(number)

    def same_as(self, story: Told) -> set[int]:
        """The numbers of those that tell the same."""
        if not self.runs:
            return set()
        alike = self.headlines @ encode([story.title])[0] >= SAME_HEADLINE
        return set(np.flatnonzero(alike).tolist()) | self._contained(shingles(story.text))

    def _contained(self, runs: frozenset[tuple[str, ...]]) -> set[int]:
        own = [run for run in runs if len(self.where.get(run, ())) <= STANDING]
        common: defaultdict[int, int] = defaultdict(int)
        for run in own:
            for number in self.where.get(run, ()):
                common[number] += 1
        shorter = {number: min(len(own), len(self.runs[number])) for number in common}
        return {
            number
            for number, count in common.items()
            if shorter[number] >= LEAST and count >= CONTAINED * shorter[number]
        }


def once_each(stories: Sequence[Told]) -> list[int]:
    """The numbers of those that tell something which none before them told."""
    found, taken = Stories(stories), set[int]()
    kept = []
    for number, story in enumerate(stories):
        if number not in taken:
            kept.append(number)
            taken |= found.same_as(story)
    return kept
