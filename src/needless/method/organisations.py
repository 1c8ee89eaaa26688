"""Is an organisation named in a text? Whole words, as they are written, with the names it also goes by (M13)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

LEAD = 300  # characters of the text that count as its lead
LETTERS = re.compile(r"\b(\w)[./](?=\w\b)")  # A/S and S.A. are one word
TOKEN = re.compile(r"[^\W_]+|&")
FORMS = frozenset(
    [
        "inc",
        "incorporated",
        "ltd",
        "limited",
        "llc",
        "llp",
        "lp",
        "plc",
        "corp",
        "corporation",
        "co",
        "company",
        "gmbh",
        "mbh",
        "ag",
        "kg",
        "se",
        "sa",
        "sas",
        "sarl",
        "srl",
        "spa",
        "bv",
        "nv",
        "ab",
        "as",
        "asa",
        "oy",
        "oyj",
        "aps",
        "pty",
        "pvt",
        "kk",
        "kgaa",
        "eg",
        "ev",
        "holding",
        "holdings",
        "group",
    ]
)
# Words that begin sentences as well as firms: alone, and named once in passing, they are no firm.
COMMON = frozenset(
    [
        "apple",
        "target",
        "orange",
        "shell",
        "gap",
        "visa",
        "oracle",
        "amazon",
        "square",
        "block",
        "sage",
        "signal",
        "box",
        "slack",
        "zoom",
        "discovery",
        "general",
        "national",
        "international",
        "american",
        "european",
        "first",
        "united",
        "the",
        "new",
        "global",
        "city",
        "bank",
        "school",
        "university",
        "college",
        "hospital",
        "church",
        "government",
        "council",
        "office",
        "home",
        "independent",
        "freelance",
        "self",
        "retired",
        "student",
    ]
)


class Mention(NamedTuple):
    """Organisation number ``organisation`` is named in text ``text``: in its title or lead, or further down."""

    organisation: int
    text: int
    is_early: bool


def names_of(organisation: str) -> list[tuple[str, ...]]:
    """The names it goes by, as words: in full, without its legal form, and the letters in brackets."""
    inside = re.findall(r"\(([A-Z]{2,6})\)", organisation)
    letters = LETTERS.sub(r"\1", re.sub(r"\([^)]*\)", " ", organisation))
    plain = TOKEN.findall(letters)
    short = list(plain)
    while len(short) > 1 and short[-1].lower() in FORMS:
        short.pop()
    found = [tuple(words) for words in (plain, short, *([letters] for letters in inside)) if words]
    return [words for words in dict.fromkeys(found) if _tells(words)]


def _tells(words: Sequence[str]) -> bool:
    """One short or everyday word is not a name to go by."""
    if len(words) > 1:
        return True
    word = words[0]
    return word[:1].isupper() and len(word) > 1 and word.lower() not in COMMON


class Names:
    """Many organisations, to be looked for in one pass over each text."""

    def __init__(self, organisations: Iterable[str]) -> None:
        self.by_first: dict[str, list[tuple[tuple[str, ...], int]]] = {}
        for number, organisation in enumerate(organisations):
            for words in names_of(organisation):
                self.by_first.setdefault(words[0], []).append((words, number))

    def in_texts(self, texts: Sequence[tuple[str, str]]) -> Iterator[Mention]:
        """Every mention in (title, text) pairs, each organisation once a text, an early one before a late."""
        for number, (title, text) in enumerate(texts):
            early = set(self._in(f"{title} \n {text[:LEAD]}"))
            late = set(self._in(text[LEAD:])) - early if len(text) > LEAD else set()
            yield from (Mention(found, number, True) for found in sorted(early))
            yield from (Mention(found, number, False) for found in sorted(late))

    def _in(self, text: str) -> Iterator[int]:
        """Numbers of those named; of names that begin at one word the longest, and no first word of a longer name."""
        tokens = TOKEN.findall(text)
        for at, token in enumerate(tokens):
            fits = [
                (words, number)
                for words, number in self.by_first.get(token, ())
                if tuple(tokens[at : at + len(words)]) == words
            ]
            longest = max((len(words) for words, _number in fits), default=0)
            if longest == 1 and _goes_on(token, tokens[at + 1 : at + 2], text):
                continue
            yield from (number for words, number in fits if len(words) == longest)


def _goes_on(word: str, after: Sequence[str], text: str) -> bool:
    """Is one word only the beginning of a longer name, as Harbour in "the board of Harbour Brothers met"?

    Not for letters (IMF), before a legal form or letters (CEO), nor where every word has a capital, as in headlines.
    """
    if word.isupper() or not after or not after[0].istitle() or after[0].lower() in FORMS:
        return False
    places = re.findall(rf"(\S*) ?\b{re.escape(word)} {re.escape(after[0])}\b ?(\S*)", text)
    return bool(places) and all(any(near[:1].islower() for near in both) for both in places)
