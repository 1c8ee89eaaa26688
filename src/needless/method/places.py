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
from math import asin, cos, pi, radians, sin, sqrt

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


@lru_cache(maxsize=8192)
def city_of(text: str) -> City | None:
    """The city that a place as typed means, or None: "Lisbon, Portugal", "Greater Copenhagen Area", "10115 Berlin".

    Of cities of one name that in the country which is named, else the largest.
    """
    parts = [part.strip() for part in POSTCODE.sub(" ", text).replace("/", ",").split(",") if part.strip()]
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
    """The great circle between two cities, by the haversine formula."""
    phi, psi = radians(a.latitude), radians(b.latitude)
    half = sin((psi - phi) / 2) ** 2 + cos(phi) * cos(psi) * sin(radians(b.longitude - a.longitude) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(1.0, half)))


class Whereabouts:
    """Where many people are, looked up once; who is near a city is then one product of unit vectors.

    ``places`` are the people's places as typed; those that mean no city are near nothing.
    """

    def __init__(self, places: Sequence[str]) -> None:
        numbers = {place: number for number, place in enumerate(dict.fromkeys(places))}
        cities = [city_of(place) if place else None for place in numbers]
        self.place_of = np.fromiter((numbers[place] for place in places), np.intp, len(places))
        self.vectors = np.array([_unit_vector(city) for city in cities], np.float64).reshape(-1, 3)

    def near(self, city: City, within_km: float = NEAR_KM) -> tuple[np.ndarray, np.ndarray]:
        """Who is there or within so many kilometres: their numbers and kilometres, the nearest first."""
        centre = np.array(_unit_vector(city))
        chords = np.linalg.norm(self.vectors[(close := self._close(centre, within_km))] - centre, axis=1)
        km = np.full(len(self.vectors), np.inf)
        km[close] = 2 * EARTH_KM * np.arcsin(np.minimum(chords / 2, 1.0))
        people = np.flatnonzero(np.isin(self.place_of, np.flatnonzero(km <= within_km)))
        away = km[self.place_of[people]]
        order = np.argsort(away, kind="stable")
        return people[order], away[order]

    def _close(self, centre: np.ndarray, within_km: float) -> np.ndarray:
        """The places that may be within reach, a hair more than are; an unknown place's vector is nought."""
        known = self.vectors.any(axis=1)
        return np.flatnonzero(known & (self.vectors @ centre >= cos(min(within_km / EARTH_KM, pi)) - 1e-9))


def _unit_vector(city: City | None) -> tuple[float, float, float]:
    """From the middle of the earth to a city; (0, 0, 0) for none."""
    if city is None:
        return 0.0, 0.0, 0.0
    phi, psi = radians(city.latitude), radians(city.longitude)
    return cos(phi) * cos(psi), cos(phi) * sin(psi), sin(phi)


def nearby(places: Sequence[str], city: City, within_km: float = NEAR_KM) -> list[tuple[int, float]]:
    """Which of these places lie there or within so many kilometres: (number, distance), the nearest first."""
    people, away = Whereabouts(places).near(city, within_km)
    return list(zip(people.tolist(), away.tolist(), strict=True))
