"""How an activity was enjoyed over time as a picture: a dot for each rating, a line for the drift (M7, M14)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

WIDTH, HEIGHT = 640, 160
LEFT, RIGHT, TOP, BOTTOM = 56, 628, 14, 126
SMOOTH = 5  # so many ratings make one point of the line
DOT = '<circle class="mark" cx="{}" cy="{}" r="4"/>'


def draw_enjoyment(ratings: Sequence[tuple[date, int]]) -> SafeString:
    """An SVG of (day, 1 to 5), oldest first; nothing for fewer than three."""
    if len(ratings) < 3:
        return SafeString("")
    first, days = ratings[0][0], max(1, (ratings[-1][0] - ratings[0][0]).days)
    points = [(round(LEFT + (RIGHT - LEFT) * (on - first).days / days, 1), _y(n)) for on, n in ratings]
    line = " ".join(f"{points[i][0]},{_y(mean)}" for i, mean in enumerate(_means([n for _on, n in ratings])))
    return format_html(
        '<svg class="tie enjoyed" viewBox="0 0 {} {}" role="img" aria-labelledby="enjoyed-title enjoyed-desc">'
        '<title id="enjoyed-title">{}</title><desc id="enjoyed-desc">{}</desc>{}<polyline class="line" points="{}"/>{}</svg>',
        WIDTH, HEIGHT, _("How it was, over time"), _described(ratings), _axes(ratings), line,
        format_html_join("", DOT, points),
    )  # fmt: skip


def _y(rating: float) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * (rating - 1) / 4, 1)


def _means(ratings: Sequence[int]) -> list[float]:
    """The mean of each rating and those shortly before it."""
    windows = [ratings[max(0, i - SMOOTH + 1) : i + 1] for i in range(len(ratings))]
    return [sum(window) / len(window) for window in windows]


def _axes(ratings: Sequence[tuple[date, int]]) -> SafeString:
    sides = [(1, _("dull")), (3, _("fine")), (5, _("a joy"))]
    lines = format_html_join(
        "",
        '<line class="axis" x1="{}" x2="{}" y1="{}" y2="{}" stroke="currentColor"/>'
        '<text class="side-label" x="{}" y="{}" text-anchor="end">{}</text>',
        ((LEFT, RIGHT, _y(v), _y(v), LEFT - 8, _y(v) + 4, label) for v, label in sides),
    )
    begin, end = (date_format(ratings[i][0], "M Y") for i in (0, -1))
    return format_html(
        '{}<text x="{}" y="{}">{}</text><text x="{}" y="{}" text-anchor="end">{}</text>',
        lines, LEFT, HEIGHT - 8, begin, RIGHT, HEIGHT - 8, end,
    )  # fmt: skip


def _described(ratings: Sequence[tuple[date, int]]) -> str:
    values = [n for _on, n in ratings]
    said = _("%(count)d ratings from %(begin)s to %(end)s: %(mean)s of 5 on average, %(late)s of late.")
    return said % {
        "count": len(values),
        "begin": date_format(ratings[0][0], "F Y"),
        "end": date_format(ratings[-1][0], "F Y"),
        "mean": f"{sum(values) / len(values):.1f}",
        "late": f"{_means(values)[-1]:.1f}",
    }
