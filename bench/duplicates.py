"""Finds planted duplicates among 30,000 made-up contacts, beside comparing all pairs (M10).

`blocking recall`: of the pairs that all pairs of a sample would ask about, the share that the keys keep.
`30,000 contacts`: seconds of one processor, beside the 20 that the owner may wait. `all pairs`: the same on the sample.
`planted found`: the share of planted duplicates that are asked about; `asked in vain`: the share of asked
pairs that were planted.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "src")]

from rows import report

from needless.method.blocking import WORTH_ASKING, like_pairs
from needless.method.likeness import Likeness, Names, Person, likeness
from needless.method.nicknames import TABLE

SEED = 20240517
SECONDS = 20.0
SYLLABLES = [
    "ber", "lin", "gar", "man", "sil", "va", "ro", "ma", "ko", "no", "tra", "wel", "ton", "field", "berg", "stein",
    "haus", "mar", "tel", "do", "san", "el", "vi", "ka", "pe", "ri", "mo", "len",
]  # fmt: skip
FIRMS = [
    f"{a}{b} {c}"
    for a in ("Nord", "Ost", "Alt", "Neu", "Blue", "Red")
    for b in ("hafen", "werk", "line", "data", "bau")
    for c in ("GmbH", "Ltd", "SA", "Group", "Labs", "Energy", "Health", "Foods", "Motors", "Bank")
]
SPELT = {"sch": "sh", "ck": "k", "ph": "f", "y": "i", "ei": "ey"}
CYRILLIC = dict(zip("abvgdeziklmnoprstufh", "абвгдезиклмнопрстуфх", strict=True))


def people(count: int, dice: random.Random) -> list[Person]:
    """Made-up people: a few common family names, and a long tail."""
    rows = [line.split() for line in TABLE.strip().split("\n")]
    firsts = [row[0] for row in rows if len(row) > 1]
    families = [
        "".join(dice.choices(SYLLABLES, k=dice.choice((2, 2, 3)))) for _ in range(max(200, count // 4))
    ]
    weights = [1 / (rank + 20) for rank in range(len(families))]
    lasts = dice.choices(families, weights, k=count)
    return [_person(key, dice.choice(firsts), last, dice) for key, last in enumerate(lasts)]


def _person(key: int, first: str, last: str, dice: random.Random) -> Person:
    email = frozenset({f"{first}.{last}{key}@mail.example"} if dice.random() < 0.6 else ())
    return Person(key, f"{first} {last}".title(), emails=email, organisation=dice.choice(FIRMS))


def typo(person: Person, dice: random.Random) -> Person:
    """One letter left out, doubled or swapped with the next."""
    name = person.name
    at = dice.randrange(len(name) - 1)
    before, letter, after, rest = name[:at], name[at], name[at + 1], name[at + 2 :]
    slipped = [before + after + rest, before + letter * 2 + after + rest, before + after + letter + rest]
    return replace(person, name=dice.choice(slipped), emails=frozenset())


def nicknamed(person: Person, dice: random.Random) -> Person:
    """Bob for Robert."""
    first, _, last = person.name.lower().partition(" ")
    rows = [row for line in TABLE.strip().split("\n") if (row := line.split())[0] == first and len(row) > 1]
    short = dice.choice(dice.choice(rows)[1:]) if rows else first
    return replace(person, name=f"{short} {last}".title(), emails=frozenset())


def swapped(person: Person, dice: random.Random) -> Person:
    """Family name first, with a comma or without."""
    first, _, last = person.name.partition(" ")
    return replace(person, name=f"{last}{dice.choice((', ', ' '))}{first}", emails=frozenset())


def accented(person: Person, dice: random.Random) -> Person:
    """Accents on vowels."""
    return replace(person, name=person.name.translate(str.maketrans("aeou", "áéöü")), emails=frozenset())


def transliterated(person: Person, dice: random.Random) -> Person:
    """In Cyrillic letters as far as they go, else spelt as it sounds."""
    name = person.name.lower()
    if set(name) - {" "} <= set(CYRILLIC):
        return replace(person, name=name.translate(str.maketrans(CYRILLIC)).title(), emails=frozenset())
    for written, heard in SPELT.items():
        name = name.replace(written, heard)
    return replace(person, name=name.title(), emails=frozenset())


def elsewhere(person: Person, dice: random.Random) -> Person:
    """At another employer, with the same address or a name alone."""
    return replace(person, organisation=dice.choice(FIRMS))


WAYS: tuple[Callable[[Person, random.Random], Person], ...] = (
    typo, nicknamed, swapped, accented, transliterated, elsewhere,
)  # fmt: skip


def planted(count: int, dice: random.Random) -> tuple[list[Person], dict[tuple[int, int], str]]:
    """``count`` people of whom a tenth are there twice, and how each second one was made."""
    firsts = people(count - count // 10, dice)
    doubled = dice.sample(firsts, count // 10)
    truth: dict[tuple[int, int], str] = {}
    for key, person in enumerate(doubled, len(firsts)):
        way = WAYS[key % len(WAYS)]
        firsts.append(replace(way(person, dice), key=key))
        truth[person.key, key] = way.__name__
    return firsts, truth


def all_pairs(everybody: list[Person]) -> list[Likeness]:
    """What would be asked if everybody were compared with everybody."""
    names = Names.of(everybody)
    found = (likeness(a, b, names) for a, b in combinations(everybody, 2))
    return [pair for pair in found if pair.score >= WORTH_ASKING]


def timed(
    work: Callable[[list[Person]], list[Likeness]], everybody: list[Person]
) -> tuple[set[tuple[int, int]], float]:
    """The pairs (smaller key first) and the seconds of one processor: what else runs does not count."""
    begun = time.process_time()
    found = work(everybody)
    return {(min(p.a, p.b), max(p.a, p.b)) for p in found}, time.process_time() - begun


def row(what: str, ours: float, other: float, ratio: float, floor: float | None) -> dict[str, Any]:
    """A row of the table; higher is better."""
    is_ok = floor is None or ratio >= floor
    return {
        "what": what,
        "ours": round(ours, 3),
        "other": round(other, 3),
        "ratio": round(ratio, 4),
        "floor": floor,
        "ok": is_ok,
    }


def measure(count: int, sample: int) -> list[dict[str, Any]]:
    """All rows."""
    dice = random.Random(SEED)
    some, _truth = planted(sample, dice)
    every, slow = timed(all_pairs, some)
    kept, quick = timed(like_pairs, some)
    large, truth = planted(count, dice)
    found, seconds = timed(like_pairs, large)
    rows = [
        row("blocking recall", len(kept & every), len(every), len(kept & every) / max(1, len(every)), 0.98),
        row(f"{count:,} contacts", seconds, SECONDS, SECONDS / seconds, 1.0),
        row(f"all pairs of {sample:,}", quick, slow, slow / quick, None),
        row("planted found", len(found & set(truth)), len(truth), len(found & set(truth)) / len(truth), None),
        row(
            "planted of asked",
            len(found & set(truth)),
            len(found),
            len(found & set(truth)) / len(found),
            None,
        ),
    ]
    for way in WAYS:
        pairs = {pair for pair, name in truth.items() if name == way.__name__}
        rows.append(
            row(
                f"found: {way.__name__}",
                len(found & pairs),
                len(pairs),
                len(found & pairs) / len(pairs),
                None,
            )
        )
    return rows


def main() -> int:
    """0 where every row that has a floor is ok."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--contacts", type=int, default=30_000)
    parser.add_argument("--sample", type=int, default=2_000)
    asked = parser.parse_args()
    rows = measure(asked.contacts, asked.sample)
    return report(rows, asked.json)


if __name__ == "__main__":
    sys.exit(main())
