"""What was given and received by year, as a quiet picture: given above the line, received below; no score (M2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needless.method.balance import GIVEN, RECEIVED, WORTH, Passed

WIDTH, HEIGHT, MIDDLE, ROOM = 640, 130, 56, 46
STEP, MOST_YEARS, LEAST = 64.0, 10, 6.0
BAR = '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>'


def draw_balance(passed: Sequence[Passed], on: date) -> SafeString:
    """An SVG of the last ten years at most; what nobody dated stands in the first column. Nothing without anything."""
    if not passed:
        return SafeString("")
    dated = [each.on.year for each in passed if each.on]
    first = max(min([on.year - 2, *dated]), on.year - MOST_YEARS + 1)
    worth: dict[tuple[int, str], float] = defaultdict(float)
    for each in passed:
        worth[max(first, each.on.year if each.on else first), each.way] += WORTH[each.kind]
    most = max([LEAST, *worth.values()])
    years = range(first, max([on.year, *dated]) + 1)
    bars = [
        bar for n, year in enumerate(years) for bar in _bars(worth[year, GIVEN], worth[year, RECEIVED], n * STEP, most)
    ]  # fmt: skip
    labels = [(round(n * STEP, 1), HEIGHT - 8, year) for n, year in enumerate(years)]
    return format_html(
        '<svg class="mix" viewBox="0 0 {} {}" role="img" aria-labelledby="balance-title balance-desc">'
        '<title id="balance-title">{}</title><desc id="balance-desc">{}</desc>{}'
        '<line class="axis" x1="0" x2="{}" y1="{}" y2="{}" stroke="currentColor"/>{}</svg>',
        WIDTH, HEIGHT, _("Given and received by year"), described(passed), format_html_join("", BAR, bars),
        round(len(years) * STEP, 1), MIDDLE, MIDDLE, format_html_join("", '<text x="{}" y="{}">{}</text>', labels),
    )  # fmt: skip


def _bars(given: float, got: float, x: float, most: float) -> list[tuple[str, float, float, float, float]]:
    up, down = ROOM * given / most, ROOM * got / most
    boxes = (("met", MIDDLE - up, up), ("got", MIDDLE + 1, down))
    return [(name, round(x, 1), round(y, 1), STEP * 0.6, round(high, 1)) for name, y, high in boxes if high]


def described(passed: Sequence[Passed]) -> str:
    """What the picture says, for who cannot see it."""
    given = sum(each.way == GIVEN for each in passed)
    said = [
        ngettext("Given %(n)d time", "Given %(n)d times", given) % {"n": given},
        ngettext("received %(n)d time", "received %(n)d times", len(passed) - given)
        % {"n": len(passed) - given},
    ]
    return ", ".join(said) + "."
