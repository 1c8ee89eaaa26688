"""The syntax of vCards 2.1, 3 and 4: cards in from a stream, lines out for an export (M17).

It knows nothing of what a property means. Reading keeps each property's own line, so that what nobody
understands can be written
again as it came.
"""

from __future__ import annotations

import codecs
import quopri
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import BinaryIO, NamedTuple

BLOCK = 1 << 20  # bytes read at a time
LONGEST = 64 << 20  # bytes of one card; above that it is refused, so that memory stays flat

Params = Mapping[str, tuple[str, ...]]


class Property(NamedTuple):
    """``value`` is still escaped but no longer quoted-printable; ``line`` is as it came, unfolded."""

    group: str
    name: str  # upper case
    params: Params  # upper-case names; bare ones of 2.1 are values of TYPE
    value: str
    line: str

    def types(self) -> list[str]:
        """The values of TYPE in lower case, one by one: ["work", "voice"]."""
        return [part.strip().lower() for value in self.params.get("TYPE", ()) for part in value.split(",")]


@dataclass(slots=True)
class Card:
    """One card; ``row`` is the line of its BEGIN, counted from 1."""

    row: int
    version: str
    properties: list[Property] = field(default_factory=list)


class Fault(NamedTuple):
    """A line, or a card that starts there, which could not be read."""

    row: int
    problem: str


def read_cards(stream: BinaryIO) -> Iterator[Card | Fault]:
    """Cards in the order of the file; never more than one in memory. Never raises for bad content."""
    lines: list[bytes] = []
    start = size = depth = 0
    outside = True
    for row, line in enumerate(_physical_lines(stream), 1):
        mark = line[:12].strip().upper()
        if mark == b"BEGIN:VCARD" and not (start and _opens_agent(lines)):
            if start:
                yield Fault(start, "END:VCARD expected before the next card; this card is left out")
            lines, start, size, depth, outside = [], row, 0, 0, True
        elif not start:
            if outside and line.strip():
                yield Fault(row, f"BEGIN:VCARD expected, not {_shown(line)}; left out up to the next card")
                outside = False
        elif mark == b"END:VCARD" and not depth:
            yield from _card(start, lines)
            lines, start = [], 0
        else:
            depth += (mark == b"BEGIN:VCARD") - (mark == b"END:VCARD")
            size += len(line)
            lines.append(line)
            if size > LONGEST:
                yield Fault(start, f"at most {LONGEST >> 20} MB expected in one card; it is left out")
                lines, start, outside = [], 0, False
    if start:
        yield Fault(start, "END:VCARD expected before the end of the file; this card is left out")


def _opens_agent(lines: Sequence[bytes]) -> bool:
    return bool(lines) and lines[-1][:6].upper() == b"AGENT:" and not lines[-1][6:].strip()


def _shown(line: bytes | str) -> str:
    text = line[:40].decode("utf-8", "replace") if isinstance(line, bytes) else line[:40]
    return repr(text.strip())


