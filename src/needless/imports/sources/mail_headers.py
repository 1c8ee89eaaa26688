"""Reads the few headers we need out of mail, fast and in flat memory (M9: real history)."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz
from functools import lru_cache
from itertools import groupby
from typing import BinaryIO

from needless.imports.drafts import Person
from needless.imports.sources.address_book import spoken

CHUNK = 1 << 20
MOST_HEADERS = 1 << 19  # bytes of one message's headers that are looked at
MOST_VALUE = 1 << 16  # bytes of one header that are kept
MOST_CACHED = 1 << 10  # longer address lists are parsed anew: a cache of them could grow without bound
LOOK_AHEAD = 2048  # a separator line and the start of the line after it fit in here

# "From x@y Mon Jan  1 00:00:00 2026" and then a header: a sentence that starts with "From " does not count.
SEPARATOR = re.compile(
    rb"From (?:[^\s@]{0,320}@\S{0,320} [^\n]{0,200}\d{4}|\S{1,320} [^\n]{0,200}\d:\d\d[^\n]{0,80}\d{4})"
    rb"[^\n]{0,80}\n(?=>?[!-9;-~]{1,120}[ \t]*:|>From |\r?\n|$)"
)
LOOKS_LIKE_HEADER = re.compile(rb"[!-9;-~]{1,120}[ \t]*:")
_BLANK = re.compile(rb"\n\r?\n")

WANTED = (
    b"message-id date from to cc bcc subject in-reply-to references list-id list-unsubscribe precedence "
    b"auto-submitted feedback-id x-gm-thrid x-gmail-labels content-type sender delivered-to x-original-to "
    b"received"
).split()
_slots: dict[bytes, bytes] = {
    name: name for name in WANTED
}  # spelling as seen -> our name, b"" for those not wanted


def header_blocks(stream: BinaryIO) -> Iterator[bytes]:
    """The header block of every message of an mbox, in order.

    Memory stays within a few MiB: bodies are passed over chunk by chunk, headers beyond ``MOST_HEADERS``
    are dropped.
    """
    window = _Window(stream)
    found = window.first_message()
    while found:
        yield window.take_headers()
        found = window.next_message()


class _Window:
    """The part of a stream that is in memory: ``here`` is where the reading stands in ``buffer``."""

    __slots__ = ("buffer", "ended", "here", "stream")

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.buffer = stream.read(CHUNK)
        self.here = 0
        self.ended = not self.buffer

    def more(self) -> None:
        """Forgets what lies before ``here`` and reads another chunk behind the rest."""
        chunk = self.stream.read(CHUNK)
        self.ended = not chunk
        self.buffer = self.buffer[self.here :] + chunk
        self.here = 0

    def first_message(self) -> bool:
        """Stands behind the first separator; a file that starts with headers is a message by itself."""
        self.buffer = self.buffer.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
        separator = SEPARATOR.match(self.buffer)
        if separator:
            self.here = separator.end()
        elif not LOOKS_LIKE_HEADER.match(self.buffer):
            return self.next_message()
        return True

    def take_headers(self) -> bytes:
        """The bytes up to the blank line, or to the next separator where a message has no blank line."""
        blank = _BLANK.search(self.buffer, max(self.here - 1, 0), self.here + MOST_HEADERS)
        while not blank and not self.ended and len(self.buffer) - self.here < MOST_HEADERS:
            self.more()
            blank = _BLANK.search(self.buffer, 0, MOST_HEADERS)
        here = self.here
        end = max(blank.start(), here) if blank else min(len(self.buffer), here + MOST_HEADERS)
        cut = self.buffer.find(b"\nFrom ", here, end)
        if cut >= 0 and SEPARATOR.match(self.buffer, cut + 1):
            end = cut
        self.here = end
        return self.buffer[here:end]

    def next_message(self) -> bool:
        """Passes over the body and stands behind the next separator; False at the end of the stream."""
        while True:
            at = self.buffer.find(b"\nFrom ", self.here)
            if at < 0:
                if self.ended:
                    return False
                self.here = max(self.here, len(self.buffer) - 5)
                self.more()
                continue
            if len(self.buffer) - at < LOOK_AHEAD and not self.ended:
                self.here = at
                self.more()
                continue
            separator = SEPARATOR.match(self.buffer, at + 1)
            self.here = separator.end() if separator else at + 1
            if separator:
                return True


def fields(block: bytes) -> dict[bytes, bytes]:
    """The wanted headers of a block by lower-case name, folded lines joined, the first of each name."""
    found: dict[bytes, bytes] = {}
    last = b""
    known = _slots.get
    for line in block.split(b"\n"):
        name, _, value = line.partition(b":")
        slot = known(name)
        if slot is None:
            if line[:1] in (b" ", b"\t"):
                if last and len(found[last]) < MOST_VALUE:
                    found[last] += line
                continue
            slot = _slot(name)
        last = b""
        if slot and slot not in found:
            found[slot] = value if len(value) < MOST_VALUE else value[:MOST_VALUE]
            last = slot
    return found


def _slot(name: bytes) -> bytes:
    """Our name for a header as it is spelled, remembered so that the next message finds it by one look."""
    lowered = name.strip().lower()
    slot = lowered if lowered in WANTED else b""
    if len(_slots) < 4096 and len(name) < 100:
        _slots[name] = slot
    return slot


# --- text ---

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]{0,4000})\?=")
_RUN = re.compile(
    _WORD.pattern.replace("(", "(?:") + r"(?:\s{0,9}" + _WORD.pattern.replace("(", "(?:") + ")*"
)
_QUOTED = re.compile(rb"=([0-9A-Fa-f]{2})")
_CONTROLS = re.compile("[\x00-\x1f\x7f\ud800-\udfff\u200e\u200f]+")


def text(raw: bytes) -> str:
    """A header's value as text: UTF-8 or else Windows-1252, encoded words decoded, controls removed."""
    try:
        value = raw[:8192].decode()
    except UnicodeDecodeError:
        value = raw[:8192].decode("cp1252", "replace")
    if "=?" in value:
        value = _RUN.sub(lambda run: _decoded(run[0]), value)
    value = value.strip()
    return value if value.isprintable() else " ".join(_CONTROLS.sub(" ", value).split())


