"""How well items are matched to contacts, beside plain BM25 in the same run, and how fast (M13, M16).

    python bench/matching.py --task news|offers|openings --contacts C --items I [--relevant R] [--out ranked.csv] [--json]
    python bench/matching.py [--speed]

`ours` and `other` are the measure with the product's own method and with BM25 over the whole card; in speed rows
they are seconds, of the product and of a plain float32 matrix product of the same shapes.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import random
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate
from math import log2
from pathlib import Path
from statistics import mean
from typing import IO, Any

import numpy as np

from needless.method import encoding, relevance
from needless.method.encoding import encode
from needless.method.lexical import Index
from needless.method.relevance import Card, Item
from needless.method.table import table

FIRST = 10
RIGHT = 0.5
FLOORS = {
    "news": {"P@5": 0.72, "nDCG@10": 0.69, "precision shown": 0.80, "coverage shown": 0.40},
    "openings": {"hit@5": 0.32},
    "offers": {"hit@5": 0.24},
}
SEMANTIC_FLOORS = {
    "news": {"precision shown": 0.80, "coverage shown": 0.40},
    "openings": {"hit@5": 0.35},
    "offers": {"hit@5": 0.32},
}
Ranking = Sequence[Sequence[tuple[int, float, bool]]]  # for each card: (item id, score, shown), best first
Gains = Mapping[int, Mapping[int, float]]


def opened(path: str) -> IO[str]:
    """A text file, packed or not."""
    return (
        gzip.open(path, "rt", encoding="utf-8") if path.endswith(".gz") else Path(path).open(encoding="utf-8")
    )


def cards_in(path: str) -> list[Card]:
    """contacts.jsonl."""
    with opened(path) as file:
        rows = [json.loads(line) for line in file if line.strip()]
    lists = ("fields", "interests", "seeks", "offers")
    return [
        Card(
            r["id"],
            r.get("title") or "",
            r.get("organisation") or "",
            **{k: tuple(r.get(k) or ()) for k in lists},
        )
        for r in rows
    ]


def items_in(path: str) -> list[Item]:
    """items.jsonl."""
    with opened(path) as file:
        rows = [json.loads(line) for line in file if line.strip()]
    return [Item(row["id"], row.get("title") or "", row.get("text") or "") for row in rows]


def gains_in(path: str) -> Gains:
    """contact, item, gain."""
    found: defaultdict[int, dict[int, float]] = defaultdict(dict)
    with opened(path) as file:
        for row in csv.DictReader(file):
            found[int(row["contact"])][int(row["item"])] = float(row["gain"])
    return found


def ours(cards: Sequence[Card], items: Sequence[Item]) -> Ranking:
    """What the product ranks and shows."""
    return [
        [(match.item.id, match.score, match.shown) for match in matches]
        for matches in relevance.items_for(cards, items, FIRST)
    ]


def plain_bm25(cards: Sequence[Card], items: Sequence[Item]) -> Ranking:
    """The whole card as one bag of words."""
    index = Index([item.whole for item in items])
    out = []
    for card in cards:
        text = " ".join([card.title, *card.fields, *card.interests, *card.seeks])
        scores = np.zeros((1, len(items)), np.float32)
        index.add_to(scores, [index.query([(1.0, text)])], 1.0)
        best = np.argsort(-scores[0], kind="stable")[:FIRST]
        out.append([(items[i].id, float(scores[0, i]), True) for i in best])
    return out


def ndcg(found: Sequence[tuple[int, float, bool]], gains: Mapping[int, float]) -> float:
    """Jaervelin and Kekaelaeinen 2002, at 10."""
    got = sum(gains.get(item, 0.0) / log2(n + 2) for n, (item, _s, _shown) in enumerate(found[:FIRST]))
    best = sum(gain / log2(n + 2) for n, gain in enumerate(sorted(gains.values(), reverse=True)[:FIRST]))
    return got / best if best else 0.0


def measures(cards: Sequence[Card], ranking: Ranking, gains: Gains) -> dict[str, float]:
    """Means over the contacts who have anything right; precision and coverage of what is shown."""
    rows = [(found, gains[card.id]) for card, found in zip(cards, ranking, strict=True) if gains.get(card.id)]
    right = [[g.get(item, 0.0) >= RIGHT for item, _s, _shown in found] for found, g in rows]
    shown = [
        ok
        for (found, _g), oks in zip(rows, right, strict=True)
        for (_item, _s, is_shown), ok in zip(found, oks, strict=True)
        if is_shown
    ]
    return {
        "P@1": mean(sum(oks[:1]) for oks in right),
        "P@5": mean(sum(oks[:5]) / 5 for oks in right),
        "hit@5": mean(any(oks[:5]) for oks in right),
        "nDCG@10": mean(ndcg(found, g) for found, g in rows),
        "precision shown": mean(shown) if shown else 0.0,
        "coverage shown": mean(any(is_shown for _i, _s, is_shown in found) for found, _g in rows),
    }


def row(
    what: str, ours: float, other: float, floor: float | None, ratio: float | None = None
) -> dict[str, Any]:
    """A row of the table; for a measure the floor is on ours itself."""
    is_ok = floor is None or (ours if ratio is None else ratio) >= floor
    shown = ours / other if ratio is None and other else ratio
    return {
        "what": what, "ours": round(ours, 4), "other": round(other, 4), "ratio": round(shown or 0.0, 3),
        "floor": floor, "ok": is_ok,
    }  # fmt: skip


def floors_of(task: str) -> Mapping[str, float]:
    """Of the encoder in use: a model is better on niches and seeks, and not on the broad fields of the news set."""
    return (SEMANTIC_FLOORS if "minilm" in encoding.encoder().model else FLOORS)[task]


def quality(asked: argparse.Namespace) -> list[dict[str, Any]]:
    """Rank, write down, and measure where it is known what is right."""
    cards, items = cards_in(asked.contacts), items_in(asked.items)
    ranking = ours(cards, items)
    if asked.out:
        write(asked.out, cards, ranking)
    if not asked.relevant:
        return []
    gains, floors = gains_in(asked.relevant), floors_of(asked.task) if asked.floors else {}
    mine, plain = measures(cards, ranking, gains), measures(cards, plain_bm25(cards, items), gains)
    return [row(name, value, plain[name], floors.get(name)) for name, value in mine.items()]


def write(path: str, cards: Sequence[Card], ranking: Ranking) -> None:
    """contact, item, rank, score, shown."""
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["contact", "item", "rank", "score", "shown"])
        for card, found in zip(cards, ranking, strict=True):
            for rank, (item, score, shown) in enumerate(found, 1):
                out.writerow([card.id, item, rank, f"{score:.5f}", int(shown)])


def made_up(cards: int, items: int) -> tuple[list[Card], list[Item]]:
    """A network and its news, from a seed: words as frequent as Zipf has them, cards of the rarer ones."""
    made = random.Random(3)
    words = [w for w in table().pieces.numbers if w.isalpha() and w.isascii() and len(w) > 2]
    rarer = words[1500:]
    sums, rarer_sums = (
        list(accumulate(1 / (words_before + n + 20) for n in range(len(some_words))))
        for words_before, some_words in ((0, words), (1500, rarer))
    )

    def some(n: int) -> str:
        return " ".join(made.choices(words, cum_weights=sums, k=n))

    def rare(n: int) -> str:
        return " ".join(made.choices(rarer, cum_weights=rarer_sums, k=n))

    return (
        [Card(n, rare(2), rare(1).title(), (rare(2), rare(1))) for n in range(cards)],
        [Item(n, some(9), some(25)) for n in range(items)],
    )


def best(do: Callable[[], Any], times: int = 3) -> float:
    """The least of some runs, in seconds."""
    took = []
    for _ in range(times):
        start = time.perf_counter()
        do()
        took.append(time.perf_counter() - start)
    return min(took)


def speed() -> list[dict[str, Any]]:
    """The match beside a plain product of the same shapes; the whole job; encoding."""
    cards, items = made_up(10_000, 10_000)
    start = time.perf_counter()
    people, stories = relevance.Cards(cards), relevance.Items(items)
    relevance.ranked(people, stories, FIRST)
    whole = time.perf_counter() - start
    match = best(lambda: relevance.ranked(people, stories, FIRST))
    plain = best(lambda: product(people.vectors, stories.vectors))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    small = relevance.Cards(cards[:500]), relevance.Items(items[:300])
    little = best(lambda: relevance.ranked(*small, FIRST))
    texts = [item.whole for item in items]
    encoding = best(lambda: encode(texts), 1)
    return [
        row("match 10000 by 10000", match, plain, 0.25, plain / match),
        row("whole job, s of 5", whole, 5, 1, 5 / whole),
        row("memory, MB of 400", memory, 400, 1, 400 / memory),
        row("match 500 by 300, s of 1", little, 1, 1, 1 / little),
        row("encoded a second, of 5000", len(texts) / encoding, 5000, 1, len(texts) / encoding / 5000),
        reasons(people, stories),
        introductions(cards, items),
    ]


def reasons(people: relevance.Cards, stories: relevance.Items) -> dict[str, Any]:
    """How far the words' shares are from summing to the cosine, at most, in 200 pairs."""
    off = max(
        abs(sum(share for _word, share in relevance.shares(vector, item)) - float(vector @ other))
        for vector, item, other in zip(people.vectors[:200], stories.items, stories.vectors, strict=False)
    )
    return row("reasons off, of .01", off, 0.01, 1, 0.01 / max(off, 1e-6))


