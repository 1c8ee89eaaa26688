"""What came of it, over the API (M15)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from ninja import Router, Schema, Status
from ninja.errors import HttpError
from pydantic import ConfigDict, Field

from needless.api.access import AskedByOwner
from needless.api.acts import done
from needless.benefits import actions, queries
from needless.benefits.shapes import benefit_shape, yield_shape
from needless.contacts.queries import contact_of

router = Router(tags=["benefits"])


class BenefitIn(Schema):
    """What came (a kind; "nothing" is one), by whose help: of one contact the chain behind is filled in."""

    model_config = ConfigDict(extra="forbid")
    kind: str
    text: str = Field("", max_length=500)
    on: date | None = None
    contacts: list[int] = Field(default_factory=list, max_length=6)


class BenefitChange(Schema):
    """What is given is changed; ``contacts`` replace the chain of people."""

    model_config = ConfigDict(extra="forbid")
    kind: str | None = None
    text: str | None = Field(None, max_length=500)
    on: date | None = None
    contacts: list[int] | None = Field(None, max_length=6)


@router.get("/benefits", response=dict[str, Any], summary="What came, each with its chain; and by origin")
def benefits(request: AskedByOwner) -> Any:
    return {
        "items": [benefit_shape(row) for row in queries.benefits_of(request.auth)],
        "origins": [yield_shape(row) for row in queries.by_origin(request.auth)],
    }


@router.post(
    "/benefits", response={201: dict[str, Any]}, summary="Something came, or nothing, and that is fine"
)
def note(request: AskedByOwner, given: BenefitIn) -> Any:
    owner = request.auth
    people = [contact_of(owner, pk) for pk in dict.fromkeys(given.contacts)]
    on = given.on or timezone.localdate()
    try:
        row, _undo = actions.note_benefit(owner, given.kind, given.text, on, people)
    except ValueError as problem:
        raise HttpError(422, str(problem)) from problem
    return Status(201, benefit_shape(queries.benefits_of(owner).get(pk=row.pk)))


@router.get("/benefits/{int:benefit_id}", response=dict[str, Any], summary="One, with its chain")
def one(request: AskedByOwner, benefit_id: int) -> Any:
    return benefit_shape(queries.benefits_of(request.auth).get(pk=benefit_id))


@router.delete("/benefits/{int:benefit_id}", response={204: None}, summary="Remove one (can be undone)")
def remove(request: AskedByOwner, benefit_id: int) -> Any:
    actions.remove_benefit(request.auth, benefit_id)
    return Status(204, None)


@router.patch("/benefits/{int:benefit_id}", response=dict[str, Any], summary="Other words, day or people")
def change(request: AskedByOwner, benefit_id: int, given: BenefitChange) -> Any:
    owner = request.auth
    row = queries.benefits_of(owner).get(pk=benefit_id)
    values = {n: v for n, v in given.model_dump(exclude={"contacts"}).items() if v is not None}
    ids = (
        [link.contact_id for link in row.links.order_by("position")]
        if given.contacts is None
        else given.contacts
    )
    people = [contact_of(owner, pk) for pk in dict.fromkeys(ids)]
    done(lambda: actions.change_benefit(owner, benefit_id, values, people))
    return benefit_shape(queries.benefits_of(owner).get(pk=benefit_id))
