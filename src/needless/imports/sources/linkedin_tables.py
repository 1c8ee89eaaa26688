"""What all tables of a LinkedIn archive have in common: how they are known, whom a link means (M17)."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import blake2b
from unicodedata import normalize
from urllib.parse import unquote

from needless.imports.drafts import Asked, Me, Person, Piece, Read, Refusal, Skip
from needless.imports.sources.address_book import whole_name
from needless.imports.sources.tables import Table, Wanted, open_table, parse_head

RowReader = Callable[[int, list[str]], Iterable[Read]]

_PROFILE = re.compile(r"linkedin\.com/(?:in|pub|mwlite/in)/([^/?#\s,]+)", re.IGNORECASE)
HIDDEN_NAME = "linkedin member"


def profile_slug(link: str) -> str:
    """``zoë-brandt`` of ``https://www.linkedin.com/in/zo%C3%AB-Brandt/``; ``""`` for other links."""
    match = _PROFILE.search(link)
    if not match:
        return ""
    slug = match[1]
    return (normalize("NFC", unquote(slug)) if "%" in slug or not slug.isascii() else slug).lower()


def profile_link(link: str) -> str:
    """The link with a scheme: endorsements leave it out."""
    link = link.strip()
    return f"https://{link}" if link and "://" not in link else link


def stable_key(prefix: str, *parts: str) -> str:
    """The same short key for the same parts, on every machine and in every archive."""
    return prefix + blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=12).hexdigest()


def person_of(given: str, family: str, link: str = "") -> Person:
    """Somebody as LinkedIn names them in its tables."""
    return Person(link=profile_link(link), name=whole_name(given.strip(), family.strip()))


def is_owner(person: Person, me: Me) -> bool:
    """By the profile link; by name only where there is none."""
    slug = profile_slug(person.link)
    return slug in me.slugs if slug and me.slugs else person.name.lower() in me.names


class Sheet(ABC):
    """A source that is one CSV: subclasses say which columns it is known by and what a row becomes."""

    kind = ""
    order = 50
    wanted: Wanted = ()

    def sniff(self, piece: Piece) -> bool:
        """True where a row of the head holds the columns that this table is known by."""
        return parse_head(piece, self.wanted) is not None

    def identify(self, pieces: Sequence[Piece], me: Me) -> None:  # noqa: B027 - few tables have something to say
        """Most tables tell nothing about the owner."""

    def read(self, piece: Piece, asked: Asked) -> Iterator[Read]:
        """Drafts in row order; one Refusal for the file where its columns are not the known ones."""
        table = open_table(piece, self.wanted)
        if table is None:
            yield self.unknown_header(piece)
            return
        read_row = self.row_reader(table, asked)
        for found in table.rows():
            if isinstance(found, Refusal):
                yield found
            else:
                yield from read_row(*found)

    @abstractmethod
    def row_reader(self, table: Table, asked: Asked) -> RowReader:
        """A function from a row's number and cells to what it holds."""

    def unknown_header(self, piece: Piece) -> Refusal:
        """Names the columns that were looked for, in LinkedIn's English."""
        names = ", ".join(self.wanted[0]) if self.wanted else ""
        problem = f"expected a header row with the columns {names}; nothing was imported from this file"
        return Refusal(piece.path, 0, "header", problem)


def rows_of(sheet: Sheet, pieces: Sequence[Piece], limit: int) -> Iterator[tuple[Table, list[str]]]:
    """The first ``limit`` readable rows of each piece, for finding out who the owner is."""
    for piece in pieces:
        table = open_table(piece, sheet.wanted)
        if table is None:
            continue
        for count, found in enumerate(table.rows()):
            if count >= limit:
                break
            if not isinstance(found, Refusal):
                yield table, found[1]


def cut_short(table: Table, row: int) -> Refusal:
    """For a row that ends too early to be trusted: half a link would be another person."""
    problem = f"expected {len(table.names)} columns, the row has fewer; it was left out"
    return Refusal(table.piece.path, row, "", problem)


def unreadable_date(table: Table, row: int, column: str, text: str, done: str) -> Refusal:
    """``done`` says what became of the row: "imported without the date", "left out"."""
    problem = f"expected a date such as 08 Feb 2026, found {text[:40]!r}; {done}"
    return Refusal(table.piece.path, row, column, problem)


def skipped(reason: str) -> tuple[Skip]:
    """One row left out on purpose."""
    return (Skip(reason),)
