"""Text without case and accents, so that "mulle" finds Müller."""

from __future__ import annotations

import unicodedata

LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"})


def fold(text: str) -> str:
    """Case and accents taken away."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS))
    return "".join(c for c in plain if not unicodedata.combining(c))
