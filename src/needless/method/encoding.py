"""Text as vectors: a static table of our own, made by tools/distil.py, read by numpy alone (M13, M16)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from needless.method.wordpieces import WORD, WordPieces, folded

Vectors: TypeAlias = NDArray[np.float32]

MODEL = "needless-static-256-1"  # vectors that were stored under another name are made anew
DIMENSIONS = 256
LONGEST_TEXT = 2000  # characters: what a story is about is said at its beginning
BATCH = 256


@dataclass(frozen=True)
class Encoder:
    """Pieces of words, and a vector for each piece; how long it is is how much the piece says."""

    pieces: WordPieces
    table: Vectors
    common: Vectors  # what the titles of all trades have in common: the mean of their vectors

    def sums(self, texts: Sequence[str]) -> Vectors:
        """The sum of the pieces' vectors of each text: (texts, DIMENSIONS); zeros where there is no word."""
        out = np.zeros((len(texts), DIMENSIONS), np.float32)
        for begin in range(0, len(texts), BATCH):
            cut = [self.pieces.of(text[:LONGEST_TEXT]) for text in texts[begin : begin + BATCH]]
            lengths = np.array([len(numbers) for numbers in cut])
            some = np.flatnonzero(lengths)
            if len(some):
                flat = np.fromiter((number for numbers in cut for number in numbers), np.int64, lengths.sum())
                starts = (np.cumsum(lengths) - lengths)[some]
                out[begin + some] = np.add.reduceat(self.table[flat], starts, axis=0)
        return out

    def words(self, text: str) -> tuple[list[str], Vectors]:
        """Each word as it is written, and its share of the text's sum: (words, DIMENSIONS)."""
        as_is = text[:LONGEST_TEXT]
        plain = folded(as_is)
        shown = (
            as_is if len(as_is) == len(plain) else plain
        )  # where folding moved letters, they cannot be told apart
        found = [(match[0], shown[match.start() : match.end()]) for match in WORD.finditer(plain)]
        parts = [self.table[self.pieces.of_word(word)].sum(0) for word, _written in found]
        return [written for _word, written in found], np.array(parts).reshape(-1, DIMENSIONS)

    def rank(self, word: str) -> int:
        """How frequent a word is in English, 0 the most; beyond the vocabulary where it is not one piece."""
        return self.pieces.numbers.get(folded(word), len(self.table))


@cache
def encoder() -> Encoder:
    """The table that ships with Needless; about 0.1 s at first use."""
    folder = files("needless.method") / "words"
    with np.load(BytesIO((folder / "table.npz").read_bytes())) as stored:
        table, common = stored["q"].astype(np.float32) * stored["s"], stored["common"]
    return Encoder(WordPieces((folder / "vocab.txt").read_text("utf-8").splitlines()), table, common)


def encode(texts: Sequence[str]) -> Vectors:
    """A vector of length 1 for each text: (texts, DIMENSIONS); zeros where there is no word."""
    return normed(encoder().sums(texts))


def normed(rows: Vectors) -> Vectors:
    """Each row at length 1; a row of zeros stays one."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1), dtype=np.float32)


def packed(vectors: Vectors) -> NDArray[np.int8]:
    """Vectors of length at most 1 as int8, to be stored; `unpacked` brings them back within 0.01 of a cosine."""
    return np.asarray(np.rint(np.clip(vectors, -1, 1) * 127 / _widest(vectors)), dtype=np.int8)


def unpacked(stored: NDArray[np.int8]) -> Vectors:
    """The directions of stored vectors, at length 1."""
    return normed(stored.astype(np.float32))


def _widest(vectors: Vectors) -> Vectors:
    return np.asarray(np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-9), dtype=np.float32)
