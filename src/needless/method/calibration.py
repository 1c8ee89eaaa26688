"""Fits the memory model to the owner's own past, gently, and shows what that would have changed (M9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from needless.method.memory import (
    DEFAULTS,
    PRIOR_NEVER_MET,
    Calibration,
    Floats,
    last_talks,
    spaced_recency,
    strengths,
)

# Tight on purpose: measured, a freer fit helped at 30 days and did harm at 90 across a term break.
PRIOR_SD = np.array([0.5, 0.1])
LABEL_WEIGHT = 0.25
FEWEST_POSITIVE = 5
# Below it the fit would say that silence does no harm; only a history of nonsense gets there.
LEAST_B1 = 0.2
NEWTON_STEPS = 50


@dataclass(frozen=True)
class Backtest:
    """The owner's ties as they stood one or more horizons ago: z, and whether talk followed (0 or 1)."""

    horizon: int
    z: Floats
    labels: Floats

    def brier(self, calibration: Calibration = DEFAULTS) -> float | None:
        """Mean squared error of the chances that the calibration gives; None where nothing is known."""
        if not len(self.z):
            return None
        b0, b1 = calibration.of(self.horizon)
        return float(np.mean((chances(b0, b1, self.z) - self.labels) ** 2))

    def fitted(self, defaults: Calibration = DEFAULTS) -> tuple[float, float]:
        """(b0, b1) fitted to these labels."""
        return calibrate(self.labels, self.z, self.horizon, defaults)

    @classmethod
    def joined(cls, horizon: int, parts: list[tuple[Floats, Floats]]) -> Self:
        """One from (z, labels) of each snapshot."""
        z, labels = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
        return cls(horizon, z, labels)


def backtest(
    tie: NDArray[Any],
    day: NDArray[Any],
    weight: NDArray[Any],
    talk: NDArray[np.bool_],
    today: float,
    horizon: int,
    prior: float | Floats = PRIOR_NEVER_MET,
    backs: Sequence[int] = (1, 2, 3),
) -> Backtest:
    """Snapshots at so many horizons before `today`, from all events (arrays of equal length, any order).

    `prior` is one number, or one for each tie, also for those without events. Each snapshot reads only events
    before its day and asks about the ties that had talked by then.
    """
    ties = max(int(tie.max()) + 1 if len(tie) else 0, np.size(prior) if np.ndim(prior) else 0)
    priors = np.broadcast_to(np.asarray(prior, dtype=float), (ties,))
    snapshots = [_snapshot(tie, day, weight, talk, priors, today - back * horizon, horizon) for back in backs]
    return Backtest.joined(horizon, snapshots)


def _snapshot(
    tie: NDArray[Any],
    day: NDArray[Any],
    weight: NDArray[Any],
    talk: NDArray[np.bool_],
    priors: Floats,
    on: float,
    horizon: int,
) -> tuple[Floats, Floats]:
    ties, before = len(priors), day < on
    strength = strengths(tie[before], day[before], weight[before], ties)
    last = last_talks(tie[before], day[before], talk[before], np.full(ties, np.nan))
    known = ~np.isnan(last)
    followed = np.zeros(ties)
    followed[tie[talk & ~before & (day < on + horizon)]] = 1.0
    z = spaced_recency(strength[known], last[known], priors[known], on)
    return z, followed[known]


def chances(b0: float, b1: float, z: Floats) -> Floats:
    """1 / (1 + exp(-(b0 + b1 z)))."""
    return np.asarray(1.0 / (1.0 + np.exp(-(b0 + b1 * z))), dtype=float)


def calibrate(
    labels: NDArray[Any], z: NDArray[Any], horizon: int, defaults: Calibration = DEFAULTS
) -> tuple[float, float]:
    """(b0, b1) of a horizon by maximum a posteriori around the defaults (sd 0.5 and 0.1), by Newton's method.

    Each label counts a quarter: those of one tie at three snapshots are not three witnesses. The defaults
    come back where fewer than 5 labels are positive.
    """
    start = np.array(defaults.of(horizon))
    b = start.copy()
    if np.sum(labels) < FEWEST_POSITIVE:
        return float(b[0]), float(b[1])
    x = np.column_stack((np.ones(len(z)), z))
    for _ in range(NEWTON_STEPS):
        step = _newton_step(x, np.asarray(labels, dtype=float), b, start)
        b = b + step
        if np.abs(step).max() < 1e-10:
            break
    return float(b[0]), max(float(b[1]), LEAST_B1)


def _newton_step(x: Floats, labels: Floats, b: Floats, start: Floats) -> Floats:
    p = chances(b[0], b[1], x[:, 1])
    gradient = LABEL_WEIGHT * x.T @ (labels - p) - (b - start) / PRIOR_SD**2
    curvature = LABEL_WEIGHT * (x.T * (p * (1 - p))) @ x + np.diag(1 / PRIOR_SD**2)
    return np.asarray(np.linalg.solve(curvature, gradient), dtype=float)


def calibrated(ninety: Backtest, thirty: Backtest, defaults: Calibration = DEFAULTS) -> Calibration:
    """The owner's own calibration from both back-tests; compare `brier` with it and with the defaults."""
    b0_90, b1_90 = ninety.fitted(defaults)
    b0_30, b1_30 = thirty.fitted(defaults)
    return Calibration(b0_90, b1_90, b0_30, b1_30)
