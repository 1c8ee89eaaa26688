"""Reactions, comments and posts of a LinkedIn archive: clicks, kept for the honest mix alone (M8)."""

from __future__ import annotations

from collections.abc import Iterable

from needless.imports.drafts import Asked, InteractionDraft, Read
from needless.imports.sources.dates import read_moment
from needless.imports.sources.linkedin_tables import RowReader, Sheet, skipped, stable_key, unreadable_date
from needless.imports.sources.tables import Table


class Clicks(Sheet):
    """One of Reactions.csv, Comments.csv, Shares.csv: a date, a link, and nobody in particular."""

    order = 60

    def __init__(self, kind: str, made: str, link: str, also: str) -> None:
        """``made`` is the interaction's kind; ``link`` and ``also`` are columns that it is known by."""
        self.kind = kind
        self.made = made
        self.link = link
        self.also = also
        self.wanted = (("Date", link, also),)

    def row_reader(self, table: Table, asked: Asked) -> RowReader:
        """What was written or liked is not kept: only that it was, and when."""
        pick = table.pick("Date", self.link, self.also)

        def read_row(row: int, cells: list[str]) -> Iterable[Read]:
            when, link, also = map(str.strip, pick(cells))
            if not (when or link):
                return skipped("continued text")
            at = read_moment(when)
            if at is None:
                return (unreadable_date(table, row, "Date", when, "left out"),)
            key = stable_key(f"li-{self.made}:", at.isoformat(), link, also)
            return (InteractionDraft(row, key, at, "click", "out", [], 0, kind=self.made),)

        return read_row


CLICKS = (
    Clicks("linkedin-reactions", "reaction", "Link", "Type"),
    Clicks("linkedin-comments", "comment", "Link", "Message"),
    Clicks("linkedin-shares", "post", "ShareLink", "ShareCommentary"),
)
