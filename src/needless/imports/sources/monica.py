"""Monica 4's JSON export: people, and what passed between them and the owner (M9, M17)."""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date
from typing import Any

from needless.imports.drafts import (
    Asked,
    ContactDraft,
    Direction,
    InteractionDraft,
    Me,
    Person,
    Piece,
    Read,
    Refusal,
    Skip,
    Source,
)
from needless.imports.sources.address_book import add_once, in_one_line, is_somebody, name_from_parts
from needless.imports.sources.dates import read_date, read_moment
from needless.imports.sources.vcard import extra_of

LARGEST = 500 << 20  # bytes; the file is read whole
READ_ELSEWHERE = frozenset({"contact", "relationship", "activity", "photo", "user"})
_MARKS = (re.compile(rb'"exported_by"|"app_version"'), re.compile(rb'"account"\s*:'))

Node = dict[str, Any]


def text(node: Node, name: str) -> str:
    """A property as stripped text; "" where it is absent or no plain value."""
    value = node.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).replace("\0", "").strip()


def properties(node: Any) -> Node:
    """The properties of an exported thing."""
    found = node.get("properties") if isinstance(node, dict) else None
    return found if isinstance(found, dict) else {}


def groups(node: Any) -> dict[str, list[Any]]:
    """The nested lists by their type in the singular: {"note": [...], "activity": [...]}."""
    found: dict[str, list[Any]] = {}
    listed = node.get("data") if isinstance(node, dict) else None
    for group in listed if isinstance(listed, list) else ():
        values = group.get("values") if isinstance(group, dict) else None
        if isinstance(values, list):
            found.setdefault(_singular(text(group, "type")), []).extend(values)
    return found


def _singular(kind: str) -> str:
    kind = kind.lower().replace(" ", "_")
    if kind.endswith("ies"):
        return kind[:-3] + "y"
    if kind.endswith("sses"):
        return kind[:-2]
    return kind[:-1] if kind.endswith("s") and not kind.endswith("ss") else kind


def _things(found: dict[str, list[Any]], kind: str) -> list[Node]:
    return [value for value in found.get(kind, ()) if isinstance(value, dict)]


def _key(uuid: str) -> str:
    return f"monica:{uuid}"


@dataclass(slots=True)
class _Account:
    """The whole export, looked up by uuid."""

    path: str
    contacts: list[Node]
    activities: list[Node]
    relationships: list[Node]
    left: dict[str, int]
    names: dict[str, str] = field(default_factory=dict)  # of everybody, partial ones too
    partial: set[str] = field(default_factory=set)
    kinds: dict[str, Node] = field(default_factory=dict)  # genders, field types, ... by uuid
    photos: dict[str, str] = field(default_factory=dict)
    relations: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    present: dict[str, list[str]] = field(default_factory=dict)  # activity -> contacts

    def named(self, uuid: str) -> str:
        return text(self.kinds.get(uuid, {}), "name")


def _account(path: str, whole: Node) -> _Account:
    node = whole.get("account")
    found = groups(node)
    left = {kind: len(values) for kind, values in found.items() if kind not in READ_ELSEWHERE and values}
    parts = [_things(found, kind) for kind in ("contact", "activity", "relationship")]
    account = _Account(path, *parts, left)
    account.photos = {text(one, "uuid"): text(properties(one), "dataUrl") for one in _things(found, "photo")}
    _look_up_kinds(account, node if isinstance(node, dict) else {})
    _look_up_people(account)
    return account


def _look_up_kinds(account: _Account, node: Node) -> None:
    instance = node.get("instance")
    for listed in instance.values() if isinstance(instance, dict) else ():
        for one in listed if isinstance(listed, list) else ():
            if isinstance(one, dict):
                account.kinds[text(one, "uuid")] = properties(one)


def _look_up_people(account: _Account) -> None:
    for contact in account.contacts:
        uuid, own = text(contact, "uuid"), properties(contact)
        account.names[uuid] = _full_name(own)
        if own.get("is_partial") is True:
            account.partial.add(uuid)
            continue
        for activity in groups(contact).get("activity", ()):
            other = text(activity, "uuid") if isinstance(activity, dict) else str(activity)
            account.present.setdefault(other, []).append(uuid)
            known = (
                {text(one, "uuid") for one in account.activities} if isinstance(activity, dict) else {other}
            )
            if other not in known:
                account.activities.append(activity)


