"""Where a place is that somebody typed: cities with coordinates and time zones, offline (M12).

From GeoNames; what is typed is never changed, only looked up.
"""

from __future__ import annotations

import gzip
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from math import asin, cos, dist, nan, radians, sin

import numpy as np

EARTH_KM = 6371.0
NEAR_KM = 60.0  # about an hour's way, by train or road (judgement)
AROUND = re.compile(
    r"^(?:greater|metropolitan|metro|region of|area of|gro(?:ß|ss)raum|area metropolitana de|grande)\s+|"
    r"\s+(?:metropolitan area|metropolitan region|metro area|bay area|city area|area|region|metropolregion|county|district|"
    r"und umgebung|y alrededores)$",
    re.IGNORECASE,
)
POSTCODE = re.compile(r"\b[A-Z]{0,2}-?\d[\d -]*\b")


@dataclass(frozen=True, slots=True)
class City:
    """A city: degrees, an IANA time zone, and how many people live there. ``country`` is its ISO code."""

    name: str
    country: str
    latitude: float
    longitude: float
    zone: str
    people: int


def plain(text: str) -> str:
    """Lower case, without accents: "São Paulo" and "Sao Paulo" are one."""
    folded = unicodedata.normalize(
        "NFKD", text.casefold().replace("ø", "o").replace("ł", "l").replace("ß", "ss")
    )
    return " ".join("".join(c for c in folded if not unicodedata.combining(c)).split())


@cache
def _table() -> tuple[dict[str, list[City]], dict[str, str]]:
    """Cities by plain name, own names before others and the largest first; and the codes of countries by name."""
    text = gzip.decompress((files("needless.method") / "towns" / "cities.tsv.gz").read_bytes()).decode()
    own: dict[str, list[City]] = {}
    others: dict[str, list[City]] = {}
    countries: dict[str, str] = {}
    for line in text.splitlines():
        if line[0] == "#":
            code, name, iso3 = line[1:].split("\t")
            countries |= {plain(name): code, code.lower(): code, iso3.lower(): code}
            continue
        name, country, latitude, longitude, zone, people, alike = line.split("\t")
        city = City(name, country, float(latitude), float(longitude), zone, int(people))
        own.setdefault(plain(name), []).append(city)
        for other in alike.split("|"):
            others.setdefault(other, []).append(city)
    for name, found in others.items():
        own[name] = [*own.get(name, []), *found]
    return own, countries | SPOKEN


SPOKEN = {
    "uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "great britain": "GB", "usa": "US", "deutschland": "DE",
    "osterreich": "AT", "schweiz": "CH", "suisse": "CH", "espana": "ES", "italia": "IT", "brasil": "BR", "nederland": "NL",
    "the netherlands": "NL", "danmark": "DK", "sverige": "SE", "norge": "NO", "suomi": "FI", "polska": "PL",
    "turkiye": "TR", "czechia": "CZ", "uae": "AE", "south korea": "KR", "vietnam": "VN", "belgie": "BE", "belgique": "BE",
}  # fmt: skip


def cities() -> list[City]:
    """All that are known, the largest first."""
    known = {city for found in _table()[0].values() for city in found}
    return sorted(known, key=lambda city: (-city.people, city.name, city.latitude))


@lru_cache(maxsize=8192)
def city_of(text: str) -> City | None:
    """The city that a place as typed means, or None: "Lisbon, Portugal", "Greater Copenhagen Area", "10115 Berlin".

    Of cities of one name that in the country which is named, else the largest.
    """
    return _city_in(_parts(text))


@lru_cache(maxsize=8192)
def city_of_address(text: str) -> City | None:
    """The same for an address, as calendars hold them: "Messe, Hall 4, 14055 Berlin, Germany". Its last city is meant."""
    return _city_in(_parts(text)[::-1])


def _parts(text: str) -> list[str]:
    return [part.strip() for part in POSTCODE.sub(" ", text).replace("/", ",").split(",") if part.strip()]


def _city_in(parts: list[str]) -> City | None:
    by_name, countries = _table()
    wanted = {countries[plain(part)] for part in parts if plain(part) in countries}
    for part in parts:
        found = by_name.get(plain(part)) or by_name.get(plain(_bare(part)))
        fitting = [city for city in found or () if not wanted or city.country in wanted]
        if (fitting and plain(part) not in countries) or (fitting and len(parts) == 1):
            return fitting[0]
    return None


def _bare(part: str) -> str:
    """Without "Greater", "Metropolitan Area" and the like around it."""
    before = ""
    while before != part:
        before, part = part, AROUND.sub("", part.strip())
    return part


def kilometres(a: City, b: City) -> float:
    """The great circle between two cities, by the length of its chord."""
    return 2 * EARTH_KM * asin(min(dist(_unit_vector(a), _unit_vector(b)) / 2, 1.0))


class Whereabouts:
    """Where many people are, each place looked up once; who is near a city is asked of the places, not of the people.

    ``places`` are the people's places as typed; those that mean no city are near nothing.
    """

    def __init__(self, places: Sequence[str]) -> None:
        numbers = {place: number for number, place in enumerate(dict.fromkeys(places))}
        self._place_of = np.fromiter(map(numbers.__getitem__, places), np.intp, len(places))
        self._vectors = np.array([_unit_vector(city_of(place)) for place in numbers]).reshape(-1, 3)

    def near(self, city: City, within_km: float = NEAR_KM) -> list[tuple[int, float]]:
        """Who is there or within so many kilometres: (number, distance), the nearest first."""
        chords = np.linalg.norm(self._vectors - _unit_vector(city), axis=1)
        km = 2 * EARTH_KM * np.arcsin(np.minimum(chords / 2, 1.0))
        people = np.flatnonzero((km <= within_km)[self._place_of])
        away = km[self._place_of[people]]
        order = np.argsort(away, kind="stable")
        return list(zip(people[order].tolist(), away[order].tolist(), strict=True))


def _unit_vector(city: City | None) -> tuple[float, float, float]:
    """From the middle of the earth to a city; of no city NaN, which is near nothing."""
    if city is None:
        return nan, nan, nan
    phi, psi = radians(city.latitude), radians(city.longitude)
    return cos(phi) * cos(psi), cos(phi) * sin(psi), sin(phi)
