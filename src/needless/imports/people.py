"""Writes contact drafts: new contacts in bulk, known ones by what the draft adds; never overwrites what the owner typed (M10)."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any

from needless.contacts import photos
from needless.contacts.identity import email_key, link_key, phone_key
from needless.contacts.models import (
    Address,
    Contact,
    CustomField,
    ImportantDate,
    Note,
    Photo,
    Position,
    Relation,
    SourceKey,
    State,
    Tag,
)
from needless.imports.drafts import ContactDraft
from needless.imports.known import Identity, Known
from needless.method.folding import fold
from needless.method.memory import day_number
from needless.owners.models import Owner
from needless.tables import bulk
from needless.tables.notes import lock_of

FILLED = (
    "given_name", "additional_name", "family_name", "prefix", "suffix", "nickname", "organisation", "title", "place",
    "birthday", "how_we_met", "met_on", "connected_on",
)  # fmt: skip
LONGEST = {f.name: f.max_length for f in Contact._meta.concrete_fields if f.max_length}
SELDOM = (*FILLED, "met_in_person", "is_deceased", "extra")  # columns that many files leave blank
seldom = attrgetter(*FILLED, "met_in_person", "deceased", "extra")


@dataclass(slots=True)
class Writing:
    """What one run writes with: whose, for which import, and when."""

    owner: Owner
    import_id: int
    now: datetime
    today: date
    region: str | None
    with_erased: bool = False  # who was erased for good comes in all the same


@dataclass(slots=True)
class Entry:
    """A contact draft and the id of the contact whom it is about, who may be new."""

    draft: ContactDraft
    identities: list[Identity]
    pk: int


@dataclass(slots=True)
class Rows:
    """Rows about contacts, to be inserted together: table -> tuples, each beginning with the contact's id."""

    columns: dict[type[Any], list[str]] = field(
        default_factory=lambda: {
            Address: ["kind", "value", "key", "label"],
            SourceKey: ["key", "seen"],
            Position: ["organisation", "title", "place", "started", "ended"],
            Note: ["text", "on"],
            Tag: ["name"],
            ImportantDate: ["label", "when"],
            CustomField: ["name", "value"],
            Relation: ["kind", "other_id", "other_name"],
            Photo: ["at", "image"],
        }
    )
    found: dict[type[Any], list[tuple[Any, ...]]] = field(default_factory=dict)

    def add(self, model: type[Any], pk: int, rows: Sequence[tuple[Any, ...]]) -> None:
        """Rows of one table about contact ``pk``."""
        if rows:
            self.found.setdefault(model, []).extend([(pk, *row) for row in rows])

    def insert(self, writing: Writing) -> None:
        """Write them all."""
        by = {"owner_id": writing.owner.pk, "made_by_id": writing.import_id}
        for model, rows in self.found.items():
            bulk.insert(model, ["contact_id", *self.columns[model]], rows, **by)


NAMES = ("name", "given_name", "additional_name", "family_name", "nickname", "organisation", "title", "place")


def in_one_line(draft: ContactDraft) -> None:
    """A line break or a tab within a name is an accident of typing, and would break every list and export."""
    for name in NAMES:
        value = getattr(draft, name)
        if value and not value.isprintable():
            setattr(draft, name, " ".join(value.split()))


def name_of(draft: ContactDraft) -> str:
    """The name as shown: as given, else from its parts, else nickname, organisation or mail address."""
    if draft.name:
        return draft.name
    parts = [draft.prefix, draft.given_name, draft.additional_name, draft.family_name]
    made = " ".join(part for part in parts if part)
    return made or draft.nickname or draft.organisation or (draft.emails[0][0] if draft.emails else "")


def signature(draft: ContactDraft) -> str:
    """What the source says about the present job: when it changes between two imports, the job changed."""
    return _signed(f"{draft.organisation}\n{draft.title}")


@lru_cache(maxsize=8192)
def _signed(said: str) -> str:
    return hashlib.blake2b(said.encode(), digest_size=8).hexdigest() if said.strip() else ""