def _physical_lines(stream: BinaryIO) -> Iterator[bytes]:
    """Lines without their end, which may be LF, CR LF or a lone CR."""
    rest = b""
    for block in _blocks(stream):
        data = rest + block
        # a CR at the very end may be half of a CR LF: it waits for the next block
        cut = max(data.rfind(b"\n"), data.rfind(b"\r", 0, -1)) + 1
        if not cut and len(data) > LONGEST:
            cut = len(data)
        yield from data[:cut].splitlines()
        rest = data[cut:]
    yield from rest.splitlines()


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    """The stream in UTF-8 without a byte-order mark and without NUL bytes."""
    block = stream.read(BLOCK)
    if block[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        decoder = codecs.getincrementaldecoder("utf-16")("replace")
        while block:
            yield decoder.decode(block).replace("\0", "").encode("utf-8", "replace")
            block = stream.read(BLOCK)
        return
    block = block.removeprefix(codecs.BOM_UTF8)
    while block:
        yield block.replace(b"\0", b"")
        block = stream.read(BLOCK)


def _card(row: int, lines: list[bytes]) -> Iterator[Card | Fault]:
    text = _decoded(lines)
    logical = text.replace("\n ", "").replace("\n\t", "").split("\n")
    faults: list[Fault] = []
    if "QUOTED-PRINTABLE" in text.upper() or not all(map(_is_plain, logical)):
        logical = _patiently_unfolded(row, text.split("\n"), faults)
    card = Card(row, "")
    for line in logical:
        if line:
            _add(card, line)
    yield card
    yield from faults


def _is_plain(line: str) -> bool:
    """False for what needs the patient way.

    No colon (a loose block, garbage), or an agent's card within the card.
    """
    return not line or (":" in line and not line[:6].upper().startswith(("AGENT:", "BEGIN:")))


def _add(card: Card, line: str) -> None:
    prop = property_of(line)
    if prop.name == "VERSION":
        card.version = prop.value.strip()
    else:
        card.properties.append(prop)


def property_of(line: str) -> Property:
    """One unfolded line, taken apart."""
    head, _, value = line.partition(":")
    if '"' in head:
        head, value = _quoted_head(line)
    group, name, params = _head(head)
    if "ENCODING" in params and params["ENCODING"][0].upper() == "QUOTED-PRINTABLE":
        value = _from_quoted_printable(value, params.get("CHARSET", ("utf-8",))[0])
    return Property(group, name, params, value, line)


def _decoded(lines: list[bytes]) -> str:
    try:
        return b"\n".join(lines).decode()
    except UnicodeDecodeError:
        return "\n".join(map(_decoded_line, lines))


def _decoded_line(line: bytes) -> str:
    named = re.match(rb"[^:]*CHARSET=\"?([\w-]+)", line, re.IGNORECASE)
    for encoding in (named[1].decode() if named else "utf-8", "utf-8", "cp1252"):
        try:
            return line.decode(encoding).replace("\n", "")
        except (UnicodeError, LookupError):
            continue
    return line.decode("latin-1")


def _patiently_unfolded(row: int, lines: list[str], faults: list[Fault]) -> list[str]:
    """Unfold with the soft line breaks, loose base64 blocks and agents of vCard 2.1.

    Lines that are nothing become faults.
    """
    whole: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if line and whole and _is_soft(whole[-1]):
            whole[-1] = whole[-1].removesuffix("=") + line
        elif line[:1] in (" ", "\t") and whole:
            whole[-1] += line[1:]
        elif not line.strip():
            if whole and "QUOTED-PRINTABLE" in whole[-1].upper():
                whole[-1] = whole[-1].removesuffix("=")
        elif whole and _continues(whole[-1], line):
            whole[-1] += line
        elif line.strip().upper() == "BEGIN:VCARD":
            at = _take_agent(whole, lines, at)
        elif ":" in line:
            whole.append(line)
        else:
            faults.append(Fault(row + at, f"NAME:value expected, not {_shown(line)}; the line is left out"))
    return whole


def _is_soft(line: str) -> bool:
    """Ends in a soft break of quoted-printable: the next line goes on with all that it has, a space in front too."""
    head, _, value = line.partition(":")
    return value.endswith("=") and "QUOTED-PRINTABLE" in head.upper()


def _continues(line: str, following: str) -> bool:
    head = line.partition(":")[0].upper()
    if "QUOTED-PRINTABLE" in head:
        return following.startswith("=") and ":" not in following
    if "BASE64" in head or "ENCODING=B" in head:
        return re.fullmatch(r"[A-Za-z0-9+/=\s]+", following) is not None
    return False


def _take_agent(whole: list[str], lines: list[str], at: int) -> int:
    """Put an agent's nested card into the AGENT line as vCard 3 would have written it.

    Answers where to go on.
    """
    end = at
    while end < len(lines) and lines[end].strip().upper() != "END:VCARD":
        end += 1
    if whole and whole[-1].upper().rstrip() == "AGENT:":
        whole[-1] = "AGENT:" + escape("\n".join(lines[at - 1 : end + 1]))
    return end + 1


def _quoted_head(line: str) -> tuple[str, str]:
    """Head and value where a parameter in quotes may hold a colon."""
    found = re.match(r'((?:[^":]|"[^"]*")*):', line)
    if found is None:
        head, _, value = line.partition(":")
        return head, value
    return found[1], line[found.end() :]


@lru_cache(maxsize=4096)
def _head(head: str) -> tuple[str, str, Params]:
    """Group, name and parameters; cached, because a file of thousands of cards knows a few dozen heads."""
    first, *rest = re.findall(r'(?:[^";]|"[^"]*"|")+', head) or [""]
    group, _, name = first.strip().rpartition(".")
    params: dict[str, tuple[str, ...]] = {}
    for part in rest:
        key, value = _parameter(part)
        params[key] = (*params.get(key, ()), value)
    return group, name.upper(), params


def _parameter(part: str) -> tuple[str, str]:
    key, sign, value = part.partition("=")
    if sign:
        return key.strip().upper(), _uncaret(value.replace('"', ""))
    bare = key.strip()
    if bare.upper() in {"QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT"}:
        return "ENCODING", bare
    return "TYPE", bare


def _uncaret(value: str) -> str:
    """RFC 6868: ^n, ^' and ^^ in parameters."""
    if "^" not in value:
        return value
    return re.sub(r"\^([n'^])", lambda found: {"n": "\n", "'": '"', "^": "^"}[found[1]], value)


def _from_quoted_printable(value: str, charset: str) -> str:
    octets = quopri.decodestring(value.encode("utf-8", "replace"))
    for encoding in (charset, "utf-8", "cp1252"):
        try:
            return octets.decode(encoding).replace("\0", "").replace("\r\n", "\n")
        except (UnicodeError, LookupError):
            continue
    return octets.decode("latin-1").replace("\r\n", "\n")


def unescape(value: str, version: str = "4.0") -> str:
    """Plain text of an escaped value. vCard 2.1 knows no escaped line break.

    Its backslash before n is a backslash.
    """
    if "\\" not in value:
        return value
    if version == "2.1":
        return re.sub(r"\\([;,:\\])", r"\1", value)
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value, flags=re.DOTALL)


