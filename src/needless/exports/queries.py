"""Is this file one of our own exports, and what is in it? (M17)"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

MEMBER = "needless.json"
LONGEST = 32 << 20  # characters of one row
Row = dict[str, Any]


class NotAnArchive(ValueError):
    """The file is no export of Needless, or a broken one; the message says where."""


def is_archive(path: Path) -> bool:
    """True for a zip that `needless export` wrote. Never raises."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(MEMBER) as file:
            return file.read(40).startswith(b'{"format": "needless"')
    except (OSError, KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError):
        return False


def read_rows(path: Path) -> Iterator[tuple[str, Row]]:
    """("", preferences) first, then (table, row) in the order of the file. Raises NotAnArchive."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(MEMBER) as raw:
            yield from _rows(io.TextIOWrapper(raw, "utf-8"))
    except (OSError, KeyError, zipfile.BadZipFile, RuntimeError, EOFError, UnicodeDecodeError) as error:
        raise NotAnArchive(_("This file is no whole export of Needless: %(why)s") % {"why": error}) from error


def _rows(file: io.TextIOWrapper) -> Iterator[tuple[str, Row]]:
    head = _document(1, file.readline(200).rstrip().rstrip(",") + "}")
    if head.get("format") != "needless" or head.get("version") != 1:
        raise NotAnArchive(_("This export was written by another version of Needless."))
    yield "", _document(2, "{" + _line(file).rstrip().rstrip(",") + "}").get("preferences", {})
    table, number, is_whole = "", 2, False
    while line := _line(file):
        number += 1
        text = line.strip().rstrip(",")
        if text.startswith('"') and text.endswith("["):
            table = text.split('"')[1]
        elif text.startswith("{"):
            yield table, _document(number, text)
        is_whole = text == "}}"
    if not is_whole:
        raise NotAnArchive(_("This export is cut short."))


def _line(file: io.TextIOWrapper) -> str:
    line = file.readline(LONGEST)
    if len(line) >= LONGEST:
        raise NotAnArchive(_("This export holds a row that is too long."))
    return line


def _document(number: int, text: str) -> Row:
    try:
        row = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotAnArchive(_("Line %(line)d of this export cannot be read.") % {"line": number}) from error
    if not isinstance(row, dict):
        raise NotAnArchive(_("Line %(line)d of this export cannot be read.") % {"line": number})
    return row
