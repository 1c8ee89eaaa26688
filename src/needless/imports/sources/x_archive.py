"""The archive of X, once Twitter: direct messages are talk, mentions and replies are clicks, accounts are strangers (M8, M17)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from needless.imports.drafts import (
    Asked,
    ContactDraft,
    Direction,
    InteractionDraft,
    Me,
    OwnDraft,
    Person,
    Piece,
    Read,
    Refusal,
    Skip,
    Source,
)
from needless.imports.sources.chats import LARGEST_TOLD_TO_ALL, OWN_IN_CROWD
from needless.imports.sources.dates import read_moment
from needless.imports.sources.json_files import load_json
from needless.imports.sources.monica_account import Node, text
from needless.imports.sources.tables import decode_head

_OPENING = re.compile(r"\ufeff?\s*window\.(?:YTD\.(?P<name>\w+)\.part\d+|__THAR_CONFIG)\s*=\s*")
_TWEETS = frozenset({"tweets", "tweet"})
_ACCOUNTS = frozenset({"following", "follower"})
_MESSAGES = frozenset({"direct_messages", "direct_messages_group"})


def name_of(piece: Piece) -> str:
    """``direct_messages`` of ``window.YTD.direct_messages.part0 = ``; "?" for the archive's own list, "" for other files."""
    found = _OPENING.match(decode_head(piece.head[:300]))
    return (found["name"] or "?") if found else ""


def entries_of(piece: Piece) -> Iterator[Node | Refusal]:
    """The things listed in a file, without the wrapper that each is in."""
    listed = load_json(piece, _OPENING)
    if isinstance(listed, Refusal):
        yield listed
    for entry in listed if isinstance(listed, list) else ():
        inner = next(iter(entry.values()), None) if isinstance(entry, dict) and len(entry) == 1 else entry
        if isinstance(inner, dict):
            yield inner


def key_of(account: str) -> str:
    """The lasting key of an account, by its number."""
    return f"x:{account}"


def person_of(account: str) -> Person:
    """Somebody of whom only the number is known."""
    return Person(key=key_of(account), name=f"X @{account}", link=f"https://x.com/i/user/{account}")


def _own_ids(me: Me) -> set[str]:
    return {slug.removeprefix("x:") for slug in me.slugs if slug.startswith("x:")}


class _OfX:
    """What the files of an archive have in common."""

    kind = "x-other"
    order = 70
    names: frozenset[str] = frozenset()

    def sniff(self, piece: Piece) -> bool:
        """A file of ``data`` whose first line names what it holds."""
        return name_of(piece) in self.names

    def identify(self, pieces: Sequence[Piece], me: Me) -> None:
        """Most files tell nothing of the owner."""

    def read(self, piece: Piece, asked: Asked) -> Iterator[Read]:
        """Entry by entry."""
        seen: set[str] = set()
        for row, entry in enumerate(entries_of(piece), 1):
            if isinstance(entry, Refusal):
                yield entry
            else:
                yield from self.read_entry(piece, row, entry, asked, seen)

    def read_entry(self, piece: Piece, row: int, entry: Node, asked: Asked, seen: set[str]) -> Iterator[Read]:
        """Nothing here: counted and left out."""
        yield Skip("not needed")


class _Account(_OfX):
    kind = "x-account"
    order = 1
    names = frozenset({"account"})

    def identify(self, pieces: Sequence[Piece], me: Me) -> None:
        """Which account is the owner's."""
        for piece in pieces:
            for entry in entries_of(piece):
                if isinstance(entry, dict) and (number := text(entry, "accountId")):
                    me.slugs.add(key_of(number))

    def read_entry(self, piece: Piece, row: int, entry: Node, asked: Asked, seen: set[str]) -> Iterator[Read]:
        """The owner's own name and address."""
        mail, name = text(entry, "email"), text(entry, "accountDisplayName")
        yield OwnDraft(row, emails=[mail] if "@" in mail else [], names=[name] if " " in name else [])


class _Accounts(_OfX):
    kind = "x-accounts"
    order = 15
    names = _ACCOUNTS

    def read_entry(self, piece: Piece, row: int, entry: Node, asked: Asked, seen: set[str]) -> Iterator[Read]:
        """An account that one follows, or is followed by: a number, and a stranger until somebody tells the name."""
        number = text(entry, "accountId")
        if not number:
            yield Refusal(piece.path, row, "accountId", "an account's number expected; it was left out")
        else:
            known = person_of(number)
            yield ContactDraft(row, known.key, known.name, links=[(known.link, "X")])


