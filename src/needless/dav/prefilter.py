"""What a search for cards can tell from their text alone, so that not each card of a large book is parsed (M17).

To parse one takes a third of a millisecond, ten thousand of them seconds. Whatever is not plain here is a MAYBE, which
Radicale's own test settles; a NO or a YES is what that test would say (RFC 6352, 10.5).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from xml.etree.ElementTree import Element

from needless.dav.multistatus import C

NO, MAYBE, YES = 0, 1, 2  # all of several is the least of them, any the greatest
Guess = Callable[[str], int]
_FOLD = re.compile(r"\r?\n[ \t]")
_BETWEEN = re.compile(r"[\W_]+")
_ENCODED = re.compile(r"quoted-printable|^(?!photo|logo|sound|key)[^:\n]*(?:base64|encoding=b)", re.MULTILINE)


def plain(text: str) -> str:
    """A card's text as it is looked at: unfolded, in lower case, with one sigma."""
    return _FOLD.sub("", text).lower().replace("ς", "σ")


def guess_of(filters: Iterable[Element]) -> Guess:
    """What is said of a card's plain text: fits it all the filters?"""
    return _together([_filter(each) for each in filters], is_any=False)


def _filter(given: Element) -> Guess:
    if any(child.tag != f"{C}prop-filter" for child in given):
        return _maybe
    return _tested(given, [_property(child) for child in given])


def _tested(given: Element, guesses: Sequence[Guess]) -> Guess:
    test = given.get("test", "anyof")
    return _together(guesses, is_any=test == "anyof") if test in ("anyof", "allof") else _maybe


def _property(given: Element) -> Guess:
    """Of one property, by all its values; one that is not in the card fits only where that is asked for."""
    name = given.get("name", "").lower()
    if not re.fullmatch(r"[a-z0-9-]+", name):
        return _maybe
    line = re.compile(rf"^(?:[\w-]+\.)?{name}[;:]", re.MULTILINE)
    if len(given) == 1 and given[0].tag == f"{C}is-not-defined":
        return lambda text: _unless_encoded(text, NO if line.search(text) else YES)
    # Any other test than anyof is allof to Radicale here.
    matches = [_match(child) for child in given]
    within = _together(matches, is_any=given.get("test", "anyof") == "anyof") if matches else _yes
    return lambda text: within(text) if line.search(text) else _unless_encoded(text, NO)


def _match(given: Element) -> Guess:
    """The words of what is looked for must be in the text, wherever: signs between them are written in several ways."""
    sought = next(given.itertext(), "")
    words = [word for word in _BETWEEN.split(plain(sought)) if word]
    if given.tag != f"{C}text-match" or given.get("negate-condition") == "yes":
        return _maybe
    if not sought and given.get("match-type", "contains") == "contains":
        return _yes
    return lambda text: MAYBE if all(word in text for word in words) else _unless_encoded(text, NO)


def _unless_encoded(text: str, sure: int) -> int:
    return MAYBE if _ENCODED.search(text) else sure


def _together(guesses: Sequence[Guess], *, is_any: bool) -> Guess:
    if is_any:
        return lambda text: max((guess(text) for guess in guesses), default=NO)
    return lambda text: min((guess(text) for guess in guesses), default=YES)


def _maybe(text: str) -> int:
    return MAYBE


def _yes(text: str) -> int:
    return _unless_encoded(text, YES)
