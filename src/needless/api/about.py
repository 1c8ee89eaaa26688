"""What is told about a contact beside their card: tags, notes, relations, letting go; and the way back of all of it (M10)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field

from needless.api.access import AskedByOwner
from needless.api.acts import UndoShape, undo_shape
from needless.contacts import actions
from needless.contacts.models import Note, Relation
from needless.contacts.queries import contact_of, tags_of
from needless.contacts.undo import latest_undo, undo
from needless.shapes import ContactFullShape, contact_full_shape
from needless.tables.notes import is_locked, readable

router = Router(tags=["contacts"])
Words = Annotated[str, Field(max_length=20_000)]


class NamedIn(Schema):
    model_config = ConfigDict(extra="ignore")
    name: Annotated[str, Field(min_length=1, max_length=100)]


class NoteIn(Schema):
    text: Words = ""
    on: date | None = None


class RelationIn(Schema):
    """``other`` is a contact's id, or ``name`` somebody's who is none."""

    kind: Annotated[str, Field(max_length=60)] = ""
    other: int | None = None
    name: Annotated[str, Field(max_length=300)] = ""


class ReasonIn(Schema):
    reason: Annotated[str, Field(max_length=300)] = ""


@router.get("/tags", response=list[str], summary="Every tag in use")
def list_tags(request: AskedByOwner) -> Any:
    return tags_of(request.auth)


@router.post("/contacts/{int:contact_id}/tags", response={201: UndoShape}, summary="Give a tag")
def add_tag(request: AskedByOwner, contact_id: int, given: NamedIn) -> Any:
    contact = contact_of(request.auth, contact_id)
    return Status(201, undo_shape(actions.add_tag(request.auth, [contact.pk], given.name)))


@router.delete("/contacts/{int:contact_id}/tags/{str:name}", response=UndoShape, summary="Take a tag away")
def remove_tag(request: AskedByOwner, contact_id: int, name: str) -> Any:
    contact = contact_of(request.auth, contact_id)
    return undo_shape(actions.remove_tag(request.auth, [contact.pk], name))


@router.post("/contacts/{int:contact_id}/notes", response={201: dict[str, Any]}, summary="Write a note")
def add_note(request: AskedByOwner, contact_id: int, given: NoteIn) -> Any:
    note = actions.add_note(request.auth, contact_of(request.auth, contact_id), given.text, given.on)
    return Status(201, _note(note))


@router.get("/contacts/{int:contact_id}/notes", response=list[dict[str, Any]], summary="Notes, oldest first")
def list_notes(request: AskedByOwner, contact_id: int) -> Any:
    notes = Note.objects.of(request.auth).filter(contact=contact_of(request.auth, contact_id)).order_by("pk")
    return [_note(note) for note in notes]


def _note(note: Note) -> dict[str, Any]:
    """A locked one says that it is there, and nothing of its text."""
    locked = {"notes_locked": True} if is_locked(note.text) else {}
    return {"id": note.pk, "text": readable(note.text), "on": note.on, **locked}


@router.delete("/notes/{int:note_id}", response=UndoShape, summary="Delete a note (can be undone)")
def delete_note(request: AskedByOwner, note_id: int) -> Any:
    return undo_shape(actions.delete_note(request.auth, note_id))


@router.post("/contacts/{int:contact_id}/relations", response={201: dict[str, Any]}, summary="Add a relation")
def add_relation(request: AskedByOwner, contact_id: int, given: RelationIn) -> Any:
    contact = contact_of(request.auth, contact_id)
    other = contact_of(request.auth, given.other) if given.other is not None else None
    return Status(201, _relation(actions.add_relation(request.auth, contact, given.kind, other, given.name)))


@router.get(
    "/contacts/{int:contact_id}/relations", response=list[dict[str, Any]], summary="Who is who to them"
)
def list_relations(request: AskedByOwner, contact_id: int) -> Any:
    contact = contact_of(request.auth, contact_id)
    rows = Relation.objects.of(request.auth).filter(contact=contact).select_related("other").order_by("pk")
    return [_relation(row) for row in rows]


@router.delete(
    "/relations/{int:relation_id}", response=UndoShape, summary="Delete a relation (can be undone)"
)
def delete_relation(request: AskedByOwner, relation_id: int) -> Any:
    return undo_shape(actions.delete_relation(request.auth, relation_id))


@router.post("/contacts/{int:contact_id}/let-go", response={201: UndoShape}, summary="Let a contact go")
def let_go(request: AskedByOwner, contact_id: int, given: ReasonIn) -> Any:
    contact = contact_of(request.auth, contact_id)
    return Status(201, undo_shape(actions.let_go(request.auth, [contact.pk], given.reason)))


@router.delete("/contacts/{int:contact_id}/let-go", response=ContactFullShape, summary="Take a contact back")
def take_back(request: AskedByOwner, contact_id: int) -> Any:
    contact = actions.take_back(request.auth, contact_id)
    with_history = request.token.may("interactions", "read")
    return contact_full_shape(request.auth, contact, timezone.localdate(), with_history)


@router.get("/undo", response=UndoShape | None, summary="The last thing done that can still be undone")
def last_done(request: AskedByOwner) -> Any:
    last = latest_undo(request.auth)
    return undo_shape(last) if last else None


@router.post("/undo/{int:undo_id}", response=UndoShape, summary="Take something back")
def take_it_back(request: AskedByOwner, undo_id: int) -> Any:
    return undo_shape(undo(request.auth, undo_id))


def _relation(row: Relation) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        "other": row.other_id,
        "name": row.other.name if row.other else row.other_name,
    }
