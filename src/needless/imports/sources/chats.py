"""What an exported chat tells: who wrote to whom and when, and that somebody called; never what was said (M9)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from needless.imports.drafts import (
    Asked,
    Channel,
    ContactDraft,
    Direction,
    InteractionDraft,
    Me,
    Person,
    Piece,
    Read,
    Refusal,
    Skip,
)
from needless.imports.sources.linkedin_tables import stable_key
from needless.method.folding import fold

SHORTEST_CALL = 20  # seconds; a shorter one is no talk
LARGEST_TOLD_TO_ALL = 6  # people; in a larger group one's own words are meant for nobody in particular
MISSED = "missed call"
SHORT_CALL = "calls under 20 seconds"
OWN_IN_CROWD = "your own words in a large group"
_NUMBER = re.compile(r"\+[\d ()./-]{6,}")
_CALL = re.compile(
    r"(?i)(?P<missed>missed |silenced )?(?P<way>incoming |outgoing )?(?:group )?(?P<by>voice |video )?call\b(?P<rest>.*)"
)
# The same in German, Spanish, French, Portuguese, Italian and Dutch, where the app wrote the line.
_CALL_ABROAD = re.compile(
    r"(?i)\W*(?:\w+ )?(?:(?P<video>videoanruf|videollamada|appel vidéo|(?:chamada|ligação) de vídeo|videochiamata|video-?oproep)|"
    r"(?:sprach)?anruf|llamada|appel|chamada|ligação|chiamata|(?:spraak)?oproep)\b(?P<rest>.*)"
)
_MISSED_ABROAD = re.compile(
    r"(?i)verpasst|keine antwort|abgelehnt|perdida|sin respuesta|manqué|pas de réponse|sans réponse|sem resposta|não atendida|"
    r"persa|nessuna risposta|gemist|geen antwoord"
)
_LENGTH = re.compile(r"(?i)(\d+)\s*(h|m|st|s)")
_UNANSWERED = re.compile(
    r"(?i)no answer|unanswered|declined|missed|not answered|tap to call|click to call|\d+ miss"
)
_SECONDS = {"h": 3600, "st": 3600, "m": 60, "s": 1}


@dataclass(slots=True)
class Said:
    """One message as a chat shows it; ``at`` is the wall clock's, without a zone. ``text`` is looked at and dropped."""

    row: int
    at: datetime
    sender: str
    text: str
    may_be_call: bool = False


@dataclass(slots=True)
class Called:
    """A call that a chat tells of; ``seconds`` is None where it does not say how long."""

    channel: Literal["call", "video"]
    seconds: int | None
    is_answered: bool


@dataclass(slots=True)
class Chat:
    """Who is in a chat, apart from the owner. ``title`` is the partner's or the group's name."""

    app: str  # "whatsapp", "signal"
    title: str
    others: list[str]
    is_group: bool
    mine: frozenset[str] = frozenset()
    told: Counter[tuple[str, str]] = field(default_factory=Counter)

    def key_of(self, name: str) -> str:
        """The lasting key of somebody by the name that the app shows."""
        return f"{self.app}:{fold(name)}"


def call_in(text: str) -> Called | None:
    """The call that a line of the app itself tells of; None where it is none."""
    found = _CALL.match(text.strip(" \u200e\u200f.*"))
    if len(text) > 80:
        return None
    if not found:
        return _call_abroad(text)
    seconds = _seconds_in(found["rest"])
    unanswered = bool(found["missed"]) or bool(_UNANSWERED.search(found["rest"]))
    channel: Literal["call", "video"] = "video" if (found["by"] or "").lower() == "video " else "call"
    return Called(channel, seconds, not unanswered)


def _call_abroad(text: str) -> Called | None:
    found = _CALL_ABROAD.match(text.strip(" \u200e\u200f.*"))
    if not found:
        return None
    channel: Literal["call", "video"] = "video" if found["video"] else "call"
    return Called(channel, _seconds_in(found["rest"]), not _MISSED_ABROAD.search(text))


