"""What of an account leaves as JSON: for the API and the command line (M17)."""

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict  # pydantic wants this one before Python 3.12

from needless.contacts.models import Conflict
from needless.syncing.models import Account, Collection, SyncRun
from needless.syncing.queries import state_of
from needless.syncing.recording import Record


class CollectionShape(TypedDict):
    """An address book or calendar. ``is_confirmed``: the owner saw what the first run would do."""

    id: int
    kind: str
    name: str
    url: str
    direction: str
    sends: str
    when_deleted: str
    with_notes: bool
    may_write: bool
    is_confirmed: bool
    synced_at: str | None


class AccountShape(TypedDict):
    """An account, without its secret."""

    id: int
    name: str
    url: str
    user: str
    state: str
    problem: str
    next_at: str
    collections: list[CollectionShape]


class FieldShape(TypedDict):
    """A field that changes; "" where it comes or goes."""

    field: str
    old: str
    new: str


class LineShape(TypedDict):
    """One thing that was done, or would be. ``what``: create, update, archive, delete or ask; ``side``: here or there."""

    what: str
    side: str
    name: str
    where: str
    contact: int | None
    changes: list[FieldShape]


class RefusedShape(TypedDict):
    """What could not be done, and why."""

    name: str
    why: str


class ChangesShape(TypedDict):
    """What a run would do, of all that is chosen."""

    account: int
    name: str
    problem: str
    counts: dict[str, int]
    changes: list[LineShape]
    refused: list[RefusedShape]


class RunShape(TypedDict):
    """What a run did."""

    id: int
    account: int
    began_at: str
    ended_at: str | None
    problem: str
    counts: dict[str, int]
    changes: list[LineShape]
    refused: list[RefusedShape]
    taken_back_at: str | None


class ConflictShape(TypedDict):
    """Two versions of a contact's field; ``where`` says who tells the other one."""

    id: int
    contact: int
    name: str
    field: str
    where: str
    mine: dict[str, Any]
    theirs: dict[str, Any]


def conflict_shape(row: Conflict) -> ConflictShape:
    return {
        "id": row.pk, "contact": row.contact_id, "name": row.contact.name, "field": row.field, "where": row.where,
        "mine": row.mine, "theirs": row.theirs,
    }  # fmt: skip


def collection_shape(row: Collection) -> CollectionShape:
    return {
        "id": row.pk, "kind": row.kind, "name": row.name, "url": row.url, "direction": row.direction,
        "sends": row.sends, "when_deleted": row.when_deleted, "with_notes": row.with_notes,
        "may_write": row.may_write, "is_confirmed": row.confirmed_at is not None,
        "synced_at": row.synced_at.isoformat() if row.synced_at else None,
    }  # fmt: skip


def account_shape(row: Account) -> AccountShape:
    return {
        "id": row.pk, "name": row.name, "url": row.url, "user": row.user, "state": state_of(row),
        "problem": row.problem, "next_at": row.next_at.isoformat(),
        "collections": [collection_shape(each) for each in row.collections.all()],
    }  # fmt: skip


def changes_shape(account: Account, record: Record, problem: str = "") -> ChangesShape:
    return {
        "account": account.pk, "name": account.name, "problem": problem, "counts": dict(record.counts),
        "changes": [each.plain() for each in record.lines], "refused": refused_shapes(record.refused),
    }  # fmt: skip


def run_shape(row: SyncRun) -> RunShape:
    return {
        "id": row.pk, "account": row.account_id, "began_at": row.began_at.isoformat(),
        "ended_at": row.ended_at.isoformat() if row.ended_at else None, "problem": row.problem,
        "counts": row.counts, "changes": row.lines, "refused": refused_shapes(row.refused),
        "taken_back_at": row.taken_back_at.isoformat() if row.taken_back_at else None,
    }  # fmt: skip


def refused_shapes(pairs: list[tuple[str, str]]) -> list[RefusedShape]:
    return [{"name": name, "why": why} for name, why in pairs]
