"""The lines of an exported chat in all styles of dates that telephones write; day or month first is told by the whole file (M9)."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Literal

from needless.imports.drafts import Asked, Piece, Refusal
from needless.imports.sources.chats import Said
from needless.imports.sources.tables import UNREADABLE, encoding_of

LINE_LIMIT = 1 << 16  # characters of a line that are looked at
LONGEST_NAME = 100
_MARKS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_HALF = r"[AaPp]\.?\s?[Mm]\.?|上午|下午|오전|오후|午前|午後|[صم]"
LINE = re.compile(
    rf"[{_MARKS}]*(?P<box>\[)?(?P<a>\d{{1,4}})(?P<mark>[./-])\s?(?P<b>\d{{1,2}})(?P=mark)\s?(?P<c>\d{{1,4}})\.?[,،]?\s+"
    rf"(?:(?:à|at|um|kl\.?|klo)\s+)?(?:(?P<before>{_HALF})\s*)?(?P<hour>\d{{1,2}})[:.](?P<minute>\d{{2}})"
    rf"(?:[:.](?P<second>\d{{2}}))?\s*(?P<half>{_HALF})?(?(box)\]|\s+[-–])\s(?P<rest>.*)",
    re.DOTALL,
)
_SENDER = re.compile(
    r"(?P<sender>[^:\"“„«]{1,100}):\s?(?P<text>.*)", re.DOTALL
)  # what is quoted is a group's name
# What the app tells first in every chat; on an iPhone it stands there as if the partner, or the group, had said it.
_NOTICE = re.compile(
    r"(?i)end-to-end|ende-zu-ende|extremo a extremo|extrem a extrem|bout en bout|ponta a ponta|od ko[nń]ca do ko[nń]ca|"
    r"сквозн|uçtan uca|端到端|端對端|エンドツーエンド|종단간|종단 간|الطرفين|תמיד מוצפנות|totalsträcka|ende-til-ende|kryptert"
)
_GROUP = re.compile(r"(?i)\b(?:group|gruppe|grupo|groupe|gruppo|groep)\b")
Order = Literal["ymd", "dmy", "mdy"]
Numbers = tuple[int, int, int]


@dataclass(slots=True)
class Glance:
    """What a first pass tells of a chat: in which order its dates are, who wrote, whether it is a group's."""

    days: list[Numbers] = field(default_factory=list)  # in the file's order, repeats left out
    senders: Counter[str] = field(default_factory=Counter)
    mark: str = "/"
    has_halves: bool = False
    is_group: bool = False
    group_name: str = ""  # as a sender of nothing but what the app itself tells, on an iPhone


@dataclass(slots=True)
class Line:
    """A line that begins a message: three numbers of its day, the clock, and what follows."""

    row: int
    numbers: Numbers
    clock: tuple[int, int, int]
    sender: str  # "" for a line of the app itself
    text: str
    marked: bool  # the app itself wrote it: it begins with U+200E
    announcer: str = ""  # in whose name the app told of the encryption: the partner's, or the group's


def lines_of(piece: Piece) -> Iterator[Line | Refusal]:
    """The lines that begin a message; what they are continued by is left out. Never raises for bad content."""
    row = 0
    try:
        with piece.open() as binary:
            stream = io.TextIOWrapper(binary, encoding=encoding_of(piece.head), errors="replace")
            while line := stream.readline(LINE_LIMIT):
                row += 1
                if found := line_in(row, line.replace("\0", "")):
                    yield found
    except UNREADABLE as problem:
        yield Refusal(piece.path, row, "", f"cannot be read further ({problem}); what came before was read")


def line_in(row: int, text: str) -> Line | None:
    """The message that this line begins; None for a continued one."""
    found = LINE.match(text.replace("\u200f", ""))
    if not found:
        return None
    half = found["before"] or found["half"] or ""
    clock = (_hour(int(found["hour"]), half), int(found["minute"]), int(found["second"] or 0))
    sender, said = _split(found["rest"])
    numbers = (int(found["a"]), int(found["b"]), int(found["c"]))
    marked = said.lstrip(" ").startswith("\u200e")
    if marked and _NOTICE.search(said):
        return Line(row, numbers, clock, "", said.strip(), marked, announcer=sender)
    return Line(row, numbers, clock, sender, said.strip(), marked)


