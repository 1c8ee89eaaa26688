"""Cuts a calendar file into its events, so that a broken one does not take the others along (M12, M17)."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field

from icalendar import Timezone
from icalendar.timezone import tzp

# A zone named "/mozilla.org/2007/Europe/Berlin" is guessed right; the owner need not read about it.
warnings.filterwarnings("ignore", message="Timezone .* is a globally unique TZID")

_BEGIN = "BEGIN:VEVENT"
_END = "END:VEVENT"
# A zone changes its clocks a few times a year; faster rules only serve to keep the reader busy.
_ZONE_RULE = re.compile(r"^RRULE[^:\n]*:(?!.*FREQ=(?:YEARLY|MONTHLY))", re.MULTILINE | re.IGNORECASE)
_LONGEST_ZONE = 20_000  # characters
_LONGEST_LINE = 1 << 16


@dataclass(slots=True)
class Block:
    """One VEVENT, unfolded; ``row`` counts them from 1, ``whole`` is False where the file was cut."""

    row: int
    lines: list[str] = field(default_factory=list)
    whole: bool = False

    @property
    def text(self) -> str:
        """What icalendar can parse."""
        return "\r\n".join(self.lines) + "\r\n"

    def values(self, name: str) -> list[str]:
        """The raw values of all properties of that name."""
        size = len(name)
        named = (
            line for line in self.lines if line[:size].upper() == name and line[size : size + 1] in (":", ";")
        )
        return [line.partition(":")[2].strip() for line in named]

    def value(self, name: str) -> str:
        """The raw value of the first such property; "" where there is none."""
        return next(iter(self.values(name)), "")


@dataclass(slots=True)
class CalendarText:
    """A calendar in parts: properties of the whole by upper-case name, zones' texts and events."""

    properties: dict[str, str] = field(default_factory=dict)
    zones: list[str] = field(default_factory=list)
    events: list[Block] = field(default_factory=list)

    def register_zones(self) -> None:
        """Makes the file's own time zones known to icalendar, and forgets those of the file before."""
        tzp.use_default()
        for text in self.zones:
            if len(text) > _LONGEST_ZONE or _ZONE_RULE.search(text):
                continue
            try:
                tzp.cache_timezone_component(Timezone.from_ical(text))
            except Exception:  # noqa: S112 - icalendar raises all sorts; its times are then read as floating
                continue


def decoded(content: bytes) -> str:
    """A calendar's bytes as text: UTF-8, UTF-16 with its mark, else Windows-1252; without NULs."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace").replace("\0", "")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    return text.replace("\0", "").removeprefix("\ufeff")


def calendar_parts(text: str) -> CalendarText:
    """Cuts a calendar's text (also several calendars behind one another) into its parts."""
    parts = CalendarText()
    block: Block | None = None
    zone: list[str] | None = None
    for line in unfolded(text):
        upper = line[:60].upper().rstrip()
        if upper == _BEGIN:
            block = Block(len(parts.events) + 1)
            parts.events.append(block)
        elif upper == "BEGIN:VTIMEZONE" and block is None:
            zone = []
        if block is not None:
            block.lines.append(line)
            if upper == _END:
                block.whole, block = True, None
        elif zone is not None:
            zone.append(line)
            if upper == "END:VTIMEZONE":
                parts.zones.append("\r\n".join(zone) + "\r\n")
                zone = None
        else:
            name, _, value = line.partition(":")
            parts.properties.setdefault(name.partition(";")[0].upper().strip(), value.strip())
    return parts


def unfolded(text: str) -> Iterator[str]:
    """Lines as they were before they were folded; a line is cut at 64 KiB, empty ones are left out."""
    pending: list[str] = []
    size = 0
    for raw in io.StringIO(text, newline=None):
        line = raw.rstrip("\n")
        if line[:1] in (" ", "\t") and pending:
            if size < _LONGEST_LINE:
                pending.append(line[1:_LONGEST_LINE])
                size += len(line)
            continue
        if pending:
            yield "".join(pending)
        pending = [line[:_LONGEST_LINE]] if line.strip() else []
        size = len(line)
    if pending:
        yield "".join(pending)