def _full_name(own: Node) -> str:
    pieces = (text(own, name) for name in ("first_name", "middle_name", "last_name"))
    return " ".join(piece for piece in pieces if piece) or text(own, "nickname")


def _relate(account: _Account) -> Iterator[Refusal]:
    """``contact_is`` is the <type> of ``of_contact``: that one's relation.

    Whoever is only partial is told by name.
    """
    for row, one in enumerate(account.relationships, 1):
        own = properties(one)
        kind = text(own, "type")
        kind = account.named(kind) or kind or "knows"
        who, whose = text(own, "contact_is"), text(own, "of_contact")
        if _is_whole(account, whose) and who in account.names:
            account.relations.setdefault(whose, []).append((kind, _reference(account, who)))
        elif _is_whole(account, who) and whose in account.names:
            account.relations.setdefault(who, []).append((f"{kind} of", _reference(account, whose)))
        else:
            yield Refusal(
                account.path,
                row,
                "relationship",
                f"two contacts of this file expected for {kind!r}; left out",
            )


def _is_whole(account: _Account, uuid: str) -> bool:
    return uuid in account.names and uuid not in account.partial


def _reference(account: _Account, uuid: str) -> str:
    return account.names[uuid] if uuid in account.partial else _key(uuid)


def _special_date(own: Node, name: str) -> tuple[str, str]:
    """A date of Monica's as (day, year guessed from an age): ("--02-08", "") or ("", "1985")."""
    node = own.get(name)
    on = read_date(text(node, "date")) if isinstance(node, dict) else read_date(text(own, name))
    if on is None:
        return "", ""
    if isinstance(node, dict) and node.get("is_age_based") is True:
        return "", str(on.year)
    if isinstance(node, dict) and node.get("is_year_unknown") is True:
        return f"--{on:%m-%d}", ""
    return on.isoformat(), ""


def _contact(account: _Account, row: int, contact: Node) -> ContactDraft:
    own, uuid = properties(contact), text(contact, "uuid")
    draft = ContactDraft(row, key=_key(uuid) if uuid else "")
    (
        draft.given_name,
        draft.additional_name,
        draft.family_name,
        draft.nickname,
        draft.organisation,
        draft.title,
    ) = (text(own, name) for name in ("first_name", "middle_name", "last_name", "nickname", "company", "job"))
    draft.name = name_from_parts(draft)
    draft.deceased = own.get("is_dead") is True
    draft.keep_every_days = _days(text(own, "stay_in_touch_frequency"))
    draft.relations.extend(account.relations.get(uuid, ()))
    _hold_tags(draft, own)
    _hold_story(account, draft, own)
    found = groups(contact)
    _hold_addresses(account, draft, found)
    _hold_notes(draft, found)
    _hold_days(account, draft, own, found)
    _hold_photo(account, draft, found)
    return draft


def _days(written: str) -> int | None:
    return int(written) if written.isascii() and written.isdigit() and 0 < int(written[:9]) < 40_000 else None


def _hold_tags(draft: ContactDraft, own: Node) -> None:
    tags = own.get("tags")
    for tag in tags if isinstance(tags, list) else ():
        name = tag.strip() if isinstance(tag, str) else text(tag, "name") if isinstance(tag, dict) else ""
        if name and name not in draft.tags:
            draft.tags.append(name)
    draft.tags.extend(["starred"] if own.get("is_starred") is True else [])
    draft.tags.extend(["archived"] if own.get("is_active") is False else [])


def _hold_story(account: _Account, draft: ContactDraft, own: Node) -> None:
    through = text(own, "first_met_through")
    said = [text(own, name) for name in ("first_met_where", "first_met_additional_info")]
    introduced = account.names.get(through, "")
    if introduced:
        said.append(f"introduced by {introduced}")
        draft.relations.append(("introduced by", _reference(account, through)))
    draft.how_we_met = "; ".join(one for one in said if one)
    met, _ = _special_date(own, "first_met_date")
    draft.met_on = date.fromisoformat(met) if met and not met.startswith("--") else None
    if about := text(own, "description"):
        draft.notes.append((about, None))
    kept = {"Food preferences": text(own, "food_preferences"), "Gender": account.named(text(own, "gender"))}
    draft.fields.extend((name, value) for name, value in kept.items() if value)
    draft.extra = extra_of(text(own, "vcard"), account.path)


