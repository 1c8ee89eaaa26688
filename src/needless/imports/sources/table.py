"""Any other table of people, through a mapping of its columns that is guessed and can be corrected (M17)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from needless.imports.drafts import Asked, ContactDraft, Me, Piece, Read, Refusal, Source
from needless.imports.sources.address_book import RowKeys, add_once, day_text, name_from_parts, spoken
from needless.imports.sources.dates import is_day_first, read_date
from needless.imports.sources.google import finished
from needless.imports.sources.table_words import SYNONYMS, field_of
from needless.imports.sources.tables import Table, open_table, parse_head, plain_name

FIELDS = tuple(SYNONYMS)
SAMPLES = 3
TELLING = frozenset({"name", "given_name", "family_name", "email"})
DAYS = frozenset({"birthday", "met_on", "connected_on"})
PAIRS = {"email": "emails", "phone": "phones", "link": "links"}
Cell = tuple[str, str, str]  # column as written, field or "", value


def guess(columns: Sequence[str]) -> dict[str, str]:
    """Column -> field of a contact, for the columns whose names tell it."""
    found = {column: field for column in columns if (field := field_of(column))}
    if "given_name" in found.values() and not {"family_name", "name"} & set(found.values()):
        return {column: "name" if field == "given_name" else field for column, field in found.items()}
    return found


LOOKS = (
    ("email", re.compile(r"[^@\s]+@[^@\s]+\.\w+")),
    ("link", re.compile(r"(https?://|www\.).+")),
    ("phone", re.compile(r"\+[\d ()./-]{7,}")),
)


def samples(table: Table) -> list[tuple[str, ...]]:
    """A few values of each column."""
    rows = [row[1] for row in islice(table.rows(), 50) if not isinstance(row, Refusal)]
    filled = ([row[at].strip() for row in rows if row[at].strip()] for at in range(len(table.names)))
    return [tuple(cell[:60] for cell in cells[:SAMPLES]) for cells in filled]


def guess_all(table: Table) -> dict[str, str]:
    """The same, and where a name says nothing what the values look like."""
    looks = {name: _look_of(cells) for name, cells in zip(table.names, samples(table), strict=True)}
    return {name: field for name, field in {**looks, **guess(table.names)}.items() if field}


def _look_of(cells: tuple[str, ...]) -> str:
    found = (field for field, look in LOOKS if all(look.fullmatch(cell) for cell in cells))
    return next(found, "") if cells else ""


def _several(value: str) -> list[str]:
    """Things in one cell, by semicolons; where there are none, by commas."""
    return value.split(";" if ";" in value else ",")


def _hold_pair(draft: ContactDraft, field: str, column: str, value: str) -> None:
    mark = plain_name(column).removeprefix(field)
    for one in _several(value) if field == "email" else value.split(";"):
        add_once(getattr(draft, PAIRS[field]), one.strip(), mark if mark in ("work", "home", "other") else "")


def _hold_day(draft: ContactDraft, field: str, value: str, day_first: bool) -> bool:
    if field == "birthday":
        draft.birthday = day_text(value, day_first)
        return bool(draft.birthday)
    on = read_date(value, day_first)
    setattr(draft, field, on)
    return on is not None


def _hold(draft: ContactDraft, cell: Cell, day_first: bool) -> bool:
    """Put a cell in its place; False where it is no day though it should be."""
    column, field, value = cell
    if field in PAIRS:
        _hold_pair(draft, field, column, value)
    elif field in DAYS:
        return _hold_day(draft, field, value, day_first)
    elif field == "notes":
        draft.notes.append((value, None))
    elif field == "tags":
        draft.tags.extend(dict.fromkeys(tag.strip() for tag in _several(value) if tag.strip()))
    elif field in FIELDS and not getattr(draft, field):
        setattr(draft, field, value)
    else:
        draft.fields.append((column, value))
    return True


def draft_of(
    path: str, row: int, cells: Sequence[Cell], day_first: bool = False
) -> tuple[ContactDraft, list[Refusal]]:
    """The person of a row, and its cells that could not be read (kept as fields)."""
    draft, refused = ContactDraft(row), []
    for cell in cells:
        if cell[2] and not _hold(draft, cell, day_first):
            problem = f"a day such as 2020-01-31 expected, not {cell[2][:40]!r}; kept as a field"
            refused.append(Refusal(path, row, cell[0], problem))
            draft.fields.append((cell[0], cell[2]))
    draft.name = spoken(draft.name) or name_from_parts(draft)
    return draft, refused


def _mapping(table: Table, chosen: Mapping[str, str]) -> dict[str, str]:
    """Plain column name -> field: as the owner chose, else as guessed."""
    return {plain_name(name): field for name, field in (chosen or guess_all(table)).items()}


def _day_first(table: Table, columns: Sequence[tuple[str, str, int]], asked: Asked) -> bool:
    """All days of the file tell; else semicolons or an owner's country other than America, where the day is first."""
    places = [at for _name, field, at in columns if field in DAYS]
    days = (
        [row[1][at] for row in table.rows() if not isinstance(row, Refusal) for at in places]
        if places
        else []
    )
    return is_day_first(days, table.delimiter == ";" or asked.region not in (None, "US"))


class _Table:
    kind = "table"
    order = 90

    def sniff(self, piece: Piece) -> bool:
        table = parse_head(piece)
        return table is not None and not TELLING.isdisjoint(guess(table.names).values())

    def identify(self, pieces: Sequence[Piece], me: Me) -> None:
        """A table says nothing of its owner."""

    def read(self, piece: Piece, asked: Asked) -> Iterator[Read]:
        table = open_table(piece)
        if table is None:
            yield Refusal(piece.path, 0, "", "a table with a header of two or more columns expected")
            return
        keys, fields = RowKeys("table"), _mapping(table, asked.columns)
        columns = [
            (name.strip(), fields.get(plain_name(name), ""), at) for at, name in enumerate(table.names)
        ]
        day_first = _day_first(table, columns, asked)
        for row in table.rows():
            if isinstance(row, Refusal):
                yield row
                continue
            cells = [(name or f"Column {at + 1}", field, row[1][at].strip()) for name, field, at in columns]
            draft, refused = draft_of(piece.path, row[0], cells, day_first)
            yield from finished(piece.path, draft, refused, keys)


SOURCES: tuple[Source, ...] = (_Table(),)