def _decoded(run: str) -> str:
    """Neighbouring encoded words as text; bytes are joined first, as a character may be cut in two."""
    words = [(charset.split("*")[0].lower(), _word(how, body)) for charset, how, body in _WORD.findall(run)]
    together = groupby(words, key=lambda word: word[0])
    return "".join(_in_charset(b"".join(part for _, part in parts), charset) for charset, parts in together)


def _word(how: str, body: str) -> bytes:
    plain = body.encode("ascii", "ignore")
    if how in "qQ":
        return _QUOTED.sub(lambda code: bytes([int(code[1], 16)]), plain.replace(b"_", b" "))
    try:
        return binascii.a2b_base64(plain.rstrip(b"=") + b"==")
    except binascii.Error:
        return b""


def _in_charset(value: bytes, charset: str) -> str:
    try:
        return value.decode(charset)
    except (LookupError, ValueError):
        return value.decode("utf-8", "replace")


# --- dates ---

_DATE = re.compile(
    rb"\s*(?:[A-Za-z]{2,9},? *)?(\d\d?) ([A-Za-z]{3}) (\d{4}) (\d\d):(\d\d)(?::(\d\d))? "
    rb"([+-]\d{4}|GMT|UTC|UT|Z)\b"
)
_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec mrz/3 mai/5 okt/10 dez/12"
_MONTHS: dict[bytes, int] = {}
for _at, _name in enumerate(_MONTH_NAMES.split(), start=1):
    _name, _, _number = _name.partition("/")
    for _spelling in (_name, _name.title(), _name.upper()):
        _MONTHS[_spelling.encode()] = int(_number or _at)


@lru_cache(maxsize=256)
def _offset(zone: bytes) -> timedelta:
    if zone[:1] not in (b"+", b"-"):
        return timedelta()
    minutes = int(zone[1:3]) * 60 + int(zone[3:5])
    return timedelta(minutes=minutes if zone[:1] == b"+" else -minutes)


@lru_cache(maxsize=16384)
def _day(day: bytes, month: bytes, year: bytes) -> datetime:
    return datetime(int(year), _MONTHS[month], int(day), tzinfo=UTC)


def moment(raw: bytes) -> datetime | None:
    """A Date header as a moment in UTC; None where it is no date. Without a zone it is taken as UTC."""
    match = _DATE.match(raw)
    if match is None:
        return _odd_moment(text(raw[:200]))
    day, month, year, hour, minute, second, zone = match.groups()
    try:
        seconds = int(hour) * 3600 + int(minute) * 60 + int(second or 0)
        if seconds > 86400:
            return None
        return _day(day, month, year) + timedelta(seconds=seconds) - _offset(zone)
    except (KeyError, ValueError, OverflowError):
        return _odd_moment(text(raw[:200]))


def moment_of(found: dict[bytes, bytes]) -> datetime | None:
    """When a message was sent: its Date, else, where that is no date, when its last host received it (the topmost Received)."""
    at = moment(found.get(b"date", b""))
    if at is None and b"received" in found:
        return moment(found[b"received"].rpartition(b";")[2])
    return at


def _odd_moment(value: str) -> datetime | None:
    """Dates in other styles: two-digit years, named zones, asctime, ISO 8601."""
    try:
        read = datetime.fromisoformat(value)
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    try:
        parts = parsedate_tz(value)
        if not parts:
            return None
        year, month, day, hour, minute, second = parts[:6]
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC) - timedelta(
            seconds=parts[9] or 0
        )
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


