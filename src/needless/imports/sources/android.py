"""Calls and text messages of an Android telephone, as "SMS Backup & Restore" keeps them: streamed, and no words kept (M9, M17).

The fields are described at synctech.com.au/sms-backup-restore/fields-in-xml-backup-files.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from xml.parsers import expat

from needless.contacts.identity import phone_key
from needless.imports.drafts import (
    Asked,
    Direction,
    InteractionDraft,
    Me,
    Person,
    Piece,
    Read,
    Refusal,
    Skip,
    Source,
)
from needless.imports.sources.chats import LARGEST_TOLD_TO_ALL, OWN_IN_CROWD, Called, with_call
from needless.imports.sources.linkedin_tables import stable_key
from needless.imports.sources.tables import UNREADABLE, decode_head, encoding_of

CHUNK = 1 << 20  # characters
LARGEST_ELEMENT = 64 << 20  # bytes of one element, a picture in it too
CALL_TYPES: dict[str, tuple[Direction, bool]] = {
    "1": ("in", True),
    "2": ("out", True),
    "3": ("in", False),  # missed
    "4": ("in", False),  # voicemail
    "5": ("in", False),  # rejected
    "6": ("in", False),  # on the refused list
}
MESSAGE_TYPES: dict[str, Direction] = {"1": "in", "2": "out"}
_NO_NAME = frozenset({"", "(unknown)", "null", "unknown"})
_PAIR = re.compile(r"&#(5[56]\d{3});&#(5[67]\d{3});")  # an emoji in two halves, which no XML may hold
_NO_XML = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#(?:\d|1[124-9]|2\d|3[01]|5[5-7]\d{3});(?<!&#9;)"
)
_ROOT = re.compile(r"<(?:calls|smses|allsms)\b|<(?:call|sms|mms)\s")


def _whole(found: re.Match[str]) -> str:
    high, low = int(found[1]) - 0xD800, int(found[2]) - 0xDC00
    return chr(0x10000 + (high << 10) + low) if 0 <= high < 1024 and 0 <= low < 1024 else ""


def _clean(chunk: str) -> str:
    if "&#" in chunk:
        chunk = _PAIR.sub(_whole, chunk)
    return _NO_XML.sub("", chunk)


def _chunks(piece: Piece) -> Iterator[str]:
    """The text as XML may hold it, never cut within a reference such as ``&#55357;&#56834;``."""
    with piece.open() as binary:
        stream = io.TextIOWrapper(binary, encoding=encoding_of(piece.head), errors="replace")
        held = ""
        while chunk := stream.read(CHUNK):
            chunk = held + chunk
            cut = chunk.find("&", len(chunk) - 24)
            held = chunk[cut:] if cut >= 0 else ""
            yield _clean(chunk[:cut] if cut >= 0 else chunk)
        yield _clean(held)


class _Refused(Exception):
    """Nothing more is read of this file; the message says why."""


class _Elements:
    """Collects drafts as elements begin."""

    def __init__(self, piece: Piece, asked: Asked) -> None:
        self.piece, self.asked = piece, asked
        self.found: list[Read] = []
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.StartDoctypeDeclHandler = self._doctype

    def _doctype(self, *_args: Any) -> None:
        raise _Refused("a backup without a DOCTYPE expected; nothing was read from there on")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if reads := _READ.get(name):
            self.found.append(reads(self.piece.path, self.parser.CurrentLineNumber, attributes, self.asked))

    def feed(self, chunk: str, is_last: bool) -> list[Read]:
        """The drafts of all elements that this chunk begins."""
        self.found = []
        self.parser.Parse(chunk, is_last)
        return self.found


def _feed(elements: _Elements, piece: Piece) -> Iterator[Read]:
    fed = 0
    for chunk in _chunks(piece):
        yield from elements.feed(chunk, False)
        fed += len(chunk)
        if fed - elements.parser.CurrentByteIndex > LARGEST_ELEMENT:
            raise _Refused(
                f"an element of at most {LARGEST_ELEMENT >> 20} MB expected; nothing was read from there on"
            )
    yield from elements.feed("", True)


def _moment(attributes: dict[str, str]) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(attributes.get("date", "")) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _no_moment(path: str, row: int, attributes: dict[str, str]) -> Refusal:
    found = attributes.get("date", "")[:40]
    return Refusal(path, row, "date", f"expected milliseconds since 1970, found {found!r}; left out")


