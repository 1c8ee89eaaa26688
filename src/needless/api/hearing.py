"""Possibilities and perspectives over the API (M5, M6)."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.utils import timezone
from ninja import Router, Schema, Status
from ninja.errors import HttpError
from pydantic import ConfigDict, Field

from needless.api.access import AskedByOwner
from needless.api.acts import UndoShape, done, undo_shape
from needless.contacts.queries import contact_of
from needless.hearing import actions, queries
from needless.hearing.shapes import heard_shape, perspective_shape, possibility_shape

router = Router(tags=["hearing"])


class HeardIn(Schema):
    """A line, as a possibility or as a perspective, and the contact who told it; today, without ``on``."""

    model_config = ConfigDict(extra="forbid")
    contact: int
    kind: Literal["possibility", "perspective"]
    text: str = Field(min_length=1, max_length=1000)
    work: str = Field("", max_length=100)
    on: date | None = None


class PerspectiveIn(Schema):
    model_config = ConfigDict(extra="forbid")
    text: str | None = Field(None, min_length=1, max_length=1000)
    work: str | None = Field(None, max_length=100)


class OutcomeIn(Schema):
    """What became of it; empty: nothing, and that is fine."""

    outcome: str = Field("", max_length=1000)


@router.get("/heard", response=dict[str, Any], summary="Possibilities and perspectives, the latest first")
def heard(request: AskedByOwner) -> Any:
    return {
        "possibilities": [possibility_shape(row) for row in queries.possibilities_of(request.auth)],
        "perspectives": [perspective_shape(row) for row in queries.perspectives_of(request.auth)],
    }


@router.post("/heard", response={201: dict[str, Any]}, summary="Keep a line that you heard")
def keep(request: AskedByOwner, given: HeardIn) -> Any:
    contact = contact_of(request.auth, given.contact)
    on = given.on or timezone.localdate()
    try:
        row, _undo = actions.keep_heard(request.auth, contact, given.kind, given.text, on, work=given.work)
    except ValueError as problem:
        raise HttpError(422, str(problem)) from problem
    return Status(201, heard_shape(row))


@router.post(
    "/possibilities/{int:possibility_id}/outcome", response=dict[str, Any], summary="What became of it"
)
def settle(request: AskedByOwner, possibility_id: int, given: OutcomeIn) -> Any:
    actions.settle(request.auth, possibility_id, given.outcome, timezone.localdate())
    return possibility_shape(queries.possibilities_of(request.auth).get(pk=possibility_id))


@router.post(
    "/possibilities/{int:possibility_id}/pass-on",
    response=dict[str, Any],
    summary="It becomes an opportunity",
)
def pass_on(request: AskedByOwner, possibility_id: int) -> Any:
    opening, undo = actions.pass_on(request.auth, possibility_id, timezone.now())
    return {"opportunity": opening.pk, **undo_shape(undo)}


@router.post(
    "/possibilities/{int:possibility_id}/open", response=UndoShape, summary="For you, and open again"
)
def keep_open(request: AskedByOwner, possibility_id: int) -> Any:
    return done(lambda: actions.keep_open(request.auth, possibility_id))


@router.delete("/possibilities/{int:possibility_id}", response=UndoShape, summary="Remove it")
def remove_possibility(request: AskedByOwner, possibility_id: int) -> Any:
    return done(lambda: actions.remove_heard(request.auth, "possibility", possibility_id))


@router.patch("/perspectives/{int:perspective_id}", response=UndoShape, summary="Other words, or another tag")
def change_perspective(request: AskedByOwner, perspective_id: int, given: PerspectiveIn) -> Any:
    row = queries.perspectives_of(request.auth).get(pk=perspective_id)
    text, work = (row.text if given.text is None else given.text), given.work
    kept = row.work if work is None else work
    return done(lambda: actions.tag_perspective(request.auth, perspective_id, text, kept))


@router.delete("/perspectives/{int:perspective_id}", response=UndoShape, summary="Remove it")
def remove_perspective(request: AskedByOwner, perspective_id: int) -> Any:
    return done(lambda: actions.remove_heard(request.auth, "perspective", perspective_id))
