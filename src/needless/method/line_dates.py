"""Finds the days named in a line of plain English (M9: when it was, M16: by when it is owed)."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_UP_TO_TWELVE = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
NUMBERS = {word: n for n, word in enumerate(_UP_TO_TWELVE, 1)}
NUMBERS |= {
    "a": 1,
    "an": 1,
    "a couple of": 2,
    "a couple": 2,
    "couple of": 2,
    "a few": 3,
    "few": 3,
    "several": 3,
}
PARTS = {
    "morning": time(9), "lunchtime": time(12), "noon": time(12), "midday": time(12), "afternoon": time(15),
    "evening": time(19), "night": time(21), "midnight": time(0),
}  # fmt: skip

_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
NUMBER = (
    r"(?P<number>\d{1,3}|(?:a )?couple(?: of)?|(?:a )?few|several|an?|one|two|three|four|five|six|seven|eight"
    r"|nine|ten|eleven|twelve)"
)
_PART = r"(?:,? (?:in the |at )?(?P<part>morning|lunchtime|noon|afternoon|evening|night))?"
_BY = r"(?P<by>(?:by|until|till|before|no later than|due|within)(?: the| next)? )?"
_SOME_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
_ON = rf"(?:on (?:the )?|on: ?)?(?:{_SOME_DAY}\.?,? (?=(?:the )?\d|{_MONTH.replace('?P<month>', '?:')}))?"
_YEAR = r"(?:,? (?P<year>(?:19|20)\d\d))?"


@dataclass(frozen=True, slots=True)
class When:
    """A stretch of the text (``start`` to ``end``) that names a day, a time of day, or both."""

    start: int
    end: int
    on: date | None = None
    clock: time | None = None


Reading = Callable[[re.Match[str], datetime, bool], "date | datetime | None"]


def days_in(text: str, now: datetime, *, is_due: bool = False) -> list[When]:
    """Every day named in the text, none overlapping, from left to right.

    ``now`` has no zone. A day without a year is the last such day up to today; with ``is_due``, or behind "by", the next one.
    A day that does not exist (30 February) is no day.
    """
    found: list[When] = []
    for rule, read in _GRAMMAR:
        for match in rule.finditer(text):
            if any(w.start < match.end() and match.start() < w.end for w in found):
                continue
            if is_due and text.startswith(("'s", "’s"), match.end()):
                continue  # "the slides from Tuesday's talk" are not due on Tuesday
            day = _safely(read, match, now, is_due or bool(_DUE.match(match[0])))
            if day is not None:
                found.append(_when(match, day))
    return sorted(found, key=lambda w: w.start)


def _safely(read: Reading, match: re.Match[str], now: datetime, is_due: bool) -> date | datetime | None:
    try:
        return read(match, now, is_due)
    except (ValueError, OverflowError):
        return None


def _when(match: re.Match[str], day: date | datetime) -> When:
    part = (match.groupdict().get("part") or "").lower()
    if isinstance(day, datetime):
        return When(match.start(), match.end(), day.date(), day.time())
    return When(match.start(), match.end(), day, PARTS.get(part))


def _year(text: str) -> int:
    return int(text) if len(text) > 2 else 2000 + int(text)


def _dated(year: str | None, month: int, day: int, now: datetime, is_due: bool) -> date:
    """That day of the year given, else the nearest on the right side of today."""
    if year:
        return date(_year(year), month, day)
    today, steps = now.date(), range(0, 9)
    years = [today.year + n if is_due else today.year - n for n in (-1, *steps)]
    for n in years:
        if day > monthrange(n, month)[1]:
            continue
        at = date(n, month, day)
        if (at >= today) if is_due else (at <= today):
            return at
    raise ValueError


def _iso(match: re.Match[str], now: datetime, is_due: bool) -> date:
    return date(int(match["y"]), int(match["m"]), int(match["d"]))


def _numbers(match: re.Match[str], now: datetime, is_due: bool) -> date:
    day, month = int(match["d"]), int(match["m"])
    if match["sep"] == "/" and (month > 12 or (day, month) == (24, 7)):
        day, month = month, day  # 3/25 can only be meant as in America; 24/7 is no day
    return _soon(match["year"], month, day, now, is_due)


def _month_day(match: re.Match[str], now: datetime, is_due: bool) -> date:
    return _soon(match["year"], _month_of(match), int(match["d"]), now, is_due)


def _soon(year: str | None, month: int, day: int, now: datetime, is_due: bool) -> date:
    """ "On 30 November", said on the 26th: nobody logs a talk of eleven months ago like that; it is still to come."""
    said = _dated(year, month, day, now, is_due)
    if year or is_due or (now.date() - said).days <= 365 - SOON_DAYS:
        return said
    return _dated(None, month, day, now, True)


def _month_of(match: re.Match[str]) -> int:
    return next(n for n, name in enumerate(MONTHS, 1) if name.startswith(match["month"].lower()[:3]))


def _in_month(match: re.Match[str], now: datetime, is_due: bool) -> date:
    """ "In March": its middle, or its end where something is due; this month: no later than today."""
    month = _month_of(match)
    if is_due:
        start = _dated(match["year"], month, monthrange(2000, month)[1] - (month == 2), now, True)
        return start.replace(day=monthrange(start.year, month)[1])
    first = _dated(match["year"], month, 1, now, False)
    return min(first.replace(day=15), now.date()) if first <= now.date() else first


def _day_of_month(match: re.Match[str], now: datetime, is_due: bool) -> date:
    """ "The 12th"."""
    day, at = int(match["d"]), now.date()
    for _step in range(70):
        if at.day == day:
            return at
        at += timedelta(days=1 if is_due else -1)
    raise ValueError


def _weekday(match: re.Match[str], now: datetime, is_due: bool) -> date:
    today, said = now.date(), match.groupdict()
    which = (said["which"] or said.get("which_2") or "").lower()
    wanted = next(n for n, name in enumerate(DAYS) if name.startswith(match["day"].lower()[:3]))
    back, ahead = (today.weekday() - wanted) % 7, (wanted - today.weekday()) % 7
    if which == "next" or said.get("next_by"):
        return today + timedelta(days=7 - today.weekday() + wanted)
    if which == "this":
        return today + timedelta(days=ahead) if is_due else today - timedelta(days=back)
    if is_due and which not in ("last", "past", "this past"):
        return today + timedelta(days=ahead or 7)
    return today - timedelta(days=back or 7)


def _of_week(match: re.Match[str], now: datetime, is_due: bool) -> date:
    """ "Tuesday last week"."""
    monday = now.date() - timedelta(days=now.weekday())
    wanted = next(n for n, name in enumerate(DAYS) if name == match["day"].lower())
    return monday + timedelta(days=wanted + (7 if match["span"].lower() == "next" else -7))


SOON_DAYS = 14
_FEASTS = {"c": (12, 24), "x": (12, 24), "n": (12, 31)}
_SEASONS = {"spring": 4, "summer": 7, "autumn": 10, "fall": 10, "winter": 1}


def _feast(match: re.Match[str], now: datetime, is_due: bool) -> date:
    return _dated(None, *_FEASTS[match["feast"][0].lower()], now, is_due)


def _season(match: re.Match[str], now: datetime, is_due: bool) -> date:
    """Its middle; the last one that has begun."""
    if is_due:
        raise ValueError
    return _dated(match["year"], _SEASONS[match["season"].lower()], 15, now, False)


def _in_year(match: re.Match[str], now: datetime, is_due: bool) -> date:
    """ "In 2024": its middle, no later than today."""
    year = int(match["year"])
    if is_due or year > now.year:
        raise ValueError
    return min(date(year, 7, 1), now.date())


def _ago(match: re.Match[str], now: datetime, is_due: bool) -> date | datetime:
    return _shifted(match, now, -1)


def _ahead(match: re.Match[str], now: datetime, is_due: bool) -> date | datetime:
    return _shifted(match, now, 1)


def _shifted(match: re.Match[str], now: datetime, sign: int) -> date | datetime:
    number = re.sub(r"\s+", " ", match["number"].lower())
    count = sign * (int(number) if number.isdigit() else NUMBERS[number])
    unit = match["unit"].lower().rstrip("s")
    if unit in ("min", "minute"):
        return now + timedelta(minutes=count)
    if unit in ("hour", "hr", "h"):
        return now + timedelta(hours=count)
    if unit in ("month", "year"):
        return months_away(now.date(), count * (12 if unit == "year" else 1))
    return now.date() + timedelta(days=count * _DAYS_OF.get(unit, 1))


_DAYS_OF = {"week": 7, "wk": 7, "fortnight": 14}


def months_away(on: date, count: int) -> date:
    """The same day of another month, or its last where it is shorter. Raises ValueError beyond the calendar."""
    year, month = divmod(on.year * 12 + on.month - 1 + count, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def _week_or_month(match: re.Match[str], now: datetime, is_due: bool) -> date:
    today, unit = now.date(), match["unit"].lower()
    sign = 1 if match["which"].lower() in ("next", "the coming") else -1
    if unit == "weekend":
        saturday = today - timedelta(days=(today.weekday() - 5) % 7)
        if sign > 0:
            return saturday + timedelta(days=7)
        return saturday - timedelta(days=7 if today.weekday() >= 5 else 0)
    if unit == "week":
        return today + timedelta(days=7 * sign)
    return months_away(today, sign * (12 if unit == "year" else 1))


def _weekend(match: re.Match[str], now: datetime, is_due: bool) -> date:
    today = now.date()
    if is_due:
        return today + timedelta(days=(5 - today.weekday()) % 7)
    return today - timedelta(days=(today.weekday() - 5) % 7)


def _end_of(match: re.Match[str], now: datetime, is_due: bool) -> date:
    """The end of a week is its Friday, from Saturday on its Sunday."""
    today, word = now.date(), (match["unit"] or match["short"]).lower()
    if word in ("day", "eod", "today", "business"):
        return today
    if word in ("week", "eow"):
        return today + timedelta(days=(4 - today.weekday()) if today.weekday() <= 4 else 6 - today.weekday())
    if word in ("year", "eoy"):
        return date(today.year, 12, 31)
    return today.replace(day=monthrange(today.year, today.month)[1])


def _this_week(match: re.Match[str], now: datetime, is_due: bool) -> date:
    if not is_due:
        return now.date()
    return now.date() + timedelta(days=(4 - now.weekday()) if now.weekday() <= 4 else 6 - now.weekday())


def _fixed(days: int) -> Reading:
    return lambda match, now, is_due: now.date() + timedelta(days=days)


def pattern(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w/.-]){text}(?!\w)", re.IGNORECASE)


_D_M = r"(?P<d>\d{1,2})(?P<sep>[./])(?P<m>\d{1,2})"
_UNIT = r"(?P<unit>minutes?|mins?|hours?|hrs?|days?|fortnights?|weeks?|wks?|months?|years?)"
_END_OF = r"(?:the )?end of (?:the |this )?(?P<unit>day|week|month|year|business)"
_SPAN = r"(?P<which>last|next|the coming) (?P<unit>weekend|week|month|year)"
_BY_NEXT = r"(?P<by>(?:by|until|till|before)(?P<next_by> next)? )?"
_FULL_DAYS = "|".join(DAYS)
_SHORT_DAYS = r"(?P<day>mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)\.?"
_DUE = re.compile(r"(?:by|until|till|before|no later than|due|within) ", re.IGNORECASE)
_WHICH = r"(?:(?P<which>last|this past|past|this|next) )"
# The first that fits a stretch of the text has it: the longer phrases stand before the shorter.
_GRAMMAR: tuple[tuple[re.Pattern[str], Reading], ...] = (
    (pattern(rf"{_BY}{_ON}(?P<y>\d{{4}})-(?P<m>\d{{1,2}})-(?P<d>\d{{1,2}})"), _iso),
    (pattern(rf"{_BY}{_ON}{_D_M}(?:(?P=sep)(?P<year>\d{{4}}|\d\d)|\.(?!\d))"), _numbers),
    (pattern(rf"{_BY}{_ON}(?=\d+/){_D_M}(?P<year>)"), _numbers),
    (pattern(rf"{_BY}{_ON}(?:the )?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH}{_YEAR}{_PART}"), _month_day),
    (pattern(rf"{_BY}{_ON}{_MONTH} (?P<d>\d{{1,2}})(?:st|nd|rd|th)?{_YEAR}{_PART}"), _month_day),
    (pattern(r"(?:the )?day before yesterday" + _PART), _fixed(-2)),
    (pattern(_BY + r"(?:the )?day after tomorrow" + _PART), _fixed(2)),
    (pattern(r"yesterday" + _PART), _fixed(-1)),
    (pattern(r"last (?P<part>night|evening)"), _fixed(-1)),
    (pattern(_BY + r"tomorrow" + _PART), _fixed(1)),
    (pattern(rf"{_BY}(?:{_END_OF}|(?P<short>EOD|EOW|EOM|EOY))"), _end_of),
    (pattern(r"half an hour (?:ago|earlier)"), lambda match, now, is_due: now - timedelta(minutes=30)),
    (pattern(rf"(?:about |around |some )?{NUMBER} {_UNIT} (?:ago|back|earlier)"), _ago),
    (pattern(rf"(?:in|within) {NUMBER} {_UNIT}(?:'?s? time)?"), _ahead),
    (pattern(rf"{_BY}(?:on )?(?P<day>{_FULL_DAYS})(?:,? (?:of )?(?P<span>last|next) week){_PART}"), _of_week),
    (pattern(rf"{_BY}(?P<span>last|next) week(?:,? on)? (?P<day>{_FULL_DAYS}){_PART}"), _of_week),
    (pattern(rf"{_BY}(?:(?:over|on|at|during) )?{_SPAN}"), _week_or_month),
    (pattern(_BY.replace(" next)?", "| this)?") + r"(?:(?:over|at|on|during) (?:the|this) weekend|this (?:past )?weekend|(?<=by the )weekend|(?<=before the )weekend)"), _weekend),
    (pattern(_BY + r"this week"), _this_week),
    (pattern(rf"{_BY_NEXT}(?:on )?{_WHICH}?(?P<day>{_FULL_DAYS}){_PART}"), _weekday),
    (pattern(rf"(?:(?:by|until|on|before) {_WHICH}?|(?P<which_2>last|this|next) ){_SHORT_DAYS}{_PART}"), _weekday),
    (pattern(rf"(?P<which>)(?-i:(?P<day>Mon|Tues?|Wed|Thu(?:rs?)?|Fri|(?<!^)Sat|(?<!^)Sun)\b(?! [A-Z])){_PART}"), _weekday),
    (pattern(rf"(?P<which>){_SHORT_DAYS}{_PART}(?=\s*(?:$|[,;.!/]))"), _weekday),
    (pattern(rf"(?:by|until|in|last|during|(?:by )?(?:the )?end of) {_MONTH}{_YEAR}"), _in_month),
    (pattern(rf"{_BY}(?:on )?(?:the |{_SOME_DAY}\.?,? (?:the )?)(?P<d>\d{{1,2}})(?:st|nd|rd|th)"), _day_of_month),
    (pattern(rf"{_BY}(?:(?:at|over|around|for) )?(?P<feast>christmas|xmas|new year(?:'s(?: eve)?)?)(?! (?:card|letter|present|gift|party|dinner|lunch|do))"), _feast),
    (pattern(r"(?:last|in(?: the)?|this|over the) (?P<season>spring|summer|autumn|fall|winter)(?: of)?" + _YEAR), _season),
    (pattern(r"(?:back )?in (?P<year>(?:19|20)\d\d)"), _in_year),
    (pattern(r"by (?P<d>\d{1,2})(?:st|nd|rd|th)"), _day_of_month),
    (pattern(r"(?:earlier )?this (?P<part>morning|lunchtime|afternoon|evening)"), _fixed(0)),
    (pattern(r"(?P<part>tonight)|(?:just now|right now)"), _fixed(0)),
    (pattern(_BY + r"(?:earlier )?today" + _PART), _fixed(0)),
)  # fmt: skip
