"""Letters as paper: a card to write on by hand or with the words printed, and its envelope, as one PDF (M11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import font_source_serif_pro

if TYPE_CHECKING:  # a second to import: only who prints waits for it
    from fpdf import FPDF

FILES = Path(font_source_serif_pro.__file__).parent / "files"
REGULAR, ITALIC = FILES / "SourceSerifPro-Regular.ttf", FILES / "SourceSerifPro-It.ttf"
# Width and height in millimetres, as they are printed: cards lie, letters stand.
CARDS = {
    "a6": (148.0, 105.0), "a7": (105.0, 74.0), "4x6": (152.4, 101.6), "a5": (148.0, 210.0), "letter": (139.7, 215.9),
}  # fmt: skip
ENVELOPES = {
    "c6": (162.0, 114.0),
    "dl": (220.0, 110.0),
    "c5": (229.0, 162.0),
    "10": (241.3, 104.8),
    "a7us": (184.2, 133.4),
}
MARGIN, RULE = 12.0, 9.0
INK, QUIET, LINE = (38, 34, 28), (110, 103, 94), (205, 197, 184)
LARGEST, SMALLEST = 14.0, 7.0  # points
POINT = 0.352778  # millimetres
LEADING = 1.45


@dataclass(frozen=True, slots=True)
class Post:
    """What goes to the printer. ``to`` and ``sender`` are lines of an address; ``is_ruled``: lines to write on by hand."""

    text: str
    to: Sequence[str]
    sender: Sequence[str]
    on: date
    is_ruled: bool = False


@cache
def letters_there() -> frozenset[int]:
    """The code points that the font can print."""
    from fontTools.ttLib import TTFont

    return frozenset(TTFont(REGULAR, lazy=True).getBestCmap())


def unprintable(text: str) -> str:
    """The characters of a text that the font has no letters for, each once; they are to be written by hand."""
    return "".join(dict.fromkeys(c for c in text if c.isprintable() and ord(c) not in letters_there()))


def post_pdf(post: Post, card: str = "a6", envelope: str = "c6") -> bytes:
    """A PDF of the card and, where an address is given, the envelope; sizes are keys of CARDS and ENVELOPES.

    Raises KeyError for another size. Words that do not fit on one side go on overleaf.
    """
    pdf = blank_pdf(post.on)
    _card(pdf, post, CARDS[card])
    if post.to:
        _envelope(pdf, post, ENVELOPES[envelope])
    elif envelope not in ENVELOPES:
        raise KeyError(envelope)
    return bytes(pdf.output())


def blank_pdf(on: date) -> FPDF:
    """A document in the house's serif, without a page yet."""
    from fpdf import FPDF

    pdf = FPDF(unit="mm")
    pdf.set_creation_date(datetime.combine(on, time(12)))
    pdf.set_title("Needless")
    pdf.set_auto_page_break(False)
    pdf.add_font("serif", "", REGULAR)
    pdf.add_font("serif", "I", ITALIC)
    pdf.set_margin(0)
    return pdf


def _card(pdf: FPDF, post: Post, size: tuple[float, float]) -> None:
    if post.is_ruled:
        pdf.add_page(format=size)
        _rules(pdf, size)
        return
    points = _fitting(pdf, post.text, size)
    lines = broken_lines(pdf, post.text, size[0] - 2 * MARGIN, points)
    step = points * POINT * LEADING
    room = max(1, int((size[1] - 2 * MARGIN) / step))
    for start in range(0, max(1, len(lines)), room):
        pdf.add_page(format=size)
        pdf.set_font("serif", size=points)
        pdf.set_text_color(*INK)
        for number, line in enumerate(lines[start : start + room]):
            pdf.text(MARGIN, MARGIN + step * (number + 0.75), printable(line))


def _rules(pdf: FPDF, size: tuple[float, float]) -> None:
    pdf.set_draw_color(*LINE)
    pdf.set_line_width(0.15)
    y = MARGIN + RULE
    while y <= size[1] - MARGIN + 0.01:
        pdf.line(MARGIN, y, size[0] - MARGIN, y)
        y += RULE


def _fitting(pdf: FPDF, text: str, size: tuple[float, float]) -> float:
    """The largest letters with which all of it fits on one side; the smallest, where none do."""
    points = LARGEST
    while points > SMALLEST:
        high = len(broken_lines(pdf, text, size[0] - 2 * MARGIN, points)) * points * POINT * LEADING
        if high <= size[1] - 2 * MARGIN:
            return points
        points -= 0.5
    return SMALLEST


def broken_lines(pdf: FPDF, text: str, width: float, points: float) -> list[str]:
    """The text broken into lines of that width; a word too long for one is cut."""
    pdf.set_font("serif", size=points)
    return [line for part in text.splitlines() for line in _broken(pdf, part, width)]


def _broken(pdf: FPDF, part: str, width: float) -> list[str]:
    lines, current = [], ""
    for word in part.split(" "):
        longer = f"{current} {word}" if current else word
        if current and pdf.get_string_width(printable(longer)) <= width:
            current = longer
            continue
        if current:
            lines.append(current)
        current = word
        while pdf.get_string_width(printable(current)) > width and len(current) > 1:
            cut = _longest(pdf, current, width)
            lines.append(current[:cut])
            current = current[cut:]
    return [*lines, current]


def _longest(pdf: FPDF, word: str, width: float) -> int:
    """How many letters of a word fit; one at least."""
    count = 1
    while count < len(word) and pdf.get_string_width(printable(word[: count + 1])) <= width:
        count += 1
    return count


def _envelope(pdf: FPDF, post: Post, size: tuple[float, float]) -> None:
    """The sender small at the top left, the address in the lower right half, where machines look for it."""
    width, height = size
    pdf.add_page(format=size)
    _block(pdf, post.sender, (10.0, 10.0), width * 0.45, 8.5, QUIET)
    longest = width - width * 0.48 - 15
    _block(pdf, post.to, (width * 0.48, height * 0.5), longest, 12.0, INK)


def _block(
    pdf: FPDF,
    lines: Sequence[str],
    at: tuple[float, float],
    width: float,
    points: float,
    colour: tuple[int, int, int],
) -> None:
    """Lines of an address; they shrink to fit the width."""
    pdf.set_font("serif", size=points)
    widest = max((pdf.get_string_width(printable(line)) for line in lines), default=0.0)
    if widest > width:
        points = max(SMALLEST - 1, points * width / widest)
        pdf.set_font("serif", size=points)
    pdf.set_text_color(*colour)
    for number, line in enumerate(lines):
        pdf.text(at[0], at[1] + points * POINT * 1.35 * (number + 1), printable(line))


def printable(text: str) -> str:
    """What the font has no letters for stays blank, to be filled in by hand."""
    return "".join(c if ord(c) in letters_there() else " " for c in text if c.isprintable())
