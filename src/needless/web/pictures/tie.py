"""The tie over time as a picture: the chance that it is alive, with what passed marked on it (M9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

WIDTH, HEIGHT = 640, 200
LEFT, RIGHT, TOP, BOTTOM = 44, 632, 12, 168
DOT = '<circle class="mark{}" cx="{}" cy="{}" r="{}"/>'
MOST_MARKS = 400  # more than that is one dark line


@dataclass(frozen=True, slots=True)
class Mark:
    """Something passed on that day; a talk, or only a click or group mail."""

    on: date
    channel: str
    is_talk: bool


def draw_tie(
    points: Sequence[tuple[date, float]], marks: Sequence[Mark], wanted: float | None, name: str
) -> SafeString:
    """An SVG of the chances (0 to 1) by day, oldest first; marks below, a dashed line at the wanted level."""
    if len(points) < 2:
        return SafeString("")
    first, days = points[0][0], max(1, (points[-1][0] - points[0][0]).days)

    def x(on: date) -> float:
        return round(LEFT + (RIGHT - LEFT) * min(1.0, max(0.0, (on - first).days / days)), 1)

    line = " ".join(f"{x(on)},{_y(chance)}" for on, chance in points)
    return format_html(
        '<svg class="tie" viewBox="0 0 {} {}" role="img" aria-labelledby="tie-title tie-desc">'
        '<title id="tie-title">{}</title><desc id="tie-desc">{}</desc>{}'
        '<polygon class="area" points="{},{} {} {},{}"/><polyline class="line" points="{}"/>{}{}</svg>',
        WIDTH, HEIGHT, _("Your tie with %(name)s over time") % {"name": name}, _described(points, marks),
        _axes(points), LEFT, BOTTOM, line, RIGHT, BOTTOM, line, _wanted(wanted),
        format_html_join("", DOT, (_dot(mark, x(mark.on)) for mark in marks[-MOST_MARKS:])),
    )  # fmt: skip


def _y(chance: float) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * chance, 1)


def _dot(mark: Mark, x: float) -> tuple[str, float, int, float]:
    return ("" if mark.is_talk else " thin", x, BOTTOM, 4.5 if mark.channel == "meeting" else 3)


def _wanted(level: float | None) -> SafeString:
    if level is None:
        return SafeString("")
    line = '<line class="wanted" x1="{}" x2="{}" y1="{}" y2="{}" stroke="currentColor"/>'
    return format_html(line, LEFT, RIGHT, _y(level), _y(level))


def _axes(points: Sequence[tuple[date, float]]) -> SafeString:
    sides = [(0.0, "0 %"), (0.5, "50 %"), (1.0, "100 %")]
    lines = format_html_join(
        "",
        '<line class="axis" x1="{}" x2="{}" y1="{}" y2="{}" stroke="currentColor"/>'
        '<text class="side-label" x="{}" y="{}" text-anchor="end">{}</text>',
        ((LEFT, RIGHT, _y(v), _y(v), LEFT - 6, _y(v) + 4, label) for v, label in sides),
    )
    begin, end = (date_format(points[i][0], "M Y") for i in (0, -1))
    return format_html(
        '{}<text x="{}" y="{}">{}</text><text x="{}" y="{}" text-anchor="end">{}</text>',
        lines, LEFT, HEIGHT - 8, begin, RIGHT, HEIGHT - 8, end,
    )  # fmt: skip


def _described(points: Sequence[tuple[date, float]], marks: Sequence[Mark]) -> str:
    talks = sum(mark.is_talk for mark in marks)
    best = max(points, key=lambda point: point[1])
    said = _("%(begin)s to %(end)s, %(talks)d talks; strongest in %(best)s with %(high)d %%, now %(now)d %%.")
    return said % {
        "begin": date_format(points[0][0], "F Y"),
        "end": date_format(points[-1][0], "F Y"),
        "talks": talks,
        "best": date_format(best[0], "F Y"),
        "high": round(best[1] * 100),
        "now": round(points[-1][1] * 100),
    }
