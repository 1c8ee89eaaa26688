"""Introductions over the API: who should know each other, and choosing a pair (M16)."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils import timezone
from ninja import Query, Router, Schema, Status
from ninja.errors import HttpError
from pydantic import ConfigDict, Field

from needless.api.access import AskedByOwner
from needless.contacts.queries import contact_of
from needless.introducing import stages
from needless.introducing.shapes import pair_shape
from needless.introducing.suggesting import introductions_for

router = Router(tags=["introductions"])


class PairIn(Schema):
    """Two contacts, and what the other has for each."""

    model_config = ConfigDict(extra="forbid")
    a: int
    b: int
    for_a: str = Field("", max_length=500)
    for_b: str = Field("", max_length=500)


@router.get("/introductions", response=list[dict[str, Any]], summary="Who should know each other")
def introductions(request: AskedByOwner, limit: Annotated[int, Query(ge=1, le=100)] = 20) -> Any:
    return [pair_shape(pair) for pair in introductions_for(request.auth, timezone.localdate(), limit)]


@router.post("/introductions", response={201: dict[str, Any]}, summary="Choose a pair; nobody is told by it")
def choose(request: AskedByOwner, given: PairIn) -> Any:
    a, b = contact_of(request.auth, given.a), contact_of(request.auth, given.b)
    try:
        row = stages.choose(request.auth, a, b, given.for_a, given.for_b, timezone.now())
    except ValueError as problem:
        raise HttpError(422, str(problem)) from problem
    return Status(201, {"id": row.pk, "stage": row.stage, "next": stages.may(row)})
