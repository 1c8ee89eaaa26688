"""Tables whose columns nobody knows: what they mean is guessed, asked, and remembered by the header (M17)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from needless.imports.drafts import Piece, Refusal
from needless.imports.models import ColumnMapping
from needless.imports.sources import table
from needless.imports.sources.tables import Table, parse_head, plain_name
from needless.owners.models import Owner

SAMPLES = 3


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, a few of its values, the field it would become ("" for a field of one's own)."""

    name: str
    samples: tuple[str, ...]
    field: str


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A table to ask about; ``header`` is what its mapping is remembered by."""

    path: str
    header: str
    columns: tuple[Column, ...]


def unmapped(owner: Owner, piece: Piece, chosen: Mapping[str, str]) -> Unmapped | None:
    """The table in this file, as chosen, else as remembered, else as guessed; None where there is none."""
    found = parse_head(piece)
    if found is None or len(found.names) < 2:
        return None
    header = header_of(found.names)
    values = _samples(found)
    by_content = {name: _field_of(cells) for name, cells in zip(found.names, values, strict=True)}
    fields = chosen or remembered(owner, [piece]) or {**by_content, **table.guess(found.names)}
    by_plain = {plain_name(name): field for name, field in fields.items()}
    named = [(at, name.strip()) for at, name in enumerate(found.names) if name.strip()]
    columns = (Column(name, values[at], by_plain.get(plain_name(name), "")) for at, name in named)
    return Unmapped(piece.path, header, tuple(columns))


def _samples(found: Table) -> list[tuple[str, ...]]:
    rows = [row[1] for row in islice(found.rows(), 50) if not isinstance(row, Refusal)]
    filled = ([row[at].strip() for row in rows if row[at].strip()] for at in range(len(found.names)))
    return [tuple(cell[:60] for cell in cells[:SAMPLES]) for cells in filled]


def _field_of(samples: tuple[str, ...]) -> str:
    """What the values look like, where the column's name says nothing; "" for nothing in particular."""
    looks = (
        ("email", r"[^@\s]+@[^@\s]+\.\w+"),
        ("link", r"(https?://|www\.).+"),
        ("phone", r"\+[\d ()./-]{7,}"),
    )
    found = (field for field, look in looks if all(re.fullmatch(look, cell) for cell in samples))
    return next(found, "") if samples else ""


def header_of(names: Sequence[str]) -> str:
    """What tells a table again: its column names, whatever their case and accents."""
    return hashlib.sha256("\x1f".join(map(plain_name, names)).encode()).hexdigest()


def remembered(owner: Owner, pieces: Sequence[Piece]) -> dict[str, str]:
    """What the owner chose earlier for tables with these headers."""
    tables = [found for piece in pieces if (found := parse_head(piece))]
    headers = {header_of(found.names) for found in tables}
    known = ColumnMapping.objects.of(owner).filter(header__in=headers).values_list("columns", flat=True)
    return {name: field for columns in known for name, field in columns.items()}


def may_be_read(piece: Piece, columns: Mapping[str, str]) -> bool:
    """Is this a table that the chosen columns belong to, though nothing recognises it?"""
    found = parse_head(piece) if columns else None
    chosen = {plain_name(name) for name, field in columns.items() if field}
    return found is not None and not chosen.isdisjoint(map(plain_name, found.names))
