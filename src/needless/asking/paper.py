"""The refresher as one printed page (M3)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from needless.asking.refresher import Section
from needless.gatherings.postal import INK, LEADING, POINT, QUIET, blank_pdf, broken_lines, printable

if TYPE_CHECKING:
    from fpdf import FPDF

A4 = (210.0, 297.0)
MARGIN = 25.0
LARGEST, SMALLEST = 12.0, 6.0  # points
TITLE, HEADING = 1.7, 1.2  # times the size of the text
Line = tuple[str, float, bool]  # words, size in points, is it a heading


def refresher_pdf(title: str, sections: Sequence[Section], sender: Sequence[str], on: date) -> bytes:
    """One page, A4; the letters shrink until it all fits, and what still does not is cut."""
    pdf = blank_pdf(on)
    pdf.add_page(format=A4)
    sizes = [n / 2 for n in range(int(SMALLEST * 2), int(LARGEST * 2) + 1)]
    first_too_large = bisect_left(
        sizes, True, key=lambda size: _height(_laid_out(pdf, title, sections, sender, size)) > _room()
    )
    points = sizes[max(0, first_too_large - 1)]
    lines = _laid_out(pdf, title, sections, sender, points)
    y = MARGIN
    for words, size, is_heading in lines:
        y += size * POINT * LEADING * (1.5 if is_heading else 1.0)
        if y > A4[1] - MARGIN:
            break
        pdf.set_font("serif", size=size)
        pdf.set_text_color(*(QUIET if is_heading and size != points * TITLE else INK))
        pdf.text(MARGIN, y, printable(words))
    return bytes(pdf.output())


def _room() -> float:
    return A4[1] - 2 * MARGIN


def _height(lines: Sequence[Line]) -> float:
    return sum(size * POINT * LEADING * (1.5 if is_heading else 1.0) for _words, size, is_heading in lines)


def _laid_out(
    pdf: FPDF, title: str, sections: Sequence[Section], sender: Sequence[str], points: float
) -> list[Line]:
    lines: list[Line] = [(line, points * TITLE, True) for line in _broken(pdf, title, points * TITLE)]
    for section in sections:
        lines.append((section.title, points * HEADING, True))
        for fact in section.facts:
            first, *rest = _broken(pdf, f"– {fact.text}", points)
            lines += [(first, points, False), *((f"   {line}", points, False) for line in rest)]
    return [*lines, ("", points, False), *((line, points, False) for line in sender)]


def _broken(pdf: FPDF, text: str, points: float) -> list[str]:
    return broken_lines(pdf, " ".join(text.split()), A4[0] - 2 * MARGIN - 4, points)
