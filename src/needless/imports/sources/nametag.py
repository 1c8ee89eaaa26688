"""Nametag's JSON export, version 1.1: people with their groups, days and addresses, and the journal (M9, M17)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from needless.imports.drafts import (
    Asked,
    ContactDraft,
    InteractionDraft,
    Me,
    Person,
    Piece,
    Read,
    Refusal,
    Skip,
    Source,
)
from needless.imports.sources.address_book import (
    add_once,
    day_text,
    in_one_line,
    is_somebody,
    name_from_parts,
)
from needless.imports.sources.dates import read_date, read_moment
from needless.imports.sources.json_files import load_json
from needless.imports.sources.linkedin_tables import stable_key
from needless.imports.sources.monica_account import Node, text

_DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
_MARKS = (
    re.compile(rb'"people"\s*:'),
    re.compile(rb'"exportDate"\s*:'),
    re.compile(rb'"version"\s*:\s*"1\.'),
)
_ADDRESS = (
    "streetLine1",
    "streetLine2",
    "street",
    "postalCode",
    "locality",
    "city",
    "region",
    "state",
    "country",
)


def listed(node: Node, name: str) -> list[Any]:
    """A list in a node; empty where there is none."""
    found = node.get(name)
    return found if isinstance(found, list) else []


def _nodes(node: Node, name: str) -> list[Node]:
    return [one for one in listed(node, name) if isinstance(one, dict)]


def key_of(number: str) -> str:
    """The lasting key of a person in Nametag."""
    return f"nametag:{number}"


def _first(node: Node, *names: str) -> str:
    return next((found for name in names if (found := text(node, name))), "")


def _contact(row: int, one: Node) -> ContactDraft:
    number = text(one, "id")
    draft = ContactDraft(row, key=key_of(number) if number else "")
    draft.given_name, draft.additional_name = text(one, "name"), text(one, "middleName")
    draft.family_name = " ".join(filter(None, (text(one, "surname"), text(one, "secondLastName"))))
    draft.prefix, draft.suffix, draft.nickname = (
        text(one, name) for name in ("prefix", "suffix", "nickname")
    )
    draft.organisation, draft.title = text(one, "organization"), text(one, "jobTitle")
    draft.name = text(one, "displayNameOverride") or name_from_parts(draft)
    draft.notes.extend([(text(one, "notes"), None)] if text(one, "notes") else [])
    draft.tags.extend(dict.fromkeys(_named(group) for group in listed(one, "groups") if _named(group)))
    draft.keep_every_days = _cadence(one)
    _hold_addresses(draft, one)
    _hold_days(draft, one)
    _hold_fields(draft, one)
    return draft


def _named(one: Any) -> str:
    return one.strip() if isinstance(one, str) else text(one, "name") if isinstance(one, dict) else ""


def _cadence(one: Node) -> int | None:
    every, unit = text(one, "contactReminderInterval"), text(one, "contactReminderIntervalUnit").lower()
    days = _DAYS.get(unit.removesuffix("s"))
    if one.get("contactReminderEnabled") is not True or not days or not every.isdecimal():
        return None
    return min(int(every[:5]) * days, 39_999) or None


def _hold_addresses(draft: ContactDraft, one: Node) -> None:
    for pairs, group, names in (
        (draft.emails, "emails", ("email", "value", "address")),
        (draft.phones, "phoneNumbers", ("number", "phoneNumber", "value", "phone")),
        (draft.links, "urls", ("url", "value")),
    ):
        for held in listed(one, group):
            value = (
                held.strip()
                if isinstance(held, str)
                else _first(held, *names)
                if isinstance(held, dict)
                else ""
            )
            add_once(pairs, value, _first(held, "type", "label") if isinstance(held, dict) else "")
    for held in _nodes(one, "addresses"):
        add_once(
            draft.addresses, in_one_line(text(held, name) for name in _ADDRESS), _first(held, "type", "label")
        )
        draft.place = draft.place or in_one_line((_first(held, "locality", "city"), text(held, "country")))


def _hold_days(draft: ContactDraft, one: Node) -> None:
    days = [("anniversary", day_text(text(one, "anniversary")))] if text(one, "anniversary") else []
    days += [(_first(held, "title", "label", "type") or "date", day_text(text(held, "date")))
             for held in _nodes(one, "importantDates")]  # fmt: skip
    for label, day in days:
        if day and "birthday" in label.lower() and not draft.birthday:
            draft.birthday = day
        elif day:
            draft.dates.append((label, day))


def _hold_fields(draft: ContactDraft, one: Node) -> None:
    held = {"Gender": text(one, "gender"), "Relationship": _named(one.get("relationshipToUser"))}
    draft.fields.extend((name, value) for name, value in held.items() if value)
    for im in _nodes(one, "imHandles"):
        draft.fields.append((_first(im, "protocol", "type") or "Messenger", _first(im, "handle", "value")))
    for own in [*_nodes(one, "customFields"), *_nodes(one, "customFieldValues")]:
        if value := _first(own, "value"):
            draft.fields.append(
                (_first(own, "name", "label", "key") or _named(own.get("template")) or "Field", value)
            )


def _relate(one: Node, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    for held in _nodes(one, "relationships"):
        number = _first(held, "relatedPersonId", "personId", "id")
        kind = _named(held.get("relationshipType")) or _first(held, "type", "label")
        if other := (key_of(number) if number in names else _first(held, "relatedPersonName", "name")):
            yield kind or "knows", other


def _last_talk(row: int, one: Node) -> Iterator[InteractionDraft]:
    at, number = read_moment(text(one, "lastContact")), text(one, "id")
    if at and number:
        key = f"{key_of(number)}/last/{at:%Y-%m-%d}"
        yield InteractionDraft(
            row, key, at, "call", "both", [Person(key=key_of(number))], summary="Last contact"
        )


def _journal(whole: Node) -> Iterator[Read]:
    """An entry is a note about everybody who is named in it."""
    for row, entry in enumerate(_nodes(whole, "journalEntries"), 1):
        said = ". ".join(filter(None, (text(entry, "title"), _first(entry, "body", "content", "text"))))
        people = [text(one, "id") if isinstance(one, dict) else str(one) for one in listed(entry, "people")]
        on = read_date(text(entry, "date"))
        for number in people if said else ():
            note = ContactDraft(row, key=key_of(number), only_if_known=True, notes=[(said, on)])
            yield note
        if not people:
            yield Skip("journal entries with nobody in them")


def _drafts(path: str, whole: Node) -> Iterator[Read]:
    people = _nodes(whole, "people")
    names = {text(one, "id"): text(one, "name") for one in people}
    for row, one in enumerate(people, 1):
        draft = _contact(row, one)
        if not is_somebody(draft):
            yield Refusal(path, row, "name", "a name expected; the person was left out")
            continue
        draft.key = draft.key or stable_key("nametag:", draft.name, *(mail for mail, _label in draft.emails))
        draft.relations.extend(_relate(one, names))
        yield draft
        yield from _last_talk(row, one)
    yield from _journal(whole)


def _loaded(piece: Piece) -> Node | Refusal:
    whole = load_json(piece)
    if isinstance(whole, Refusal):
        return whole
    if not isinstance(whole, dict) or not isinstance(whole.get("people"), list):
        return Refusal(piece.path, 0, "people", "Nametag's list of people expected; nothing was read")
    return whole


class _Nametag:
    kind = "nametag"
    order = 20

    def sniff(self, piece: Piece) -> bool:
        """JSON that begins as Nametag's does."""
        head = piece.head.removeprefix(b"\xef\xbb\xbf").lstrip()
        return head.startswith(b"{") and all(mark.search(head) for mark in _MARKS[1:]) and _is_ours(head)

    def identify(self, pieces: Sequence[Piece], me: Me) -> None:
        """Whoever exported it is the owner."""
        for piece in pieces:
            if found := re.search(
                rb'"user"\s*:\s*\{[^{}]{0,2000}?"email"\s*:\s*"([^"\\]+@[^"\\]+)"', piece.head
            ):
                me.emails.add(found[1].decode("utf-8", "replace").strip().lower())

    def read(self, piece: Piece, asked: Asked) -> Iterator[Read]:
        """People, the last contact with each, the journal."""
        whole = _loaded(piece)
        if isinstance(whole, Refusal):
            yield whole
        else:
            yield from _drafts(piece.path, whole)


def _is_ours(head: bytes) -> bool:
    """People may come after 64 KiB of groups; the groups come first."""
    return bool(_MARKS[0].search(head) or re.search(rb'"groups"\s*:', head))


SOURCES: tuple[Source, ...] = (_Nametag(),)
