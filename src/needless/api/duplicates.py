"""Who may be here twice over the API: listed, made one, or said to be two (M10)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import Query, Router, Schema, Status
from ninja.errors import HttpError
from pydantic import ConfigDict, Field
from typing_extensions import TypedDict

from needless.api.access import AskedByOwner
from needless.api.acts import UndoShape, undo_shape
from needless.api.cursors import cursor_of, number_of
from needless.contacts.duplicates import pairs_at_hand, say_two_people
from needless.helping.merging import merge_contacts

router = Router(tags=["contacts"])
Id = Annotated[int, Field(ge=1, lt=2**63)]


class PairShape(TypedDict):
    """``a`` and ``b`` are contacts; ``score`` is between 0 and 1, ``why`` a sentence."""

    a: int
    b: int
    score: float
    why: str


class PairPage(TypedDict):
    items: list[PairShape]
    next: str | None


class Verdict(Schema):
    """One person: ``other`` becomes part of ``keep``. Two people: never asked about again."""

    model_config = ConfigDict(extra="forbid")
    keep: Id
    other: Id
    verdict: Literal["one", "two"]


@router.get("/duplicates", response=PairPage, summary="Contacts who may be one person, the likeliest first")
def list_duplicates(
    request: AskedByOwner, cursor: str = "", limit: Annotated[int, Query(ge=1, le=1000)] = 100
) -> Any:
    start = number_of(cursor)
    pairs = pairs_at_hand(request.auth)
    more = cursor_of(start + limit) if len(pairs) > start + limit else None
    shown = pairs[start : start + limit]
    return {"items": [{"a": p.a, "b": p.b, "score": p.score, "why": p.why} for p in shown], "next": more}


@router.post(
    "/duplicates", response={201: UndoShape}, summary="Say whether two are one person (can be undone)"
)
def decide_duplicate(request: AskedByOwner, given: Verdict) -> Any:
    owner = request.auth
    try:
        if given.verdict == "one":
            undo = merge_contacts(owner, given.keep, given.other, timezone.localdate())
        else:
            undo = say_two_people(owner, given.keep, given.other)
    except ValueError as problem:
        raise HttpError(422, str(problem)) from problem
    return Status(201, undo_shape(undo))
