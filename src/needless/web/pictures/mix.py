"""Half a year of weeks as a picture: time in talk above the line, clicks hanging below it (M8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needless.method.mix import Mix

WIDTH, HEIGHT = 640, 240
LEFT, RIGHT, TOP, LINE, BOTTOM = 44, 632, 12, 158, 206
BAR = '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>'
LEAST_TALK, LEAST_CLICKS = 60, 5  # the scales never shrink below: a quiet half year is to look quiet


def draw_mix(weeks: Sequence[tuple[date, Mix]]) -> SafeString:
    """An SVG of weeks (Monday, mix), oldest first; nothing where nothing passed at all."""
    if not any(mix.talk or mix.clicks for _monday, mix in weeks):
        return SafeString("")
    most = max([LEAST_TALK, *(mix.talk_minutes for _monday, mix in weeks)])
    clicks = max([LEAST_CLICKS, *(mix.clicks.total() for _monday, mix in weeks)])
    step = (RIGHT - LEFT) / len(weeks)
    bars = [
        bar
        for n, (_monday, mix) in enumerate(weeks)
        for bar in _bars(mix, LEFT + n * step + step * 0.15, step * 0.7, most, clicks)
    ]
    return format_html(
        '<svg class="mix" viewBox="0 0 {} {}" role="img" aria-labelledby="mix-title mix-desc">'
        '<title id="mix-title">{}</title><desc id="mix-desc">{}</desc>{}{}</svg>',
        WIDTH, HEIGHT, _("Talk and clicks by week"), _described(weeks),
        format_html_join("", BAR, bars), _axes(weeks, most, clicks),
    )  # fmt: skip


def _bars(
    mix: Mix, x: float, width: float, most: int, clicks: int
) -> list[tuple[str, float, float, float, float]]:
    met = (LINE - TOP) * mix.in_person_minutes / most
    all_ = (LINE - TOP) * mix.talk_minutes / most
    down = (BOTTOM - LINE - 2) * mix.clicks.total() / clicks
    found = [
        ("met", x, LINE - met, width, met),
        ("talk", x, LINE - all_, width, all_ - met),
        ("clicks", x, LINE + 2, width, down),
    ]
    return [(name, round(x, 1), round(y, 1), round(w, 1), round(h, 1)) for name, x, y, w, h in found if h > 0]


def _axes(weeks: Sequence[tuple[date, Mix]], most: int, clicks: int) -> SafeString:
    begin, end = (date_format(weeks[i][0], "M Y") for i in (0, -1))
    hours = ngettext("%(n)s hour", "%(n)s hours", round(most / 60)) % {"n": f"{most / 60:.0f}"}
    return format_html(
        '<line class="axis" x1="{}" x2="{}" y1="{}" y2="{}" stroke="currentColor"/>'
        '<text class="side-label" x="{}" y="{}">{}</text><text class="side-label" x="{}" y="{}">{}</text>'
        '<text x="{}" y="{}">{}</text><text x="{}" y="{}" text-anchor="end">{}</text>',
        LEFT, RIGHT, LINE + 1, LINE + 1, 0, TOP + 10, hours, 0, BOTTOM, _("%(n)d clicks") % {"n": clicks},
        LEFT, HEIGHT - 6, begin, RIGHT, HEIGHT - 6, end,
    )  # fmt: skip


def _described(weeks: Sequence[tuple[date, Mix]]) -> str:
    said = _(
        "%(weeks)d weeks from %(begin)s: %(hours)d hours of talk, %(met)d of them face to face; %(clicks)d clicks."
    )
    return said % {
        "weeks": len(weeks),
        "begin": date_format(weeks[0][0], "j F Y"),
        "hours": round(sum(mix.talk_minutes for _monday, mix in weeks) / 60),
        "met": round(sum(mix.in_person_minutes for _monday, mix in weeks) / 60),
        "clicks": sum(mix.clicks.total() for _monday, mix in weeks),
    }
