"""Reads the days and moments that people's files hold, in their many styles (M9: when we last talked)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache

_MONTH_NAMES = (
    "january february march april may june july august september october november december",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "jänner feber maerz april mai juni juli august september oktober november dezember",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "januari februari maart april mei juni juli augustus september oktober november december",
)


def _plain(word: str) -> str:
    """Without case, dots and accents: ``Févr.`` is ``fevr``."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in decomposed if letter.isalpha())


def _months() -> dict[str, int]:
    """Every beginning of three letters or more, where only one month begins like that."""
    found: dict[str, set[int]] = {"mrt": {3}, "sept": {9}, "mz": {3}}
    for names in _MONTH_NAMES:
        for number, name in enumerate(names.split(), 1):
            plain = _plain(name)
            for end in range(3, len(plain) + 1):
                found.setdefault(plain[:end], set()).add(number)
    return {word: numbers.pop() for word, numbers in found.items() if len(numbers) == 1}


_MONTHS = _months()
_WORD = r"([^\W\d_]{2,12})\.?"
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?!\d)")
_THREE_NUMBERS = re.compile(r"(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?!\d)")
_DAY_FIRST = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th|er|\.)?[\s-]*(?:de\s+|of\s+)?{_WORD}[\s,-]*(?:del?\s+)?(\d{{4}})(?!\d)"
)
_MONTH_FIRST = re.compile(rf"{_WORD}\s*(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})(?!\d)")
_MONTH_ONLY = re.compile(rf"{_WORD}[\s-]*(?:de\s+)?(\d{{4}})")
_WEEKDAY = re.compile(r"[^\W\d_]{2,10}\.?,\s*")
_CLOCK = re.compile(
    r"(?:\s*[T,]?\s*|\s+(?:at|um|à)\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?"
    r"\s*(?:([AaPp])\.?\s?[Mm]\.?)?\s*(Z|UTC|GMT)?\s*([+-]\d{2}:?\d{2}|[+-]\d{2})?(?!\d)"
)
_EASTERN = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_NOON = (12, 0, 0)


def _whole_year(text: str) -> int:
    year = int(text)
    if len(text) > 2:
        return year
    return year + (2000 if year < 69 else 1900)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _from_three_numbers(match: re.Match[str], day_first: bool) -> date | None:
    """Slashes as Americans do unless said otherwise, dots as Germans do; the other way round where only that makes a day."""
    first, mark, second, year = int(match[1]), match[2], int(match[3]), _whole_year(match[4])
    month, day = (second, first) if day_first or mark == "." else (first, second)
    return _day(year, month, day) or _day(year, day, month)


def is_day_first(texts: Iterable[str], usual: bool) -> bool:
    """Whether the days of one file are as ``31/12/1985``: told by those that can only be read one way, else ``usual``."""
    found = [match for text in texts if (match := _THREE_NUMBERS.match(text.strip()))]
    day_first = sum(int(match[1]) > 12 >= int(match[3]) for match in found)
    month_first = sum(int(match[3]) > 12 >= int(match[1]) for match in found)
    return usual if day_first == month_first else day_first > month_first


def _date_at_start(text: str, day_first: bool = False) -> tuple[date, int] | None:
    """The day that the text begins with, and where it ends."""
    if match := _YEAR_FIRST.match(text) or _COMPACT.match(text):
        on = _day(int(match[1]), int(match[2]), int(match[3]))
    elif match := _THREE_NUMBERS.match(text):
        on = _from_three_numbers(match, day_first)
    elif match := _DAY_FIRST.match(text):
        on = _day(int(match[3]), _MONTHS.get(_plain(match[2]), 0), int(match[1]))
    elif match := _MONTH_FIRST.match(text):
        on = _day(int(match[3]), _MONTHS.get(_plain(match[1]), 0), int(match[2]))
    else:
        return None
    return (on, match.end()) if on else None


def _zone(text: str | None) -> timezone:
    if not text:
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:]) if len(text) > 3 else 0
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)


def _clock(text: str) -> tuple[int, int, int, timezone] | None:
    if not text.strip():
        return *_NOON, UTC
    match = _CLOCK.fullmatch(text.rstrip())
    if not match:
        return None
    hour = int(match[1])
    if match[4]:
        hour = hour % 12 + (12 if match[4] in "Pp" else 0)
    return hour, int(match[2]), int(match[3] or 0), _zone(match[6])


def _tidy(text: str) -> str:
    text = text.strip(" \t\r\n\"'\u200e\u200f\ufeff")
    text = _EASTERN.sub(r"\1-\2-\3", text, count=1)
    weekday = _WEEKDAY.match(text)
    return text[weekday.end() :] if weekday else text


@lru_cache(maxsize=8192)
def read_date(text: str, day_first: bool = False) -> date | None:
    """The day in ``08 Feb 2026``, ``1/29/26, 2:37 PM``, ``8. Februar 2026``; else None.

    ``1/2/26`` is 2 January, as LinkedIn and Google mean it, or 1 February where ``day_first``; ``13/2/26`` can only
    be 13 February.
    """
    if len(text) > 64:
        return None
    tidy = _tidy(text)
    found = _date_at_start(tidy, day_first)
    if found is None or _clock(tidy[found[1] :]) is None:
        return None
    return found[0]


@lru_cache(maxsize=8192)
def read_moment(text: str) -> datetime | None:
    """The moment in UTC; without a zone it is taken as UTC, a bare day as its noon. Else None."""
    if len(text) > 64:
        return None
    tidy = _tidy(text)
    found = _date_at_start(tidy)
    clock = _clock(tidy[found[1] :]) if found else None
    if found is None or clock is None:
        return None
    on, (hour, minute, second, zone) = found[0], clock
    try:
        return datetime(on.year, on.month, on.day, hour, minute, second, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=2048)
def read_partial_date(text: str) -> str:
    """ISO as exact as known: ``Jan 2020`` is ``2020-01``, ``1/31/20`` is ``2020-01-31``; else ``""``."""
    tidy = _tidy(text[:64])
    if re.fullmatch(r"[12]\d{3}", tidy):
        return tidy
    if match := re.fullmatch(r"([12]\d{3})[-/](0?[1-9]|1[0-2])", tidy):
        return f"{match[1]}-{int(match[2]):02d}"
    match = _MONTH_ONLY.fullmatch(tidy)
    if match and (month := _MONTHS.get(_plain(match[1]))):
        return f"{match[2]}-{month:02d}"
    on = read_date(text)
    return on.isoformat() if on else ""
