"""How the lines of a photographed card lie, once it is held straight (M17): corners in pixels in, lines out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

Corners = Sequence[tuple[float, float]]  # the text's upper left, upper right, lower right, lower left


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: its centre from the left and the top, its width and height, in pixels of the straight card."""

    text: str
    x: float
    y: float
    width: float
    height: float


def straight(read: Sequence[tuple[str, Corners]]) -> list[Line]:
    """The lines as they lie on the card, from top to bottom, however it was turned in the photo."""
    if not read:
        return []
    angle = median(_angle(corners) for _text, corners in read)
    turn = (math.cos(-angle), math.sin(-angle))
    lines = [_line(text, corners, turn) for text, corners in read if text.strip()]
    return sorted(lines, key=lambda line: (line.y, line.x))


def _angle(corners: Corners) -> float:
    """Of the upper edge, in radians: the way the letters run."""
    (left, top), (right, bottom) = corners[0], corners[1]
    return math.atan2(bottom - top, right - left)


def _line(text: str, corners: Corners, turn: tuple[float, float]) -> Line:
    cos, sin = turn
    points = [(x * cos - y * sin, x * sin + y * cos) for x, y in corners]
    width, height = math.dist(points[0], points[1]), math.dist(points[0], points[3])
    x, y = (sum(point[axis] for point in points) / 4 for axis in (0, 1))
    return Line(" ".join(text.split()), x, y, width, height)
