"""Recommendations and endorsements of a LinkedIn archive: the start of the give-and-ask ledger (M2, M3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from needless.imports.drafts import Asked, Piece, Read, RecommendationDraft, Refusal
from needless.imports.sources.dates import read_date
from needless.imports.sources.linkedin_tables import (
    RowReader,
    Sheet,
    cut_short,
    person_of,
    profile_slug,
    skipped,
    stable_key,
    unreadable_date,
)
from needless.imports.sources.tables import Table


def _with_date(table: Table, column: str, text: str, draft: RecommendationDraft) -> Iterable[Read]:
    if draft.on is None and text:
        return (unreadable_date(table, draft.row, column, text, "imported without the date"), draft)
    return (draft,)


class Recommendations(Sheet):
    """Recommendations_Given.csv and _Received.csv: their columns are the same, so the name tells which."""

    kind = "linkedin-recommendations"
    order = 30
    wanted = (("First Name", "Last Name", "Text", "Creation Date", "Status"),)

    def read(self, piece: Piece, asked: Asked) -> Iterator[Read]:
        """A Refusal for the whole file where its name says neither given nor received."""
        if _given(piece) is None:
            problem = (
                "expected 'given' or 'received' in the file's name, the columns do not tell; nothing imported"
            )
            yield Refusal(piece.path, 0, "", problem)
            return
        yield from super().read(piece, asked)

    def row_reader(self, table: Table, asked: Asked) -> RowReader:
        """Those not yet accepted are kept, with their status."""
        pick = table.pick(
            "First Name", "Last Name", "Company", "Job Title", "Text", "Creation Date", "Status"
        )
        given = bool(_given(table.piece))

        def read_row(row: int, cells: list[str]) -> Iterable[Read]:
            first, last, company, title, text, when, status = map(str.strip, pick(cells))
            person, on = person_of(first, last), read_date(when)
            if not person.name:
                return skipped("hidden member")
            if table.cut == row:
                return (cut_short(table, row),)
            key = stable_key("li-rec:", str(given), person.name.casefold(), str(on or when), text)
            draft = RecommendationDraft(row, key, person, given, text, on, company, title, status)
            return _with_date(table, "Creation Date", when, draft)

        return read_row


def _given(piece: Piece) -> bool | None:
    name = piece.name.casefold()
    if ("given" in name) == ("received" in name):
        return None
    return "given" in name


class Endorsements(Sheet):
    """Endorsement_Given_Info.csv and Endorsement_Received_Info.csv, with and without the profile's link."""

    order = 30

    def __init__(self, given: bool) -> None:
        self.given = given
        self.who = "Endorsee" if given else "Endorser"
        self.kind = "linkedin-endorsements-given" if given else "linkedin-endorsements-received"
        self.wanted = (("Endorsement Date", "Skill Name", f"{self.who} First Name"),)

    def row_reader(self, table: Table, asked: Asked) -> RowReader:
        """The same person and skill is the same endorsement, however LinkedIn writes its date."""
        names = (f"{self.who} First Name", f"{self.who} Last Name", f"{self.who} Public Url")
        pick = table.pick("Endorsement Date", "Skill Name", *names, "Endorsement Status")

        def read_row(row: int, cells: list[str]) -> Iterable[Read]:
            when, skill, first, last, link, status = map(str.strip, pick(cells))
            person = person_of(first, last, link)
            if not (person.name or person.link):
                return skipped("hidden member")
            if table.cut == row:
                return (cut_short(table, row),)
            who = profile_slug(link) or person.name.casefold()
            key = stable_key("li-end:", str(self.given), who, skill.casefold())
            on = read_date(when)
            draft = RecommendationDraft(row, key, person, self.given, "", on, status=status, skill=skill)
            return _with_date(table, "Endorsement Date", when, draft)

        return read_row
