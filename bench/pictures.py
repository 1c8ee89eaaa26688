"""How the network's pictures hold up: time beside writing the same bytes from a list, and size (M6).

`orbit 10000`: `ours` is milliseconds to draw from values (places, sectors, names, SVG), `other` to write the
same text from a list that holds each mark's finished numbers and words. Size rows: `ours` is kilobytes of the
picture, `other` the 300 that it may have.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from statistics import median
from typing import Any

REPEATS = 15
FIELDS = ("software", "finance", "law", "health", "design", "logistics", "teaching", "")
TIERS = ("inner", "close", "warm", "keep", "none", "none", "none", "none")
MOST_KILOBYTES = 300
FLOOR_AT = 10_000
NUMBER = re.compile(r"(?<![\d.])(?:0|[1-9]\d*)(?![\d.])")
PIECE = re.compile(r"M\d+ \d+h0|<(?:(?!M\d)[^>])*>?[^<M]*|.")


def milliseconds(do: Callable[[], Any]) -> float:
    """The median of some runs."""
    took = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        do()
        took.append((time.perf_counter() - start) * 1000)
    return median(took)


def stars(many: int) -> list[Any]:
    """Made-up people, most of them faint, as after an import of LinkedIn."""
    from needless.web.pictures.orbit import Star

    made = random.Random(7)
    return [
        Star(made.random() ** 6, made.choice(FIELDS), made.choice(TIERS), f"Ana Okafor {i}", f"/people/{i}/")
        for i in range(many)
    ]


def pieces_of(svg: str) -> list[tuple[str, tuple[int, ...]]]:
    """Each mark of the picture as a format and the numbers that go into it."""
    found: list[tuple[str, tuple[int, ...]]] = []
    for piece in PIECE.findall(svg):
        values = tuple(int(number) for number in NUMBER.findall(piece))
        found.append((NUMBER.sub("%d", piece.replace("%", "%%")), values))
    return found


def written(pieces: list[tuple[str, tuple[int, ...]]]) -> str:
    """The same text again."""
    return "".join([form % values for form, values in pieces])


def row(what: str, ours: float, other: float, floor: float | None) -> dict[str, Any]:
    """A row of the table: ``ratio`` is other divided by ours, higher is better."""
    ratio = other / ours
    figures = {"ours": round(ours, 3), "other": round(other, 3), "ratio": round(ratio, 3)}
    return {"what": what, **figures, "floor": floor, "ok": floor is None or ratio >= floor}


def orbit_rows(many: int) -> list[dict[str, Any]]:
    """Time and size of an orbit of so many."""
    from needless.web.pictures.orbit import draw_orbit

    people = stars(many)
    svg = str(draw_orbit(people, "Your network", "unknown").svg)
    pieces = pieces_of(svg)
    ours = milliseconds(lambda: draw_orbit(people, "Your network", "unknown"))
    other = milliseconds(lambda: written(pieces))
    print(f"written again: {len(written(pieces))} of {len(svg)} characters", file=sys.stderr)
    return [
        row(f"orbit {many}", ours, other, 0.25 if many == FLOOR_AT else None),
        _size(f"orbit {many} size", svg),
    ]


def _size(what: str, svg: str) -> dict[str, Any]:
    return row(what, len(svg.encode()) / 1000, MOST_KILOBYTES, 1)


def size_rows() -> list[dict[str, Any]]:
    """Size of the other pictures at their fullest."""
    drawn = {**pictures_of_days(), **pictures_of_people()}
    return [_size(f"{name} size", svg) for name, svg in drawn.items()]


def pictures_of_days() -> dict[str, str]:
    """A full year, half a year of weeks, twelve weeks of muscles, thirty years of time."""
    from needless.method.mix import Mix, Part
    from needless.web.pictures.mix import draw_mix
    from needless.web.pictures.muscles import Row, draw_muscles
    from needless.web.pictures.together import draw_time
    from needless.web.pictures.year import draw_year

    made, first = random.Random(7), date(2024, 1, 1)
    mondays = [first + timedelta(weeks=n) for n in range(27)]
    muscles = [Row(f"A muscle {n}", (5,) * 12, "going slack", True) for n in range(8)]
    days = {first + timedelta(n): made.randint(0, 12) for n in range(366)}
    return {
        "year": draw_year(2024, days, date(2024, 12, 31)),
        "mix": draw_mix([(monday, Mix(talk={"call": Part(9, 300, 0)})) for monday in mondays]),
        "muscles": draw_muscles(muscles, mondays[:12], [False] * 12),
        "time": draw_time([(str(1990 + n), 9000 + n, 900) for n in range(40)], "Time", "About"),
    }


def pictures_of_people() -> dict[str, str]:
    """A tie of twenty years and ten thousand talks, fifty shares, a chain of ten."""
    from needless.web.pictures.chain import Ring, draw_chain
    from needless.web.pictures.shares import draw_shares
    from needless.web.pictures.tie import Mark, draw_tie

    first = date(2004, 1, 1)
    points = [(first + timedelta(weeks=n), 0.5) for n in range(52 * 20)]
    marks = [Mark(first + timedelta(days=n % 7300), "mail", True) for n in range(10_000)]
    parts = [(f"An organisation of some length {n}", 1 / 50) for n in range(50)]
    rings = [Ring("person", f"Somebody of some length {n}", first, "/people/1/") for n in range(9)]
    return {
        "tie": draw_tie(points, marks, 0.5, "Ana"),
        "shares": draw_shares("Organisations", parts, dict(parts), 1),
        "chain": draw_chain([*rings, Ring("benefit", "A job", first, "")], 1),
    }


def main() -> int:
    """0 where every row that has a floor is ok."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(NEEDLESS_HOME=home, DJANGO_SETTINGS_MODULE="needless.settings")
        import django

        django.setup()
        rows = [*orbit_rows(FLOOR_AT), *orbit_rows(30_000), *size_rows()]
    if asked.json:
        print(json.dumps({"rows": rows}))
    else:
        for r in rows:
            print(
                f"{r['what']:20}{r['ours']:>10.2f}{r['other']:>10.2f}{r['ratio']:>8.2f}{r['floor'] or 0:>8.2f}"
            )
    return 0 if all(r["ok"] for r in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
