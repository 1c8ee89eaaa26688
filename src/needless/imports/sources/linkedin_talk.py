"""Messages of a LinkedIn archive: when we last talked, and never what was said (M9, M12)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from needless.imports.drafts import Asked, Direction, InteractionDraft, Me, Person, Piece, Read, Refusal, Skip
from needless.imports.sources.dates import read_moment
from needless.imports.sources.linkedin_tables import (
    HIDDEN_NAME,
    RowReader,
    Sheet,
    cut_short,
    is_owner,
    profile_link,
    profile_slug,
    rows_of,
    skipped,
    stable_key,
    unreadable_date,
)
from needless.imports.sources.tables import Table, open_table

ROWS_TO_KNOW_THE_OWNER = 20_000
_TRUE = {"yes", "true", "1"}
_CREDENTIAL = re.compile(r"[A-Z][A-Za-z.]{1,5}|Jr\.?|Sr\.?|[IVX]+")
_COLUMNS = (
    "CONVERSATION ID", "FROM", "SENDER PROFILE URL", "TO", "RECIPIENT PROFILE URLS", "DATE", "SUBJECT",
    "CONTENT", "FOLDER", "IS MESSAGE DRAFT", "IS CONVERSATION DRAFT",
)  # fmt: skip


@dataclass(slots=True)
class _Message:
    row: int
    conversation: str
    sender: Person
    receivers: list[Person]
    when: str
    subject: str
    content: str
    folder: str
    is_draft: bool


def split_names(text: str) -> list[str]:
    """``Ann Lee, Jordan Pike, PhD`` are two people: a degree belongs to the name before it."""
    names: list[str] = []
    for part in filter(None, map(str.strip, text.split(","))):
        if names and _CREDENTIAL.fullmatch(part):
            names[-1] += f", {part}"
        else:
            names.append(part)
    return names


def _receivers(names: str, links: str) -> list[Person]:
    urls = [profile_link(link) for link in links.split(",") if link.strip()]
    if len(urls) == 1:
        return [Person(link=urls[0], name=names)]
    parts = split_names(names)
    if not urls:
        return [Person(name=name) for name in parts]
    if len(parts) != len(urls):
        return [Person(link=url) for url in urls]
    return [Person(link=url, name=name) for url, name in zip(urls, parts, strict=True)]


def _message(row: int, picked: Iterable[str]) -> _Message:
    conversation, sender, link, to, links, when, subject, content, folder, *drafts = map(str.strip, picked)
    return _Message(
        row,
        conversation,
        Person(link=profile_link(link), name=sender),
        _receivers(to, links),
        when,
        subject,
        content,
        folder.casefold(),
        any(word.casefold() in _TRUE for word in drafts),
    )


class Messages(Sheet):
    """messages.csv of every year: columns come and go."""

    kind = "linkedin-messages"
    order = 40
    wanted = (("CONVERSATION ID", "FROM", "TO", "DATE", "CONTENT"),)

    def identify(self, pieces: Sequence[Piece], me: Me) -> None:
        """The owner is in every conversation: the one profile, or name, that is in nearly all rows."""
        people = _People()
        for table, cells in rows_of(self, pieces, ROWS_TO_KNOW_THE_OWNER):
            people.count(_message(0, table.pick(*_COLUMNS)(cells)))
        if people.slugs.keys() & me.slugs:
            return
        slug = people.in_nearly_all(people.slugs)
        name = people.names_of.get(slug, "") or people.in_nearly_all(people.names)
        slug = slug or people.slugs_of.get(name, "")
        me.slugs.update(filter(None, [slug]))
        me.names.update(filter(None, [name]))

    def read(self, piece: Piece, asked: Asked) -> Iterator[Read]:
        """One Refusal for the whole file where nothing tells who the owner is."""
        if piece.name.casefold().startswith(("guide", "learning")):
            yield Skip("not a talk with a person")
            return
        table = open_table(piece, self.wanted)
        if table and not (asked.me.slugs or asked.me.names) and any(True for _ in table.rows()):
            problem = (
                "nothing tells which side is you: import Profile.csv or Invitations.csv with it; left out"
            )
            yield Refusal(piece.path, 0, "FROM", problem)
            return
        yield from super().read(piece, asked)

    def row_reader(self, table: Table, asked: Asked) -> RowReader:
        """Drafts, spam and advertising are counted and left out."""
        pick = table.pick(*_COLUMNS)
        partners = {} if table.at("RECIPIENT PROFILE URLS") >= 0 else _partners(table, asked.me)

        def read_row(row: int, cells: list[str]) -> Iterable[Read]:
            message = _message(row, pick(cells))
            reason = _left_out(message, asked.me)
            if reason:
                return skipped(reason)
            if not message.when and table.cut == row:
                return (cut_short(table, row),)
            return _talk(table, message, asked, partners)

        return read_row


class _People:
    """Counts in how many rows each profile and name is."""

    def __init__(self) -> None:
        self.rows = 0
        self.slugs: Counter[str] = Counter()
        self.names: Counter[str] = Counter()
        self.names_of: dict[str, str] = {}
        self.slugs_of: dict[str, str] = {}

    def count(self, message: _Message) -> None:
        everybody = [message.sender, *message.receivers]
        self.rows += 1
        # Before 2023 only senders have links: whoever wrote most would be taken for the owner.
        if any(person.link for person in message.receivers):
            self.slugs.update({profile_slug(person.link) for person in everybody} - {""})
        self.names.update({person.name.lower() for person in everybody} - {"", HIDDEN_NAME})
        slug = profile_slug(message.sender.link)
        if slug:
            self.names_of[slug] = message.sender.name.lower()
            self.slugs_of[message.sender.name.lower()] = slug

    def in_nearly_all(self, counter: Counter[str]) -> str:
        """``""`` where two are in equally many rows: a single conversation does not tell who is who."""
        (first, count), (_, next_count) = [*counter.most_common(2), ("", 0), ("", 0)][:2]
        return first if count > next_count and count >= 0.9 * self.rows else ""


def _left_out(message: _Message, me: Me) -> str:
    """Why a row is no talk, or ``""``."""
    if message.is_draft:
        return "draft"
    if message.folder == "spam":
        return "spam"
    if message.sender.link or is_owner(message.sender, me):
        return ""
    if "spinmail" in message.content or message.sender.name.lower() != HIDDEN_NAME:
        return "sponsored"
    return "hidden member"


def _direction(message: _Message, me: Me) -> Direction | None:
    """By links first; by name where no link of the row is the owner's, as profiles get new links."""
    if is_owner(message.sender, me):
        return "out"
    if any(is_owner(person, me) for person in message.receivers):
        return "in"
    if message.sender.name.lower() in me.names:
        return "out"
    return "in" if any(person.name.lower() in me.names for person in message.receivers) else None


