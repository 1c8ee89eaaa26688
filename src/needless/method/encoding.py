"""Text as vectors, by whatever is installed: the table that ships, and beside it what an extra brings (M13, M16).

Several encoders are one: their vectors stand side by side, so that a product is the weighted sum of their cosines,
and everything else (search, reasons, storing) knows of one vector alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import sqrt
from typing import Protocol

import numpy as np

from needless.method import minilm, multilingual
from needless.method.lexical import is_english
from needless.method.table import table
from needless.method.vectors import Vectors, normed, packed, unpacked

__all__ = [
    "Encoder", "Part", "Vectors", "encode", "encoder", "installed", "normed", "packed", "parts_of", "unpacked", "use",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """Where one encoder's numbers lie in the whole vector, at what length, and by how much its cosines fall short."""

    at: slice
    length: float
    lacks: float


class Encoder(Protocol):
    """Turns texts into vectors. ``model`` names it: vectors stored under another name are made anew."""

    @property
    def model(self) -> str: ...

    @property
    def common(self) -> Vectors:
        """What the titles of all trades have in common, weighted: its product is taken off every score. (dimensions,)"""

    @property
    def lacks(self) -> float:
        """By how much its cosines of texts that fit fall short of the table's."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """(texts, dimensions), each of length 1; zeros where there is no word."""

    def words(self, text: str) -> tuple[list[str], Vectors]:
        """Its words as they are written, "" for what is no word's, and their parts, which sum to its vector."""


class Together:
    """Several encoders as one; the weights sum to 1. What is not English goes by the one that knows other languages."""

    lacks = 0.0  # each part has its own

    def __init__(self, weighted: Sequence[tuple[float, Encoder]]) -> None:
        self.encoders = [each for _weight, each in weighted]
        ends = np.cumsum([len(each.common) for each in self.encoders]).tolist()
        self.parts = [
            Part(slice(begin, end), sqrt(weight), each.lacks)
            for (weight, each), begin, end in zip(weighted, [0, *ends], ends, strict=False)
        ]
        self.model = "+".join(f"{each.model}*{weight:g}" for weight, each in weighted)
        self.common: Vectors = np.concatenate(
            [
                np.float32(part.length) * each.common
                for part, each in zip(self.parts, self.encoders, strict=True)
            ]
        )

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The encoders' vectors side by side."""
        out = np.zeros((len(texts), len(self.common)), np.float32)
        shares = [self._shares(text) for text in texts]
        for number, (part, each) in enumerate(zip(self.parts, self.encoders, strict=True)):
            rows = [n for n, share in enumerate(shares) if share[number]]
            lengths = np.array([shares[n][number] for n in rows], np.float32)
            out[rows, part.at] = each.encode([texts[n] for n in rows]) * lengths[:, None]
        return out

    def words(self, text: str) -> tuple[list[str], Vectors]:
        """Each encoder's words one after another, with zeros for the others' dimensions."""
        words: list[str] = []
        blocks = [np.zeros((0, len(self.common)), np.float32)]
        for part, each, length in zip(self.parts, self.encoders, self._shares(text), strict=True):
            if length:
                found, rows = each.words(text)
                block = np.zeros((len(found), len(self.common)), np.float32)
                block[:, part.at] = np.float32(length) * rows
                words, blocks = words + found, [*blocks, block]
        return words, np.concatenate(blocks)

    def _shares(self, text: str) -> list[float]:
        """How long each encoder's part is in a text's vector: all of it is the polyglot's where it is not English."""
        polyglot = [isinstance(each, multilingual.UseM3) for each in self.encoders]
        if any(polyglot) and not is_english(text):
            return [float(is_one) for is_one in polyglot]
        return [part.length for part in self.parts]


def parts_of(encoder: Encoder) -> list[Part]:
    """The encoders in a vector, each of which may be sure of a match by itself."""
    if isinstance(encoder, Together):
        return encoder.parts
    return [Part(slice(0, len(encoder.common)), 1.0, encoder.lacks)]


# Which of what is installed goes together, and by what weights: chosen over ten sets (DECISIONS.md, 37).
WEIGHTS: dict[tuple[str, ...], tuple[float, ...]] = {
    ("static",): (1.0,),
    ("static", "semantic"): (0.2, 0.8),
    ("static", "multilingual"): (0.5, 0.5),
    ("static", "semantic", "multilingual"): (0.2, 0.5, 0.3),
}
EXTRAS = {"semantic": minilm, "multilingual": multilingual}
_chosen: list[tuple[str, ...]] = []


def installed() -> tuple[str, ...]:
    """The encoders at hand, by name."""
    return ("static", *(name for name, module in EXTRAS.items() if module.is_installed()))


def use(names: Iterable[str] | None) -> None:
    """From now on use the table and these extras, or, for None, what is installed (the default). Raises KeyError."""
    wanted = None if names is None else {name: EXTRAS[name] for name in names if name != "static"}
    _chosen[:] = [] if wanted is None else [("static", *(name for name in EXTRAS if name in wanted))]


def encoder() -> Encoder:
    """The encoder in use, loaded once."""
    return _together(_chosen[0] if _chosen else installed())


@cache
def _together(names: tuple[str, ...]) -> Encoder:
    loaded: list[Encoder] = [EXTRAS[name].load() if name in EXTRAS else table() for name in names]
    return loaded[0] if len(loaded) == 1 else Together(list(zip(WEIGHTS[names], loaded, strict=True)))


def encode(texts: Sequence[str]) -> Vectors:
    """A vector of length 1 for each text, by the encoder in use: (texts, dimensions); zeros where there is no word."""
    return encoder().encode(texts)