# --- addresses ---

_PLAIN = re.compile(
    rb"\s*(?:\"?([A-Za-z][A-Za-z0-9 .'-]{0,80}?)\"? *<([\w.+'-]{1,64}@[\w.-]{1,200})>"
    rb"|([\w.+'-]{1,64}@[\w.-]{1,200}))\s*"
)
_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.){0,1000}"|\([^()]{0,1000}\)|<[^<>]{0,1000}>|[,;:]|[^",;:<>()]+|.', re.DOTALL
)
_ADDRESS = re.compile(r"[^\s\x00-\x1f\x7f@<>\"',;:()\[\]]{1,64}@[^\s\x00-\x1f\x7f@<>\"',;:()]{1,253}")


def addresses(raw: bytes) -> tuple[Person, ...]:
    """The mailboxes of a From, To or Cc: lower-cased address and decoded name, each address once.

    The Person objects are shared between calls: who wants to change one makes a copy.
    """
    return _cached_addresses(raw) if len(raw) <= MOST_CACHED else _read_addresses(raw)


def _read_addresses(raw: bytes) -> tuple[Person, ...]:
    plain = _PLAIN.fullmatch(raw)
    if plain:
        name, angled, bare = plain.groups()
        email = (angled or bare).decode().lower()
        return (Person(email=email, name=(name or b"").decode().strip()),)
    try:
        value = raw.decode()
    except UnicodeDecodeError:
        value = raw.decode("cp1252", "replace")
    unique = {person.email: person for person in reversed(list(_mailboxes(value)))}
    return tuple(reversed(unique.values()))


_cached_addresses = lru_cache(maxsize=8192)(_read_addresses)


def _mailboxes(value: str) -> Iterator[Person]:
    """Splits a list of mailboxes, tolerant of commas in names, groups, comments and stray quotes."""
    words: list[str] = []
    angled = comment = ""
    for token in [*_TOKEN.findall(value), ","]:
        first = token[0]
        if first == "<":
            angled = token[1:-1]
        elif first == "(":
            comment = token[1:-1]
        elif first == '"':
            words.append(token[1:-1].replace("\\", ""))
        elif first == ":":
            words.clear()
        elif first not in ",;":
            words.append(token.strip())
        elif angled or any("@" in word for word in words):
            yield from _person(angled, words, comment)
            words, angled, comment = [], "", ""
        elif words:
            words.append(",")  # "Okafor, Ines <ines@...>" without quotes: the name goes on


def _person(angled: str, words: list[str], comment: str) -> Iterator[Person]:
    joined = " ".join(word for word in words if word).replace(" ,", ",")
    match = _ADDRESS.search(angled or joined)
    if not match:
        return
    email = match[0].lower().rstrip(".")
    name = text((joined if angled else comment).encode("utf-8", "replace")).strip(" '\",")
    yield Person(email=email, name="" if name.lower() == email else spoken(name)[:200])


_ROBOT = re.compile(
    r"(?:^|.*[._+-])(?:no[._-]?repl(?:y|ies)|do[._-]?not[._-]?(?:reply|respond)|no[._-]?response|mailer[._-]?daemon|"
    r"(?:bitte[._-]?)?(?:nicht[._-]?antworten|keine[._-]?antwort)|no[._-]?(?:responder|responda|contestar)|"
    r"ne[._-]?pas[._-]?repondre|pas[._-]?de[._-]?reponse|non?[._-]?rispondere|nao[._-]?respond(?:a|er)|"
    r"niet[._-]?(?:be)?antwoorden|geen[._-]?antwoord|svara[._-]?(?:inte|ej)|notifications?|newsletters?|bounces?|"
    r"auto(?:matic)?[._-]?(?:reply|mailer|confirm))(?:[._+=-].*|\d*)"
)
_ROBOT_WORDS = (
    "postmaster daemon root alert alerts notify notice news updates mailing mailings marketing robot bot "
    "listserv majordomo mailman benachrichtigung benachrichtigungen notificaciones notificacion notificacoes "
    "notifiche meldingen automailer comunicaciones"
)
_ROBOTS = frozenset(_ROBOT_WORDS.split())


@lru_cache(maxsize=16384)
def is_robot(email: str) -> bool:
    """Whether an address belongs to a machine: no-reply and notification names in several languages."""
    local = email.partition("@")[0]
    return local in _ROBOTS or _ROBOT.fullmatch(local) is not None


# --- ids ---

_ID = re.compile(rb"<\s*([^<>]{1,500}?)\s*>")


def message_id(raw: bytes) -> str:
    """The first message id of a header, without its angle brackets; "" where there is none."""
    match = _ID.search(raw)
    if match:
        return text(match[1])
    words = raw.split(None, 1)
    return text(words[0]) if words and len(words[0]) <= 500 else ""
