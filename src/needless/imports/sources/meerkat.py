"""Meerkat's CSV: one file with sections of contacts, activities, notes and reminders (M9, M17)."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

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
from needless.imports.sources.address_book import day_text, is_somebody
from needless.imports.sources.dates import read_date, read_moment
from needless.imports.sources.tables import UNREADABLE, decode_head, encoding_of, plain_name

LARGEST = 200 << 20  # bytes; the file is read whole
_SECTION = re.compile(r"[=\s]*===\s*(?P<name>[A-Z ]+?)\s*===[=\s]*")
_KNOWN = {
    "id", "firstname", "lastname", "nickname", "gender", "email", "phone", "birthday", "address", "howwemet",
    "foodpreference", "workinformation", "contactinformation", "circles", "createdat", "updatedat",
}  # fmt: skip

Cells = Mapping[str, str]


@dataclass(slots=True)
class Section:
    """One table of the file: rows by plain column name, with the row's number in the file."""

    names: list[str] = field(default_factory=list)
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    cut: list[int] = field(default_factory=list)  # rows that end too early


def _sections(piece: Piece) -> dict[str, Section]:
    """Section's name -> its table. Raises UNREADABLE and csv.Error."""
    with piece.open() as binary:
        stream = io.TextIOWrapper(binary, encoding=encoding_of(piece.head), errors="replace", newline="")
        lines = (line.replace("\0", "") for line in stream)
        sections: dict[str, Section] = defaultdict(Section)
        now = Section()
        for row, cells in enumerate(csv.reader(lines), 1):
            if cells and (found := _SECTION.fullmatch(cells[0])) and not any(cells[1:]):
                now = sections[found["name"]]
            elif any(map(str.strip, cells)):
                _add(now, row, cells)
        return sections


def _add(section: Section, row: int, cells: list[str]) -> None:
    if not section.names:
        section.names = [cell.strip() for cell in cells]
    elif len(cells) < len(section.names):
        section.cut.append(row)
    else:
        named = zip(section.names, cells, strict=False)
        section.rows.append((row, {plain_name(name): cell.strip() for name, cell in named}))


def key_of(number: str) -> str:
    """The lasting key of a contact in Meerkat."""
    return f"meerkat:{number}"


def _contact(row: int, cells: Cells, names: Sequence[str]) -> ContactDraft:
    draft = ContactDraft(row, key=key_of(cells["id"]) if cells.get("id") else "")
    draft.given_name, draft.family_name = cells.get("firstname", ""), cells.get("lastname", "")
    draft.name = f"{draft.given_name} {draft.family_name}".strip()
    draft.nickname, draft.how_we_met = cells.get("nickname", ""), cells.get("howwemet", "")
    draft.birthday = day_text(cells.get("birthday", ""))
    draft.emails = [(one, "") for one in _several(cells.get("email", ""))]
    draft.phones = [(one, "") for one in _several(cells.get("phone", ""))]
    draft.addresses = [(" ".join(cells["address"].split()), "")] if cells.get("address") else []
    draft.tags = list(dict.fromkeys(_several(cells.get("circles", ""))))
    draft.notes = [(cells["contactinformation"], None)] if cells.get("contactinformation") else []
    draft.fields = [
        (name, cells[plain_name(name)]) for name in names if _is_own(name) and cells[plain_name(name)]
    ]
    draft.organisation = cells.get("workinformation", "")[:300]
    return draft


def _is_own(name: str) -> bool:
    """A field of the owner's own, or one that we have no other place for."""
    return bool(name) and (plain_name(name) not in _KNOWN or plain_name(name) in ("gender", "foodpreference"))


def _several(cell: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;,\n]", cell) if part.strip()]


