"""How good a ranking and its probabilities are: the measures of bench/memory.py (M9)."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def auc(labels: Floats, scores: Floats) -> float:
    """Chance that a positive is ranked above a negative, ties counting half; nan without both."""
    _, rank = np.unique(scores, return_inverse=True)
    positive = np.bincount(rank, labels)
    negative = np.bincount(rank, 1 - labels)
    pairs = positive.sum() * negative.sum()
    below = np.cumsum(negative) - negative
    return float((positive * (below + negative / 2)).sum() / pairs) if pairs else float("nan")


def mean_auc_within(groups: NDArray[np.int64], labels: Floats, scores: Floats) -> float:
    """Mean over the groups (egos) that have both a positive and a negative; nan without any."""
    found = [auc(labels[groups == group], scores[groups == group]) for group in np.unique(groups)]
    known = [value for value in found if not np.isnan(value)]
    return float(np.mean(known)) if known else float("nan")


def average_precision(labels: Floats, scores: Floats) -> float:
    """Mean precision at the positives; equal scores are taken together. nan without a positive."""
    _, rank = np.unique(-scores, return_inverse=True)
    positive = np.bincount(rank, labels)
    taken = np.cumsum(np.bincount(rank))
    total = positive.sum()
    return float((positive * np.cumsum(positive) / taken).sum() / total) if total else float("nan")


def brier(labels: Floats, chances: Floats) -> float:
    """Mean squared error of the probabilities."""
    return float(np.mean((chances - labels) ** 2)) if len(labels) else float("nan")


def calibration_error(labels: Floats, chances: Floats, bins: int = 10) -> float:
    """Expected calibration error over equal-width bins: mean gap of predicted and seen, by size."""
    if not len(labels):
        return float("nan")
    place = np.minimum((chances * bins).astype(int), bins - 1)
    gaps = np.bincount(place, chances - labels, minlength=bins)
    return float(np.abs(gaps).sum() / len(labels))


def logistic_fit(labels: Floats, score: Floats, steps: int = 30) -> tuple[float, float]:
    """(a, b) of chance = 1 / (1 + exp(-(a + b score))), with a trace of ridge so that it always ends."""
    x = np.column_stack((np.ones(len(score)), score))
    b = np.zeros(2)
    for _ in range(steps):
        p = 1 / (1 + np.exp(-np.clip(x @ b, -30, 30)))
        curvature = (x.T * (p * (1 - p))) @ x + 1e-3 * np.eye(2)
        b = b + np.clip(np.linalg.solve(curvature, x.T @ (labels - p) - 1e-3 * b), -2, 2)
    return float(b[0]), float(b[1])
