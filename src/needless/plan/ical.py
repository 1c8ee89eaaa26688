"""The owner's dates as iCalendar (RFC 5545): the same bytes as long as nothing changed, so that a calendar may ask often (M12)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

from django.utils.translation import gettext as _

from needless.imports.sources.vcard_syntax import content_line, escape, fold
from needless.plan.dates import Dated

PRODUCT = "-//Needless//Dates//EN"


def calendar_of(dates: Iterable[Dated], site: str) -> bytes:
    """All of them as one calendar. ``site`` is put before their paths: "https://needless.example.org"."""
    return _written([*_named(), *(line for dated in dates for line in event_lines(dated, site))])


def entry_of(dated: Dated, site: str) -> bytes:
    """One of them as a calendar of its own, as CalDAV keeps each."""
    return _written(event_lines(dated, site))


def _written(lines: Iterable[str]) -> bytes:
    whole = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", *lines, "END:VCALENDAR"]
    return "".join(map(fold, whole)).encode()


def _named() -> Iterator[str]:
    name = escape(_("Needless"))
    yield from (f"NAME:{name}", f"X-WR-CALNAME:{name}")
    yield from ("REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H")


def event_lines(dated: Dated, site: str) -> Iterator[str]:
    """The lines of its VEVENT, unfolded. It takes no time from the owner unless it is at an hour."""
    yield "BEGIN:VEVENT"
    yield f"UID:{dated.uid}@needless"
    yield f"DTSTAMP:{_moment(dated.changed_at)}"
    for name, value in (("DTSTART", dated.begins), ("DTEND", dated.ends)):
        is_at = isinstance(value, datetime)
        yield f"{name}:{_moment(value)}" if is_at else f"{name};VALUE=DATE:{value:%Y%m%d}"
    if dated.is_yearly:
        yield "RRULE:FREQ=YEARLY" + _last_of_february(dated.begins)
    yield content_line("SUMMARY", escape(dated.summary))
    for name, text in (("DESCRIPTION", dated.text), ("LOCATION", dated.place)):
        if text:
            yield content_line(name, escape(text))
    yield f"URL:{site}{dated.url}"
    yield f"TRANSP:{'TRANSPARENT' if dated.is_all_day else 'OPAQUE'}"
    yield "END:VEVENT"


def _last_of_february(on: date) -> str:
    """Who was born on 29 February is thought of each year, on the month's last day."""
    return ";BYMONTH=2;BYMONTHDAY=-1" if (on.month, on.day) == (2, 29) else ""


def _moment(at: date) -> str:
    assert isinstance(at, datetime)
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
