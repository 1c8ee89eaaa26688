"""Signal's chats as signal-export writes them from Signal Desktop: chat.md, and data.json with a message a line (M9, M17).

Signal itself exports no chats; a phone's backup turned into SMS Backup & Restore's XML comes in by ``android``.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from needless.imports.drafts import Asked, Me, Piece, Read, Refusal, Source
from needless.imports.sources.chat_lines import Glance, said_in
from needless.imports.sources.chat_lines import glance as glance_at
from needless.imports.sources.chats import Said, people_in, talk_in
from needless.imports.sources.monica_account import text
from needless.imports.sources.tables import UNREADABLE, decode_head
from needless.imports.sources.whatsapp import chat_of

OWN = "Me"  # what signal-export calls the owner
NOBODY = "No-Sender"
LINE_LIMIT = 1 << 20
_CHAT = re.compile(r"\[\d{4}-\d\d-\d\d,? \d\d:\d\d(?::\d\d)?\] (?:Me|[^:\n]{1,100}):")
_CALL = re.compile(r"(?i)(?:missed |incoming |outgoing )(?:voice |video )?call(?: \(.*\))?\s*")
_MESSAGE = re.compile(rb'\{"date": ?"\d{4}-\d\d-\d\dT[^"]+", ?"sender": ?"')


def title_of(path: str) -> str:
    """signal-export names a chat's folder after it."""
    folders = path.split("/")[:-1]
    return folders[-1] if folders else ""


def _is_json(piece: Piece) -> bool:
    return bool(_MESSAGE.match(piece.head.lstrip()))


def _from_json(piece: Piece) -> Iterator[Said | Refusal]:
    row = 0
    try:
        with piece.open() as stream:
            while line := stream.readline(LINE_LIMIT):
                row += 1
                if line.strip():
                    yield _said(piece, row, line)
    except UNREADABLE as problem:
        yield Refusal(piece.path, row, "", f"cannot be read further ({problem}); what came before was read")


def _said(piece: Piece, row: int, line: bytes) -> Said | Refusal:
    try:
        found: Any = json.loads(line)
        at = datetime.fromisoformat(text(found, "date")).replace(tzinfo=None)
    except (ValueError, AttributeError, RecursionError):
        problem = "a message as JSON with a date such as 2024-01-05T10:00:00 expected; the line was left out"
        return Refusal(piece.path, row, "date", problem)
    said = text(found, "body")
    return Said(row, at, text(found, "sender"), said, bool(_CALL.fullmatch(said)))


def _from_lines(piece: Piece) -> Iterator[Said | Refusal]:
    for said in said_in(piece, "ymd"):
        if isinstance(said, Said):
            said.may_be_call = bool(_CALL.fullmatch(said.text))
        yield said


def _all_said(piece: Piece) -> Iterator[Said | Refusal]:
    return _from_json(piece) if _is_json(piece) else _from_lines(piece)


def _glance(piece: Piece) -> Glance:
    if not _is_json(piece):
        return glance_at(piece)
    found = (said.sender for said in _from_json(piece) if isinstance(said, Said) and said.sender)
    return Glance(senders=Counter(found))


class _Signal:
    kind = "signal"
    order = 45

    def sniff(self, piece: Piece) -> bool:
        """Lines as signal-export writes them, with the owner as "Me"; or its messages as JSON."""
        head = decode_head(piece.head[:65536])
        is_chat = bool(_CHAT.match(head)) and ("] Me: " in head or piece.name == "chat.md")
        return is_chat or _is_json(piece)

    def identify(self, pieces: Sequence[Piece], me: Me) -> None:
        """The owner is always called "Me"."""

    def read(self, piece: Piece, asked: Asked) -> Iterator[Read]:
        """The partner and the messages."""
        seen = _glance(piece)
        seen.senders.pop(NOBODY, None)
        title = title_of(piece.path)
        chat = chat_of(piece, "signal", title, seen, Me(names={OWN.lower()}))
        if isinstance(chat, Refusal):
            yield chat
            return
        yield from people_in(chat)
        for said in _all_said(piece):
            if isinstance(said, Refusal):
                yield said
            elif said.sender not in ("", NOBODY) and (told := talk_in(chat, said, asked)):
                yield told


SOURCES: tuple[Source, ...] = (_Signal(),)
