"""Who is near any of 20 places among 100,000 contacts, beside a plain numpy haversine over the same arrays (M12)."""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "src")]

from rows import Row, best, report

from needless.method.places import EARTH_KM, NEAR_KM, City, Whereabouts, cities, city_of

PEOPLE, ASKED, FLOOR = 100_000, 20, 0.5


def made_up_places(chance: random.Random) -> list[str]:
    """Places as typed, of people who live in the larger cities more often than in small ones."""
    written = (f"{city.name}, {city.country}" for city in cities())
    known = [place for place in written if city_of(place)]
    return [known[min(int(chance.expovariate(1 / 800)), len(known) - 1)] for _ in range(PEOPLE)]


def haversine(latitudes: np.ndarray, longitudes: np.ndarray, city: City) -> np.ndarray:
    """The plain way: the distance of everybody by the haversine formula, then those within reach in order."""
    phi, psi = np.radians(latitudes), np.radians(city.latitude)
    half = np.sin((psi - phi) / 2) ** 2
    half += np.cos(phi) * np.cos(psi) * np.sin(np.radians(city.longitude - longitudes) / 2) ** 2
    km = 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(1.0, half)))
    found = np.flatnonzero(km <= NEAR_KM)
    return found[np.argsort(km[found], kind="stable")]


def measured() -> list[Row]:
    """Both ways over the same people, after checking that both find the same."""
    chance = random.Random(1)
    places = made_up_places(chance)
    asked = [city for city in map(city_of, chance.sample(sorted(set(places)), ASKED)) if city]
    homes = [city for city in map(city_of, places) if city]
    latitudes = np.array([city.latitude for city in homes])
    longitudes = np.array([city.longitude for city in homes])
    for city in asked:
        found = [number for number, _km in Whereabouts(places).near(city)]
        assert sorted(found) == sorted(haversine(latitudes, longitudes, city)), city
    return [
        row("nearby", *seconds(places, latitudes, longitudes, asked), FLOOR),
        row("nearby, one place alone", *seconds(places, latitudes, longitudes, asked[:1]), None),
    ]


def seconds(
    places: list[str], latitudes: np.ndarray, longitudes: np.ndarray, asked: list[City]
) -> tuple[float, float]:
    """Ours from the places as typed (cities that were looked up before), the other from ready coordinates."""

    def ours() -> None:
        everybody = Whereabouts(places)
        for city in asked:
            everybody.near(city)

    return best(ours), best(lambda: [haversine(latitudes, longitudes, city) for city in asked])


def row(what: str, ours: float, other: float, floor: float | None) -> Row:
    """Both in seconds: the ratio is the other's divided by ours."""
    ratio = other / ours
    ok = floor is None or ratio >= floor
    return {"what": what, "ours": ours, "other": other, "ratio": ratio, "floor": floor, "ok": ok}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    sys.exit(report(measured(), parser.parse_args().json))
