"""Google Contacts CSV, the layout of 2024 and the one before (M17)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from needless.imports.drafts import Asked, ContactDraft, Me, Piece, PositionDraft, Read, Refusal, Source
from needless.imports.sources.address_book import (
    RowKeys,
    add_once,
    day_text,
    in_one_line,
    is_somebody,
    name_from_parts,
)
from needless.imports.sources.tables import open_table, parse_head, plain_name

WANTED = (
    {"First Name", "Last Name", "Organization Name", "Labels"},
    {"Given Name", "Family Name", "Group Membership"},
)
JOINT = ":::"
SYSTEM_TAGS = frozenset({"mycontacts", "starred"})
ADDRESS_PARTS = ("extendedaddress", "street", "pobox", "city", "region", "postalcode", "country")
# Columns that the draft has a place for; any other filled column becomes a field of the owner's own.
NAMES = {
    "given_name": ("firstname", "givenname"),
    "additional_name": ("middlename", "additionalname"),
    "family_name": ("lastname", "familyname"),
    "prefix": ("nameprefix",),
    "suffix": ("namesuffix",),
    "nickname": ("nickname",),
    "organisation": ("organizationname",),
    "title": ("organizationtitle",),
    "name": ("name",),
}
UNTOLD = frozenset(
    {"photo", "birthday", "notes", "labels", "groupmembership", "fileas", "location", "gender"}
)
_NUMBERED = re.compile(r"(.+?)(\d+)-(\w+)")
Cells = Mapping[str, str]


def split(text: str) -> list[str]:
    """The values of a cell that holds several, joined by ":::"."""
    return [part.strip() for part in text.split(JOINT) if part.strip()]


def label(text: str) -> str:
    """A label without the mark of the preferred one: "* Work" is "Work"."""
    return text.strip().removeprefix("*").strip()


@dataclass(slots=True)
class _Reading:
    path: str
    draft: ContactDraft
    cells: Cells
    refused: list[Refusal]

    def refuse_day(self, column: str, value: str) -> None:
        problem = f"a day such as 1980-02-08 or --02-08 expected, not {value[:40]!r}; kept as a field"
        self.refused.append(Refusal(self.path, self.draft.row, column, problem))
        self.draft.fields.append((column, value))


def _hold_names(reading: _Reading) -> None:
    for attribute, columns in NAMES.items():
        value = next((reading.cells[column] for column in columns if reading.cells.get(column)), "")
        setattr(reading.draft, attribute, value)
    reading.draft.name = reading.draft.name or name_from_parts(reading.draft)


def _hold_details(reading: _Reading) -> None:
    draft, cells = reading.draft, reading.cells
    if note := cells.get("notes"):
        draft.notes.append((note, None))
    if born := cells.get("birthday"):
        draft.birthday = day_text(born)
        if not draft.birthday:
            reading.refuse_day("Birthday", born)
    for tag in split(cells.get("labels", "")) + split(cells.get("groupmembership", "")):
        if plain_name(label(tag)) not in SYSTEM_TAGS and label(tag) not in draft.tags:
            draft.tags.append(label(tag))
    draft.place = cells.get("location", "")
    if gender := cells.get("gender"):
        draft.fields.append(("Gender", gender))


def _groups(cells: Cells) -> dict[tuple[str, int], dict[str, str]]:
    """Numbered columns: ("phone", 2) -> {"label": "Work", "value": "…"}, in the order of the file."""
    groups: dict[tuple[str, int], dict[str, str]] = {}
    for column, value in cells.items():
        if value and (found := _NUMBERED.fullmatch(column)):
            groups.setdefault((found[1], int(found[2][:9])), {})[found[3]] = value
    return groups


def _hold_group(reading: _Reading, what: str, group: dict[str, str]) -> None:
    draft = reading.draft
    mark = label(group.get("label") or group.get("type") or "")
    if what == "address":
        _hold_address(draft, mark, group)
    elif what == "organization":
        _hold_organisation(draft, group)
    elif what == "event":
        _hold_events(reading, mark, group)
    elif what in ("e-mail", "phone", "website"):
        pairs = {"e-mail": draft.emails, "phone": draft.phones}.get(what, draft.links)
        _hold_values(pairs, mark, group)
    elif what == "relation":
        draft.relations.extend((mark.lower() or "knows", value) for value in split(group.get("value", "")))
    else:
        service = group.get("service", "")
        named = mark or service or what.capitalize()
        draft.fields.extend((named, value) for value in split(group.get("value", "")))


def _hold_values(pairs: list[tuple[str, str]], mark: str, group: dict[str, str]) -> None:
    for value in split(group.get("value", "")):
        add_once(pairs, value, mark)


def _hold_events(reading: _Reading, mark: str, group: dict[str, str]) -> None:
    for value in split(group.get("value", "")):
        if on := day_text(value):
            reading.draft.dates.append((mark or "Event", on))
        else:
            reading.refuse_day(mark or "Event", value)


def _hold_address(draft: ContactDraft, mark: str, group: dict[str, str]) -> None:
    written = in_one_line(group.get(part, "") for part in ADDRESS_PARTS)
    for address in split(group.get("formatted", "")) or [written]:
        add_once(draft.addresses, in_one_line([address]), mark)
    if not draft.place:
        draft.place = in_one_line((group.get("city", ""), group.get("country", "")))


def _hold_organisation(draft: ContactDraft, group: dict[str, str]) -> None:
    names, titles = split(group.get("name", "")), split(group.get("title", ""))
    if not draft.organisation and not draft.title:
        draft.organisation, draft.title = (names or [""])[0], (titles or [""])[0]
        names, titles = names[1:], titles[1:]
    for at in range(max(len(names), len(titles))):
        draft.positions.append(PositionDraft("".join(names[at : at + 1]), "".join(titles[at : at + 1])))
    spare = ("department", "symbol", "location", "jobdescription")
    draft.fields.extend((part.capitalize(), group[part]) for part in spare if group.get(part))


def _hold_rest(reading: _Reading, written: Mapping[str, str]) -> None:
    held = UNTOLD | {column for columns in NAMES.values() for column in columns}
    for column, value in reading.cells.items():
        if value and column not in held and not _NUMBERED.fullmatch(column):
            reading.draft.fields.append((written[column], value))


def draft_of(
    path: str, row: int, cells: Cells, written: Mapping[str, str]
) -> tuple[ContactDraft, list[Refusal]]:
    """The person of a row; ``cells`` and ``written`` (the names as in the file) are by plain column name."""
    reading = _Reading(path, ContactDraft(row), cells, [])
    _hold_names(reading)
    _hold_details(reading)
    for (what, _), group in _groups(cells).items():
        _hold_group(reading, what, group)
    _hold_rest(reading, written)
    return reading.draft, reading.refused


class _Contacts:
    kind = "google-contacts"
    order = 20

    def sniff(self, piece: Piece) -> bool:
        return parse_head(piece, WANTED) is not None

    def identify(self, pieces: Sequence[Piece], me: Me) -> None:
        """The file says nothing of its owner."""

    def read(self, piece: Piece, asked: Asked) -> Iterator[Read]:
        table = open_table(piece, WANTED)
        if table is None:
            yield Refusal(
                piece.path, 0, "", "a header with First Name and Labels or Group Membership expected"
            )
            return
        keys = RowKeys("google")
        written = {plain_name(name): name.strip() for name in table.names}
        for row in table.rows():
            if isinstance(row, Refusal):
                yield row
                continue
            draft, refused = draft_of(piece.path, row[0], table.as_dict(row[1]), written)
            yield from finished(piece.path, draft, refused, keys)


def finished(path: str, draft: ContactDraft, refused: list[Refusal], keys: RowKeys) -> Iterator[Read]:
    """The draft with its key, then what could not be read in it; or why nobody is in the row."""
    if is_somebody(draft):
        draft.key = keys.key_of(draft)
        yield draft
        yield from refused
    else:
        yield Refusal(path, draft.row, "", "a name, e-mail or phone expected; the row was left out")


SOURCES: tuple[Source, ...] = (_Contacts(),)
