"""Outlook's contacts CSV.

Desktop, the newer people page, and its headers in other languages (M17).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from needless.imports.drafts import Asked, ContactDraft, Me, Piece, Read, Refusal, Source
from needless.imports.sources.address_book import (
    NO_DAY,
    RowKeys,
    add_once,
    day_text,
    in_one_line,
    name_from_parts,
)
from needless.imports.sources.dates import is_day_first
from needless.imports.sources.google import finished
from needless.imports.sources.outlook_words import ENGLISH, WANTED
from needless.imports.sources.tables import Table, open_table, parse_head, plain_name

SCALARS = {
    "firstname": "given_name",
    "middlename": "additional_name",
    "lastname": "family_name",
    "title": "prefix",
    "suffix": "suffix",
    "nickname": "nickname",
    "company": "organisation",
    "jobtitle": "title",
}
PHONES = {
    "primaryphone": "primary",
    "mobilephone": "mobile",
    "businessphone": "work",
    "businessphone2": "work",
    "homephone": "home",
    "homephone2": "home",
    "otherphone": "other",
    "carphone": "car",
    "pager": "pager",
    "companymainphone": "company",
    "homefax": "home fax",
    "businessfax": "work fax",
    "otherfax": "other fax",
    "radiophone": "radio",
    "callback": "callback",
    "telex": "telex",
    "isdn": "isdn",
    "tty/tddphone": "tty",
}
EMAILS = ("e-mailaddress", "e-mail2address", "e-mail3address")
LINKS = {"webpage": "", "personalwebpage": "personal"}
RELATIONS = {
    "spouse": "spouse",
    "children": "child",
    "manager'sname": "manager",
    "assistant'sname": "assistant",
}
PLACES = {"business": "work", "home": "home", "other": "other"}
PARTS = (
    "street",
    "street2",
    "street3",
    "addresspobox",
    "city",
    "state",
    "postalcode",
    "country",
    "country/region",
)
EMPTY_FIELDS = {"priority": "normal", "sensitivity": "normal", "private": "false", "gender": "unspecified"}


@dataclass(slots=True)
class _Reading:
    """A row whose cells are taken one after the other; what is left at the end becomes fields."""

    path: str
    draft: ContactDraft
    cells: dict[str, str]
    day_first: bool = False
    refused: list[Refusal] = field(default_factory=list)

    def take(self, column: str) -> str:
        return self.cells.pop(column, "")

    def take_day(self, column: str) -> str:
        value = self.take(column)
        if not value or value in NO_DAY:
            return ""
        if not (on := day_text(value, self.day_first)):
            problem = f"a day such as 2/8/1980 expected, not {value[:40]!r}; kept as a field"
            self.refused.append(Refusal(self.path, self.draft.row, column, problem))
            self.draft.fields.append((column, value))
        return on


def _hold_identity(reading: _Reading) -> None:
    draft = reading.draft
    for column, attribute in SCALARS.items():
        setattr(draft, attribute, reading.take(column))
    draft.name = name_from_parts(draft)
    for column in EMAILS:
        value = reading.take(column)
        if value.lower().startswith("/o="):  # within one's own firm Exchange writes its directory's path
            draft.fields.append(("Exchange", value))
        else:
            add_once(draft.emails, value, "")
    for column, mark in PHONES.items():
        add_once(draft.phones, reading.take(column), mark)
    for column, mark in LINKS.items():
        add_once(draft.links, reading.take(column), mark)


def _hold_life(reading: _Reading) -> None:
    draft = reading.draft
    draft.birthday = reading.take_day("birthday")
    if anniversary := reading.take_day("anniversary"):
        draft.dates.append(("anniversary", anniversary))
    if note := reading.take("notes"):
        draft.notes.append((note, None))
    for column, kind in RELATIONS.items():
        names = reading.take(column).replace(",", ";") if kind == "child" else reading.take(column)
        draft.relations.extend((kind, name.strip()) for name in names.split(";") if name.strip())
    tags = f"{reading.take('categories')};{reading.take('keywords')}".replace(",", ";").split(";")
    draft.tags.extend(dict.fromkeys(tag.strip() for tag in tags if tag.strip()))
    if referrer := reading.take("referredby"):
        draft.fields.append(("Referred by", referrer))
        draft.how_we_met = f"referred by {referrer}"


def _hold_places(reading: _Reading) -> None:
    draft = reading.draft
    draft.place = reading.take("location")
    for where, mark in PLACES.items():
        pieces = {part: reading.take(where + part) for part in PARTS}
        whole = reading.take(where + "address")
        add_once(draft.addresses, in_one_line(pieces.values()) or in_one_line([whole]), mark)
        country = pieces["country"] or pieces["country/region"]
        draft.place = draft.place or in_one_line((pieces["city"], country))


def draft_of(
    path: str, row: int, cells: dict[str, str], written: Mapping[str, str], day_first: bool = False
) -> tuple[ContactDraft, list[Refusal]]:
    """The person of a row; ``cells`` by plain English column name, ``written`` the names as in the file."""
    reading = _Reading(path, ContactDraft(row), dict(cells), day_first)
    _hold_identity(reading)
    _hold_life(reading)
    _hold_places(reading)
    for column, value in reading.cells.items():
        if value and value.lower() != EMPTY_FIELDS.get(column):
            reading.draft.fields.append((written.get(column, column), value))
    return reading.draft, reading.refused


def _day_first(table: Table, english: Mapping[str, str], asked: Asked) -> bool:
    """All the birthdays tell; where they do not, a header in another language, or a country other than America."""
    places = [at for name, at in table.columns.items() if english[name] in ("birthday", "anniversary")]
    days = [row[1][at] for row in table.rows() if not isinstance(row, Refusal) for at in places]
    usual = any(name != plain for plain, name in english.items()) or asked.region not in (None, "US")
    return is_day_first(days, usual)


def _in_english(table: Table) -> tuple[dict[str, str], dict[str, str]]:
    """Plain name -> plain English name, and plain English name -> the name as written."""
    english = {plain: ENGLISH.get(plain, plain) for plain in table.columns}
    return english, {english.get(plain_name(name), ""): name.strip() for name in table.names}


class _Contacts:
    kind = "outlook-contacts"
    order = 20

    def sniff(self, piece: Piece) -> bool:
        return parse_head(piece, WANTED) is not None

    def identify(self, pieces: Sequence[Piece], me: Me) -> None:
        """The file says nothing of its owner."""

    def read(self, piece: Piece, asked: Asked) -> Iterator[Read]:
        table = open_table(piece, WANTED)
        if table is None:
            yield Refusal(
                piece.path, 0, "", "a header with First Name, Last Name and E-mail Address expected"
            )
            return
        keys = RowKeys("outlook")
        english, written = _in_english(table)
        day_first = _day_first(table, english, asked)
        for row in table.rows():
            if isinstance(row, Refusal):
                yield row
                continue
            cells = {english[name]: value for name, value in table.as_dict(row[1]).items()}
            draft, refused = draft_of(piece.path, row[0], cells, written, day_first)
            yield from finished(piece.path, draft, refused, keys)


SOURCES: tuple[Source, ...] = (_Contacts(),)
