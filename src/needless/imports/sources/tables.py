"""Opens any CSV that people really have, row by row, whatever wrote it (M17: history comes in untyped)."""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import islice
from operator import itemgetter
from typing import BinaryIO

from needless.imports.drafts import Piece, Refusal

FIELD_LIMIT = 1 << 20  # characters in one cell; a longer one costs its row, not the file
LINE_LIMIT = 8 << 20  # characters held at once, where a file has no line ends
SKIP_LIMIT = 64 << 20  # characters looked through for the end of a cell that is too long
HEADER_ROWS = 20
HEAD_BYTES = 1 << 16
DELIMITERS = ",;\t"

UNREADABLE = (OSError, EOFError, RuntimeError, NotImplementedError, zlib.error, zipfile.BadZipFile)

LEAST_FOREIGN = (
    3  # kana, words or letters of it, before a file is taken for Japanese, Chinese, Russian or Polish
)
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fc]{2}")
_CYRILLIC = re.compile(
    rb"(?<![\xc0-\xff])[\xc0-\xff\xa8\xb8]{4,}(?![\xc0-\xff])"
)  # no Western word is of accents alone

_HIGH = re.compile(rb"[\x80-\xff]+")
_HAN = re.compile(rb"(?:[\xa1-\xf7][\xa1-\xfe])+")
_NOT_CYRILLIC = re.compile(rb"[\xa1-\xa7\xa9-\xb7\xb9-\xbf]")  # half of what a Chinese character is made of
# What is a letter in Central Europe and a sign in the West (the ł of Paweł is a ³), and the letters š and ž.
_CENTRAL = re.compile(
    rb"[A-Za-z\xf3\xea][\xb3\xb9\xbf\xbe\x9d](?=[a-z])|(?<![\x80-\xff\w])[\xa3\xaf\x8f](?=[a-z\xf3])"
    rb"|(?<=[a-z\xe1\xe9\xed\xfa\xf8])[\x9a\x9e](?![\x80-\xbf])"
)

Row = tuple[int, list[str]]
Wanted = Sequence[Collection[str]]

csv.field_size_limit(max(csv.field_size_limit(), FIELD_LIMIT))


def _as_cp1252(error: UnicodeError) -> tuple[str | bytes, int]:
    """Bytes that are no UTF-8 are read as Windows wrote them, one by one: no second pass over the file."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("needless_cp1252", _as_cp1252)


def plain_name(name: str) -> str:
    """A column's name as it is compared: ``' "First_Name"'`` and ``'first name'`` are ``'firstname'``."""
    return name.strip("\ufeff\"' \t\r\n\0").replace(" ", "").replace("_", "").replace("\xa0", "").casefold()


def encoding_of(head: bytes) -> str:
    """The codec's name; UTF-16 is known by its BOM, or by its zero bytes where it has none."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = head[:1024]
    if len(sample) > 8 and sample[1::2].count(0) * 2.5 > len(sample[1::2]):
        return "utf-16-le"
    if len(sample) > 8 and sample[::2].count(0) * 2.5 > len(sample[::2]):
        return "utf-16-be"
    return "utf-8-sig" if head.isascii() else _of_windows(head)


@lru_cache(maxsize=64)
def _of_windows(head: bytes) -> str:
    """Text with more than ASCII: UTF-8 (with stray bytes as Western Windows wrote them), or Windows of Japan, China, Russia or Central Europe."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        if len(_KANA.findall(head.decode("cp932", "ignore"))) >= LEAST_FOREIGN:
            return "cp932"
        if _is_chinese(head):
            return "gb18030"
        if len(_CYRILLIC.findall(head)) >= LEAST_FOREIGN:
            return "cp1251"
        if len(_CENTRAL.findall(head)) >= LEAST_FOREIGN:
            return "cp1250"
    return "utf-8-sig"


def _is_chinese(head: bytes) -> bool:
    """Do the bytes above ASCII come in pairs, as GB 18030 writes its characters, and are no Cyrillic or UTF-8?"""
    runs = _HIGH.findall(head)
    pairs = [run for run in runs if _HAN.fullmatch(run)]
    if len(pairs) < max(LEAST_FOREIGN, 0.95 * len(runs)):
        return False
    octets = b"".join(pairs)
    is_utf_8 = sum("\ufffd" not in run.decode(errors="replace") for run in pairs) * 2 > len(pairs)
    return not is_utf_8 and len(_NOT_CYRILLIC.findall(octets)) * 10 > len(octets)


def _errors_for(encoding: str) -> str:
    return "needless_cp1252" if encoding == "utf-8-sig" else "replace"


def decode_head(head: bytes) -> str:
    """The head as text; a character cut in two at its end is left out. Never raises."""
    encoding = encoding_of(head)
    decoder = codecs.getincrementaldecoder(encoding)(_errors_for(encoding))
    return decoder.decode(head).replace("\0", "")


@lru_cache(maxsize=24)
def _first_rows(head: bytes, delimiter: str) -> tuple[list[str], ...]:
    reader = csv.reader(io.StringIO(decode_head(head), newline=""), delimiter=delimiter)
    rows: list[list[str]] = []
    # What was read before a broken row is enough to look for a header.
    with suppress(csv.Error):
        rows.extend(islice(reader, HEADER_ROWS))
    return tuple(rows)


def _is_header(cells: list[str], wanted: Sequence[frozenset[str]]) -> bool:
    names = {plain_name(cell) for cell in cells}
    if wanted:
        return any(needed <= names for needed in wanted)
    return len(names - {""}) > 1