def _others(message: _Message, direction: Direction, me: Me) -> list[Person]:
    def is_me(person: Person) -> bool:
        return is_owner(person, me) or (direction == "in" and person.name.lower() in me.names)

    others = [person for person in message.receivers if not is_me(person)]
    others = [message.sender, *others] if direction == "in" else others
    return list({profile_slug(person.link) or person.name: person for person in others}.values())


def _with_links(others: list[Person], link: str) -> list[Person]:
    """A name alone stands for a person only where there is one other: a group's cannot be told apart."""
    if len(others) == 1:
        return [Person(link=others[0].link or link, name=others[0].name)]
    return [person for person in others if person.link]


def _partners(table: Table, me: Me) -> dict[str, str]:
    """For archives without receivers' links: the one other profile that wrote in a conversation."""
    partners: dict[str, str] = {}
    pick = table.pick("CONVERSATION ID", "FROM", "SENDER PROFILE URL")
    for found in table.rows():
        if isinstance(found, Refusal):
            continue
        conversation, name, link = map(str.strip, pick(found[1]))
        if link and not is_owner(Person(link=link, name=name), me):
            known = partners.setdefault(conversation, link)
            partners[conversation] = link if known == link else ""
    return partners


def _talk(table: Table, message: _Message, asked: Asked, partners: dict[str, str]) -> Iterable[Read]:
    direction = _direction(message, asked.me)
    if direction is None:
        problem = "expected you as sender or receiver, found neither; the message was left out"
        return (Refusal(table.piece.path, message.row, "FROM", problem),)
    at = read_moment(message.when)
    if at is None:
        return (unreadable_date(table, message.row, "DATE", message.when, "left out"),)
    everybody = _others(message, direction, asked.me)
    people = _with_links(everybody, partners.get(message.conversation, ""))
    people = [person for person in people if person.link or person.name.lower() != HIDDEN_NAME]
    if not people:
        return skipped("group without profile links" if len(everybody) > 1 else "hidden member")
    return (_draft(message, at, direction, people, len(everybody), asked),)


def _draft(
    message: _Message, at: datetime, direction: Direction, people: list[Person], group_size: int, asked: Asked
) -> InteractionDraft:
    # The direction stands for the sender: profile links change, and the same message must keep its key.
    return InteractionDraft(
        message.row,
        stable_key("li:", message.conversation, at.isoformat(), direction, message.content),
        at,
        "message",
        direction,
        people,
        group_size,
        summary=message.subject if asked.keep_subjects else "",
        thread=message.conversation,
        unknown="wait",
    )
