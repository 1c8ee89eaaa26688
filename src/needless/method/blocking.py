"""Which pairs are worth comparing: candidates do not grow with the square of the contacts (M10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from needless.method.likeness import Likeness, Names, Person, likeness
from needless.method.near_words import near_words
from needless.method.spelling import sound

WORTH_ASKING = 0.35  # below this the owner is not asked
LARGEST_BLOCK = 150
NEIGHBOURS = 30  # in a larger block each is compared with this many beside them

Name = tuple[str, ...]


def candidates(people: Sequence[Person]) -> set[tuple[int, int]]:
    """Pairs of places in ``people`` worth comparing; a large block is walked with a window."""
    found: set[tuple[int, int]] = set()
    for block in _blocks(people):
        if len(block) <= LARGEST_BLOCK:
            found.update(combinations(block, 2))
        else:
            found.update(_windowed(set(block), _beside(people, block)))
    for bearers, alike in _named_alike(people):
        if len(bearers) * len(alike) <= LARGEST_BLOCK**2:
            found.update((min(a, b), max(a, b)) for a in bearers for b in alike if a != b)
        else:
            found.update(_windowed(set(bearers), _beside(people, alike)))
    return found


def _blocks(people: Sequence[Person]) -> Iterator[list[int]]:
    """Who shares an address, or has a name that sounds the same without its gaps."""
    by_key: dict[str, list[int]] = defaultdict(list)
    for place, person in enumerate(people):
        for key in _keys_of(person):
            by_key[key].append(place)
    return (block for block in by_key.values() if len(block) > 1)


def _keys_of(person: Person) -> set[str]:
    keys = {f"@{mail}" for mail in person.emails | person.shared} | {
        f"+{number}" for number in person.numbers
    }
    return keys | {f"/{link}" for link in person.links} | {"=" + sound("".join(n)) for n in _names_of(person)}


def _names_of(person: Person) -> set[Name]:
    """As written, and as they are called."""
    return {person.words, person.called} - {()}


def _named_alike(people: Sequence[Person]) -> Iterator[tuple[list[int], list[int]]]:
    """For each name its bearers, and everybody with a word like each of its words; the shorter name asks."""
    bearers: dict[Name, list[int]] = defaultdict(list)
    for place, person in enumerate(people):
        for name in _names_of(person):
            bearers[name].append(place)
    reached = _names_reached(list(bearers))
    for name, places in bearers.items():
        alike = set.intersection(*sorted((reached[word] for word in name), key=len))
        longer = [other for other in alike if len(name) <= len(other) and (len(name) > 1 or len(other) == 1)]
        yield places, [place for other in longer for place in bearers[other]]


def _names_reached(names: Sequence[Name]) -> Mapping[str, set[Name]]:
    """For each word the names that hold it, or one like it."""
    holding: dict[str, set[Name]] = defaultdict(set)
    for name in names:
        for word in name:
            holding[word].add(name)
    near = near_words(holding)
    return {word: set[Name]().union(*(holding[other] for other in near[word])) for word in holding}


def _beside(people: Sequence[Person], places: Sequence[int]) -> list[int]:
    """In an order in which those most alike stand side by side."""
    return sorted(set(places), key=lambda place: (people[place].words, people[place].firm, place))


def _windowed(wanted: set[int], places: Sequence[int]) -> Iterator[tuple[int, int]]:
    for at, first in enumerate(places):
        if first in wanted:
            for second in places[max(0, at - NEIGHBOURS) : at + 1 + NEIGHBOURS]:
                if first != second:
                    yield min(first, second), max(first, second)


def like_pairs(people: Sequence[Person], least: float = WORTH_ASKING) -> list[Likeness]:
    """Every pair that may be one person, the likeliest first."""
    names = Names.of(people)
    found = [likeness(people[a], people[b], names) for a, b in candidates(people)]
    return sorted(
        (pair for pair in found if pair.score >= least), key=lambda pair: (-pair.score, pair.a, pair.b)
    )
