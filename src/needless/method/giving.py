"""Whom an opportunity fits by standing and place, and who deserves a recommendation from me (M16)."""

from __future__ import annotations

import re

# How far up a title is: the first that is found counts, so that "assistant to the CEO" is no chief.
RANKS: tuple[tuple[float, re.Pattern[str]], ...] = tuple(
    (rank, re.compile(rf"\b(?:{words})\b", re.IGNORECASE))
    for rank, words in (
        (0, "intern|internship|trainee|apprentice|working student|student|graduate"),
        (1, "junior|jr|assistant|entry[- ]level"),
        (5, "ceo|cto|cfo|coo|cio|cmo|chief|founder|co-founder|president|managing director"),
        (4, "vice president|vp|head of|head|director|svp|evp"),
        (3, "manager|lead|principal|staff|team lead"),
        (2.5, "senior|sr"),
    )
)  # fmt: skip
UNSAID = 2.0
FURTHEST_UP, FURTHEST_DOWN = 1.5, 0.5  # a step up is an opportunity, a step down an insult
ANYWHERE = re.compile(r"\b(?:remote|anywhere|worldwide|distributed|home ?office)\b", re.IGNORECASE)


def standing_of(title: str) -> float:
    """How far up a title is: 0 an intern, 2 nothing said, 5 a chief."""
    return next((rank for rank, words in RANKS if words.search(title)), UNSAID)


def fits_standing(theirs: str, opening: str) -> bool:
    """May an opening of that title be named to somebody with this one? Where theirs is unknown, yes."""
    if not theirs.strip():
        return True
    step = standing_of(opening) - standing_of(theirs)
    return -FURTHEST_DOWN <= step <= FURTHEST_UP


def is_near(theirs: str, opening: str) -> bool:
    """Is the place of an opening theirs, or anywhere, or unknown? Places are compared by their parts' names."""
    if not theirs.strip() or not opening.strip() or ANYWHERE.search(opening):
        return True
    return bool(_parts(theirs) & _parts(opening))


def _parts(place: str) -> set[str]:
    return {part.strip().casefold() for part in re.split(r"[,;/|()·–]| - ", place) if len(part.strip()) > 2}


YEARS_UNKNOWN = 0.5  # one firm, and the years of one side are not known


def deserves(years_together: float, gave_me: bool, times_helped: int) -> float:
    """How much somebody has a recommendation from me coming: 0 nothing known, about 1 for one year together."""
    return min(years_together, 3.0) + (1.5 if gave_me else 0.0) + 0.5 * min(times_helped, 4)
