"""Recommendations over the API: who has one coming, facts for it, the owner's words, where it was posted (M16)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from ninja import Router, Schema, Status
from ninja.errors import HttpError
from pydantic import ConfigDict, Field

from needless.api.access import AskedByOwner
from needless.api.acts import UndoShape, done
from needless.contacts.queries import contact_of
from needless.recommending import actions
from needless.recommending.models import Draft
from needless.recommending.shapes import draft_shape, points_shape, recommendations_shape

router = Router(tags=["recommendations"])


class WordsIn(Schema):
    """The owner's words for a contact."""

    model_config = ConfigDict(extra="forbid")
    contact: int
    text: str = Field(min_length=1, max_length=20_000)


class PostedIn(Schema):
    """Where it was posted, and when (today without)."""

    model_config = ConfigDict(extra="forbid")
    where: str = Field("", max_length=60)
    on: date | None = None


@router.get(
    "/recommendations", response=dict[str, Any], summary="Who has one coming; drafts, given, received"
)
def recommendations(request: AskedByOwner) -> Any:
    return recommendations_shape(request.auth, timezone.localdate())


@router.get(
    "/contacts/{int:contact_id}/recommendation",
    response=list[dict[str, Any]],
    summary="What a recommendation could say, each with where it stands",
)
def points(request: AskedByOwner, contact_id: int) -> Any:
    return points_shape(request.auth, contact_of(request.auth, contact_id), timezone.localdate())


@router.post("/recommendations", response={201: dict[str, Any]}, summary="Keep words for a contact")
def write(request: AskedByOwner, given: WordsIn) -> Any:
    contact = contact_of(request.auth, given.contact)
    return Status(201, draft_shape(actions.write(request.auth, contact, given.text, timezone.now())[0]))


@router.post("/recommendations/{int:draft_id}/posted", response=dict[str, Any], summary="It was posted")
def posted(request: AskedByOwner, draft_id: int, given: PostedIn) -> Any:
    Draft.objects.of(request.auth).get(pk=draft_id)
    try:
        actions.post(request.auth, draft_id, given.where, given.on or timezone.localdate())
    except ValueError as problem:
        raise HttpError(409, str(problem)) from problem
    return draft_shape(Draft.objects.of(request.auth).select_related("contact").get(pk=draft_id))


@router.post(
    "/contacts/{int:contact_id}/recommendation/pass",
    response=UndoShape,
    summary="Not from you: not offered again",
)
def pass_over(request: AskedByOwner, contact_id: int) -> Any:
    contact = contact_of(request.auth, contact_id)
    return done(lambda: actions.pass_over(request.auth, contact, timezone.now()))


@router.delete("/recommendations/{int:draft_id}", response=UndoShape, summary="Not written after all")
def delete_draft(request: AskedByOwner, draft_id: int) -> Any:
    return done(lambda: actions.delete_draft(request.auth, draft_id))