class _Messages(_OfX):
    kind = "x-messages"
    order = 50
    names = _MESSAGES

    def identify(self, pieces: Sequence[Piece], me: Me) -> None:
        """Where the account's own file is not there: whoever is in all conversations of two."""
        if _own_ids(me):
            return
        conversations = (entry for piece in pieces for entry in entries_of(piece) if isinstance(entry, dict))
        pairs = {tuple(text(one, "conversationId").split("-")) for one in conversations}
        sets = [set(pair) for pair in pairs if len(pair) == 2]
        common = set.intersection(*sets) if len(sets) > 1 else set()
        me.slugs |= {key_of(number) for number in common if len(common) == 1}

    def read_entry(self, piece: Piece, row: int, entry: Node, asked: Asked, seen: set[str]) -> Iterator[Read]:
        """A conversation, message by message."""
        listed = entry.get("messages")
        wrapped = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
        created = [one["messageCreate"] for one in wrapped if isinstance(one.get("messageCreate"), dict)]
        own, people = _own_ids(asked.me), _people(entry, created)
        if created and not own & people:
            problem = "expected you in this conversation; bring in account.js of the same archive too; it was left out"
            yield Refusal(piece.path, row, "senderId", problem)
            return
        others = sorted(people - own)
        is_two_way = len({text(one, "senderId") in own for one in created}) == 2
        for one in created if others else ():
            yield _message(piece.path, row, one, own, others, is_two_way)


def _people(entry: Node, created: Sequence[Node]) -> set[str]:
    pair = text(entry, "conversationId").split("-")
    found = set(pair) if len(pair) == 2 else set[str]()
    return (found | {text(one, name) for one in created for name in ("senderId", "recipientId")}) - {""}


def _message(path: str, row: int, one: Node, own: set[str], others: Sequence[str], is_two_way: bool) -> Read:
    at, sender, number = read_moment(text(one, "createdAt")), text(one, "senderId"), text(one, "id")
    if at is None or not number:
        problem = (
            "a message with an id and a moment such as 2024-01-05T10:00:00.000Z expected; it was left out"
        )
        return Refusal(path, row, "createdAt", problem)
    way: Direction = "out" if sender in own else "in"
    if way == "out" and len(others) > LARGEST_TOLD_TO_ALL:
        return Skip(OWN_IN_CROWD)
    people = [person_of(account) for account in (others if way == "out" else [sender])]
    draft = InteractionDraft(row, f"x-dm:{number}", at, "message", way, people, len(others))
    draft.unknown = "create" if is_two_way and len(others) == 1 else "ignore"
    return draft


class _Tweets(_OfX):
    kind = "x-tweets"
    order = 60
    names = _TWEETS

    def read_entry(self, piece: Piece, row: int, entry: Node, asked: Asked, seen: set[str]) -> Iterator[Read]:
        """A click; who is mentioned in it is named from now on, where they are a contact."""
        at, number = _tweeted_at(text(entry, "created_at")), text(entry, "id_str") or text(entry, "id")
        if at is None or not number:
            problem = "a post with an id and a moment such as Wed Oct 10 20:19:24 +0000 2018 expected; it was left out"
            yield Refusal(piece.path, row, "created_at", problem)
            return
        mentioned = _mentioned(entry)
        for account, (name, handle) in mentioned.items():
            if account not in seen:
                seen.add(account)
                link = (f"https://x.com/{handle}", "X")
                yield ContactDraft(row, key_of(account), name, links=[link], only_if_known=True)
        answered = text(entry, "in_reply_to_user_id_str")
        ids = [account for account in dict.fromkeys([answered, *mentioned]) if account]
        kind = (
            "comment" if answered else "reaction" if text(entry, "full_text").startswith("RT @") else "post"
        )
        people = [Person(key=key_of(account)) for account in ids if account not in _own_ids(asked.me)]
        key = f"x-tweet:{number}"
        yield InteractionDraft(row, key, at, "click", "out", people, len(people), kind=kind)


def _mentioned(entry: Node) -> dict[str, tuple[str, str]]:
    """Account number -> (name as shown, handle)."""
    entities: Any = entry.get("entities")
    listed = entities.get("user_mentions") if isinstance(entities, dict) else None
    found = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    named = ((text(one, "id_str"), text(one, "name"), text(one, "screen_name")) for one in found)
    return {
        number: (name.replace("@", "") or handle, handle)
        for number, name, handle in named
        if number and handle
    }


def _tweeted_at(written: str) -> datetime | None:
    try:
        return datetime.strptime(written, "%a %b %d %H:%M:%S %z %Y").astimezone(UTC)
    except ValueError:
        return read_moment(written)


class _Other(_OfX):
    def sniff(self, piece: Piece) -> bool:
        """Any other file of the archive."""
        return bool(name_of(piece))

    def read(self, piece: Piece, asked: Asked) -> Iterator[Read]:
        """Nothing of it."""
        yield Skip("not needed")


SOURCES: tuple[Source, ...] = (_Account(), _Accounts(), _Messages(), _Tweets(), _Other())