def _contacts(path: str, section: Section) -> Iterator[Read]:
    for row, cells in section.rows:
        draft = _contact(row, cells, section.names)
        if not is_somebody(draft):
            yield Refusal(
                path, row, "Firstname", "a name, e-mail or phone expected; the contact was left out"
            )
            continue
        if cells.get("birthday") and not draft.birthday:
            problem = f"a day such as 1980-02-08 expected, not {cells['birthday'][:40]!r}; kept as a field"
            draft.fields.append(("Birthday", cells["birthday"]))
            yield Refusal(path, row, "Birthday", problem)
        yield draft


def _about(path: str, section: Section, text: str, when: str) -> Iterator[Read]:
    """Notes, and reminders as dates, added to the contacts of this file."""
    for row, cells in section.rows:
        said, on, number = cells.get(text, ""), read_date(cells.get(when, "")), cells.get("contactid", "")
        if not number or not said:
            yield Skip("notes and reminders about nobody")
            continue
        draft = ContactDraft(row, key=key_of(number), only_if_known=True)
        if text == "message" and on:
            draft.dates.append((said[:100], on.isoformat()))
        else:
            draft.notes.append((said, on))
        yield draft


def _activities(path: str, section: Section, numbers: Mapping[str, str]) -> Iterator[Read]:
    for row, cells in section.rows:
        at, names = read_moment(cells.get("date", "")), _several(cells.get("contactnames", ""))
        people = [Person(key=key_of(numbers[name]), name=name) for name in names if numbers.get(name)]
        if at is None:
            problem = f"a day such as 2024-01-05 expected, not {cells.get('date', '')[:40]!r}; left out"
            yield Refusal(path, row, "Date", problem)
        elif not people:
            yield Skip("activities with nobody in them")
        else:
            summary = ". ".join(filter(None, (cells.get("title"), cells.get("location"))))
            key = f"meerkat-activity:{cells.get('id') or row}"
            yield InteractionDraft(row, key, at, "meeting", "both", people, len(names), summary=summary)


def _numbers(section: Section) -> dict[str, str]:
    """Name -> number, of names that only one contact has; "" where several do."""
    numbers: dict[str, str] = {}
    for _row, cells in section.rows:
        name = f"{cells.get('firstname', '')} {cells.get('lastname', '')}".strip()
        numbers[name] = "" if name in numbers else cells.get("id", "")
    return numbers


class _Meerkat:
    kind = "meerkat"
    order = 20

    def sniff(self, piece: Piece) -> bool:
        """The first section is of contacts, and its columns are Meerkat's."""
        head = decode_head(piece.head[:4096]).lstrip("\ufeff\r\n ")
        return bool(_SECTION.match(head)) and "Firstname" in head and "How We Met" in head

    def identify(self, pieces: Sequence[Piece], me: Me) -> None:
        """The file says nothing of its owner."""

    def read(self, piece: Piece, asked: Asked) -> Iterator[Read]:
        """Contacts, then what is told about them."""
        if piece.size > LARGEST:
            yield Refusal(
                piece.path, 0, "", f"a file of at most {LARGEST >> 20} MB expected; nothing was read"
            )
            return
        try:
            sections = _sections(piece)
        except (csv.Error, *UNREADABLE) as problem:
            yield Refusal(piece.path, 0, "", f"a readable CSV expected: {problem}; nothing was read")
            return
        yield from _all(piece.path, sections)


def _all(path: str, sections: Mapping[str, Section]) -> Iterator[Read]:
    empty = Section()
    people = sections.get("CONTACTS", empty)
    yield from _contacts(path, people)
    yield from _about(path, sections.get("NOTES", empty), "content", "date")
    yield from _about(path, sections.get("REMINDERS", empty), "message", "remindat")
    yield from _activities(path, sections.get("ACTIVITIES", empty), _numbers(people))
    for row in sorted(row for section in sections.values() for row in section.cut):
        yield Refusal(path, row, "", "as many columns as the section's header expected; the row was left out")
    if related := sections.get("RELATIONSHIPS", empty).rows:
        yield Skip("Meerkat: relationships", len(related))


SOURCES: tuple[Source, ...] = (_Meerkat(),)
