"""One has done what the other starts: a new job beside somebody who has held such a one for years (M16)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from needless.contacts.models import Contact, Position
from needless.method.encoding import encode
from needless.owners.models import Owner

STARTS = timedelta(days=400)
YEARS = 3  # of having done it
ALIKE_AT = 0.85  # cosine of two titles
MOST_STARTERS, MOST_EXPERIENCED = 200, 2000


class Done(NamedTuple):
    """``experienced`` has done, for ``years``, what ``starter`` begins as ``title``: there at ``firm``, if known."""

    starter: int
    experienced: int
    title: str
    years: int
    firm: str
    score: float


class _Held(NamedTuple):
    contact: int
    title: str
    years: int
    firm: str


def who_has_done_it(owner: Owner, people: Mapping[int, Contact], on: date) -> list[Done]:
    """Every starter with the one whose work is most like it, best first; those of one firm are left out."""
    jobs = (
        Position.objects.of(owner).filter(contact__in=people)
        if len(people) < 1000
        else Position.objects.of(owner)
    )
    rows = [
        row for row in jobs.exclude(title="").order_by("contact_id", "started") if row.contact_id in people
    ]
    starters = [row for row in rows if _begins(row, on)][:MOST_STARTERS]
    held = [job for row in rows if (job := _held(row, on))][:MOST_EXPERIENCED]
    return (
        sorted(_alike(starters, held), key=lambda done: (-done.score, done.starter))
        if starters and held
        else []
    )


def _begins(row: Position, on: date) -> bool:
    """Begun in the last year, as far as the month says; a year alone is too vague."""
    return not row.ended and len(row.started) >= 7 and row.started[:7] >= (on - STARTS).isoformat()[:7]


def _held(row: Position, on: date) -> _Held | None:
    """A job of three years or more, from one year to the other."""
    first, last = row.started[:4], row.ended[:4] or str(on.year)
    years = int(last) - int(first) if first.isdecimal() and last.isdecimal() else 0
    return _Held(row.contact_id, row.title, years, row.organisation) if years >= YEARS else None


def _alike(starters: Sequence[Position], held: Sequence[_Held]) -> list[Done]:
    cosines = encode([row.title for row in starters]) @ encode([job.title for job in held]).T
    mine = np.array([row.contact_id for row in starters])[:, None] == np.array([job.contact for job in held])
    firms = np.array([row.organisation.casefold() for row in starters])
    same = (firms[:, None] == np.array([job.firm.casefold() for job in held])) & (firms != "")[:, None]
    cosines[mine | same] = -1
    best = cosines.argmax(axis=1)
    return [
        Done(
            row.contact_id, held[at].contact, row.title, held[at].years, held[at].firm, float(cosines[n, at])
        )
        for n, (row, at) in enumerate(zip(starters, best.tolist(), strict=True))
        if cosines[n, at] >= ALIKE_AT
    ]
