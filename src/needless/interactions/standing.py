"""How alive every tie is, or was, on a day: what the pictures of the whole network are drawn from (M6, M9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db.models import Max, Min, Q, Sum
from django.db.models.expressions import F
from django.db.models.functions import Power

from needless.contacts.models import Contact
from needless.interactions.models import TieWeek
from needless.interactions.tallies import calibration_of
from needless.method import memory
from needless.owners.models import Owner

COLUMNS = (
    "pk", "name", "title", "organisation", "place", "tier", "met_in_person", "strength", "silent_since",
    "remembered", "met_on", "connected_on", "first_talk_on", "last_talk_on", "made_at__date",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """One tie on a day: ``chance`` (0 to 1) of being in touch within 90 days; None before the tie began."""

    pk: int
    name: str
    title: str
    organisation: str
    place: str
    tier: str
    began: date
    last_talk_on: date | None
    chance: float | None


def standings(owner: Owner, on: date, today: date) -> list[Standing]:
    """Everybody who is not let go, in the order they were added, as they stood on a day up to today."""
    shown = Contact.objects.of(owner).filter(deleted_at=None, let_go_at=None, is_deceased=False)
    rows = list(shown.order_by("pk").values_list(*COLUMNS))
    if not rows:
        return []
    begun = [min(day for day in (*row[10:13], row[14]) if day) for row in rows]
    chances = _now(owner, rows, on) if on >= today else _then(owner, rows, begun, on)
    return [
        Standing(*(*row[:6], began, row[13], None if began > on else chance))
        for row, began, chance in zip(rows, begun, chances, strict=True)
    ]


def _now(owner: Owner, rows: list[tuple[Any, ...]], on: date) -> list[float]:
    columns = np.array([(row[7], row[8], row[9], row[6]) for row in rows], dtype=float).T
    return _alive(owner, columns[0], columns[1], columns[2], columns[3], on)


def _then(owner: Owner, rows: list[tuple[Any, ...]], begun: list[date], on: date) -> list[float]:
    """From the weeks with contact up to then; whether they had met is read as it is known today."""
    found = _evidence(owner, memory.week_of(memory.day_number(on)))
    nothing = (0.0, None)
    strength = np.array([found.get(row[0], nothing)[0] for row in rows])
    weeks = [found.get(row[0], nothing)[1] for row in rows]
    since = [
        float(memory.day_number(day) if week is None else week * 7 + 3)
        for week, day in zip(weeks, begun, strict=True)
    ]
    met = np.array([row[6] for row in rows], dtype=float)
    return _alive(owner, strength, np.array(since), np.zeros(len(rows)), met, on)


def _evidence(owner: Owner, last_week: int) -> dict[int, tuple[float, int | None]]:
    """Stored strength, and the last week with talk, of each contact with any evidence up to that week."""
    term = F("weight") * Power(2.0, (F("week") * 7 + 3.5) / memory.HALF_LIFE_DAYS)
    talk = Q(weight__gt=memory.WEIGHT["click"])
    rows = TieWeek.objects.of(owner).filter(week__lte=last_week).values("contact_id")
    summed = rows.annotate(evidence=Sum(term), talked=Max("week", filter=talk))
    return {pk: (s, week) for pk, s, week in summed.values_list("contact_id", "evidence", "talked")}


def _alive(
    owner: Owner,
    strength: memory.Floats,
    since: memory.Floats,
    said: memory.Floats,
    met: memory.Floats,
    on: date,
) -> list[float]:
    prior = np.where(met > 0, memory.PRIOR_MET, memory.PRIOR_NEVER_MET)
    chances = memory.alive(strength, since, prior, said, memory.day_number(on), 90, calibration_of(owner))
    return [float(chance) for chance in np.asarray(chances)]


def first_year(owner: Owner, today: date) -> int:
    """The year of the first evidence of any tie; this year without one."""
    week = TieWeek.objects.of(owner).aggregate(first=Min("week"))["first"]
    return today.year if week is None else (memory.EPOCH + timedelta(days=week * 7 + 3)).year
