"""What passed between the owner and a contact, as Monica kept it: calls, messages, activities (M9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date
from typing import Any

from needless.imports.drafts import Direction, InteractionDraft, Person, Read, Refusal, Skip
from needless.imports.sources.dates import read_date, read_moment
from needless.imports.sources.monica_account import (
    Account,
    Node,
    full_name,
    groups,
    key_of,
    properties,
    text,
    things_in,
)


def talks_with(account: Account, row: int, contact: Node) -> Iterator[InteractionDraft | Refusal]:
    person = Person(key=key_of(text(contact, "uuid")), name=full_name(properties(contact)))
    found = groups(contact)
    latest: date | None = None
    for one in [*_calls(account, row, person, found), *_messages(account, row, person, found)]:
        yield one
        if isinstance(one, InteractionDraft):
            latest = max(latest or one.at.date(), one.at.date())
    yield from _last_talk(account, row, contact, person, latest)


def _calls(
    account: Account, row: int, person: Person, found: dict[str, list[Any]]
) -> Iterator[InteractionDraft | Refusal]:
    for one in things_in(found, "call"):
        own = properties(one)
        at = read_moment(text(own, "called_at"))
        if at is None:
            yield _no_moment(account, row, "called_at", own)
            continue
        way: Direction = "in" if own.get("contact_called") is True else "out"
        yield InteractionDraft(
            row, key_of(text(one, "uuid")), at, "call", way, [person], summary=text(own, "content")
        )


def _no_moment(account: Account, row: int, name: str, own: Node) -> Refusal:
    return Refusal(
        account.path,
        row,
        name,
        f"a moment such as 2024-01-05T10:00:00Z expected, not {text(own, name)[:40]!r}",
    )


def _messages(
    account: Account, row: int, person: Person, found: dict[str, list[Any]]
) -> Iterator[InteractionDraft | Refusal]:
    for one in things_in(found, "conversation"):
        own, thread = properties(one), key_of(text(one, "uuid"))
        listed = own.get("messages")
        messages = (
            [message for message in listed if isinstance(message, dict)] if isinstance(listed, list) else []
        )
        messages.extend(things_in(groups(one), "message"))
        for number, message in enumerate(messages or [{}], 1):
            said = properties(message) or message
            at = read_moment(text(said, "written_at")) or read_moment(text(own, "happened_at"))
            if at is None:
                yield _no_moment(account, row, "happened_at", own)
                continue
            mine = said.get("written_by_me")
            way: Direction = "both" if mine is None else "out" if mine else "in"
            key, summary = f"{thread}/{number}", text(said, "content")
            yield InteractionDraft(row, key, at, "message", way, [person], summary=summary, thread=thread)


def _last_talk(
    account: Account, row: int, contact: Node, person: Person, latest: date | None
) -> Iterator[InteractionDraft]:
    """The day that Monica says they last talked, where nothing else in the file tells of it."""
    at = read_moment(text(properties(contact), "last_talked_to"))
    uuid = text(contact, "uuid")
    if at is None:
        return
    met = (
        read_date(text(properties(one), "happened_at"))
        for one in account.activities
        if uuid in account.present.get(text(one, "uuid"), ())
    )
    if at.date() > max((day for day in (*met, latest) if day), default=date.min):
        yield InteractionDraft(
            row, f"{person.key}/last", at, "call", "both", [person], summary="Last talked to"
        )


def meetings(account: Account) -> Iterator[Read]:
    for row, one in enumerate(account.activities, 1):
        own, uuid = properties(one), text(one, "uuid")
        at = read_moment(text(own, "happened_at"))
        people = [Person(key=key_of(who), name=account.names[who]) for who in account.present.get(uuid, ())]
        if at is None:
            yield _no_moment(account, row, "happened_at", own)
        elif not people:
            yield Skip("activities with nobody in them")
        else:
            summary = ". ".join(filter(None, (text(own, "summary"), text(own, "description"))))
            kind = account.named(text(own, "type"))
            size = max(1, len(people))
            yield InteractionDraft(
                row,
                key_of(uuid),
                at.astimezone(UTC),
                "meeting",
                "both",
                people,
                size,
                summary=summary,
                kind=kind,
            )
