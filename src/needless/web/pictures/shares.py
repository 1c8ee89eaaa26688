"""Shares of a whole as one bar for each: this year's beside last year's (M6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

ROW, LABEL, WIDTH = 34, 256, 640
MOST = 8


def draw_shares(
    name: str, shares: Sequence[tuple[str, float]], before: Mapping[str, float], number: int
) -> SafeString:
    """An SVG of the largest shares (0 to 1), a tick where each stood a year before; ``number`` tells pictures apart."""
    top = list(shares[:MOST])
    widest = max([part for _value, part in top] + [before.get(value, 0.0) for value, _part in top] + [0.01])
    scale = (WIDTH - LABEL - 60) / widest
    return format_html(
        '<svg class="shares" viewBox="0 0 {} {}" role="img" aria-labelledby="shares-{} shares-desc-{}"><title id="shares-{}">{}</title><desc id="shares-desc-{}">{}</desc>{}</svg>',
        WIDTH, ROW * len(top), number, number, number, name, number, _said(name, top),
        format_html_join("", _BAR, (_bar(i, value, part, before.get(value), scale) for i, (value, part) in enumerate(top))),
    )  # fmt: skip


_BAR = (
    '<text x="0" y="{}">{}</text><rect x="{}" y="{}" width="{}" height="16" rx="3"/>'
    '<text class="figure" x="{}" y="{}">{} %</text>{}'
)


def _bar(i: int, value: str, part: float, then: float | None, scale: float) -> tuple[object, ...]:
    y, width = i * ROW, round(part * scale, 1)
    tick = SafeString("")
    if then is not None:
        tick = format_html('<path class="then" d="M{} {}v24"/>', round(LABEL + then * scale, 1), y + 3)
    label = value if len(value) <= 24 else value[:23] + "…"
    return (
        y + 20,
        label,
        LABEL,
        y + 7,
        width,
        LABEL + max(width, (then or 0) * scale) + 8,
        y + 20,
        round(part * 100),
        tick,
    )


def _said(name: str, top: Sequence[tuple[str, float]]) -> str:
    parts = ", ".join(f"{value} {round(part * 100)} %" for value, part in top)
    return _("%(name)s: %(parts)s") % {"name": name, "parts": parts}
