"""Files of a LinkedIn archive that hold nothing about ties: known, counted and left out (M17)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from needless.imports.drafts import Asked, Me, Piece, Read, Skip
from needless.imports.sources.tables import decode_head, parse_head, plain_name

# Exact headers that are too short to be known by their columns alone: the file's plain name is asked for too.
_SHORT = {
    "skills": {"name"},
    "languages": {"name", "proficiency"},
    "profilesummary": {"profilesummary"},
    "phonenumbers": {"extension", "number", "type"},
    "causesyoucareabout": {"supportedcause"},
}
_KNOWN = (
    ("School Name", "Start Date", "End Date", "Degree Name"),
    ("Organization", "Followed On"),
    ("Event Name", "Event Time", "Status"),
    ("Application Date", "Company Name", "Job Title"),
    ("Saved Date", "Job Url", "Job Title"),
    ("Locations", "Industries", "Open To Recruiters"),
    ("Question", "Answer"),
    ("Member Age", "Company Names", "Degrees"),
    ("Content Title", "Content Description", "Content Type"),
    ("Private Identity Asset Name",),
    ("Title", "Description", "Url", "Started On", "Finished On"),
    ("Name", "Published On", "Publisher"),
    ("First Name", "Last Name", "Transaction Made At"),
    ("Registered At", "Registration Ip"),
    ("Date/Time", "Media Description", "Media Link"),
    ("ALERT_PARAMETERS", "QUERY_CONTEXT"),
    ("First name", "Last name", "Verification type", "Issuing authority"),
    ("Date", "Link", "OptionText"),
    ("Number", "Extension", "Is_WhatsApp_Number"),
    ("Saved At", "Link", "Name"),
    ("Name", "Url", "Authority", "Started On"),
    ("Time", "Search Query"),
    ("Login Date", "IP Address", "User Agent"),
    ("Date", "Ad Title/Id"),
    ("Last Modified Date", "Inferences"),
    ("Category", "Type of inference", "Description"),
    ("Company Name", "Role", "Cause", "Started On", "Finished On"),
    ("Title", "Issuer", "Issued On"),
    ("Title", "Description", "Issued On"),
    ("Name", "Description", "Position", "Started On"),
    ("Title", "Description", "Patent Number"),
    ("Created Date", "Service Category"),
    ("Creation Time", "Status", "Service"),
)


class Other:
    """Everything in the archive that no other LinkedIn source reads, HTML articles included."""

    kind = "linkedin-other"
    order = 99

    def sniff(self, piece: Piece) -> bool:
        """By the header; one-word headers by the file's name besides; articles as HTML."""
        return _is_article(piece) or _is_short(piece) or _is_known(piece)

    def identify(self, pieces: Sequence[Piece], me: Me) -> None:
        """Nothing here tells about the owner."""

    def read(self, piece: Piece, asked: Asked) -> Iterator[Read]:
        """One skipped file."""
        yield Skip("not needed")


def _is_known(piece: Piece) -> bool:
    table = parse_head(piece, _KNOWN)
    # Further down, another table's cells could look like one of these headers.
    return table is not None and table.header_row <= 4


def _is_short(piece: Piece) -> bool:
    plain = plain_name(piece.name.removesuffix(".csv").removesuffix(".CSV"))
    if plain not in _SHORT:
        return False
    first = decode_head(piece.head[:256]).splitlines()[:1]
    return bool(first) and {plain_name(name) for name in first[0].split(",")} == _SHORT[plain]


def _is_article(piece: Piece) -> bool:
    start = piece.head[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if not start.startswith((b"<!doctype html", b"<html")):
        return False
    return "/articles/" in f"/{piece.path.lower()}" or b"linkedin" in piece.head.lower()
