"""What leaves as JSON, one shape for a thing: the API, the command line and scripts see the same (M9)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from typing_extensions import TypedDict  # pydantic wants this one before Python 3.12

from needless.contacts.models import Address, Contact, Note, Position, SourceKey
from needless.interactions.mix import HonestWeek, sentence_of
from needless.interactions.models import Interaction, Participation
from needless.interactions.queries import history_of
from needless.interactions.ties import Tie, ties_of
from needless.tables.notes import is_locked, readable

if TYPE_CHECKING:
    from needless.owners.models import Owner
    from needless.plan.models import Suggestion

FEW = 1000  # up to so many contacts their addresses are asked for by id; above, all of the owner's are read
UNSHOWN = ("search", "extra", "how_we_met")
LISTED = {"email": "emails", "phone": "phones", "link": "links"}


class NamedShape(TypedDict):
    """Who it is, and no more."""

    id: int
    name: str


class ContactShape(TypedDict):
    """A contact in a list. Chances are between 0 and 1, days ISO dates."""

    id: int
    name: str
    emails: list[str]
    phones: list[str]
    links: list[str]
    organisation: str
    title: str
    tier: str
    state: str
    alive_90d: float
    would_answer: list[float]
    fades_on: str | None
    last_talk_on: str | None
    interactions: int
    met_in_person: bool
    place: str


class PositionShape(TypedDict):
    """A job, now or then; days as exact as known ("2020", "2020-01")."""

    organisation: str
    title: str
    place: str
    started: str
    ended: str


class NoteShape(TypedDict):
    """A note that may be read just now."""

    text: str
    on: str | None


class InteractionShape(TypedDict):
    """One thing that passed; ``at`` is a moment with its zone."""

    id: int
    at: str
    channel: str
    direction: str
    group_size: int
    minutes: int | None
    enjoyment: int | None
    summary: str
    notes_locked: bool  # the summary is sealed, and empty here


class LoggedShape(InteractionShape):
    """An interaction with all the contacts in it."""

    contacts: list[NamedShape]


class ContactFullShape(ContactShape):
    """Everything about one contact."""

    positions: list[PositionShape]
    notes: list[NoteShape]
    how_we_met: str
    notes_locked: bool  # some of the notes are sealed, and left out here
    tags: list[str]
    birthday: str
    why: str
    sources: list[str]
    history: list[InteractionShape]


class InHandShape(TypedDict):
    kind: str
    title: str
    url: str


class SuggestionShape(TypedDict):
    """One thing to do today."""

    id: int
    contact: NamedShape | None
    kind: str
    action: str
    channel: str
    minutes: int
    reason: str
    in_hand: InHandShape | None
    about: list[str]
    stage: str


class TodayShape(TypedDict):
    """The plan of a day, within its minutes."""

    on: str
    minutes: int
    items: list[SuggestionShape]


class AmountShape(TypedDict):
    """How often one way was used, and for how many minutes (a usual length where none was noted)."""

    channel: str
    count: int
    minutes: int


class MixShape(TypedDict):
    """An honest week (M8). Shares are of the time in talk, 0 to 1, null without talk; ``clicks`` by what was clicked."""

    on: str
    sentence: str
    conversations: int
    notes: int
    talk: list[AmountShape]
    clicks: dict[str, int]
    in_person_share: float | None
    usual_share: float | None


def mix_shape(week: HonestWeek) -> MixShape:
    talk = week.mix.talk
    return {
        "on": week.monday.isoformat(),
        "sentence": sentence_of(week),
        "conversations": week.mix.conversations,
        "notes": week.mix.notes,
        "talk": [{"channel": c, "count": p.count, "minutes": p.minutes} for c, p in sorted(talk.items())],
        "clicks": dict(week.mix.clicks),
        "in_person_share": week.share,
        "usual_share": week.usual_share,
    }


def contact_shapes(owner: Owner, contacts: Iterable[Contact], on: date) -> list[ContactShape]:
    """Many contacts, in their order, with two queries however many they are."""
    rows = list(contacts.defer(*UNSHOWN) if hasattr(contacts, "defer") else contacts)
    addresses = _addresses(owner, rows)
    ties = ties_of(owner, rows, on, with_words=False)
    return [_contact(row, addresses[row.pk], ties[row.pk]) for row in rows]


def contact_full_shape(
    owner: Owner, contact: Contact, on: date, with_history: bool = True
) -> ContactFullShape:
    """One contact with positions, notes, sources and the whole history, newest first."""
    tie = ties_of(owner, [contact], on)[contact.pk]
    notes = list(Note.objects.of(owner).filter(contact=contact).order_by("pk"))
    told = [note for note in notes if not is_locked(note.text)]
    return {
        **_contact(contact, _addresses(owner, [contact])[contact.pk], tie),
        "positions": [
            position_shape(p) for p in Position.objects.of(owner).filter(contact=contact).order_by("pk")
        ],
        "notes": [{"text": note.text, "on": _day(note.on)} for note in told],
        "how_we_met": readable(contact.how_we_met),
        "notes_locked": len(told) < len(notes) or is_locked(contact.how_we_met),
        "tags": list(contact.tags.order_by("name").values_list("name", flat=True)),
        "birthday": contact.birthday,
        "why": tie.sentence,
        "sources": list(
            SourceKey.objects.of(owner).filter(contact=contact).order_by("pk").values_list("key", flat=True)
        ),
        "history": [interaction_shape(row) for row in history_of(owner, contact)] if with_history else [],
    }


def position_shape(position: Position) -> PositionShape:
    return {
        "organisation": position.organisation,
        "title": position.title,
        "place": position.place,
        "started": position.started,
        "ended": position.ended,
    }


def interaction_shape(row: Interaction) -> InteractionShape:
    return {
        "id": row.pk,
        "at": row.at.isoformat(),
        "channel": row.channel,
        "direction": row.direction,
        "group_size": row.group_size,
        "minutes": row.minutes,
        "enjoyment": row.enjoyment,
        "summary": readable(row.summary),
        "notes_locked": is_locked(row.summary),
    }


def logged_shapes(owner: Owner, rows: Sequence[Interaction]) -> list[LoggedShape]:
    """Interactions with all their contacts, with one query."""
    there: dict[int, list[NamedShape]] = defaultdict(list)
    parts = Participation.objects.of(owner).filter(
        interaction__in=[r.pk for r in rows], contact__deleted_at=None
    )
    for of, pk, name in parts.order_by("contact__name").values_list(
        "interaction_id", "contact_id", "contact__name"
    ):
        there[of].append({"id": pk, "name": name})
    return [{**interaction_shape(row), "contacts": there[row.pk]} for row in rows]


def suggestion_shape(row: Suggestion) -> SuggestionShape:
    """Read it with ``select_related("contact")``."""
    contact = row.contact
    return {
        "id": row.pk,
        "contact": {"id": contact.pk, "name": contact.name} if contact else None,
        "kind": row.kind,
        "action": row.action,
        "channel": row.channel,
        "minutes": row.minutes,
        "reason": row.reason,
        "in_hand": _in_hand(row.in_hand) if row.in_hand else None,
        "about": list(row.about),
        "stage": row.stage,
    }


def _in_hand(told: dict[str, str | None]) -> InHandShape:
    return {"kind": told.get("kind") or "", "title": told.get("title") or "", "url": told.get("url") or ""}


def today_shape(on: date, minutes: int, rows: Iterable[Suggestion]) -> TodayShape:
    return {"on": on.isoformat(), "minutes": minutes, "items": [suggestion_shape(row) for row in rows]}


def _contact(row: Contact, addresses: dict[str, list[str]], tie: Tie) -> ContactShape:
    return {
        "id": row.pk,
        "name": row.name,
        "emails": addresses.get("emails", []),
        "phones": addresses.get("phones", []),
        "links": addresses.get("links", []),
        "organisation": row.organisation,
        "title": row.title,
        "tier": row.tier,
        "state": row.state,
        "alive_90d": round(tie.alive_90d, 4),
        "would_answer": [round(number, 2) for number in tie.would_answer],
        "fades_on": _day(row.fades_on),
        "last_talk_on": _day(row.last_talk_on),
        "interactions": row.interactions,
        "met_in_person": row.met_in_person,
        "place": row.place,
    }


def _addresses(owner: Owner, contacts: Sequence[Contact]) -> dict[int, dict[str, list[str]]]:
    rows = Address.objects.of(owner).filter(kind__in=LISTED)
    if len(contacts) <= FEW:
        rows = rows.filter(contact__in=[contact.pk for contact in contacts])
    found: dict[int, dict[str, list[str]]] = defaultdict(dict)
    for pk, kind, value in (
        rows.order_by("pk").values_list("contact_id", "kind", "value").iterator(chunk_size=5000)
    ):
        found[pk].setdefault(LISTED[kind], []).append(value)
    return found


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None
