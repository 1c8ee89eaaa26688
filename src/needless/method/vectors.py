"""Texts as rows of numbers: their type, length 1, and how they are stored (M13, M16)."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Vectors: TypeAlias = NDArray[np.float32]


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
