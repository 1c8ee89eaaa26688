"""What a reader of files hands over: drafts, which know nothing of the database (M10, M17).

A reader is a module in ``sources/`` with the attributes of :class:`Source`. It yields drafts in the order of the file, always the
same ones for the same file, so that an interrupted import can go on where it stopped. Values are cleaned (stripped, NUL bytes
removed), never guessed; what cannot be read becomes a :class:`Refusal` and the reader goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from typing import BinaryIO, Literal, Protocol

Channel = Literal["click", "mail", "message", "call", "video", "meeting", "letter"]
Direction = Literal["out", "in", "both"]
Unknown = Literal["create", "wait", "ignore"]


@dataclass(slots=True)
class Refusal:
    """One thing that was not imported, and why. ``row`` is counted as a spreadsheet does (header = row 1), 0 for the whole file."""

    path: str
    row: int
    field: str
    problem: str  # what was expected and what was done instead, in one sentence


@dataclass(slots=True)
class Skip:
    """Rows left out on purpose, counted and not errors: hidden members, newsletters, drafts, spam."""

    reason: str
    count: int = 1


@dataclass(slots=True)
class PositionDraft:
    organisation: str = ""
    title: str = ""
    started: str = ""  # ISO, as exact as known: "2020", "2020-01" or "2020-01-31"
    ended: str = ""
    place: str = ""
    description: str = ""


@dataclass(slots=True)
class ContactDraft:
    """A person as one file knows them.

    ``key`` is the person's lasting identity within that source ("linkedin:ines-okafor", "vcard:<UID>", "monica:<uuid>"), or "" where
    the source has none. The same e-mail, phone (E.164) or LinkedIn slug means the same contact; a like name alone never does.
    ``only_if_known`` drafts add to a contact who is there already (by key, address or, where ``match_name``, an exact name that
    only one contact has) and are otherwise skipped; a ``match_name`` draft is skipped where several have the name.
    """

    row: int
    key: str = ""
    name: str = ""  # as shown; made from the parts where empty
    given_name: str = ""
    additional_name: str = ""
    family_name: str = ""
    prefix: str = ""
    suffix: str = ""
    nickname: str = ""
    organisation: str = ""
    title: str = ""
    place: str = ""  # as typed: "Lisbon, Portugal"
    emails: list[tuple[str, str]] = field(default_factory=list)  # (value, label)
    phones: list[tuple[str, str]] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)  # URLs; LinkedIn profiles too
    addresses: list[tuple[str, str]] = field(default_factory=list)  # (postal address in one line, label)
    birthday: str = ""  # "1980-02-08" or "--02-08"
    dates: list[tuple[str, str]] = field(default_factory=list)  # (label, "2010-06-01" or "--06-01")
    fields: list[tuple[str, str]] = field(
        default_factory=list
    )  # (name, value): the owner's own fields, hobby, referred by
    relations: list[tuple[str, str]] = field(
        default_factory=list
    )  # (kind such as "partner", name or source key of the other)
    tags: list[str] = field(default_factory=list)
    positions: list[PositionDraft] = field(default_factory=list)
    notes: list[tuple[str, date | None]] = field(default_factory=list)
    how_we_met: str = ""
    met_on: date | None = None
    met_in_person: bool = False
    connected_on: date | None = None  # day of connecting online
    extra: list[str] = field(
        default_factory=list
    )  # vCard lines that we do not understand, unfolded, verbatim
    photo: bytes = b""
    deceased: bool = False
    keep_every_days: int | None = None  # the cadence another tool was set to
    only_if_known: bool = False
    match_name: bool = False


@dataclass(slots=True)
class Person:
    """Who took part in an interaction, as well as the source knows: any of these may be empty."""

    email: str = ""
    phone: str = ""
    link: str = ""  # a LinkedIn profile URL
    key: str = ""  # ContactDraft.key of the same source
    name: str = ""


@dataclass(slots=True)
class InteractionDraft:
    """One message, call, meeting or click, with everybody in it except the owner.

    ``key`` is the same whenever the same thing is read again ("mail:<message id>", "ics:<uid>/<recurrence>", "li:<hash>").
    ``direction`` is seen from the owner. ``group_size`` counts all people in it except the owner. ``unknown`` says what happens with
    somebody who is no contact: "create" one, "wait" until mail has gone both ways, or "ignore". A click without people
    (a post, a reaction) has ``people == []`` and is kept for the honest mix (M8).
    """

    row: int
    key: str
    at: datetime  # aware, UTC
    channel: Channel
    direction: Direction
    people: list[Person]
    group_size: int = 1
    minutes: int | None = None
    summary: str = ""  # subject, place or first line; never a mail's body
    thread: str = ""
    kind: str = (
        ""  # finer: "invitation", "endorsement", "reaction", "comment", "post", "missed call"; else ""
    )
    unknown: Unknown = "ignore"
    how_we_met: str = ""  # an invitation's message: kept on the contact where nothing is there yet


@dataclass(slots=True)
class RecommendationDraft:
    """A recommendation or endorsement: the start of the give-and-ask ledger (M2, M3)."""

    row: int
    key: str
    person: Person
    given: bool  # by the owner; else received
    text: str
    on: date | None
    organisation: str = ""
    title: str = ""
    status: str = ""
    skill: str = ""  # an endorsement's skill; "" for a recommendation


@dataclass(slots=True)
class OwnDraft:
    """Something about the owner, found in their files: addresses, profile link, name, jobs held."""

    row: int = 0
    emails: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    positions: list[PositionDraft] = field(default_factory=list)
    headline: str = ""


Draft = ContactDraft | InteractionDraft | RecommendationDraft | OwnDraft
Read = Draft | Refusal | Skip


@dataclass(slots=True)
class Me:
    """Who the owner is, lower-cased: mail addresses, LinkedIn slugs, full names. Readers tell directions by it."""

    emails: set[str] = field(default_factory=set)
    slugs: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Piece:
    """One file to read: on disk or within a zip. ``open`` gives a fresh binary stream each time; nothing is held in memory."""

    path: str  # as shown to the owner: "export.zip/Connections.csv"
    size: int  # bytes, of the plain content
    open: Callable[[], BinaryIO]
    head: bytes = b""  # the first 64 KiB

    @property
    def name(self) -> str:
        """The file's own name, without folders."""
        return self.path.rsplit("/", 1)[-1]


@dataclass(slots=True)
class Asked:
    """What the owner decided about an import."""

    me: Me = field(default_factory=Me)
    keep_subjects: bool = True
    today: date = date(1970, 1, 1)
    region: str | None = None  # for phone numbers without a country, "DE"
    zone: tzinfo = UTC  # of clocks that name none, as in an exported chat
    columns: dict[str, str] = field(
        default_factory=dict
    )  # mapping page: column -> field, for tables without a known header


class Source(Protocol):
    """What a module in ``sources/`` offers. ``order``: lower is read first (address books before the messages that name them)."""

    kind: str  # "linkedin-connections", "mbox", ... as printed in the import's report
    order: int

    def sniff(self, piece: Piece) -> bool:
        """True where the content (not the name) is of this kind. Looks at ``piece.head``, cheap, never raises."""

    def identify(self, pieces: Sequence[Piece], me: Me) -> None:
        """Add to ``me`` what these pieces tell about the owner. May do nothing."""

    def read(self, piece: Piece, asked: Asked) -> Iterator[Read]:
        """Drafts in the order of the file. Never raises for bad content."""
