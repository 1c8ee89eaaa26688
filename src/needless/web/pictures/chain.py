"""How a benefit came as a picture: from where it began, hand to hand, to what came (M15)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

WIDTH, ROW, LEFT, TOP = 360, 46, 18, 24
LONGEST = {"benefit": 31, "person": 34}  # letters that have room; the title has them all
SHAPES = {
    "activity": '<rect class="link begin" x="{x0}" y="{y0}" width="18" height="18" rx="4"/>',
    "event": '<rect class="link begin" x="{x0}" y="{y0}" width="18" height="18" rx="4"/>',
    "person": '<circle class="link" cx="{x}" cy="{y}" r="9"/>',
    "introduction": '<circle class="link" cx="{left}" cy="{y}" r="6"/><circle class="link" cx="{right}" cy="{y}" r="6"/>',
    "possibility": '<circle class="link small" cx="{x}" cy="{y}" r="5"/>',
    "talk": '<circle class="link small" cx="{x}" cy="{y}" r="5"/>',
    "benefit": '<path class="came" d="M{x} {top}l11 11l-11 11l-11-11z"/>',
}


class Ring(NamedTuple):
    """One link of the chain: ``kind`` is a key of SHAPES; an empty ``url`` leads nowhere."""

    kind: str
    words: str
    on: date | None
    url: str


def draw_chain(rings: Sequence[Ring], number: int) -> SafeString:
    """An SVG of the chain from its beginning down to what came; ``number`` tells pictures of a page apart."""
    height = TOP + ROW * (len(rings) - 1) + 24
    return format_html(
        '<svg class="chain" viewBox="0 0 {} {}" role="group" aria-labelledby="chain-{} chain-desc-{}">'
        '<title id="chain-{}">{}</title><desc id="chain-desc-{}">{}</desc>{}{}</svg>',
        WIDTH, height, number, number, number, _("How it came: %(what)s") % {"what": rings[-1].words}, number,
        _described(rings), _line(len(rings)), format_html_join("", "{}", ((_ring(i, ring),) for i, ring in enumerate(rings))),
    )  # fmt: skip


def _line(rings: int) -> SafeString:
    if rings < 2:
        return SafeString("")
    return format_html(
        '<path class="axis" d="M{} {}v{}" stroke="currentColor"/>', LEFT, TOP, ROW * (rings - 1)
    )


def _ring(i: int, ring: Ring) -> SafeString:
    y = TOP + i * ROW
    shape = SHAPES[ring.kind].format(
        x=LEFT, y=y, x0=LEFT - 9, y0=y - 9, left=LEFT - 4, right=LEFT + 4, top=y - 11
    )
    room = LONGEST.get(ring.kind, 40)
    words = ring.words if len(ring.words) <= room else ring.words[: room - 1].rstrip() + "…"
    said = format_html(
        '{}<text class="{}" x="{}" y="{}">{}</text>', SafeString(shape), _class(ring), LEFT + 22, y + (0 if ring.on else 5), words
    )  # fmt: skip
    if ring.on:
        day = date_format(ring.on, "j F Y")
        said += format_html('<text class="when" x="{}" y="{}">{}</text>', LEFT + 22, y + 15, day)
    if ring.url:
        return format_html('<a href="{}"><title>{}</title>{}</a>', ring.url, ring.words, said)
    return format_html("<g><title>{}</title>{}</g>", ring.words, said)


def _class(ring: Ring) -> str:
    return "who" if ring.kind == "person" else "what" if ring.kind == "benefit" else "by"


def _described(rings: Sequence[Ring]) -> str:
    return _("From the beginning: %(steps)s.") % {"steps": "; ".join(ring.words for ring in rings)}
