"""One module for each kind of file; a new one is added to this tuple."""

from __future__ import annotations

from needless.imports.drafts import Piece, Source
from needless.imports.sources import (
    android,
    calendar,
    google,
    linkedin,
    mail,
    meerkat,
    monica,
    nametag,
    outlook,
    signal,
    table,
    vcard,
    whatsapp,
    x_archive,
)

SOURCES: tuple[Source, ...] = (
    *linkedin.SOURCES,
    *google.SOURCES,
    *outlook.SOURCES,
    *vcard.SOURCES,
    *monica.SOURCES,
    *nametag.SOURCES,
    *meerkat.SOURCES,
    *x_archive.SOURCES,
    *android.SOURCES,
    *signal.SOURCES,
    *whatsapp.SOURCES,
    *calendar.SOURCES,
    *mail.SOURCES,
    *table.SOURCES,
)


def source_of(piece: Piece) -> Source | None:
    """The first source that recognises the content."""
    return next((source for source in SOURCES if source.sniff(piece)), None)