def parts(value: str, separator: str, version: str = "4.0") -> list[str]:
    """The components of a value as plain text, split where the separator is not escaped."""
    if "\\" not in value:
        return value.split(separator)
    # NUL never reaches us, so it may stand for what is escaped while the separators are found
    hidden = value.replace("\\\\", "\0b").replace("\\" + separator, "\0s")
    pieces = (
        piece.replace("\0s", "\\" + separator).replace("\0b", "\\\\") for piece in hidden.split(separator)
    )
    return [unescape(piece, version) for piece in pieces]


def escape(text: str) -> str:
    """Text as a vCard 4 value."""
    text = text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    return text.replace("\r\n", "\\n").replace("\r", "\\n").replace("\n", "\\n")


def content_line(
    name: str, value: str, params: Mapping[str, str | Sequence[str]] | None = None, group: str = ""
) -> str:
    """One unfolded line of vCard 4.

    ``value`` is escaped already (several components are joined by ";" after escaping).
    """
    head = f"{group}.{name}" if group else name
    for key, given in (params or {}).items():
        values = [given] if isinstance(given, str) else given
        head += f";{key}=" + ",".join(map(_written_parameter, values))
    return f"{head}:{value}"


def _written_parameter(value: str) -> str:
    value = (
        value.replace("^", "^^")
        .replace('"', "^'")
        .replace("\r\n", "^n")
        .replace("\n", "^n")
        .replace("\r", "^n")
    )
    return f'"{value}"' if re.search(r"[,;:]", value) else value


def fold(line: str) -> str:
    """The line with its CR LF, no more than 75 octets to a physical line, never cut within a character."""
    octets = line.encode("utf-8", "replace")
    if len(octets) <= 75:
        return line + "\r\n"
    pieces: list[bytes] = []
    start, room = 0, 75
    while start < len(octets):
        end = min(start + room, len(octets))
        while end < len(octets) and octets[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(octets[start:end])
        start, room = end, 74
    return b"\r\n ".join(pieces).decode() + "\r\n"


def write_card(lines: Iterable[str]) -> str:
    """A whole vCard 4 from unfolded lines, which hold neither BEGIN, VERSION nor END."""
    return "".join(map(fold, ("BEGIN:VCARD", "VERSION:4.0", *lines, "END:VCARD")))
