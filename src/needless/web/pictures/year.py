"""A year as a calendar: the darker a day, the more people were talked with (M1, M8)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

CELL, LEFT, TOP = 14, 34, 22
LEVELS = (1, 2, 4, 8)  # people on a day, from which on it is a shade darker
WIDTH, HEIGHT = LEFT + 54 * CELL, TOP + 7 * CELL + 4


def draw_year(year: int, people: Mapping[date, int], until: date) -> SafeString:
    """An SVG of that year's days up to ``until``; ``people`` talked with by day."""
    first = date(year, 1, 1)
    days = [first + timedelta(days=n) for n in range((date(year, 12, 31) - first).days + 1)]
    shades = [
        (level, "".join(_square(day) for day in days if day <= until and _level(people.get(day, 0)) == level))
        for level in range(len(LEVELS) + 1)
    ]
    return format_html(
        '<svg class="year" viewBox="0 0 {} {}" role="img" aria-labelledby="year-title year-desc">'
        '<title id="year-title">{}</title><desc id="year-desc">{}</desc>{}{}{}</svg>',
        WIDTH, HEIGHT, _("Talk in %(year)d") % {"year": year}, _described(people), _months(year), _weekdays(),
        format_html_join("", '<path class="shade{}" d="{}"/>', [shade for shade in shades if shade[1]]),
    )  # fmt: skip


def _level(people: int) -> int:
    return sum(people >= level for level in LEVELS)


def _week(day: date) -> int:
    return (day.timetuple().tm_yday + date(day.year, 1, 1).weekday() - 1) // 7


def _square(day: date) -> str:
    side = CELL - 3
    return f"M{LEFT + _week(day) * CELL} {TOP + day.weekday() * CELL}h{side}v{side}h-{side}z"


def _months(year: int) -> SafeString:
    starts = [date(year, month, 1) for month in range(1, 13)]
    return format_html_join(
        "",
        '<text x="{}" y="14">{}</text>',
        [(LEFT + _week(day) * CELL, date_format(day, "M")) for day in starts],
    )


def _weekdays() -> SafeString:
    monday = date(2024, 1, 1)
    rows = [(TOP + n * CELL + 10, date_format(monday + timedelta(days=n), "D")) for n in (0, 2, 4)]
    return format_html_join("", '<text x="0" y="{}">{}</text>', rows)


def _described(people: Mapping[date, int]) -> str:
    if not people:
        return _("No talk is on record for this year.")
    best = max(people, key=lambda day: (people[day], day))
    said = _("Talk on %(days)d days; on %(best)s with %(most)d people, the most of all days.")
    return said % {"days": len(people), "best": date_format(best, "j F"), "most": people[best]}
