"""How varied the living network is now and was a year ago, and who in it is unlike the rest (M6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from needless.interactions.standing import Standing, standings
from needless.method.fields import field_of, seniority_of
from needless.method.variety import Variety, most_unlike, variety
from needless.owners.models import Owner

AGES = ((365, "in the last year"), (3 * 365, "one to three years ago"), (7 * 365, "three to seven years ago"))
QUIET_DAYS = 90
LEAST_ALIVE = 0.1  # a tie to be taken up again, not a stranger


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet of the network; ``before`` is a year ago, None where too few were known."""

    name: str
    now: Variety
    before: Variety | None


@dataclass(frozen=True, slots=True)
class Unlike:
    """Somebody who is rare here: ``rare`` are (facet, value) pairs, the rarest first."""

    standing: Standing
    rare: tuple[tuple[str, str], ...]


def values_of(standing: Standing, on: date) -> dict[str, str]:
    """The facets' values for one contact; "" where nothing is known."""
    days = (on - standing.began).days
    return {
        "field": field_of(standing.title),
        "organisation": standing.organisation.strip(),
        "seniority": seniority_of(standing.title),
        "place": standing.place.split(",")[0].strip(),
        "began": next((words for limit, words in AGES if days < limit), "more than seven years ago"),
    }


def facets_of(owner: Owner, on: date) -> list[Facet]:
    """Each facet that enough is known of; people count by how alive the tie is."""
    then = on - timedelta(days=365)
    now, before = (_varieties(standings(owner, day, on), day) for day in (on, then))
    return [Facet(name, found, before.get(name)) for name, found in now.items()]


def unlike_the_rest(owner: Owner, on: date, most: int = 5) -> list[Unlike]:
    """Living ties to people of rare fields, firms, places, who were not talked with for three months."""
    everybody = [s for s in standings(owner, on, on) if s.chance is not None]
    values = [values_of(standing, on) for standing in everybody]
    known = _varieties(everybody, on)
    quiet = [i for i, standing in enumerate(everybody) if _is_quiet(standing, on)]
    columns = {
        name: ([values[i][name] for i in quiet], found)
        for name, found in known.items()
        if name not in {"began", "organisation"}
    }
    return [
        Unlike(everybody[quiet[i]], tuple((name, values[quiet[i]][name]) for name in names))
        for i, _score, names in most_unlike(columns, most)
        if names
    ]


def _is_quiet(standing: Standing, on: date) -> bool:
    last = standing.last_talk_on
    talked = last is not None and (on - last).days >= QUIET_DAYS
    return talked and (standing.chance or 0.0) >= LEAST_ALIVE


def _varieties(everybody: Sequence[Standing], on: date) -> dict[str, Variety]:
    alive = [standing for standing in everybody if standing.chance is not None]
    values = [values_of(standing, on) for standing in alive]
    weights = [standing.chance or 0.0 for standing in alive]
    column: Callable[[str], list[str]] = lambda name: [value[name] for value in values]  # noqa: E731
    found = {name: variety(column(name), weights) for name in (values[0] if values else {})}
    return {name: each for name, each in found.items() if each}