@lru_cache(maxsize=512)
def _plain_set(names: frozenset[str]) -> frozenset[str]:
    return frozenset(map(plain_name, names))


def _candidates(head: bytes) -> list[str]:
    """Delimiters, the most frequent in the head first."""
    text = decode_head(head[:4096])
    return sorted(DELIMITERS, key=text.count, reverse=True)


@dataclass(slots=True)
class Table:
    """A table whose header was found.

    ``columns`` maps plain names (see :func:`plain_name`) to places in a row.
    ``cut`` is the number of the latest row that had fewer cells than the header (and was padded).
    """

    piece: Piece
    delimiter: str
    names: list[str]  # as written
    header_row: int  # 1 is the first row of the file
    encoding: str
    columns: dict[str, int] = field(default_factory=dict)
    cut: int = 0
    _line: str = ""

    def at(self, *names: str) -> int:
        """The first of these columns that is there; else -1, as every row ends with an added ``""``."""
        places = (self.columns.get(plain_name(name), -1) for name in names)
        return next((place for place in places if place >= 0), -1)

    def pick(self, *names: str) -> Callable[[list[str]], tuple[str, ...]]:
        """A fast function from a row to the cells of two or more columns; ``""`` for one not there."""
        return itemgetter(*(self.at(name) for name in names))

    def as_dict(self, cells: list[str]) -> dict[str, str]:
        """A row by plain column name, stripped: for tables where speed does not matter."""
        return {name: cells[place].strip() for name, place in self.columns.items()}

    def rows(self) -> Iterator[Row | Refusal]:
        """``(number as a spreadsheet counts, cells)`` below the header; a Refusal for a broken row.

        Blank rows are left out. Cells are padded to the header's width, and a last ``""`` is added for
        :meth:`at`. Never raises for bad content.
        """
        number = 0
        try:
            with self.piece.open() as binary:
                for number, cells in self._numbered(binary):
                    if cells is None:
                        yield self._too_long(number)
                    elif cells:
                        yield number, cells
        except UNREADABLE as error:
            problem = (
                f"cannot be read further ({error or type(error).__name__}); the rows before were imported"
            )
            yield Refusal(self.piece.path, number, "", problem)

    def _too_long(self, number: int) -> Refusal:
        problem = f"a cell of over {FIELD_LIMIT:,} characters; the row was left out"
        return Refusal(self.piece.path, number, "", problem)

    def _lines(self, binary: BinaryIO) -> Iterator[str]:
        text = io.TextIOWrapper(
            binary,
            encoding=self.encoding,
            errors=_errors_for(self.encoding),
            newline="",
        )
        for line in iter(partial(text.readline, LINE_LIMIT), ""):
            self._line = line = line.replace("\0", "")
            yield line

    def _numbered(self, binary: BinaryIO) -> Iterator[tuple[int, list[str] | None]]:
        lines = self._lines(binary)
        reader = csv.reader(lines, delimiter=self.delimiter)
        number, started = 0, 0
        while True:
            try:
                for cells in reader:
                    number += 1
                    started = reader.line_num
                    if number > self.header_row:
                        yield number, self._padded(number, cells)
                return
            except csv.Error:
                number += 1
                self._skip_open_cell(lines, reader.line_num > started + 1)
                started = reader.line_num
                yield number, None

    def _padded(self, number: int, cells: list[str]) -> list[str]:
        missing = len(self.names) - len(cells)
        if missing > 0:
            if not cells:
                return cells
            self.cut = number
            cells.extend([""] * missing)
        cells.append("")
        return cells

    def _skip_open_cell(self, lines: Iterator[str], is_open: bool) -> None:
        """Goes to the end of a quoted cell that is too long, told by whether its quotes are paired."""
        is_open ^= self._line.count('"') % 2 == 1
        skipped = 0
        while is_open and skipped < SKIP_LIMIT:
            line = next(lines, None)
            if line is None:
                return
            skipped += len(line)
            is_open ^= line.count('"') % 2 == 1


def _head_of(piece: Piece) -> bytes:
    if piece.head:
        return piece.head
    try:
        with piece.open() as stream:
            return stream.read(HEAD_BYTES)
    except UNREADABLE:
        return b""


def _numbered_columns(names: Sequence[str]) -> Mapping[str, int]:
    columns: dict[str, int] = {}
    for place, name in enumerate(names):
        columns.setdefault(plain_name(name), place)
    columns.pop("", None)
    return columns


def _found(piece: Piece, head: bytes, wanted: Wanted) -> Table | None:
    needed = [_plain_set(frozenset(names)) for names in wanted]
    for delimiter in _candidates(head) if head else ():
        for number, cells in enumerate(_first_rows(head, delimiter), 1):
            if _is_header(cells, needed):
                columns = dict(_numbered_columns(cells))
                return Table(piece, delimiter, list(cells), number, encoding_of(head), columns)
    return None


def parse_head(piece: Piece, wanted: Wanted = ()) -> Table | None:
    """Like :func:`open_table`, from ``piece.head`` alone, for sniffing: opens nothing, never raises."""
    return _found(piece, piece.head, wanted)


def open_table(piece: Piece, wanted: Wanted = ()) -> Table | None:
    """The table whose header (in the first 20 rows) holds one of the ``wanted`` sets of names; else None.

    Without ``wanted`` the first row of two or more names is the header. Encoding (UTF-8, UTF-16, cp1252, cp932, gb18030,
    cp1251, cp1250) and delimiter (comma, semicolon, tab) are found out. Names are compared by :func:`plain_name`.
    """
    return _found(piece, _head_of(piece), wanted)
