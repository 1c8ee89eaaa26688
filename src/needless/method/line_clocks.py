"""Finds times of day and lengths of time in a line of plain English (M9)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time

from needless.method.line_dates import NUMBER, NUMBERS, PARTS, When, pattern

NOON = 12
_THEN = r"(?:,? in the (?P<then>morning|afternoon|evening)|,? at (?P<night>night))?"
_WORD = "|".join(
    word for word in NUMBERS if " " not in word and len(word) > 2 and word not in ("few", "several")
)
_BEFORE = r"(?:at |around |about |@ ?)"
_CLOCKS = (
    pattern(rf"{_BEFORE}?(?P<h>\d{{1,2}})(?:[:.](?P<m>\d\d))? ?(?P<half>am|pm|a\.m\.?|p\.m\.?)"),
    pattern(rf"{_BEFORE}?(?P<h>\d{{1,2}}):(?P<m>\d\d)(?: ?h| o'clock)?{_THEN}"),
    pattern(
        rf"{_BEFORE}?(?:a )?(?P<past>half past|quarter past|quarter to|ten past|ten to|twenty past|twenty to)"
        rf" (?P<h>\d{{1,2}}|{_WORD})(?: ?(?P<half>am|pm))?{_THEN}"
    ),
    pattern(
        rf"{_BEFORE}(?P<h>\d{{1,2}}|{_WORD})(?:h(?P<m>\d\d)?| o'clock)?(?![.:/]?\d)"
        rf"(?! ?(?:%|people|min|hour|of|or|and|to|other|more)){_THEN}"
    ),
)  # fmt: skip
_NOON = pattern(
    r"(?:at|around|before|after) (?P<part>noon|midday|midnight|lunchtime)|in the (?P<then>morning|afternoon|evening)"
)
_PAST = {
    "half past": 30, "quarter past": 15, "quarter to": -15, "ten past": 10, "ten to": -10, "twenty past": 20,
    "twenty to": -20,
}  # fmt: skip


def clocks_in(text: str, around: time | None = None) -> Iterator[When]:
    """Times of day: "3pm", "at 15:30", "half past six", "at noon".

    ``around`` is the part of the day that was said (19:00 for an evening), or that the meal tells: a time on the face of
    a clock is the one in that half. Without it a bare "at 1" to "at 7" is meant after noon.
    """
    for rule in _CLOCKS:
        for match in rule.finditer(text):
            clock = _clock(match, around)
            if clock:
                yield When(match.start(), match.end(), None, clock)
    for match in _NOON.finditer(text):
        yield When(match.start(), match.end(), None, PARTS[(match["part"] or match["then"]).lower()])


def _clock(match: re.Match[str], around: time | None) -> time | None:
    said = match.groupdict()
    hour = _number(match["h"])
    if then := said.get("then") or said.get("night"):
        around = PARTS[then.lower()]
    past = _PAST[said["past"].lower()] if said.get("past") else int(said.get("m") or 0)
    half = (said.get("half") or "").lower()[:1]
    hour = _full_hour(hour, half, around, is_bare=not said.get("m"))
    minutes = hour * 60 + past
    return time(*divmod(minutes, 60)) if 0 <= minutes < 24 * 60 and hour < 24 and abs(past) < 60 else None


def _number(text: str) -> int:
    return int(text) if text.isdigit() else NUMBERS[text.lower()]


def _full_hour(hour: int, half: str, around: time | None, *, is_bare: bool) -> int:
    """Of 24, from one on the face of a clock: "pm", the part of the day, or else after noon from one to seven."""
    if half:
        return hour % NOON + (NOON if half == "p" else 0)
    if around is None:
        return hour + NOON if is_bare and 1 <= hour <= 7 else hour
    return hour + NOON if 1 <= hour < NOON and around.hour >= NOON + 1 else hour


_MEALS = ((re.compile(r"\bbreakfast\b", re.IGNORECASE), time(9)), (re.compile(
    r"\b(?:dinner|supper|drinks?|beers?|cocktails|party|concert|opera|theat(?:re|er)|pub|tonight)\b", re.IGNORECASE), time(19)),
)  # fmt: skip


def part_of_day(text: str) -> time | None:
    """What the meal tells: breakfast at 7 is before noon, dinner at 8 is not."""
    return next((around for meal, around in _MEALS if meal.search(text)), None)


_H_M = r"(?P<h{0}>\d{{1,2}})(?:[:.](?P<m{0}>\d\d))? ?(?P<half{0}>am|pm)?"
_SPAN = pattern(
    r"(?P<from>from |between )?" + _H_M.format(1) + r" ?(?P<to>-|–|to|until|till|and) ?" + _H_M.format(2)
    + r"(?! ?(?:%|people|times|years|days|weeks|months|[/.]?\d))"
)  # fmt: skip


def span_in(text: str, around: time | None = None) -> tuple[int, int, time, int] | None:
    """(start, end, from when, minutes) of the first "3 to 4pm", "14:00-15:30" or "from 9 till 11"."""
    for match in _SPAN.finditer(text):
        is_plain = match["half2"] or (match["m1"] and match["m2"]) or (match["from"] and match["to"] != "-")
        half = (match["half1"] or match["half2"] or "")[:1].lower()
        first = _full_hour(int(match["h1"]), half, around, is_bare=not match["m1"]) * 60 + int(
            match["m1"] or 0
        )
        last = _full_hour(
            int(match["h2"]), (match["half2"] or half)[:1].lower(), around, is_bare=not match["m2"]
        )
        last = last * 60 + int(match["m2"] or 0)
        if last < first and not match["half1"] and half == "p":  # "11 to 1pm" began before noon
            first -= NOON * 60
        if is_plain and 0 <= first < last < 24 * 60:
            return match.start(), match.end(), time(*divmod(first, 60)), last - first
    return None


_FOR = r"(?:for )?(?:about |around |almost |nearly )?(?:a )?"
_HALF = pattern(
    _FOR + r"(?:(?P<quarter>quarter of an hour)|(?P<three>three[- ]quarters of an hour)"
    r"|(?P<half>half an hour|half[- ]hour)"
    r"|(?P<more>an hour and a half|one and a half hours|1 1/2 hours)|(?P<two>two and a half hours))(?! ago)"
)
_HOURS = pattern(
    rf"{_FOR}(?:(?P<part>\d{{1,2}}[.,]\d{{1,2}})|{NUMBER})[ -]?(?:hours?|hrs?|h)"
    r"(?:(?: and)? ?(?P<m>\d{1,2})(?: ?(?:minutes|mins?|m))?)?(?! ago)"
)
_MINUTES = pattern(
    _FOR + r"(?P<m>\d{1,3}|five|ten|fifteen|twenty|thirty|forty-five|forty|fifty|sixty|ninety)"
    r"(?:[ -]?(?:minutes?|mins?|m)\.?|')(?! ago)"
)
_TENS = {
    "five": 5, "ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "forty-five": 45,
    "fifty": 50, "sixty": 60, "ninety": 90,
}  # fmt: skip
_HALVES = {"quarter": 15, "three": 45, "half": 30, "more": 90, "two": 150}


def minutes_in(text: str) -> tuple[int, int, int] | None:
    """(start, end, minutes) of the first length of time: "for 45 minutes", "half an hour", "1h30"."""
    if match := _HALF.search(text):
        return match.start(), match.end(), _HALVES[match.lastgroup or "half"]
    if match := _HOURS.search(text):
        return match.start(), match.end(), _hours(match)
    if match := _MINUTES.search(text):
        word = match["m"].lower()
        return match.start(), match.end(), _TENS.get(word) or int(word)
    return None


def _hours(match: re.Match[str]) -> int:
    if match["part"]:
        return round(float(match["part"].replace(",", ".")) * 60)
    number = re.sub(r"\s+", " ", match["number"].lower())
    count = int(number) if number.isdigit() else NUMBERS[number]
    return count * 60 + int(match["m"] or 0)
