"""Which tables an export holds, and their rows as JSON: all of an owner's but those left out by name (M17).

A new chapter's table is exported and read again without a line here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Exists, ForeignKey, Model, OuterRef, QuerySet

from needless.contacts.models import Contact
from needless.exports.travelling import leaving
from needless.interactions.models import Interaction, Participation
from needless.owners.models import Owner
from needless.owners.sealing import SealedField
from needless.tables.notes import Locked
from needless.tables.owned import Owned

LEFT_OUT = {
    "AuditEntry": "what happened with the account here, written as account.csv: no part of another account",
    "Invitation": "a secret of this instance",
    "Token": "a secret of this instance",
    "AppPassword": "a secret of this instance",
    "Book": "how far the phones of this instance have read",
    "BookCard": "the contacts as phones have them; all that is in it is theirs",
    "SignInLink": "a secret of this instance",
    "CopyAddress": "a secret of this instance",
    "Arrival": "keys of what phones sent when they were back",
    "NotesKey": "locked by the passphrase, written as notes-key.json where notes in the file are sealed",
    "KeptAnswer": "answers to programs, kept for two days",
    "Outgoing": "what programs were told by this instance",
    "Digest": "what was sent from this instance",
    "DatesFeed": "a secret of this instance",
    "Undo": "speaks of rows by their number here",
    "Forgotten": "hashes with a key of this instance",
    "Import": "names files on this machine",
    "ImportFile": "names files on this machine",
    "Refused": "names files on this machine",
    "Subscription": "written as feeds.opml, as every reader of feeds understands it",
    "CardLink": "of an account elsewhere: connected again, its cards find their contacts",
    "CalendarItem": "of an account elsewhere",
    "SyncRun": "of an account elsewhere",
    "FieldChange": "serves only to undo an import of this instance",
}
NOT_WRITTEN = {"owner", "made_by", "search"}  # whose it is, which import here made it, and what is derived
UP_TO_WHERE = {"token", "ctag"}  # up to where a collection elsewhere was read: by this instance
NO_PREFERENCE = {
    "id", "password", "username", "email", "last_login", "date_joined",
    "is_superuser", "is_staff", "is_active",
}  # fmt: skip


@cache
def exported_tables() -> tuple[type[Owned], ...]:
    """The tables, each after those that it points to."""
    waiting = [m for m in apps.get_app_config("needless").get_models() if issubclass(m, Owned)]
    waiting = [m for m in waiting if m.__name__ not in LEFT_OUT]
    ordered: list[type[Owned]] = []
    while waiting:
        ready = [m for m in waiting if not (_targets(m) & set(waiting))]
        ordered += ready or waiting
        waiting = [m for m in waiting if m not in ordered]
    return tuple(ordered)


def _targets(model: type[Model]) -> set[type[Any]]:
    return {target for target in pointers(model).values() if target is not model}


@cache
def written_fields(model: type[Model]) -> tuple[Any, ...]:
    """The fields that are written, the id first: no secret among them."""
    fields = model._meta.concrete_fields
    return tuple(
        f for f in fields if f.name not in NOT_WRITTEN | UP_TO_WHERE and not isinstance(f, SealedField)
    )


@cache
def pointers(model: type[Model]) -> dict[str, type[Owned]]:
    """Column -> the owned table that it points to."""
    keys = [f for f in written_fields(model) if isinstance(f, ForeignKey)]
    return {f.attname: f.related_model for f in keys if issubclass(f.related_model, Owned)}


def rows_of(owner: Owner, model: type[Owned]) -> QuerySet[Any]:
    """What is exported of one table: nothing of contacts who were deleted."""
    rows: QuerySet[Any] = model.objects.of(owner).order_by("pk")
    if model is Contact:
        return rows.filter(deleted_at=None)
    if model is Interaction:
        parts = Participation.objects.filter(interaction=OuterRef("pk"))
        return rows.filter(Exists(parts.filter(contact__deleted_at=None)) | ~Exists(parts))
    if pointers(model).get("contact_id") is Contact:
        return rows.exclude(contact__deleted_at__isnull=False)
    return leaving(model.__name__, rows)


def json_rows(owner: Owner, model: type[Owned]) -> Iterator[str]:
    """Each row as one line of JSON."""
    names = [f.attname for f in written_fields(model)]
    for values in rows_of(owner, model).values_list(*names).iterator(chunk_size=2000):
        yield as_json({name: _written(value) for name, value in zip(names, values, strict=True)})


def _written(value: Any) -> Any:
    """A note that is locked as it lies: our import reads it back under the same key."""
    return value.sealed if isinstance(value, Locked) else value


def preferences_of(owner: Owner) -> dict[str, Any]:
    """What the owner set, without account and secrets."""
    return {f.attname: getattr(owner, f.attname) for f in preference_fields()}


def preference_fields() -> list[Any]:
    """The columns of the account that the owner sets. Asked of the table: a page's owner may be a lazy stand-in."""
    return [f for f in Owner._meta.concrete_fields if f.name not in NO_PREFERENCE]


def as_json(value: Any) -> str:
    """On one line, moments to the microsecond."""
    return json.dumps(value, ensure_ascii=False, default=plain)


def plain(value: Any) -> str:
    """What JSON does not know, as text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"cannot export {type(value)}")


KINDS = {
    "CharField": "string", "TextField": "string", "UUIDField": "string", "DateField": "string",
    "DateTimeField": "string", "BooleanField": "boolean", "FloatField": "number",
}  # fmt: skip


def schema() -> dict[str, Any]:
    """A JSON Schema of needless.json, made from the tables themselves."""
    tables = {m.__name__: {"type": "array", "items": _row_schema(m)} for m in exported_tables()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Needless export",
        "type": "object",
        "required": ["format", "version", "preferences", "tables"],
        "properties": {
            "format": {"const": "needless"},
            "version": {"const": 1},
            "preferences": {"type": "object"},
            "tables": {"type": "object", "properties": tables},
        },
    }


def _row_schema(model: type[Model]) -> dict[str, Any]:
    return {"type": "object", "properties": {f.attname: _column_schema(f) for f in written_fields(model)}}


def _column_schema(field: Any) -> dict[str, Any]:
    kind = field.get_internal_type()
    if kind == "JSONField":
        return {}
    shape: dict[str, Any] = {"type": KINDS.get(kind, "integer")}
    if isinstance(field, ForeignKey):
        shape["description"] = f"id of a row of {field.related_model.__name__}"
    if field.choices:
        shape["enum"] = [value for value, _label in field.choices]
    if field.null:
        shape = {"anyOf": [shape, {"type": "null"}]}
    return shape
