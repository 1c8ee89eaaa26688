"""Who is near any of 20 places among 100,000 contacts, beside a plain numpy haversine over the same arrays (M12)."""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

sys.path[:0] = [str(Path(__file__).parent.parent / "src")]

from needless.method.places import EARTH_KM, NEAR_KM, City, Whereabouts, _table, city_of

PEOPLE, ASKED, FLOOR, TIMES = 100_000, 20, 0.5, 5


def made_up_places(chance: random.Random) -> list[str]:
    """Places as typed, of people who live in the larger cities more often than in small ones."""
    cities = sorted(
        {city for found in _table()[0].values() for city in found}, key=lambda c: (-c.people, c.name)
    )
    written = [f"{city.name}, {city.country}" for city in cities]
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


def best(measure: Callable[[], object]) -> float:
    """The least of several readings in CPU seconds: what else the machine does only adds."""
    readings = []
    for _ in range(TIMES):
        began = time.process_time()
        measure()
        readings.append(time.process_time() - began)
    return min(readings)


def rows() -> list[dict[str, Any]]:
    """Both ways over the same people, after checking that both find the same."""
    chance = random.Random(1)
    places = made_up_places(chance)
    asked = [city for city in map(city_of, chance.sample(sorted(set(places)), ASKED)) if city]
    cities = [city_of(place) for place in places]
    latitudes = np.array([city.latitude for city in cities if city])
    longitudes = np.array([city.longitude for city in cities if city])
    everybody = Whereabouts(places)
    for city in asked:
        assert set(everybody.near(city)[0]) == set(haversine(latitudes, longitudes, city)), city
    other = best(lambda: [haversine(latitudes, longitudes, city) for city in asked])
    ours = best(lambda: [everybody.near(city) for city in asked])
    built = best(lambda: [Whereabouts(places).near(city) for city in asked[:1]])
    return [
        row("nearby", ours, other, FLOOR),
        row("nearby once, places read too", built, other / ASKED, None),
    ]


def row(what: str, ours: float, other: float, floor: float | None) -> dict[str, Any]:
    """Both in seconds: the ratio is the other's divided by ours."""
    ratio = other / ours
    ok = floor is None or ratio >= floor
    return {"what": what, "ours": ours, "other": other, "ratio": ratio, "floor": floor, "ok": ok}


def main() -> int:
    """Print the table; 0 where the floor is reached."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    asked, found = parser.parse_args(), rows()
    if asked.json:
        print(json.dumps({"rows": found}))
    for each in [] if asked.json else found:
        floor = "" if each["floor"] is None else f"  floor {each['floor']:.2f}"
        print(
            f"{each['what']:32}{each['ours']:10.4f} s{each['other']:10.4f} s  ratio {each['ratio']:.2f}{floor}"
        )
    return 0 if all(each["ok"] for each in found) else 1


if __name__ == "__main__":
    sys.exit(main())
