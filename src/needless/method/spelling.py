"""One name, many spellings: case, accents, alphabets and the ways to write a sound are taken away (M10)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

CYRILLIC = dict(
    zip(
        "абвгдежзиклмнопрстуфхцчшщъыьэюяієґ",
        "a b v g d e zh z i k l m n o p r s t u f kh ts ch sh shch  y  e yu ya i ye g".split(" "),  # noqa: SIM905
        strict=True,
    )
)
GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        "a v g d e z i th i k l m n x o p r s s t i f ch ps o".split(" "),  # noqa: SIM905
        strict=True,
    )
)
LATIN = {
    "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d",
}  # fmt: skip
PLAIN = str.maketrans(LATIN | CYRILLIC | GREEK)
APART = re.compile(r"[^\w']+|_+")
# Each sound written in one way; the longest first, so that "tsch" is not read as t-s-ch.
SOUNDS = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"shch|tsch|tch|ch|cz", "c"), (r"sch|sh|sz", "s"), (r"zh", "z"), (r"ph", "f"), (r"kh", "h"),
        (r"th", "t"), (r"ck|q", "k"), (r"ue|ou|oo", "u"), (r"oe", "o"), (r"ae", "a"),
        (r"(?:ei|ey|ij|iy|yi|ee|ie|ii|yy|y|j)", "i"), (r"c(?=[aouklrtmns])", "k"), (r"w", "v"),
        (r"x", "ks"), (r"tz|ts", "z"),
        (r"(?<=[aeiou])h(?![aeiou])", ""), (r"i(?=[aeou])", ""), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip
TITLES = frozenset(
    "dr prof professor mr mrs ms mba phd ing dipl med sir dame herr frau jr sr ii iii msc bsc pmp cpa".split()  # noqa: SIM905
)
PARTICLES = frozenset(
    "de da do dos das del della di la le van von der den ten ter vom zu y e bin ibn al el".split()  # noqa: SIM905
)


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Lower case, Latin letters, no accents: "Müller" -> "muller", "Сергей" -> "sergei"."""
    if text.isascii():
        return text.lower()
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return bare.replace("ου", "u").translate(PLAIN)


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """How a plain word sounds, roughly: "mueller" and "muller", "sergey" and "sergei" are one."""
    for pattern, written in SOUNDS:
        word = pattern.sub(written, word)
    return word


def words_of(name: str) -> tuple[str, ...]:
    """A name's words, family name last ("Garcia, Maria" -> maria garcia); titles and particles left out."""
    family, comma, given = name.partition(",")
    if comma and given.strip() and not set(_split(given)) <= TITLES:
        name = f"{given} {family}"
    words = [w for w in _split(name) if w not in TITLES]
    return tuple(w for w in words if w not in PARTICLES) or tuple(words)


GENERATIONS = {"jr": 2, "junior": 2, "ii": 2, "sr": 1, "senior": 1, "iii": 3}


def generation_of(name: str) -> int:
    """1 for "John Smith Sr.", 2 for Jr. or II, 3 for III; 0 where none is said."""
    words = _split(name)
    return GENERATIONS.get(words[-1], 0) if len(words) > 1 else 0


def _split(text: str) -> list[str]:
    return [w for w in APART.split(plain(text).replace("'", "").replace("’", "")) if w]


LEGAL = frozenset(
    [
        "gmbh", "ag", "inc", "ltd", "llc", "plc", "sa", "sas", "srl", "spa", "bv", "nv", "ab", "as",
        "oy", "co", "corp", "corporation", "company", "limited", "lda", "kg", "se", "group", "gruppe",
        "holding", "the", "and", "und", "international", "global",
    ]
)  # fmt: skip


@lru_cache(maxsize=65536)
def firm(name: str) -> str:
    """An organisation without its legal form: "Hafen Hamburg GmbH" -> "hafen hamburg"."""
    words = _split(name)
    return " ".join(w for w in words if w not in LEGAL) or " ".join(words)
