"""Time as a quiet picture, with one person by year or in one year by month: no score, no target (M4)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needless.interactions.time_spent import YearTogether

WIDTH, HEIGHT, TOP, LINE = 640, 110, 8, 84
MOST_STEP, LEAST_MINUTES = 64.0, 240  # a single year is no wall; half an hour is no tower
BAR = '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>'


def draw_together(years: Sequence[YearTogether]) -> SafeString:
    """An SVG of the years, oldest first; nothing for fewer than two."""
    bars = [(str(each.year), each.minutes, each.in_person) for each in years]
    return draw_time(bars, _("Time together by year"), words(years)) if len(years) > 1 else SafeString("")


def draw_time(spent: Sequence[tuple[str, int, int]], title: str, described: str) -> SafeString:
    """An SVG of (label, minutes, those face to face), from left to right."""
    step = min(MOST_STEP, WIDTH / len(spent))
    most = max([LEAST_MINUTES, *(minutes for _label, minutes, _met in spent)])
    bars = [
        bar
        for n, (_l, minutes, met) in enumerate(spent)
        for bar in _bars(minutes, met, n * step, step * 0.6, most)
    ]
    every = max(1, round(44 / step))
    labels = [
        (round(n * step, 1), HEIGHT - 8, label) for n, (label, _m, _p) in enumerate(spent) if n % every == 0
    ]
    return format_html(
        '<svg class="mix together" viewBox="0 0 {} {}" role="img" aria-labelledby="together-title together-desc">'
        '<title id="together-title">{}</title><desc id="together-desc">{}</desc>{}'
        '<line class="axis" x1="0" x2="{}" y1="{}" y2="{}" stroke="currentColor"/>{}</svg>',
        WIDTH, HEIGHT, title, described, format_html_join("", BAR, bars),
        round(len(spent) * step, 1), LINE, LINE, format_html_join("", '<text x="{}" y="{}">{}</text>', labels),
    )  # fmt: skip


def _bars(
    minutes: int, in_person: int, x: float, width: float, most: int
) -> list[tuple[str, float, float, float, float]]:
    met, all_ = ((LINE - TOP) * part / most for part in (in_person, minutes))
    boxes = (("met", LINE - met, met), ("talk", LINE - all_, all_ - met))
    return [
        (name, round(x, 1), round(y, 1), round(width, 1), round(high, 1))
        for name, y, high in boxes
        if high > 0
    ]


def words(years: Sequence[YearTogether]) -> str:
    """ "About 46 hours together in 5 years, 30 of them face to face": in words, rounded; "" without talk."""
    minutes, met = sum(y.minutes for y in years), sum(y.in_person for y in years)
    if not minutes:
        return ""
    if minutes < 90:
        said = ngettext(
            "About %(n)d minute together so far.", "About %(n)d minutes together so far.", minutes
        )
        return said % {"n": minutes}
    span = years[-1].year - years[0].year + 1
    said = ngettext(
        "About %(hours)d hours together in %(n)d year, %(met)d of them face to face.",
        "About %(hours)d hours together in %(n)d years, %(met)d of them face to face.",
        span,
    )
    return said % {"hours": round(minutes / 60), "n": span, "met": round(met / 60)}
