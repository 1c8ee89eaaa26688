"""Builds the outlines of land that ship in src/needless/method/towns (M12). Development only.

From the npm package world-atlas (ISC), which holds Natural Earth (public domain) at 1:50 million: rings of land, and
the lines between countries. Rings and lines are thinned (Douglas and Peucker, 1973) and kept as hundredths of a degree.

    npm pack world-atlas@2 && tar xzf world-atlas-2.*.tgz
    python tools/land.py package src/needless/method/towns/land.npz
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Line = NDArray[np.float64]
TOLERANCE, SMALLEST = 0.02, 0.06  # degrees: how far a point may be off; islands less wide are left out
SOUTHERNMOST = -60.0  # nobody lives below


def arcs_of(topology: dict[str, Any]) -> list[Line]:
    """Each arc as (degrees east, degrees north)."""
    scale, move = np.array(topology["transform"]["scale"]), np.array(topology["transform"]["translate"])
    return [np.cumsum(np.array(arc), axis=0) * scale + move for arc in topology["arcs"]]


def used(geometry: Any) -> Iterator[list[int]]:
    """The rings of a geometry, each as the numbers of its arcs (~n: backwards)."""
    for part in geometry.get("geometries", [geometry]):
        if part is not geometry:
            yield from used(part)
            continue
        polygons = part["arcs"] if part["type"] == "MultiPolygon" else [part["arcs"]]
        yield from (ring for polygon in polygons for ring in polygon)


def ring(numbers: list[int], arcs: list[Line]) -> Line:
    """One closed line of many arcs."""
    return np.concatenate([arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers])


def unwrapped(line: Line) -> Line:
    """Without the leap from 180 degrees east to 180 west: what lies beyond is drawn on, up to the Bering Strait."""
    east = np.unwrap(line[:, 0], period=360)
    return np.column_stack((east - 360 * np.floor((east.mean() + 180) / 360), line[:, 1]))


def twice(line: Line) -> list[Line]:
    """What reaches beyond the date line is seen on both sides of the map."""
    west, east = line[:, 0].min(), line[:, 0].max()
    aside = [by for by, is_beyond in ((360.0, west < -180), (-360.0, east > 180)) if is_beyond]
    return [line, *(line + np.array([by, 0.0]) for by in aside)]


def thinned(line: Line) -> Line:
    """The points without which the line would be off by more than TOLERANCE."""
    kept, waiting = {0, len(line) - 1}, [(0, len(line) - 1)]
    if len(line) > 8 and np.allclose(line[0], line[-1]):
        half = len(line) // 2
        kept, waiting = kept | {half}, [(0, half), (half, len(line) - 1)]
    while waiting:
        a, b = waiting.pop()
        if b - a < 2:
            continue
        along, rest = line[b] - line[a], line[a + 1 : b] - line[a]
        length = float(np.hypot(*along))
        off = np.abs(rest[:, 0] * along[1] - rest[:, 1] * along[0]) / length if length else np.hypot(*rest.T)
        worst = int(off.argmax())
        if off[worst] > TOLERANCE:
            kept.add(a + 1 + worst)
            waiting += [(a, a + 1 + worst), (a + 1 + worst, b)]
    return line[sorted(kept)]


def main() -> None:
    """Write points (int16, each line's first as it is, then steps), where lines begin, and how many are rings."""
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    land = json.loads((folder / "land-50m.json").read_text())
    arcs = arcs_of(land)
    whole = (thinned(unwrapped(ring(numbers, arcs))) for numbers in used(land["objects"]["land"]))
    rings = [each for line in whole for each in twice(line)]
    rings = [r for r in rings if np.ptp(r, axis=0).max() > SMALLEST and r[:, 1].max() > SOUTHERNMOST]
    countries = json.loads((folder / "countries-50m.json").read_text())
    times = Counter(
        n if n >= 0 else ~n for numbers in used(countries["objects"]["countries"]) for n in numbers
    )
    borders = [thinned(arc) for n, arc in enumerate(arcs_of(countries)) if times[n] > 1]
    lines = [np.rint(line * 100).astype(np.int16) for line in [*rings, *borders]]
    steps = np.concatenate([np.diff(line, axis=0, prepend=np.zeros((1, 2), np.int16)) for line in lines])
    lengths = np.array([len(line) for line in lines], np.uint16)
    np.savez_compressed(out, steps=steps.astype(np.int16), lengths=lengths, rings=len(rings))
    print(len(rings), "rings,", len(borders), "borders,", len(steps), "points,", out.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
