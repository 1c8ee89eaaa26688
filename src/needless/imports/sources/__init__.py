"""One module for each kind of file; a new one is added to this tuple."""

from __future__ import annotations

from needless.imports.drafts import Piece, Source
from needless.imports.sources import calendar, google, linkedin, mail, monica, outlook, table, vcard

SOURCES: tuple[Source, ...] = (
    *linkedin.SOURCES,
    *google.SOURCES,
    *outlook.SOURCES,
    *vcard.SOURCES,
    *monica.SOURCES,
    *calendar.SOURCES,
    *mail.SOURCES,
    *table.SOURCES,
)


def source_of(piece: Piece) -> Source | None:
    """The first source that recognises the content."""
    return next((source for source in SOURCES if source.sniff(piece)), None)
