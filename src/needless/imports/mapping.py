"""Tables whose columns nobody knows: what they mean is guessed, asked, and remembered by the header (M17)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from needless.imports.drafts import Piece
from needless.imports.models import ColumnMapping
from needless.imports.sources import table
from needless.imports.sources.tables import parse_head, plain_name
from needless.owners.models import Owner


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
    values = table.samples(found)
    fields = chosen or remembered(owner, [piece]) or table.guess_all(found)
    by_plain = {plain_name(name): field for name, field in fields.items()}
    named = [(at, name.strip()) for at, name in enumerate(found.names) if name.strip()]
    columns = (Column(name, values[at], by_plain.get(plain_name(name), "")) for at, name in named)
    return Unmapped(piece.path, header, tuple(columns))


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
