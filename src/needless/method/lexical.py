"""Words that card and item share, by stem, and how much each of them says: BM25, between 0 and 1 (M13).

Robertson and Zaragoza 2009, "The probabilistic relevance framework: BM25 and beyond", with k1 1.2 and b 0.75,
divided by the most that the query could reach.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
import Stemmer
from numpy.typing import NDArray

from needless.method.vectors import Vectors
from needless.method.wordpieces import folded

K1, B = 1.2, 0.75
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
STOP = frozenset(
    [
        "a",
        "about",
        "above",
        "after",
        "again",
        "against",
        "all",
        "also",
        "am",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "because",
        "been",
        "before",
        "being",
        "below",
        "between",
        "both",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "doing",
        "don",
        "down",
        "during",
        "each",
        "few",
        "for",
        "from",
        "further",
        "get",
        "got",
        "had",
        "has",
        "have",
        "having",
        "he",
        "her",
        "here",
        "hers",
        "herself",
        "him",
        "himself",
        "his",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "itself",
        "just",
        "like",
        "may",
        "me",
        "more",
        "most",
        "much",
        "my",
        "myself",
        "new",
        "no",
        "nor",
        "not",
        "now",
        "of",
        "off",
        "on",
        "once",
        "one",
        "only",
        "or",
        "other",
        "our",
        "ours",
        "ourselves",
        "out",
        "over",
        "own",
        "people",
        "s",
        "same",
        "say",
        "says",
        "she",
        "should",
        "so",
        "some",
        "such",
        "t",
        "than",
        "that",
        "the",
        "their",
        "theirs",
        "them",
        "themselves",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "through",
        "to",
        "too",
        "two",
        "under",
        "until",
        "up",
        "us",
        "very",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "whom",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
        "yours",
        "yourself",
        "looking",
        "someone",
        "somebody",
        "seek",
        "seeks",
        "offer",
        "offers",
        "need",
        "needs",
    ]
)
LONGEST_LOOK, FEW_WORDS, ENGLISH = 600, 8, 0.1  # wrong for 9 of 3,762 English texts (bench sets)
_stemmer = Stemmer.Stemmer("english")


@lru_cache(maxsize=200_000)
def stem_of(word: str) -> str:
    """The Snowball stem of a folded word; "" for one that says nothing."""
    plain = word.split("'")[0].split("’")[0]
    return "" if len(plain) < 2 or plain in STOP else str(_stemmer.stemWord(plain))


def stems(text: str) -> list[str]:
    """The stems of a text, in order, those that say nothing left out."""
    return [stem for word in WORD.findall(folded(text)) if (stem := stem_of(word))]


def is_english(text: str) -> bool:
    """Is a text English, as far as it is long enough to tell? A tenth of English words say nothing by themselves."""
    words = WORD.findall(folded(text[:LONGEST_LOOK]))
    return len(words) < FEW_WORDS or sum(word in STOP for word in words) >= ENGLISH * len(words)


class Index:
    """Texts by stem: for each stem in which texts it is, and how strongly (0 to 1)."""

    def __init__(self, texts: Sequence[str]) -> None:
        counts = [Counter(stems(text)) for text in texts]
        lengths = np.array([sum(count.values()) for count in counts], dtype=np.float32)
        norm = K1 * (1 - B + B * lengths / max(1.0, float(lengths.mean()) if len(lengths) else 1.0))
        self.numbers: dict[str, int] = {}
        flat = [
            (self.numbers.setdefault(s, len(self.numbers)), n, tf)
            for n, c in enumerate(counts)
            for s, tf in c.items()
        ]
        rows = np.array(flat, dtype=np.int64).reshape(-1, 3)
        rows = rows[np.argsort(rows[:, 0], kind="stable")]
        self.texts = rows[:, 1].astype(np.int32)
        tf = rows[:, 2].astype(np.float32)
        self.strength = tf / (tf + norm[self.texts])
        self.starts = np.searchsorted(rows[:, 0], np.arange(len(self.numbers) + 1))
        df = np.diff(self.starts)
        self.idf = np.log1p((len(texts) - df + 0.5) / (df + 0.5)).astype(np.float32)
        self.most = float(np.log1p(len(texts) + 0.5))  # the idf of a stem that no text has

    def idf_of(self, stem: str) -> float:
        """How much a stem says: the rarer, the more."""
        number = self.numbers.get(stem)
        return self.most if number is None else float(self.idf[number])

    def query(self, facets: Sequence[tuple[float, str]]) -> dict[int, float]:
        """Weights of the stems that occur, by number: each facet's sum to its own weight if all its words occurred."""
        found: dict[int, float] = {}
        for weight, text in facets:
            known = dict.fromkeys(stems(text))
            whole = sum(self.idf_of(stem) for stem in known)
            for stem in known:
                if (number := self.numbers.get(stem)) is not None and whole > 0:
                    found[number] = found.get(number, 0.0) + weight * float(self.idf[number]) / whole
        return found

    def add_to(self, scores: Vectors, queries: Sequence[Mapping[int, float]], factor: float) -> None:
        """Add factor times each query's match to its row of scores: (queries, texts), in place."""
        terms = [
            (row, number, weight) for row, query in enumerate(queries) for number, weight in query.items()
        ]
        if not terms:
            return
        rows, numbers, weights = (np.array(column) for column in zip(*terms, strict=True))
        starts, lengths = self.starts[numbers], self.starts[numbers + 1] - self.starts[numbers]
        at = np.arange(lengths.sum()) + np.repeat(starts - (np.cumsum(lengths) - lengths), lengths)
        flat = np.repeat(rows * scores.shape[1], lengths) + self.texts[at]
        added = np.repeat((weights * factor).astype(np.float32), lengths) * self.strength[at]
        np.add.at(scores.reshape(-1), flat, added)

    def shared(self, text: str, number: int) -> list[tuple[str, float]]:
        """Which stems of a query are in text number ``number``, with their idf, the rarest first."""
        found = []
        for stem in dict.fromkeys(stems(text)):
            term = self.numbers.get(stem)
            if term is not None and self._has(term, number):
                found.append((stem, float(self.idf[term])))
        return sorted(found, key=lambda pair: -pair[1])

    def _has(self, term: int, number: int) -> bool:
        texts: NDArray[np.int32] = self.texts[self.starts[term] : self.starts[term + 1]]
        at = int(np.searchsorted(texts, number))
        return at < len(texts) and int(texts[at]) == number
