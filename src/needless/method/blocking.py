"""Which pairs are worth comparing: candidates do not grow with the square of the contacts (M10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from needless.method.likeness import Likeness, Names, Person, likeness, may_be_one
from needless.method.nicknames import roots_of
from needless.method.spelling import sound

WORTH_ASKING = 0.35  # below this the owner is not asked
LARGEST_BLOCK = 150
NEIGHBOURS = 30  # in a larger block each is compared with this many beside them


def keys_of(person: Person) -> set[str]:
    """What this person shares with who may be the same: addresses, and words with a trace of another word.

    Either word may hold a slip, also in its first letter; so each is kept whole once and traced by its ends.
    """
    found = {f"@{mail}" for mail in person.emails} | {f"+{number}" for number in person.numbers}
    found |= {f"/{link}" for link in person.links} | {f"@{mail}" for mail in person.shared}
    for words in {person.words, person.called} - {()}:
        found.update(_name_keys(words))
        if person.firm and len(words) > 1:
            found.add("o" + person.firm + "".join(sorted(w[0] for w in (words[0], words[-1]))))
    return found


def _name_keys(words: Sequence[str]) -> Iterator[str]:
    forms = [_forms(word) for word in words[:5]]
    yield "=" + sound("".join(sorted(words)))
    yield "=" + sound("".join(words))
    if len(words) == 1:
        yield f"1{sound(words[0])}"
    for i, j in ((i, j) for i in range(len(forms)) for j in range(len(forms)) if i != j):
        for whole in forms[i]:
            for trace in _traces(words[j], forms[j]):
                yield f"{whole} {trace}"


def _forms(word: str) -> set[str]:
    return {sound(root) for root in roots_of(word)}


def _traces(word: str, forms: set[str]) -> set[str]:
    """The first letter, and the last two: one of them outlives a slip."""
    found = {form[0] for form in forms if form} | {f"~{form[-2:]}" for form in forms}
    return found | {word[0]}


def blocks(people: Sequence[Person]) -> Iterator[list[Person]]:
    """Groups of people who share a key; those of one alone are left out."""
    by_key: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        for key in keys_of(person):
            by_key[key].append(person)
    return (block for block in by_key.values() if len(block) > 1)


def candidates(people: Sequence[Person]) -> set[tuple[int, int]]:
    """Pairs of places in ``people`` worth comparing; a large block is walked with a window."""
    at = {id(person): place for place, person in enumerate(people)}
    found: set[tuple[int, int]] = set()
    for block in blocks(people):
        if len(block) <= LARGEST_BLOCK:
            found.update(combinations([at[id(person)] for person in block], 2))
        else:
            found.update(_windowed(sorted(block, key=lambda p: (p.words, p.firm)), at))
    return found


def _windowed(block: Sequence[Person], at: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    places = [at[id(person)] for person in block]
    for i, first in enumerate(places):
        for second in places[i + 1 : i + 1 + NEIGHBOURS]:
            yield min(first, second), max(first, second)


def like_pairs(people: Sequence[Person], least: float = WORTH_ASKING) -> list[Likeness]:
    """Every pair that may be one person, the likeliest first."""
    names = Names.of(people)
    sides = ((people[i], people[j]) for i, j in candidates(people))
    found = [likeness(a, b, names) for a, b in sides if may_be_one(a, b, names)]
    return sorted(
        (pair for pair in found if pair.score >= least), key=lambda pair: (-pair.score, pair.a, pair.b)
    )