def _split(rest: str) -> tuple[str, str]:
    found = _SENDER.match(rest)
    if not found:
        return "", rest
    sender = found["sender"].strip(_MARKS + " ~\xa0\u202f")
    return " ".join(sender.split())[:LONGEST_NAME], found["text"]


def _hour(hour: int, half: str) -> int:
    if not half:
        return hour
    is_late = half[0] in "Ppم" or half in ("下午", "오후", "午後")
    return hour % 12 + (12 if is_late else 0)


def glance(piece: Piece) -> Glance:
    """One pass over the whole file."""
    seen, spoke = Glance(), set[str]()
    for line in lines_of(piece):
        if isinstance(line, Refusal):
            break
        if not seen.days or seen.days[-1] != line.numbers:
            seen.days.append(line.numbers)
        if line.sender:
            seen.senders[line.sender] += 1
            if not line.marked:
                spoke.add(line.sender)
        else:
            seen.is_group |= bool(_GROUP.search(line.text))
            seen.group_name = seen.group_name or line.announcer
    _glance_at_style(piece, seen)
    _tell_group_apart(seen, spoke)
    return seen


def _tell_group_apart(seen: Glance, spoke: set[str]) -> None:
    """A group's own name says nothing but the app's news of it, and at least two others are there."""
    others = seen.senders.keys() - {seen.group_name}
    if seen.group_name in spoke or len(others) < 2:
        seen.group_name = ""
    elif seen.group_name:
        seen.senders.pop(seen.group_name, None)
        seen.is_group = True


def _glance_at_style(piece: Piece, seen: Glance) -> None:
    for text in piece.head[:4096].decode(encoding_of(piece.head), "replace").splitlines():
        if found := LINE.match(text):
            seen.mark, seen.has_halves = found["mark"], bool(found["half"] or found["before"])
            return


def order_of(seen: Glance, asked: Asked) -> Order:
    """Which number is the day, by vote of the whole file.

    Best is the order in which the fewest dates are impossible, then the fewest later than today, then the fewest
    that step back; between equals dots and dashes mean the day first, slashes with AM and PM the month, as does the USA.
    """
    usual: list[Order] = ["ymd", "dmy", "mdy"]
    if asked.region == "US" or (asked.region is None and seen.mark == "/" and seen.has_halves):
        usual = ["ymd", "mdy", "dmy"]
    return min(usual, key=lambda order: (_faults(seen.days, order, asked.today), usual.index(order)))


def _faults(days: list[Numbers], order: Order, today: date) -> tuple[int, int, int]:
    read = [day_in(numbers, order) for numbers in days]
    known = [on for on in read if on]
    back = sum(later < earlier for earlier, later in pairwise(known))
    return len(read) - len(known), sum(on > today for on in known), back


def day_in(numbers: Numbers, order: Order) -> date | None:
    """The day in three numbers; None where there is no such day. Two digits of a year are this century's."""
    a, b, c = numbers
    if a > 31 or order == "ymd":
        year, month, day = a, b, c
        if a < 1000:
            return None
    else:
        year, (day, month) = c, (a, b) if order == "dmy" else (b, a)
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


def said_in(piece: Piece, order: Order) -> Iterator[Said | Refusal]:
    """The messages of people, and the calls that the app itself tells of; a day that cannot be is refused."""
    for line in lines_of(piece):
        if isinstance(line, Refusal):
            yield line
            continue
        at = moment_of(line, order)
        if at is None:
            problem = (
                f"expected a day and a time, found {line.numbers} {line.clock}; the message was left out"
            )
            yield Refusal(piece.path, line.row, "date", problem)
        elif line.sender:
            yield Said(line.row, at, line.sender, line.text, line.marked)


def moment_of(line: Line, order: Order) -> datetime | None:
    """The moment on the phone's own clock."""
    on = day_in(line.numbers, order)
    try:
        return datetime(on.year, on.month, on.day, *line.clock) if on else None
    except ValueError:
        return None