def _seconds_in(text: str) -> int | None:
    parts = _LENGTH.findall(text)
    return sum(int(count[:6]) * _SECONDS[unit.lower()] for count, unit in parts) if parts else None


def owner_among(chats: list[tuple[str, set[str]]], me: Me) -> set[str]:
    """Which names are the owner's: known ones, the other one than the chat's title, or the one in all the chats.

    ``chats`` are (title, senders). Empty where nothing tells.
    """
    everybody = set[str]().union(*(senders for _title, senders in chats))
    found = {name for name in everybody if name.lower() in me.names}
    for title, senders in chats:
        rest = {name for name in senders if fold(name) != fold(title)}
        if len(senders) == 2 and len(rest) == 1:
            found |= rest
    together = [senders for _title, senders in chats if senders]
    common = set.intersection(*together) if len(together) > 1 else set()
    return found or (common if len(common) == 1 else set())


def not_told(piece: Piece, senders: list[str]) -> Refusal:
    """Nothing tells which of the names is the owner's."""
    names = ", ".join(senders[:4])
    problem = f"expected your own name among {names}, and cannot tell which is yours: name it (--me NAME, or beside the preview); nothing was read of it"
    return Refusal(piece.path, 0, "sender", problem)


def people_in(chat: Chat) -> Iterator[Read]:
    """The partner of a chat becomes a contact; of a group only those who are contacts already."""
    for name in chat.others or ([] if chat.is_group else [chat.title]):
        draft = ContactDraft(1, key=chat.key_of(name), name=name, match_name=True)
        if _NUMBER.fullmatch(name):
            draft.phones, draft.name = [(name, "mobile")], name
        draft.only_if_known = chat.is_group or bool(draft.phones)
        yield draft


def talk_in(chat: Chat, said: Said, asked: Asked) -> Read | None:
    """What one message tells; None for nothing."""
    is_mine = said.sender in chat.mine
    direction: Direction = "out" if is_mine else "in"
    others = chat.others or [chat.title]
    names = others if is_mine else [said.sender]
    if chat.is_group and is_mine and len(others) > LARGEST_TOLD_TO_ALL:
        return Skip(OWN_IN_CROWD)
    people = [Person(key=chat.key_of(name)) for name in names]
    draft = InteractionDraft(
        said.row, _key(chat, said, is_mine), in_zone(said.at, asked), "message", direction, people,
        len(others), thread=f"{chat.app}:{fold(chat.title)}",
    )  # fmt: skip
    called = call_in(said.text) if said.may_be_call else None
    return with_call(draft, called) if called else draft


def with_call(draft: InteractionDraft, called: Called) -> InteractionDraft | Skip:
    """The draft as a call: of a good length it is talk, a missed one is a try, which is a click."""
    if not called.is_answered or called.seconds == 0:
        draft.channel, draft.kind = "click", MISSED
        return draft
    if called.seconds is not None and called.seconds < SHORTEST_CALL:
        return Skip(SHORT_CALL)
    channel: Channel = called.channel
    draft.channel = channel
    draft.minutes = max(1, round(called.seconds / 60)) if called.seconds else None
    return draft


def in_zone(at: datetime, asked: Asked) -> datetime:
    """A wall clock's moment of the owner's time zone in UTC."""
    try:
        return at.replace(tzinfo=asked.zone).astimezone(UTC)
    except (OverflowError, ValueError):
        return at.replace(tzinfo=UTC)


def _key(chat: Chat, said: Said, is_mine: bool) -> str:
    """By chat, sender, minute and place within it: the same in each export, and nothing of the words is in it."""
    minute = said.at.strftime("%Y-%m-%dT%H:%M")
    who = "" if is_mine else fold(said.sender)
    chat.told[minute, who] += 1
    return stable_key(f"{chat.app}:", fold(chat.title), minute, who, str(chat.told[minute, who]))