def introductions(cards: Sequence[Card], items: Sequence[Item], times: int = 5) -> dict[str, Any]:
    """50,000 who seek and offer, matched exactly: the most memory that this process ever had, in MB."""
    many = [
        Card(n * len(cards) + card.id, seeks=(f"{card.title} {made}",), offers=(f"{item.title} {made}",))
        for n, made in enumerate(("north", "south", "west", "east", "abroad")[:times])
        for card, item in zip(cards, items, strict=True)
    ]
    relevance.pairs(many)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return row("introductions 50000, MB of 1024", memory, 1024, 1, 1024 / memory)


def product(a: Any, b: Any) -> None:
    """Every cosine, nothing kept."""
    for begin in range(0, len(a), 1024):
        np.matmul(a[begin : begin + 1024], b.T)


def show(rows: Iterable[Mapping[str, Any]]) -> None:
    """The table."""
    print(f"{'':34}{'ours':>10}{'other':>10}{'ratio':>8}{'floor':>8}")
    for r in rows:
        floor = "" if r["floor"] is None else f"{r['floor']:.2f}"
        print(
            f"{r['what']:34}{r['ours']:>10.3f}{r['other']:>10.3f}{r['ratio']:>8.2f}{floor:>8}  {'' if r['ok'] else 'FAILS'}"
        )


def main() -> int:
    """0 where every row that has a floor is ok."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--task", choices=FLOORS, default="news")
    for name in ("contacts", "items", "relevant", "out"):
        parser.add_argument(f"--{name}")
    parser.add_argument(
        "--floors", action="store_true", help="hold the development sets' floors against the measures"
    )
    parser.add_argument("--speed", action="store_true")
    parser.add_argument(
        "--encoder", choices=("static", *encoding.EXTRAS), nargs="+", help="instead of all that are installed"
    )
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if bool(asked.contacts) != bool(asked.items):
        parser.error("--contacts and --items go together")
    encoding.use(asked.encoder)
    rows = quality(asked) if asked.contacts and not asked.speed else speed()
    print(json.dumps({"rows": rows})) if asked.json else show(rows)
    return 0 if all(r["ok"] for r in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
