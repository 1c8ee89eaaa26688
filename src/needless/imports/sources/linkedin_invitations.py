"""Invitations of a LinkedIn archive: a click each, and often the only word on how we met (M8, M10)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from needless.imports.drafts import Asked, Direction, InteractionDraft, Me, Person, Piece, Read, Refusal
from needless.imports.sources.dates import read_moment
from needless.imports.sources.linkedin_tables import (
    RowReader,
    Sheet,
    cut_short,
    is_owner,
    profile_link,
    profile_slug,
    rows_of,
    skipped,
    stable_key,
    unreadable_date,
)
from needless.imports.sources.tables import Table

ROWS_TO_KNOW_THE_OWNER = 2000


class Invitations(Sheet):
    """Invitations.csv, with the two profile links (since late 2023) or without."""

    kind = "linkedin-invitations"
    order = 20
    wanted = (("From", "To", "Sent At", "Direction"),)

    def identify(self, pieces: Sequence[Piece], me: Me) -> None:
        """The owner sent the outgoing ones and got the incoming: that gives their own profile's link."""
        slugs: Counter[str] = Counter()
        names: Counter[str] = Counter()
        for table, cells in rows_of(self, pieces, ROWS_TO_KNOW_THE_OWNER):
            sides = _sides(table, cells)
            direction = _direction(table, cells)
            if direction:
                own = sides[0] if direction == "out" else sides[1]
                slugs[profile_slug(own.link)] += 1
                names[own.name.lower()] += 1
        me.slugs.update(_most_seen(slugs))
        me.names.update(_most_seen(names))

    def row_reader(self, table: Table, asked: Asked) -> RowReader:
        """The other side's person; the message is kept as how we met."""
        pick = table.pick("Sent At", "Message")

        def read_row(row: int, cells: list[str]) -> Iterable[Read]:
            if table.cut == row:
                return (cut_short(table, row),)
            sender, receiver = _sides(table, cells)
            direction = _direction(table, cells) or _direction_by_owner(sender, receiver, asked.me)
            if not direction:
                problem = "expected INCOMING or OUTGOING; left out, as nothing tells which side is you"
                return (Refusal(table.piece.path, row, "Direction", problem),)
            when, message = map(str.strip, pick(cells))
            return _invitation(
                table, row, receiver if direction == "out" else sender, direction, when, message
            )

        return read_row


def _most_seen(counter: Counter[str]) -> list[str]:
    """The one value that most rows agree on: a wrong row must not make a stranger the owner."""
    del counter[""]
    return [value for value, count in counter.most_common(1) if count * 2 > counter.total()]


def _sides(table: Table, cells: list[str]) -> tuple[Person, Person]:
    pick = table.pick("From", "inviterProfileUrl", "To", "inviteeProfileUrl")
    sender, sender_link, receiver, receiver_link = map(str.strip, pick(cells))
    return (
        Person(link=profile_link(sender_link), name=sender),
        Person(link=profile_link(receiver_link), name=receiver),
    )


DIRECTIONS: Mapping[str, Direction] = {"outgoing": "out", "incoming": "in"}


def _direction(table: Table, cells: list[str]) -> Direction | None:
    return DIRECTIONS.get(cells[table.at("Direction")].strip().casefold())


def _direction_by_owner(sender: Person, receiver: Person, me: Me) -> Direction | None:
    if is_owner(sender, me):
        return "out"
    return "in" if is_owner(receiver, me) else None


def _invitation(
    table: Table, row: int, other: Person, direction: Direction, when: str, message: str
) -> Iterable[Read]:
    if not (other.name or other.link):
        return skipped("hidden member")
    at = read_moment(when)
    if at is None:
        return (unreadable_date(table, row, "Sent At", when, "left out"),)
    # By name, as archives before 2023 have no links: the same invitation is the same in both.
    key = stable_key("li-inv:", direction, other.name.casefold() or profile_slug(other.link), at.isoformat())
    return (
        InteractionDraft(row, key, at, "click", direction, [other], kind="invitation", how_we_met=message),
    )