def _person(number: str, name: str, region: str | None) -> Person | None:
    """Whoever has this number; None for a withheld one, a short code or a firm's name in its place."""
    key = phone_key(number, region) if re.fullmatch(r"\+?[\d\s()./-]+", number) else ""
    if len(key.lstrip("+")) < 7:
        return None
    return Person(phone=key, name="" if name.strip().lower() in _NO_NAME else " ".join(name.split())[:300])


def _call(path: str, row: int, attributes: dict[str, str], asked: Asked) -> Read:
    at, (way, may_talk) = _moment(attributes), CALL_TYPES.get(attributes.get("type", ""), ("in", False))
    if at is None:
        return _no_moment(path, row, attributes)
    person = _person(attributes.get("number", ""), attributes.get("contact_name", ""), asked.region)
    if person is None:
        return Skip("withheld or short numbers")
    duration = attributes.get("duration", "").strip()
    seconds = int(duration[:9]) if duration.isascii() and duration.isdigit() else 0
    key = stable_key("call:", person.phone, attributes["date"])
    draft = InteractionDraft(row, key, at, "call", way, [person])
    draft.unknown = "create" if person.name and may_talk and seconds >= 20 else "ignore"
    if may_talk and way == "in" and not seconds:
        return Skip("calls under 20 seconds")
    return with_call(draft, Called("call", seconds, may_talk))


def _sms(path: str, row: int, attributes: dict[str, str], asked: Asked) -> Read:
    return _message(path, row, attributes, asked, attributes.get("type", ""), [attributes.get("address", "")])


def _mms(path: str, row: int, attributes: dict[str, str], asked: Asked) -> Read:
    numbers = [number for number in attributes.get("address", "").split("~") if number]
    return _message(path, row, attributes, asked, attributes.get("msg_box", ""), numbers)


def _message(
    path: str, row: int, attributes: dict[str, str], asked: Asked, kind: str, numbers: Sequence[str]
) -> Read:
    at, way = _moment(attributes), MESSAGE_TYPES.get(kind)
    if at is None:
        return _no_moment(path, row, attributes)
    if way is None:
        return Skip("drafts and unsent messages")
    name = attributes.get("contact_name", "") if len(numbers) == 1 else ""
    people = [person for number in numbers if (person := _person(number, name, asked.region))]
    if not people:
        return Skip("automatic senders and short numbers")
    if len(people) > LARGEST_TOLD_TO_ALL and way == "out":
        return Skip(OWN_IN_CROWD)
    key = stable_key("sms:", *(person.phone for person in people), attributes["date"], way)
    draft = InteractionDraft(row, key, at, "message", way, people, len(people))
    draft.unknown = "wait" if people[0].name else "ignore"
    return draft


_READ = {"call": _call, "sms": _sms, "mms": _mms}


_ABROAD = re.compile(r"(?:number|address)=[\"'](\+[\d ()./-]{7,20})[\"']")


def _home_region(piece: Piece) -> str | None:
    """The country of most numbers that name one: "0171 …" in the same telephone is of there. None where no number does."""
    import phonenumbers  # heavy

    found: Counter[str] = Counter()
    for written in dict.fromkeys(_ABROAD.findall(decode_head(piece.head))):
        with suppress(phonenumbers.NumberParseException):
            found[phonenumbers.region_code_for_number(phonenumbers.parse(written)) or ""] += 1
    found.pop("", None)
    return max(found, key=found.__getitem__, default=None)


class _Android:
    kind = "android"
    order = 45

    def sniff(self, piece: Piece) -> bool:
        """XML with calls or messages."""
        head = decode_head(piece.head).lstrip()
        return head.startswith("<") and bool(_ROOT.search(head))

    def identify(self, pieces: Sequence[Piece], me: Me) -> None:
        """A backup does not tell the owner's own number."""

    def read(self, piece: Piece, asked: Asked) -> Iterator[Read]:
        """Calls and messages in the order of the file."""
        elements = _Elements(piece, replace(asked, region=asked.region or _home_region(piece)))
        try:
            yield from _feed(elements, piece)
        except expat.ExpatError as problem:
            yield from elements.found
            yield Refusal(
                piece.path,
                problem.lineno,
                "",
                f"whole XML expected: {expat.ErrorString(problem.code)}; what came before was read",
            )
        except (_Refused, *UNREADABLE) as problem:
            yield from elements.found
            yield Refusal(piece.path, elements.parser.CurrentLineNumber, "", str(problem))


SOURCES: tuple[Source, ...] = (_Android(),)
