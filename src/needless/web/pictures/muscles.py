"""The muscles over twelve weeks as a picture: a dot where one was used, a week off is a week at rest (M1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

WIDTH, ROW, LEFT, STEP, TOP, FOOT = 640, 34, 152, 32, 34, 24
SIZES = (0, 4, 6, 8, 10, 11)  # by how often in the week


class Row(NamedTuple):
    """A muscle as it is shown: ``uses`` by week, the oldest first; ``state`` in words; does it go slack?"""

    label: str
    uses: tuple[int, ...]
    state: str
    is_slack: bool


def draw_muscles(rows: Sequence[Row], mondays: Sequence[date], kept: Sequence[bool]) -> SafeString:
    """An SVG of muscles by week, and under them which weeks were rest."""
    height = TOP + ROW * len(rows) + (4 if all(kept) else FOOT)
    return format_html(
        '<svg class="muscles" viewBox="0 0 {} {}" role="img" aria-labelledby="muscles-title muscles-desc">'
        '<title id="muscles-title">{}</title><desc id="muscles-desc">{}</desc>{}{}{}{}</svg>',
        WIDTH, height, _("What you did, week by week"), _described(rows, kept),
        _weeks(mondays), _rests(kept, height), format_html_join("", "{}", ((_row(i, row),) for i, row in enumerate(rows))),
        _rest_words(kept, height),
    )  # fmt: skip


def _x(week: int) -> int:
    return LEFT + STEP // 2 + week * STEP


def _row(i: int, row: Row) -> SafeString:
    y = TOP + ROW * i + ROW // 2
    dots = format_html_join(
        "", '<circle class="{}" cx="{}" cy="{}" r="{}"/>',
        [("use" if n else "none", _x(week), y, SIZES[min(n, 5)] or 2) for week, n in enumerate(row.uses)],
    )  # fmt: skip
    return format_html(
        '<text class="{}" x="0" y="{}">{}</text>{}<text class="state" x="{}" y="{}">{}</text>',
        "slack" if row.is_slack else "by", y + 5, row.label, dots, LEFT + STEP * len(row.uses) + 6, y + 4, row.state,
    )  # fmt: skip


def _weeks(mondays: Sequence[date]) -> SafeString:
    shown = [(_x(week), date_format(day, "j M")) for week, day in enumerate(mondays) if week % 4 == 0]
    return format_html_join("", '<text class="when" x="{}" y="20" text-anchor="middle">{}</text>', shown)


def _rests(kept: Sequence[bool], height: int) -> SafeString:
    """A soft column for each week of rest, as a hammock between two posts would be."""
    weeks = [week for week, is_kept in enumerate(kept) if not is_kept]
    return format_html_join(
        "",
        '<rect class="rest" x="{}" y="{}" width="{}" height="{}" rx="8"/>',
        [(LEFT + week * STEP + 2, TOP, STEP - 4, height - TOP - FOOT) for week in weeks],
    )


def _rest_words(kept: Sequence[bool], height: int) -> SafeString:
    """Under each run of weeks off stands what they were."""
    runs, week = [], 0
    while week < len(kept):
        end = week
        while end < len(kept) and not kept[end]:
            end += 1
        if end > week:
            runs.append((_x(week) + STEP * (end - week - 1) / 2, height - 8, _("rest")))
        week = max(end, week + 1)
    return format_html_join("", '<text class="when" x="{}" y="{}" text-anchor="middle">{}</text>', runs)


def _described(rows: Sequence[Row], kept: Sequence[bool]) -> str:
    said = "; ".join(f"{row.label}: {sum(row.uses)}, {row.state}" for row in rows)
    return _("%(rest)d of %(all)d weeks were rest. Times in these weeks: %(said)s.") % {
        "rest": len(kept) - sum(kept), "all": len(kept), "said": said,
    }  # fmt: skip
