"""What contacts look for and offer, over the API (M16)."""

from __future__ import annotations

from typing import Any, Literal

from django.utils import timezone
from ninja import Router, Schema, Status
from ninja.errors import HttpError
from pydantic import ConfigDict, Field

from needless.api.access import AskedByOwner
from needless.contacts.queries import contact_of
from needless.helping.models import Wish
from needless.helping.wishes import add_wish, wishes_of

router = Router(tags=["wishes"])


class WishIn(Schema):
    """A need or an offer, in words."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["need", "offer"]
    text: str = Field(min_length=1, max_length=2000)


def _shape(row: Wish) -> dict[str, Any]:
    return {"id": row.pk, "kind": row.kind, "text": row.text, "on": row.on, "is_open": row.ended_at is None}


@router.get(
    "/contacts/{int:contact_id}/wishes", response=list[dict[str, Any]], summary="What they look for and offer"
)
def wishes(request: AskedByOwner, contact_id: int) -> Any:
    return [_shape(row) for row in wishes_of(request.auth, contact_of(request.auth, contact_id))]


@router.post(
    "/contacts/{int:contact_id}/wishes",
    response={201: dict[str, Any]},
    summary="They look for it, or offer it",
)
def new_wish(request: AskedByOwner, contact_id: int, given: WishIn) -> Any:
    contact = contact_of(request.auth, contact_id)
    try:
        row, _undo = add_wish(request.auth, contact, given.kind, given.text, timezone.localdate())
    except ValueError as problem:
        raise HttpError(422, str(problem)) from problem
    return Status(201, _shape(Wish.objects.of(request.auth).get(pk=row.pk)))
