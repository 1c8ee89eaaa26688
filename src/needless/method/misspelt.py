"""Whose name was meant by one that nobody bears: "Jonh Smiht" is nearly John Smith (M10)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from rapidfuzz.distance import OSA

FAR = 9
SHORTEST = 4  # letters: of three, one that is wrong makes another name


def slips(letters: int) -> int:
    """How many letters of a word may be wrong, missing, too many, or in each other's place."""
    return 0 if letters < SHORTEST else 1 if letters < 8 else 2


def nearest(words: Sequence[str], names: Iterable[tuple[int, str]]) -> dict[int, int]:
    """Of (key, folded name): the keys of those whom the folded words nearly name, with the number of slips.

    Each word must be near a word of the name, or near its beginning as somebody types it.
    """
    far = cache(_slips_between)
    found = {}
    for key, name in names:
        parts = name.replace("-", " ").split()
        count = sum(min((far(word, part) for part in parts), default=FAR) for word in words)
        if count < FAR:
            found[key] = count
    return found


def _slips_between(word: str, part: str) -> int:
    """0 where the part begins with the word, FAR where they are different ones."""
    if part.startswith(word):
        return 0
    most = slips(len(word))
    if not most or len(part) < len(word) - most:
        return FAR
    count = min(OSA.distance(word, written, score_cutoff=most) for written in (part, part[: len(word)]))
    return count if count <= most else FAR
