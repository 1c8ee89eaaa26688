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

FILLED = (
    "given_name", "additional_name", "family_name", "prefix", "suffix", "nickname", "organisation", "title", "place",
    "birthday", "how_we_met", "met_on", "connected_on",
)  # fmt: skip
LONGEST = {f.name: f.max_length for f in Contact._meta.concrete_fields if f.max_length}
LIMITS = [LONGEST.get(name) for name in FILLED]
filled = attrgetter(*FILLED)
COLUMNS = [
    "id", "owner_id", "made_by_id", "uid", "name", *FILLED, "met_in_person", "is_deceased", "extra", "state", "search",
    "silent_since", "made_at", "changed_at",
]  # fmt: skip


@dataclass(slots=True)
class Writing:
    """What one run writes with: whose, for which import, and when."""

    owner: Owner
    import_id: int
    now: datetime
    today: date
    region: str | None


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
            self.found.setdefault(model, []).extend((pk, *row) for row in rows)

    def insert(self, writing: Writing) -> None:
        """Write them all."""
        for model, rows in self.found.items():
            full = [(writing.owner.pk, writing.import_id, *row) for row in rows]
            bulk.insert(model, ["owner_id", "made_by_id", "contact_id", *self.columns[model]], full)


def name_of(draft: ContactDraft) -> str:
    """The name as shown: as given, else from its parts, else nickname, organisation or mail address."""
    parts = [draft.prefix, draft.given_name, draft.additional_name, draft.family_name]
    made = draft.name or " ".join(part for part in parts if part)
    return made or draft.nickname or draft.organisation or (draft.emails[0][0] if draft.emails else "")


def signature(draft: ContactDraft) -> str:
    """What the source says about the present job: when it changes between two imports, the job changed."""
    return _signed(f"{draft.organisation}\n{draft.title}")


@lru_cache(maxsize=8192)
def _signed(said: str) -> str:
    return hashlib.blake2b(said.encode(), digest_size=8).hexdigest() if said.strip() else ""


def rows_about(draft: ContactDraft, known: Known, writing: Writing) -> dict[type[Any], list[tuple[Any, ...]]]:
    """All rows that a draft asks for beside the contact itself, without repeats."""
    return {
        Address: _addresses(draft, writing.region),
        SourceKey: [(draft.key, signature(draft))] if draft.key else [],
        Position: [
            (p.organisation[:300], p.title[:300], p.place[:300], p.started, p.ended) for p in draft.positions
        ],
        Note: list(dict.fromkeys(draft.notes)),
        Tag: [(tag,) for tag in dict.fromkeys(t[:100] for t in draft.tags)],
        ImportantDate: list(dict.fromkeys((label[:100], when[:10]) for label, when in draft.dates)),
        CustomField: list(dict.fromkeys((name[:100], value) for name, value in draft.fields)),
        Relation: [_relation(kind, other, known) for kind, other in draft.relations],
        Photo: [(writing.now, photos.stored(draft.photo))] if draft.photo else [],
    }


def _addresses(draft: ContactDraft, region: str | None) -> list[tuple[str, str, str, str]]:
    found = [("email", v, email_key(v) or v.lower(), label) for v, label in draft.emails]
    found += [("phone", v, phone_key(v, region) or v, label) for v, label in draft.phones]
    found += [("link", v, link_key(v) or v, label) for v, label in draft.links]
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
    rows, contacts = Rows(), []
    for entry in entries:
        pk = entry.pk
        about = rows_about(entry.draft, known, writing)
        contacts.append(_contact_row(pk, entry.draft, about, writing))
        for model, found in about.items():
            if found:
                rows.add(model, pk, found)
    bulk.insert(Contact, COLUMNS, contacts)
    rows.insert(writing)


def _contact_row(
    pk: int, draft: ContactDraft, about: dict[type[Any], Any], writing: Writing
) -> tuple[Any, ...]:
    values = [v[:most] if most and v else v for v, most in zip(filled(draft), LIMITS, strict=True)]
    name = name_of(draft)[:300]
    began = draft.met_on or draft.connected_on or writing.today
    return (
        pk, writing.owner.pk, writing.import_id, uuid.uuid4(), name, *values, draft.met_in_person, draft.deceased,
        draft.extra, State.UNKNOWN.value, _search(name, draft, about), day_number(began), writing.now, writing.now,
    )  # fmt: skip


def clipped(name: str, value: Any) -> Any:
    """A value no longer than its column."""
    return value[: LONGEST[name]] if name in LONGEST and value else value


def _search(name: str, draft: ContactDraft, about: dict[type[Any], Any]) -> str:
    more = (
        [row[1] for row in about[Address]] + [row[0] for row in about[Tag]] + [row[0] for row in about[Note]]
    )
    own = (name, draft.nickname, draft.organisation, draft.title, draft.place, draft.how_we_met)
    return fold("\n".join(part for part in (*own, *more) if part))