def rows_about(draft: ContactDraft, known: Known, writing: Writing) -> dict[type[Any], list[tuple[Any, ...]]]:
    """All rows that a draft asks for beside the contact itself, without repeats."""
    about: dict[type[Any], list[tuple[Any, ...]]] = {Address: _addresses(draft, writing.region)}
    if draft.key:
        about[SourceKey] = [(draft.key, signature(draft))]
    if draft.positions:
        about[Position] = [
            (p.organisation[:300], p.title[:300], p.place[:300], p.started, p.ended) for p in draft.positions
        ]
    if draft.notes:
        about[Note] = list(dict.fromkeys(draft.notes))
    if draft.tags:
        about[Tag] = [(tag,) for tag in dict.fromkeys(t[:100] for t in draft.tags)]
    if draft.dates:
        about[ImportantDate] = list(dict.fromkeys((label[:100], when[:10]) for label, when in draft.dates))
    if draft.fields:
        about[CustomField] = list(dict.fromkeys((name[:100], value) for name, value in draft.fields))
    if draft.relations:
        about[Relation] = [_relation(kind, other, known) for kind, other in draft.relations]
    if draft.photo:
        about[Photo] = [(writing.now, photos.stored(draft.photo))]
    return about


def _addresses(draft: ContactDraft, region: str | None) -> list[tuple[str, str, str, str]]:
    found = [("link", v, link_key(v) or v, label) for v, label in draft.links]
    if draft.emails:
        found += [("email", v, email_key(v) or v.lower(), label) for v, label in draft.emails]
    if draft.phones:
        found += [("phone", v, phone_key(v, region) or v, label) for v, label in draft.phones]
    if draft.addresses:
        found += [("postal", v, fold(v), label) for v, label in draft.addresses]
    once = {
        (kind, key[:500]): (kind, value[:500], key[:500], label[:60])
        for kind, value, key, label in found
        if value
    }
    return list(once.values())


def _relation(kind: str, other: str, known: Known) -> tuple[str, int | None, str]:
    match = known.by_key.get(other)
    if match and match[0] > 0:
        return kind[:60], match[0], known.name_of.get(match[0], "")
    return kind[:60], None, other[:300]


def create(entries: Sequence[Entry], known: Known, writing: Writing) -> None:
    """Insert new contacts under the ids that their entries were given."""
    if not entries:
        return
    rows, always, is_sealed = Rows(), [], lock_of(writing.owner.pk) is not None
    for entry in entries:
        pk, draft = entry.pk, entry.draft
        about = rows_about(draft, known, writing)
        for model, found in about.items():
            rows.add(model, pk, found)
        name, began = name_of(draft)[:300], draft.met_on or draft.connected_on or writing.today
        always.append((pk, uuid.uuid4(), name, _search(name, draft, about, is_sealed), day_number(began)))
    more = _filled_columns([entry.draft for entry in entries])
    columns = ["id", "uid", "name", "search", "silent_since", *more]
    values = list(zip(*zip(*always, strict=True), *more.values(), strict=True))
    now, by = writing.now, {"owner_id": writing.owner.pk, "made_by_id": writing.import_id}
    bulk.insert(Contact, columns, values, state=State.UNKNOWN.value, made_at=now, changed_at=now, **by)
    rows.insert(writing)


def _filled_columns(drafts: Sequence[ContactDraft]) -> dict[str, Sequence[Any]]:
    """By name, the columns in which any of these drafts has something, no longer than the database takes it."""
    columns = zip(SELDOM, zip(*map(seldom, drafts), strict=True), strict=True)
    found: dict[str, Sequence[Any]] = {name: values for name, values in columns if any(values)}
    for name in found.keys() & LONGEST.keys():
        if max(map(len, found[name])) > LONGEST[name]:
            found[name] = [value[: LONGEST[name]] for value in found[name]]
    return found


def clipped(name: str, value: Any) -> Any:
    """A value no longer than its column."""
    return value[: LONGEST[name]] if name in LONGEST and value else value


def _search(name: str, draft: ContactDraft, about: dict[type[Any], Any], is_sealed: bool) -> str:
    parts = [name, draft.nickname, draft.organisation, draft.title, draft.place]
    parts += [row[1] for row in about[Address]]
    parts += [row[0] for row in about.get(Tag, ())]
    if not is_sealed:
        parts += [draft.how_we_met, *(row[0] for row in about.get(Note, ()))]
    return fold("\n".join(filter(None, parts)))
