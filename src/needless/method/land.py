"""Outlines of land and the lines between countries, to draw a map without anybody's tiles (M12).

From Natural Earth, thinned (tools/land.py). Drawn by Mercator's projection, which keeps shapes at every size.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

Points = NDArray[Any]
WIDTH, HEIGHT = 1000, 600  # of a drawn map
EDGE = 40  # drawn beyond it, so that no outline of what lies outside is seen
WIDEST, NORTH, SOUTH = 360.0, 84.0, -70.0  # degrees
DEEPEST = 7  # zooms: each halves the width; the last shows some three degrees
THINNED = 2  # drawn units: of points that fall into one square of this size the first is enough


def mercator(east: Any, north: Any) -> Points:
    """(n, 2): degrees east, and Mercator's height in degrees of the equator, downwards."""
    heights = np.degrees(np.arcsinh(np.tan(np.radians(np.clip(north, SOUTH, NORTH)))))
    return np.column_stack((np.asarray(east, float), -heights))


@dataclass(frozen=True, slots=True)
class View:
    """What of the world is shown: its middle in degrees, and how often it was halved (0: all of it)."""

    east: float = 10.0
    north: float = 35.0
    zoom: int = 0

    @property
    def degrees(self) -> float:
        """How wide it is."""
        return float(WIDEST / 2 ** min(max(self.zoom, 0), DEEPEST))

    @property
    def corner(self) -> Points:
        """Its upper left, in Mercator's degrees; a view never leaves the world."""
        size = np.array([self.degrees, self.degrees * HEIGHT / WIDTH])
        top, bottom = mercator([0, 0], [NORTH, SOUTH])[:, 1]
        least, most = np.array([-WIDEST / 2, top]), np.array([WIDEST / 2, bottom]) - size
        middle = mercator([self.east], [self.north])[0]
        return np.asarray(np.clip(middle - size / 2, least, np.maximum(least, most)))

    def at(self, points: Points) -> Points:
        """Where points (Mercator's degrees) lie on the drawn map."""
        return np.asarray((points - self.corner) * (WIDTH / self.degrees))

    def moved(self, right: float, down: float, closer: int = 0) -> View:
        """The view by a part of its width or height aside, or closer to its middle."""
        size = np.array([self.degrees, self.degrees * HEIGHT / WIDTH])
        x, y = self.corner + size * (0.5 + np.array([right, down]))
        north = float(np.degrees(np.arctan(np.sinh(np.radians(-y)))))
        return View(round(float(x), 2), round(north, 2), min(max(self.zoom + closer, 0), DEEPEST))


@cache
def _outlines() -> tuple[list[Points], int, Points]:
    """Lines in Mercator's degrees, how many of the first are rings of land, and each one's least and greatest x and y."""
    packed = np.load(BytesIO((files("needless.method") / "towns" / "land.npz").read_bytes()))
    ends = np.cumsum(packed["lengths"].astype(int))
    steps = packed["steps"].astype(int)
    lines = [np.cumsum(line, axis=0) / 100 for line in np.split(steps, ends[:-1])]
    lines = [mercator(line[:, 0], line[:, 1]) for line in lines]
    bounds = np.array([(line.min(axis=0), line.max(axis=0)) for line in lines])
    return lines, int(packed["rings"]), bounds


def outlines(view: View) -> tuple[list[Points], list[Points]]:
    """Rings of land, and the lines between countries, as whole numbers on the drawn map; what lies outside is left out."""
    lines, rings, bounds = _outlines()
    first, last = view.at(bounds[:, 0]), view.at(bounds[:, 1])
    is_within = ((last >= 0) & (first <= [WIDTH, HEIGHT])).all(axis=1)
    seen = np.flatnonzero(is_within & ((last - first).max(axis=1) >= THINNED)).tolist()
    land = [_drawn(view, lines[n]) for n in seen if n < rings]
    borders = [_drawn(view, lines[n]) for n in seen if n >= rings]
    return [line for line in land if len(line) > 2], [line for line in borders if len(line) > 1]


def _drawn(view: View, line: Points) -> Points:
    """Points outside are drawn to the edge, where most of them fall together: the land within keeps its outline."""
    at = view.at(line)
    at = np.rint(np.clip(at, -EDGE, [WIDTH + EDGE, HEIGHT + EDGE])).astype(int)
    is_new = np.ones(len(at), bool)
    is_new[1:] = np.diff(at // THINNED, axis=0).any(axis=1)
    return np.asarray(at[is_new])
