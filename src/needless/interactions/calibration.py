"""How well the model did on the owner's own past, and the switch to odds fitted to it (M9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

import numpy as np
from django.db import transaction
from django.utils import timezone

from needless.contacts.models import Contact
from needless.interactions.actions import refresh_fades_on
from needless.interactions.models import Participation
from needless.interactions.tallies import calibration_of
from needless.method import memory
from needless.method.calibration import FEWEST_POSITIVE, Backtest, backtest, calibrated, chances
from needless.owners.models import Owner

HORIZONS = (90, 30)
EDGES = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Group:
    """Ties that were given a chance from ``low`` to ``high``: how many, how many the model expected, how many talked."""

    low: float
    high: float
    ties: int
    expected: float
    talked: int


@dataclass(frozen=True, slots=True)
class Trial:
    """The last ``horizon`` days, told from what was known before them.

    ``published`` and ``own`` are Brier scores (0 is perfect, .25 a coin); the own weights were fitted to
    earlier days only, so both are asked about something that they had not seen.
    """

    horizon: int
    ties: int
    talked: int
    expected: float
    expected_own: float
    groups: list[Group]
    published: float
    own: float

    @property
    def is_enough(self) -> bool:
        """Fewer talks than this say nothing about any weights."""
        return self.talked >= FEWEST_POSITIVE


@dataclass(frozen=True, slots=True)
class History:
    """What passed with all contacts, as arrays of equal length; ``tie`` numbers the contacts in ``priors``."""

    tie: memory.Days
    day: memory.Days
    weight: memory.Floats
    talk: np.ndarray[tuple[int], np.dtype[np.bool_]]
    priors: memory.Floats

    def tested(self, today: int, horizon: int, backs: Sequence[int]) -> Backtest:
        """The ties as they stood so many horizons ago."""
        return backtest(self.tie, self.day, self.weight, self.talk, today, horizon, self.priors, backs)

    def fitted(self, today: int, backs: Sequence[int]) -> memory.Calibration:
        """The odds fitted to those days; the published ones where too little was said in them."""
        return calibrated(self.tested(today, 90, backs), self.tested(today, 30, backs))


def history_of_ties(owner: Owner) -> History:
    """Everything that passed with those who are still here; two queries."""
    here = list(Contact.objects.of(owner).filter(deleted_at=None).values_list("pk", "met_in_person"))
    place = {pk: at for at, (pk, _met) in enumerate(here)}
    rows = Participation.objects.of(owner).values_list(
        "contact_id", "at", "interaction__channel", "interaction__group_size"
    )
    zone, epoch = timezone.get_current_timezone(), memory.EPOCH.toordinal()
    events = [
        (place[pk], at.astimezone(zone).toordinal() - epoch, *_counted(channel, size))
        for pk, at, channel, size in rows.iterator(chunk_size=5000)
        if pk in place
    ]
    tie, day, weight, talk = np.array(events, dtype=float).reshape(-1, 4).T
    priors = np.array([memory.PRIOR_MET if met else memory.PRIOR_NEVER_MET for _pk, met in here])
    return History(tie.astype(np.int64), day.astype(np.int64), weight, talk > 0, priors)


def _counted(channel: str, group_size: int) -> tuple[float, bool]:
    return memory.weight_of(channel, group_size), memory.is_talk(channel, group_size)


def trials(history: History, on: date) -> list[Trial]:
    """How both sets of weights did over the last 90 and the last 30 days; none without a past that long."""
    today = memory.day_number(on)
    own = history.fitted(today, (2, 3, 4))
    tests = [history.tested(today, horizon, (1,)) for horizon in HORIZONS]
    return [_trial(test, own) for test in tests if len(test.z)]


def _trial(test: Backtest, own: memory.Calibration) -> Trial:
    said = chances(*memory.DEFAULTS.of(test.horizon), test.z)
    said_own = chances(*own.of(test.horizon), test.z)
    return Trial(
        test.horizon, len(test.z), int(test.labels.sum()), float(said.sum()), float(said_own.sum()),
        _groups(said, test.labels), test.brier() or 0.0, test.brier(own) or 0.0,
    )  # fmt: skip


def _groups(said: memory.Floats, talked: memory.Floats) -> list[Group]:
    bins = np.clip(np.searchsorted(EDGES, said, side="right") - 1, 0, len(EDGES) - 2)
    return [
        Group(EDGES[at], EDGES[at + 1], int(here.sum()), float(said[here].sum()), int(talked[here].sum()))
        for at in range(len(EDGES) - 1)
        if (here := bins == at).any()
    ]


@transaction.atomic
def use_own_history(owner: Owner, on: date) -> bool:
    """Fit the odds to the owner's own past, and read all ties with them; False where that past says too little."""
    fitted = history_of_ties(owner).fitted(memory.day_number(on), (1, 2, 3))
    if fitted == memory.DEFAULTS:
        return False
    _switch(owner, on, asdict(fitted))
    return True


@transaction.atomic
def use_published(owner: Owner, on: date) -> None:
    """Read all ties with the published odds again; what was fitted is forgotten."""
    _switch(owner, on, {})


def _switch(owner: Owner, on: date, calibration: dict[str, float]) -> None:
    owner.calibration, owner.calibrated = calibration, bool(calibration)
    owner.save(update_fields=["calibration", "calibrated"])
    wanted = Contact.objects.of(owner).filter(tier__in=list(memory.LEVELS))
    refresh_fades_on(owner, list(wanted.values_list("pk", flat=True)), on)


def odds_of(owner: Owner) -> dict[int, tuple[float, float]]:
    """(b0, b1) for each horizon that this owner's ties are read with now."""
    return {horizon: calibration_of(owner).of(horizon) for horizon in HORIZONS}
