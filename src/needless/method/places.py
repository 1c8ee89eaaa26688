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
from math import asin, cos, radians, sin, sqrt

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


def nearby(places: Sequence[str], city: City, within_km: float = NEAR_KM) -> list[tuple[int, float]]:
    """Which of these places lie there or within so many kilometres: (number, distance), the nearest first."""
    away: dict[str, float | None] = {}
    for place in dict.fromkeys(places):
        there = city_of(place) if place else None
        away[place] = kilometres(city, there) if there else None
    found = [(n, km) for n, place in enumerate(places) if (km := away[place]) is not None and km <= within_km]
    return sorted(found, key=lambda pair: (pair[1], pair[0]))
