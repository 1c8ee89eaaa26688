"""Interactions over the API (M1, M9)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from ninja.errors import HttpError
from pydantic import ConfigDict, Field
from typing_extensions import TypedDict

from needless.api.access import AskedByOwner
from needless.api.cursors import cursor_of, number_of
from needless.contacts.queries import contact_of
from needless.hearing.actions import keep_told
from needless.helping.actions import log_line, understand
from needless.helping.shapes import understood_shape
from needless.interactions import actions, queries
from needless.shapes import InteractionShape, LoggedShape, interaction_shape, logged_shapes

router = Router(tags=["interactions"])
MAY_BE_NULL = {"minutes", "enjoyment"}


class InteractionIn(Schema):
    """What passed, with whom, and when (now, without ``at``)."""

    model_config = ConfigDict(extra="forbid")
    contacts: list[int] = Field(min_length=1, max_length=500)
    channel: Literal["click", "mail", "message", "letter", "call", "video", "meeting"]
    at: datetime | None = None
    direction: Literal["out", "in", "both"] = "both"
    group_size: int | None = Field(None, ge=1, le=100_000)
    minutes: int | None = Field(None, ge=0, le=100_000)
    enjoyment: int | None = Field(None, ge=1, le=5)
    summary: str = Field("", max_length=20_000)
    remembered: Literal["", "yes", "vaguely", "no"] = ""


class InteractionChange(Schema):
    """What of it is other than it was logged."""

    model_config = ConfigDict(extra="forbid")
    channel: Literal["click", "mail", "message", "letter", "call", "video", "meeting"] | None = None
    at: datetime | None = None
    direction: Literal["out", "in", "both"] | None = None
    group_size: int | None = Field(None, ge=1, le=100_000)
    minutes: int | None = Field(None, ge=0, le=100_000)
    enjoyment: int | None = Field(None, ge=1, le=5)
    summary: str | None = Field(None, max_length=20_000)


class InteractionPage(TypedDict):
    items: list[InteractionShape]
    next: str | None


@router.get(
    "/contacts/{int:contact_id}/interactions", response=InteractionPage, summary="The history, newest first"
)
def list_interactions(
    request: AskedByOwner,
    contact_id: int,
    cursor: str = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Any:
    contact = contact_of(request.auth, contact_id)
    start = number_of(cursor)
    rows = queries.history_of(request.auth, contact, limit + 1, start)
    more = cursor_of(start + limit) if len(rows) > limit else None
    return {"items": [interaction_shape(row) for row in rows[:limit]], "next": more}


@router.post("/interactions", response={201: LoggedShape}, summary="Log an interaction")
def log_interaction(request: AskedByOwner, given: InteractionIn) -> Any:
    owner = request.auth
    people = [contact_of(owner, contact_id) for contact_id in dict.fromkeys(given.contacts)]
    values = given.model_dump(exclude={"contacts", "at"})
    row = actions.log_interaction(owner, people, _moment(given.at), **values)
    return Status(201, logged_shapes(owner, [row])[0])


class LineIn(Schema):
    """A talk in one line, of English or the owner's German or Spanish; nothing is saved without ``save``."""

    model_config = ConfigDict(extra="forbid")
    line: str = Field(min_length=1, max_length=2000)
    save: bool = False


@router.post("/log", summary="A talk in one line: what it says, and saved where asked")
def log_a_line(request: AskedByOwner, given: LineIn) -> dict[str, Any]:
    now = timezone.now()
    said = understand(request.auth, given.line, now)
    logged = log_line(request.auth, said, now) if given.save else None
    if logged:
        keep_told(request.auth, said.note, said.contacts, logged.interaction, logged.undo, now)
    kept = bool(logged and logged.unfiled)
    return {**understood_shape(said), "saved": logged is not None, "kept_with_its_question": kept}


@router.get("/interactions/{int:interaction_id}", response=LoggedShape, summary="One interaction")
def get_interaction(request: AskedByOwner, interaction_id: int) -> Any:
    return logged_shapes(request.auth, [queries.interaction_of(request.auth, interaction_id)])[0]


@router.patch("/interactions/{int:interaction_id}", response=LoggedShape, summary="Change what is given")
def change_interaction(request: AskedByOwner, interaction_id: int, given: InteractionChange) -> Any:
    values = given.model_dump(exclude_unset=True)
    values = {name: value for name, value in values.items() if value is not None or name in MAY_BE_NULL}
    if "at" in values:
        values["at"] = _moment(values["at"])
    return logged_shapes(request.auth, [actions.change_interaction(request.auth, interaction_id, **values)])[
        0
    ]


@router.delete(
    "/interactions/{int:interaction_id}", response={204: None}, summary="Delete one (can be undone)"
)
def delete_interaction(request: AskedByOwner, interaction_id: int) -> Any:
    actions.delete_interaction(request.auth, interaction_id)
    return Status(204, None)


def _moment(at: datetime | None) -> datetime:
    """Without a zone it is the owner's time. Raises HttpError 422 outside of what a calendar holds."""
    if at is None:
        return timezone.now()
    if not 1900 <= at.year <= 2200:
        raise HttpError(422, _("A moment between 1900 and 2200 was expected."))
    return at if timezone.is_aware(at) else timezone.make_aware(at)
