"""A mail account's folders: their names, what each is for, and which are read unasked (M17)."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass

from needless.imports.sources.mail import reason_of_folder
from needless.imports.sources.mail_owner import is_sent_folder

MOST_FOLDERS = 2000
UNWANTED = frozenset({"trash", "junk", "drafts"})
_LINE = re.compile(rb'\((?P<flags>[^)]*)\) (?:"(?:\\.|[^"])*"|NIL) (?P<name>.+)', re.IGNORECASE | re.DOTALL)
_USES = {"\\sent": "sent", "\\all": "all", "\\trash": "trash", "\\junk": "junk", "\\drafts": "drafts"}
_REASONS = {"spam": "junk", "mail in the trash": "trash", "unsent draft": "drafts"}
_SHIFTED = re.compile(r"&([^-]*)-")


@dataclass(frozen=True, slots=True)
class FolderSeen:
    """A folder as the server lists it: ``name`` as it is spelled there, ``label`` to be read, and its use."""

    name: str
    label: str
    use: str


def folders_of(lines: Iterable[object]) -> list[FolderSeen]:
    """What LIST gave; what cannot be opened, and what is no name, is left out."""
    found: dict[str, FolderSeen] = {}
    for line in lines:
        folder = _folder(b"".join(line) if isinstance(line, tuple) else line)
        if folder and len(found) < MOST_FOLDERS:
            found.setdefault(folder.name, folder)
    return list(found.values())


def _folder(line: object) -> FolderSeen | None:
    match = _LINE.fullmatch(_without_literal(line)) if isinstance(line, bytes) else None
    if match is None:
        return None
    flags = {flag.lower() for flag in match["flags"].decode("ascii", "replace").split()}
    name = _unquoted(match["name"].strip()).decode("latin-1")
    if flags & {"\\noselect", "\\nonexistent"} or not name.isprintable() or not 0 < len(name) <= 500:
        return None
    label = readable(name)
    return FolderSeen(name, label, _use(flags, name, label))


def _without_literal(line: bytes) -> bytes:
    return re.sub(rb"\{\d+\}(?:\r\n)?", b"", line, count=1) if b"{" in line else line


def _unquoted(name: bytes) -> bytes:
    return re.sub(rb"\\(.)", rb"\1", name[1:-1]) if name[:1] == b'"' and name[-1:] == b'"' else name


def _use(flags: set[str], name: str, label: str) -> str:
    """By what the server says of it (RFC 6154); else by its name, in many languages."""
    if name.upper() == "INBOX":
        return "inbox"
    for flag, use in _USES.items():
        if flag in flags:
            return use
    last = re.split(r"[/.]", label)[-1]
    return "sent" if is_sent_folder(last) else _REASONS.get(reason_of_folder(last), "")


def is_read_unasked(use: str, has_all: bool) -> bool:
    """Everything but trash, spam and drafts; where one folder holds everything, that one and what was sent."""
    return use in ("all", "sent") if has_all else use not in UNWANTED


def readable(name: str) -> str:
    """A name in modified UTF-7 (RFC 3501, 5.1.3) as text; as it is where it is none."""
    try:
        text = _SHIFTED.sub(lambda part: _shifted(part[1]), name)
    except (ValueError, binascii.Error):
        text = name
    if text == name:  # some servers send UTF-8 as it is
        try:
            text = name.encode("latin-1").decode()
        except UnicodeError:
            text = name
    return text if text.isprintable() else name


def _shifted(body: str) -> str:
    if not body:
        return "&"
    return binascii.a2b_base64(body.replace(",", "/") + "=" * (-len(body) % 4)).decode("utf-16-be")
