"""Measures the vCard reader beside vobject on one made-up file (M17: history goes in without waiting)."""

from __future__ import annotations

import io
import time
from collections.abc import Callable

from needless.imports.drafts import Asked, Piece
from needless.imports.sources import vcard

CARDS = 5_000
FLOOR = 5.0


def made_up_file(cards: int = CARDS) -> bytes:
    """So many vCards 3.0, about 600 bytes each, as a phone's address book writes them."""
    return "".join(map(_made_up_card, range(cards))).encode()


def _made_up_card(number: int) -> str:
    lines = (
        "BEGIN:VCARD", "VERSION:3.0", f"UID:made-up-{number}", f"N:Müller{number};Ines;Maria;;",
        f"FN:Ines Maria Müller{number}", f"ORG:Northwind {number % 97};Sales", "TITLE:Head of Sales",
        f"EMAIL;TYPE=INTERNET;TYPE=WORK:ines{number}@example.org", f"TEL;TYPE=CELL:+44 1632 {number}",
        f"item1.TEL:+44 1632 {number}9", "item1.X-ABLabel:Assistant",
        "ADR;TYPE=HOME:;;1 Long Street;Lisbon;;1000-001;Portugal", "BDAY:1980-02-08",
        f"URL:https://www.linkedin.com/in/ines-{number}", "CATEGORIES:work,friends",
        "NOTE:Met at the fair\\, she spoke about logistics and moved to the coa\r\n st the year after.",
        f"X-CUSTOM:kept {number}", "END:VCARD",
    )  # fmt: skip
    return "\r\n".join((*lines, ""))


def _fastest(run: Callable[[], int], times: int) -> float:
    """Cards per second of the fastest of some runs."""
    rates = []
    for _ in range(times):
        started = time.perf_counter()
        cards = run()
        rates.append(cards / (time.perf_counter() - started))
    return max(rates)


def vcard_read_row(cards: int = CARDS) -> dict[str, object]:
    """Cards per second, ours (whole drafts) and vobject's (its component tree), and their ratio."""
    import vobject

    content = made_up_file(cards)
    piece = Piece("made-up.vcf", len(content), lambda: io.BytesIO(content), content[: 1 << 16])
    reader = vcard.SOURCES[0]
    text = content.decode()
    ours = _fastest(lambda: sum(1 for _ in reader.read(piece, Asked())), 3)
    other = _fastest(lambda: sum(1 for _ in vobject.readComponents(text)), 1)
    ratio = ours / other
    return {
        "what": "vcard read", "ours": round(ours), "other": round(other), "ratio": round(ratio, 1),
        "floor": FLOOR, "ok": ratio >= FLOOR,
    }  # fmt: skip


def rows() -> list[dict[str, object]]:
    """The rows of this bench."""
    return [vcard_read_row()]


if __name__ == "__main__":
    print(*rows(), sep="\n")