def _hold_addresses(account: _Account, draft: ContactDraft, found: dict[str, list[Any]]) -> None:
    for one in _things(found, "contact_field"):
        own = properties(one)
        _hold_contact_field(draft, account.kinds.get(text(own, "type"), {}), text(own, "data"))
    for one in _things(found, "address"):
        own = properties(one)
        pieces = [text(own, part) for part in ("street", "city", "province", "postal_code", "country")]
        add_once(draft.addresses, in_one_line(pieces), text(own, "name"))
        draft.place = draft.place or in_one_line((pieces[1], pieces[4]))


def _hold_contact_field(draft: ContactDraft, kind: Node, value: str) -> None:
    told = f"{text(kind, 'type')} {text(kind, 'protocol')} {text(kind, 'name')}".lower()
    if "mail" in told or (not told.strip() and "@" in value):
        add_once(draft.emails, value, "")
    elif "phone" in told or "tel:" in told or re.fullmatch(r"\+?[\d ()/.-]{6,}", value):
        add_once(draft.phones, value, "")
    elif re.match(r"(?i)https?://|www\.|([\w-]+\.)?linkedin\.com/", value):
        add_once(draft.links, value, text(kind, "name"))
    elif value:
        draft.fields.append((text(kind, "name") or "Contact", value))


# What has no place of its own becomes a note: type -> (prefix, its properties in order)
NOTED = {
    "gift": ("Gift", ("status", "name", "comment", "url", "amount")),
    "debt": ("Debt", ("status", "in_debt", "amount", "currency", "reason")),
    "task": ("Task", ("title", "description")),
    "pet": ("Pet", ("name", "category", "type")),
}


def _hold_notes(draft: ContactDraft, found: dict[str, list[Any]]) -> None:
    for one in _things(found, "note"):
        if body := text(properties(one), "body"):
            draft.notes.append((body, read_date(text(one, "created_at"))))
    for kind, (prefix, names) in NOTED.items():
        for one in _things(found, kind):
            own = properties(one)
            done = " (done)" if own.get("completed") is True else ""
            said = ", ".join(value for value in (text(own, name) for name in names) if value)
            draft.notes.append((f"{prefix}{done}: {said}", read_date(text(own, "date"))))


def _hold_days(account: _Account, draft: ContactDraft, own: Node, found: dict[str, list[Any]]) -> None:
    draft.birthday, about = _special_date(own, "birthdate")
    if about:
        draft.fields.append(("Born about", about))
    if (died := _special_date(own, "deceased_date")[0]) and draft.deceased:
        draft.dates.append(("death", died))
    for kind, when in (("reminder", "initial_date"), ("life_event", "happened_at")):
        for one in _things(found, kind):
            event = properties(one)
            named = text(event, "title") or text(event, "name") or account.named(text(event, "type")) or kind
            said = text(event, "description") or text(event, "note")
            on = read_date(text(event, when))
            if on:
                draft.dates.append((named, on.isoformat()))
            if said or not on:
                draft.notes.append((f"{kind.replace('_', ' ').capitalize()}: {named}. {said}".strip(), on))


def _hold_photo(account: _Account, draft: ContactDraft, found: dict[str, list[Any]]) -> None:
    for uuid in found.get("photo", ()):
        inline = account.photos.get(uuid, "") if isinstance(uuid, str) else ""
        if not draft.photo and "base64," in inline:
            try:
                draft.photo = base64.b64decode(inline.partition("base64,")[2])
            except (binascii.Error, ValueError):
                continue


def _interactions(account: _Account, row: int, contact: Node) -> Iterator[InteractionDraft | Refusal]:
    person = Person(key=_key(text(contact, "uuid")), name=_full_name(properties(contact)))
    found = groups(contact)
    latest: date | None = None
    for one in [*_calls(account, row, person, found), *_messages(account, row, person, found)]:
        yield one
        if isinstance(one, InteractionDraft):
            latest = max(latest or one.at.date(), one.at.date())
    yield from _last_talk(account, row, contact, person, latest)


