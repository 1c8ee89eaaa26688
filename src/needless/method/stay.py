"""A trip in one line of plain English: "I'm in Lisbon 3 to 6 March" (M12)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from needless.method.line_dates import days_in

_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_TO = r"\s*(?:to|until|till|through|-|–|—)\s*"
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
# "3 to 6 March" and "March 3-6": the month is said once and meant twice.
SHORT = re.compile(rf"\b{_DAY}{_TO}(?:the\s+)?{_DAY}( of)?\s+({_MONTH})", re.IGNORECASE)
SHORT_US = re.compile(rf"\b({_MONTH})\s+{_DAY}{_TO}{_DAY}\b(?!\s*{_MONTH})", re.IGNORECASE)
OPENING = re.compile(
    r"^\s*(?:i(?:'|’)?m|i am|i(?:'|’)?ll be|i will be|we are|we(?:'|’)re)?\s*(?:going\s+to|back\s+in|in|at|to)?\s+",
    re.IGNORECASE,
)
LEFT = re.compile(
    r"^(?:\s|,|;|:|\.|\b(?:from|on|and|between|for)\b)+|(?:\s|,|;|:|\.|-|–|—|\b(?:from|on|and|between|to|until|till|the)\b)+$",
    re.IGNORECASE,
)

LONGEST = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Told:
    """What a line says: the place as typed, and the days; None where it names no day."""

    place: str
    begins_on: date | None
    ends_on: date | None


def stay_in(text: str, today: date) -> Told:
    """Where and when. A day without a year is the next such day; the last one never lies before the first."""
    text = SHORT.sub(r"\1 \4 to \2 \4", text[:500])
    text = SHORT_US.sub(r"\1 \2 to \1 \3", text)
    found = [w for w in days_in(text, datetime.combine(today, time(0)), is_due=True) if w.on]
    rest, days = text, [w.on for w in found if w.on]
    for when in reversed(found):
        rest = rest[: when.start] + " " + rest[when.end :]
    place = LEFT.sub("", OPENING.sub("", f" {rest.strip()} ", count=1)).strip()
    if not days:
        return Told(place, None, None)
    begins, ends = days[0], days[-1]
    if (
        not begins <= ends <= begins + LONGEST
    ):  # the year was said of the last day alone, or today lies within
        begins = next(
            (day for year in (0, -1) if (day := _in_year(begins, ends.year + year)) <= ends), begins
        )
    return Told(place, min(begins, ends), max(begins, ends))


def _in_year(day: date, year: int) -> date:
    return day.replace(year=year, day=28 if (day.month, day.day) == (2, 29) else day.day)
