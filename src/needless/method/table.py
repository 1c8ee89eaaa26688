"""The encoder that ships with Needless: a static table of our own, made by tools/distil.py, read by numpy alone (M13, M16)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from io import BytesIO

import numpy as np

from needless.method.vectors import Vectors, normed
from needless.method.wordpieces import WordPieces, read_words

DIMENSIONS = 256
LONGEST_TEXT = 2000  # characters: what a story is about is said at its beginning
BATCH = 256
COMMON = 0.5  # items that suit every trade a little are put behind those that suit one


class Table:
    """Pieces of words, and a vector for each piece; how long it is is how much the piece says."""

    model = "needless-static-256-1"
    lacks = 0.0

    def __init__(self, pieces: WordPieces, table: Vectors, common: Vectors) -> None:
        self.pieces, self.table = pieces, table
        self.common: Vectors = COMMON * common

    def encode(self, texts: Sequence[str]) -> Vectors:
        """(texts, DIMENSIONS): the mean of each text's pieces at length 1; zeros where there is no word."""
        out = np.zeros((len(texts), DIMENSIONS), np.float32)
        for begin in range(0, len(texts), BATCH):
            cut = [self.pieces.of(text[:LONGEST_TEXT]) for text in texts[begin : begin + BATCH]]
            lengths = np.array([len(numbers) for numbers in cut])
            some = np.flatnonzero(lengths)
            if len(some):
                flat = np.fromiter((number for numbers in cut for number in numbers), np.int64, lengths.sum())
                starts = (np.cumsum(lengths) - lengths)[some]
                out[begin + some] = np.add.reduceat(self.table[flat], starts, axis=0)
        return normed(out)

    def words(self, text: str) -> tuple[list[str], Vectors]:
        """Each word as it is written, and its part of the text's vector, to which all of them sum."""
        found = read_words(text[:LONGEST_TEXT])
        parts = [self.table[self.pieces.of_word(word)].sum(0) for word, _written in found]
        rows = np.array(parts, np.float32).reshape(-1, DIMENSIONS)
        length = float(np.linalg.norm(rows.sum(0))) or 1.0
        return [written for _word, written in found], rows / np.float32(length)


@cache
def table() -> Table:
    """The one that ships; about 0.1 s at first use."""
    folder = files("needless.method") / "words"
    with np.load(BytesIO((folder / "table.npz").read_bytes())) as stored:
        rows, common = stored["q"].astype(np.float32) * stored["s"], stored["common"]
    return Table(WordPieces((folder / "vocab.txt").read_text("utf-8").splitlines()), rows, common)


def common_of(name: str) -> Vectors:
    """What all titles have in common by another encoder, as tools/common.py found it."""
    with np.load(BytesIO((files("needless.method") / "words" / "common.npz").read_bytes())) as stored:
        return np.asarray(stored[name], np.float32)
