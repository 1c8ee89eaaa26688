"""Monica 4's JSON export: people, and what passed between them and the owner (M9, M17)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from needless.imports.drafts import (
    Asked,
    ContactDraft,
    Me,
    Piece,
    Read,
    Refusal,
    Skip,
    Source,
)
from needless.imports.sources.address_book import add_once, in_one_line, is_somebody, name_from_parts
from needless.imports.sources.dates import read_date
from needless.imports.sources.json_files import load_json
from needless.imports.sources.monica_account import (
    Account,
    Node,
    account_of,
    groups,
    key_of,
    properties,
    reference_to,
    relate,
    text,
    things_in,
)
from needless.imports.sources.monica_talks import meetings, talks_with
from needless.imports.sources.vcard import extra_of

_MARKS = (re.compile(rb'"exported_by"|"app_version"'), re.compile(rb'"account"\s*:'))


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


def _contact(account: Account, row: int, contact: Node) -> ContactDraft:
    own, uuid = properties(contact), text(contact, "uuid")
    draft = ContactDraft(row, key=key_of(uuid) if uuid else "")
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


def _hold_story(account: Account, draft: ContactDraft, own: Node) -> None:
    through = text(own, "first_met_through")
    said = [text(own, name) for name in ("first_met_where", "first_met_additional_info")]
    introduced = account.names.get(through, "")
    if introduced:
        said.append(f"introduced by {introduced}")
        draft.relations.append(("introduced by", reference_to(account, through)))
    draft.how_we_met = "; ".join(one for one in said if one)
    met, _ = _special_date(own, "first_met_date")
    draft.met_on = date.fromisoformat(met) if met and not met.startswith("--") else None
    if about := text(own, "description"):
        draft.notes.append((about, None))
    kept = {"Food preferences": text(own, "food_preferences"), "Gender": account.named(text(own, "gender"))}
    draft.fields.extend((name, value) for name, value in kept.items() if value)
    draft.extra = extra_of(text(own, "vcard"), account.path)


def _hold_addresses(account: Account, draft: ContactDraft, found: dict[str, list[Any]]) -> None:
    for one in things_in(found, "contact_field"):
        own = properties(one)
        _hold_contact_field(draft, account.kinds.get(text(own, "type"), {}), text(own, "data"))
    for one in things_in(found, "address"):
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
    for one in things_in(found, "note"):
        if body := text(properties(one), "body"):
            draft.notes.append((body, read_date(text(one, "created_at"))))
    for kind, (prefix, names) in NOTED.items():
        for one in things_in(found, kind):
            own = properties(one)
            done = " (done)" if own.get("completed") is True else ""
            said = ", ".join(value for value in (text(own, name) for name in names) if value)
            draft.notes.append((f"{prefix}{done}: {said}", read_date(text(own, "date"))))


def _hold_days(account: Account, draft: ContactDraft, own: Node, found: dict[str, list[Any]]) -> None:
    draft.birthday, about = _special_date(own, "birthdate")
    if about:
        draft.fields.append(("Born about", about))
    if (died := _special_date(own, "deceased_date")[0]) and draft.deceased:
        draft.dates.append(("death", died))
    for kind, when in (("reminder", "initial_date"), ("life_event", "happened_at")):
        for one in things_in(found, kind):
            event = properties(one)
            named = text(event, "title") or text(event, "name") or account.named(text(event, "type")) or kind
            said = text(event, "description") or text(event, "note")
            on = read_date(text(event, when))
            if on:
                draft.dates.append((named, on.isoformat()))
            if said or not on:
                draft.notes.append((f"{kind.replace('_', ' ').capitalize()}: {named}. {said}".strip(), on))


def _hold_photo(account: Account, draft: ContactDraft, found: dict[str, list[Any]]) -> None:
    for uuid in found.get("photo", ()):
        inline = account.photos.get(uuid, "") if isinstance(uuid, str) else ""
        if not draft.photo and "base64," in inline:
            try:
                draft.photo = base64.b64decode(inline.partition("base64,")[2])
            except (binascii.Error, ValueError):
                continue


def _drafts(account: Account) -> Iterator[Read]:
    yield from relate(account)
    for row, contact in enumerate(account.contacts, 1):
        if text(contact, "uuid") in account.partial:
            continue
        draft = _contact(account, row, contact)
        if not is_somebody(draft):
            yield Refusal(account.path, row, "first_name", "a name expected; the contact was left out")
            continue
        yield draft
        yield from talks_with(account, row, contact)
    yield from meetings(account)
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
            yield from _drafts(account_of(piece.path, whole))


def _loaded(piece: Piece) -> Node | Refusal:
    whole = load_json(piece)
    if isinstance(whole, Refusal):
        return whole
    if not isinstance(whole, dict) or not isinstance(whole.get("account"), dict):
        return Refusal(piece.path, 0, "account", "Monica's account expected")
    return whole


SOURCES: tuple[Source, ...] = (_Monica(),)
