"""The owner in their LinkedIn archive: name, headline, addresses and jobs held (M3, M17)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from needless.imports.drafts import Asked, Me, OwnDraft, Piece, PositionDraft, Read
from needless.imports.sources.dates import read_partial_date
from needless.imports.sources.linkedin_tables import RowReader, Sheet, cut_short, rows_of, skipped
from needless.imports.sources.tables import Table

OWN_ROWS = 200  # more mail addresses of one's own nobody has


class Profile(Sheet):
    """Profile.csv: one row about the owner, without a link to their profile."""

    kind = "linkedin-profile"
    order = 1
    wanted = (("First Name", "Last Name", "Maiden Name", "Headline"),)

    def identify(self, pieces: Sequence[Piece], me: Me) -> None:
        """The owner's full name."""
        for table, cells in rows_of(self, pieces, 1):
            first, last = table.pick("First Name", "Last Name")(cells)
            name = f"{first.strip()} {last.strip()}".strip().lower()
            if name:
                me.names.add(name)

    def row_reader(self, table: Table, asked: Asked) -> RowReader:
        """Name and headline."""
        pick = table.pick("First Name", "Last Name", "Headline")

        def read_row(row: int, cells: list[str]) -> Iterable[Read]:
            first, last, headline = map(str.strip, pick(cells))
            name = f"{first} {last}".strip()
            return (OwnDraft(row, names=[name] if name else [], headline=headline),)

        return read_row


class Addresses(Sheet):
    """Email Addresses.csv: the owner's own; an unconfirmed one may be anybody's and is left out."""

    kind = "linkedin-addresses"
    order = 2
    wanted = (("Email Address", "Confirmed", "Primary"),)

    def identify(self, pieces: Sequence[Piece], me: Me) -> None:
        """The owner's confirmed addresses."""
        for table, cells in rows_of(self, pieces, OWN_ROWS):
            address, confirmed = map(str.strip, table.pick("Email Address", "Confirmed")(cells))
            if _is_own(address, confirmed):
                me.emails.add(address.lower())

    def row_reader(self, table: Table, asked: Asked) -> RowReader:
        """One address a row."""
        pick = table.pick("Email Address", "Confirmed")

        def read_row(row: int, cells: list[str]) -> Iterable[Read]:
            address, confirmed = map(str.strip, pick(cells))
            if not _is_own(address, confirmed):
                return skipped("unconfirmed address")
            return (OwnDraft(row, emails=[address]),)

        return read_row


def _is_own(address: str, confirmed: str) -> bool:
    return "@" in address and confirmed.casefold() not in {"no", "false"}


class Positions(Sheet):
    """Positions.csv: the owner's jobs, with months as exact as LinkedIn gives them."""

    kind = "linkedin-positions"
    order = 3
    wanted = (("Company Name", "Title", "Started On", "Finished On"),)

    def row_reader(self, table: Table, asked: Asked) -> RowReader:
        """One job a row; an empty end means that it is held today."""
        pick = table.pick("Company Name", "Title", "Description", "Location", "Started On", "Finished On")

        def read_row(row: int, cells: list[str]) -> Iterable[Read]:
            company, title, description, place, started, ended = map(str.strip, pick(cells))
            if table.cut == row:
                return (cut_short(table, row),)
            if not (company or title):
                return skipped("empty position")
            dates = read_partial_date(started), read_partial_date(ended)
            return (OwnDraft(row, positions=[PositionDraft(company, title, *dates, place, description)]),)

        return read_row
