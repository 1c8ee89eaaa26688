"""Chats exported from WhatsApp, as text or in the zip that holds it: who wrote and when, never what (M9, M17)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from needless.imports.drafts import Asked, Me, Piece, Read, Refusal, Source
from needless.imports.sources.chat_lines import LINE, Glance, glance, line_in, order_of, said_in
from needless.imports.sources.chats import Chat, Said, not_told, owner_among, people_in, talk_in
from needless.imports.sources.tables import decode_head
from needless.method.folding import fold

_TITLE = re.compile(
    r"(?i).*\bwhatsapp\b.*?(?:\s-\s|\s(?:with|mit|con|avec|com|met)\s)(?P<title>.+?)(?:\s?\(\d+\))?(?:\.(?:txt|zip))*"
)


def title_of(path: str) -> str:
    """The partner's or the group's name in ``WhatsApp Chat with Ana Silva.txt`` or the zip's name; "" where there is none."""
    for part in reversed(path.split("/")):
        if found := _TITLE.fullmatch(part):
            return found["title"].strip()
    return ""


def chat_of(piece: Piece, app: str, title: str, seen: Glance, me: Me) -> Chat | Refusal:
    """Who is in the chat, or that nothing tells which of them the owner is."""
    senders = list(seen.senders)
    mine = {name for name in senders if name.lower() in me.names}
    mine = mine or owner_among([(title, set(senders))], me)
    others = [name for name in senders if name not in mine]
    if not mine and not (title and [fold(name) for name in others] == [fold(title)]):
        if not (len(senders) == 1 and title and not seen.is_group):
            return not_told(piece, senders)
        mine, others = set(senders), []  # only the owner wrote
    if not others and not title:
        return Refusal(
            piece.path, 0, "", "expected somebody beside you, found only your own messages; nothing was read"
        )
    is_group = len(others) > 1 or (seen.is_group and fold(title) not in map(fold, others))
    return Chat(app, title if is_group else (others or [title])[0], others, is_group, frozenset(mine))


def read_chat(piece: Piece, app: str, title: str, asked: Asked) -> Iterator[Read]:
    """A chat's people, then its messages in the order of the file."""
    seen = glance(piece)
    chat = chat_of(piece, app, title, seen, asked.me)
    if isinstance(chat, Refusal):
        yield chat
        return
    yield from people_in(chat)
    for said in said_in(piece, order_of(seen, asked)):
        if isinstance(said, Said) and said.sender == seen.group_name:
            continue
        told = said if isinstance(said, Refusal) else talk_in(chat, said, asked)
        if told:
            yield told


class _WhatsApp:
    kind = "whatsapp"
    order = 45

    def sniff(self, piece: Piece) -> bool:
        """The first lines begin with a day and a time, and one names who wrote."""
        lines = [line for line in decode_head(piece.head[:8192]).splitlines() if line.strip()][:40]
        first = [line_in(0, line) for line in lines]
        return any(LINE.match(line.replace("\u200f", "")) for line in lines[:1]) and any(
            line and line.sender for line in first
        )

    def identify(self, pieces: Sequence[Piece], me: Me) -> None:
        """The owner is who is in all chats, or who is not the one that the file is named after."""
        chats = [(title_of(piece.path), set(glance(piece).senders)) for piece in pieces]
        me.names |= {name.lower() for name in owner_among(chats, me)}

    def read(self, piece: Piece, asked: Asked) -> Iterator[Read]:
        """The partner and the messages."""
        yield from read_chat(piece, "whatsapp", title_of(piece.path), asked)


SOURCES: tuple[Source, ...] = (_WhatsApp(),)
