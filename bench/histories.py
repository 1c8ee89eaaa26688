"""Reads other people's timestamped histories for bench/memory.py (M9): interactions, questions, labels."""

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from needless.method import memory
from needless.method.answers import ANSWER_DAYS, asks_of

Row = dict[str, str]
Floats = NDArray[np.float64]
Pair = tuple[str, str]


def rows_of(path: Path) -> list[Row]:
    """The rows of a CSV with a header, gzipped or not."""
    with path.open("rb") as raw:
        is_gzip = raw.read(2) == b"\x1f\x8b"
    with gzip.open(path, "rt") if is_gzip else path.open() as lines:
        return list(csv.DictReader(lines))


def pair_of(a: str, b: str) -> Pair:
    return (a, b) if a <= b else (b, a)


@dataclass
class Directed:
    """Direct messages of one pair, seen from one end. A row without direction came in, but asked nothing."""

    out: list[float] = field(default_factory=list)
    into: list[float] = field(default_factory=list)


class History:
    """All rows of an interactions file, with a number for each pair of people."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows
        self.number: dict[Pair, int] = {}
        self.tie = np.array([self._numbered(row) for row in rows], dtype=np.int64)
        self.day = np.array([float(row["day"]) for row in rows])
        sizes = [recipients(row) for row in rows]
        self.weight = np.array([memory.weight_of("mail", size) for size in sizes])
        self.talk = np.array([memory.is_talk("mail", size) for size in sizes], dtype=bool)

    def _numbered(self, row: Row) -> int:
        return self.number.setdefault(pair_of(row["src"], row["dst"]), len(self.number))

    def before(self, day: float) -> "Known":
        """What a prediction for that day may read."""
        seen = self.day < day
        return Known(self.tie[seen], self.day[seen], self.weight[seen], self.talk[seen], len(self.number))

    @cached_property
    def messages(self) -> dict[Pair, Directed]:
        """Direct messages by (ego, alter)."""
        found: dict[Pair, Directed] = {}
        for row, day in zip(self.rows, self.day.tolist(), strict=True):
            if recipients(row) <= memory.MOST_RECIPIENTS:
                undirected = row.get("undirected", "0") not in ("", "0")
                ahead = found.setdefault((row["src"], row["dst"]), Directed())
                (ahead.into if undirected else ahead.out).append(day)
                found.setdefault((row["dst"], row["src"]), Directed()).into.append(day)
        return found

    @cached_property
    def openings(self) -> dict[str, tuple[Floats, Floats]]:
        """By ego: sorted days on which the 14 days after an opening were over, and the answers up to each.

        The answer to an opening lies before that day, so nothing later is read.
        """
        asked: dict[str, list[tuple[float, bool]]] = {}
        for (ego, _), said in self.messages.items():
            days, answered = asks_of(said.out, said.into, after_silence=ANSWER_DAYS)
            asked.setdefault(ego, []).extend(
                zip((days + ANSWER_DAYS).tolist(), answered.tolist(), strict=True)
            )
        return {ego: _running(sorted(asks)) for ego, asks in asked.items()}


def _running(asks: list[tuple[float, bool]]) -> tuple[Floats, Floats]:
    return np.array([over for over, _ in asks]), np.cumsum([0.0, *(answer for _, answer in asks)])


def recipients(row: Row) -> int:
    return int(float(row.get("n_recipients") or 1))


@dataclass(frozen=True)
class Known:
    """The events before a day, and what they say of each pair."""

    tie: NDArray[np.int64]
    day: Floats
    weight: Floats
    talk: NDArray[np.bool_]
    ties: int

    @cached_property
    def strength(self) -> Floats:
        return memory.strengths(self.tie, self.day, self.weight, self.ties)

    @cached_property
    def connected(self) -> Floats:
        """First row of each pair, of any kind; the beginning of the history where there is none yet."""
        first = np.full(self.ties, np.inf)
        np.minimum.at(first, self.tie, self.day)
        return np.where(np.isinf(first), self.day.min() if len(self.day) else 0.0, first)

    @cached_property
    def silent_since(self) -> Floats:
        return memory.last_talks(self.tie, self.day, self.talk, self.connected)

    @cached_property
    def first_talk(self) -> Floats:
        first = np.full(self.ties, np.inf)
        np.minimum.at(first, self.tie[self.talk], self.day[self.talk])
        return np.where(np.isinf(first), self.connected, first)

    @cached_property
    def contact_days(self) -> Floats:
        """Distinct days with direct contact."""
        once = np.unique(np.column_stack((self.tie, np.floor(self.day)))[self.talk], axis=0)
        return np.bincount(once[:, 0].astype(int), minlength=self.ties).astype(float)


def labelled(queries: list[Row], labels: list[Row], keys: tuple[str, ...], label: str) -> Iterator[float]:
    """The label of each query, nan where it has none."""
    known = {tuple(row[key] for key in keys): float(row[label]) for row in labels}
    return (known.get(tuple(row[key] for key in keys), float("nan")) for row in queries)
