"""In which cities the contacts are, and who is in one of them: what the map shows (M12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from needless.contacts.models import Contact
from needless.meetings.where import Near, in_order, people_to_see
from needless.method.places import City, city_of
from needless.owners.models import Owner
from needless.tables.bulk import batches


@dataclass(frozen=True, slots=True)
class Town:
    """A city, how many of the contacts are there, and the places as typed that mean it."""

    city: City
    people: int
    places: tuple[str, ...]

    @property
    def key(self) -> str:
        """Tells it from every other: two cities may have one name."""
        return f"{self.city.latitude:.3f},{self.city.longitude:.3f}"


@dataclass(frozen=True, slots=True)
class Towns:
    """Where everybody is: towns, the one with most people first; how many people are nowhere, and how many places are unknown."""

    towns: list[Town]
    unknown: list[tuple[str, int]]
    nowhere: int


def towns_of(owner: Owner) -> Towns:
    """One question of the database: places as typed with their counts; each is looked up once."""
    rows = people_to_see(owner).order_by().values_list("place").annotate(Count("pk"))
    counts: Mapping[str, int] = dict(rows)
    found: defaultdict[City, list[str]] = defaultdict(list)
    unknown = []
    for place, count in counts.items():
        if city := city_of(place) if place else None:
            found[city].append(place)
        elif place:
            unknown.append((place, count))
    towns = [
        Town(city, sum(map(counts.__getitem__, places)), tuple(places)) for city, places in found.items()
    ]
    towns.sort(key=lambda town: (-town.people, town.city.name, town.city.latitude))
    return Towns(towns, sorted(unknown, key=lambda each: (-each[1], each[0])), counts.get("", 0))


def people_in(owner: Owner, town: Town, on: date) -> list[Near]:
    """Who lives in that city; whom to see first comes first."""
    people: list[Contact] = []
    for places in batches(town.places, 500):
        people += people_to_see(owner).filter(place__in=list(places)).defer("search", "extra")
    return in_order(owner, people, dict.fromkeys((p.pk for p in people), 0.0), on)


def town_called(towns: Sequence[Town], key: str) -> Town | None:
    """The town of that key."""
    return next((town for town in towns if town.key == key), None)