def _calls(
    account: _Account, row: int, person: Person, found: dict[str, list[Any]]
) -> Iterator[InteractionDraft | Refusal]:
    for one in _things(found, "call"):
        own = properties(one)
        at = read_moment(text(own, "called_at"))
        if at is None:
            yield _no_moment(account, row, "called_at", own)
            continue
        way: Direction = "in" if own.get("contact_called") is True else "out"
        yield InteractionDraft(
            row, _key(text(one, "uuid")), at, "call", way, [person], summary=text(own, "content")
        )


def _no_moment(account: _Account, row: int, name: str, own: Node) -> Refusal:
    return Refusal(
        account.path,
        row,
        name,
        f"a moment such as 2024-01-05T10:00:00Z expected, not {text(own, name)[:40]!r}",
    )


def _messages(
    account: _Account, row: int, person: Person, found: dict[str, list[Any]]
) -> Iterator[InteractionDraft | Refusal]:
    for one in _things(found, "conversation"):
        own, thread = properties(one), _key(text(one, "uuid"))
        listed = own.get("messages")
        messages = (
            [message for message in listed if isinstance(message, dict)] if isinstance(listed, list) else []
        )
        messages.extend(_things(groups(one), "message"))
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
    account: _Account, row: int, contact: Node, person: Person, latest: date | None
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


def _meetings(account: _Account) -> Iterator[Read]:
    for row, one in enumerate(account.activities, 1):
        own, uuid = properties(one), text(one, "uuid")
        at = read_moment(text(own, "happened_at"))
        people = [Person(key=_key(who), name=account.names[who]) for who in account.present.get(uuid, ())]
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
                _key(uuid),
                at.astimezone(UTC),
                "meeting",
                "both",
                people,
                size,
                summary=summary,
                kind=kind,
            )


def _drafts(account: _Account) -> Iterator[Read]:
    yield from _relate(account)
    for row, contact in enumerate(account.contacts, 1):
        if text(contact, "uuid") in account.partial:
            continue
        draft = _contact(account, row, contact)
        if not is_somebody(draft):
            yield Refusal(account.path, row, "first_name", "a name expected; the contact was left out")
            continue
        yield draft
        yield from _interactions(account, row, contact)
    yield from _meetings(account)
    for kind, count in account.left.items():
        yield Skip(f"Monica: {kind.replace('_', ' ')}", count)


class _Monica:
    kind = "monica"
    order = 20

    def sniff(self, piece: Piece) -> bool:
        head = piece.head.removeprefix(b"\xef\xbb\xbf").lstrip()
        return head.startswith(b"{") and all(mark.search(head) for mark in _MARKS)

    def identify(self, pieces: Sequence[Piece], me: Me) -> None:
        """Whoever exported it is the owner."""
        for piece in pieces:
            if found := re.search(rb'"exported_by"\s*:\s*"([^"\\]+@[^"\\]+)"', piece.head):
                me.emails.add(found[1].decode("utf-8", "replace").strip().lower())

    def read(self, piece: Piece, asked: Asked) -> Iterator[Read]:
        whole = _loaded(piece)
        if isinstance(whole, Refusal):
            yield whole
        else:
            yield from _drafts(_account(piece.path, whole))


def _loaded(piece: Piece) -> Node | Refusal:
    if piece.size > LARGEST:
        return Refusal(piece.path, 0, "", f"a file of at most {LARGEST >> 20} MB expected")
    try:
        with piece.open() as stream:
            whole = json.loads(stream.read().decode("utf-8-sig", "replace"))
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        return Refusal(piece.path, error.lineno, "", f"whole JSON expected, broken at {where}: {error.msg}")
    except (OSError, EOFError, ValueError, RuntimeError, zlib.error) as error:
        return Refusal(piece.path, 0, "", f"readable JSON expected: {error}")
    if not isinstance(whole, dict) or not isinstance(whole.get("account"), dict):
        return Refusal(piece.path, 0, "account", "Monica's account expected")
    return whole


SOURCES: tuple[Source, ...] = (_Monica(),)
