"""Contacts over the API (M9, M10)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import ConfigDict, Field
from typing_extensions import TypedDict

from needless.api.access import AskedByOwner
from needless.api.cursors import cursor_of, number_of
from needless.contacts import actions, queries
from needless.interactions.tiers import set_tier
from needless.shapes import ContactFullShape, ContactShape, contact_full_shape, contact_shapes

router = Router(tags=["contacts"])
Text = Annotated[str, Field(max_length=500)]
Tiers = Literal["inner", "close", "warm", "keep", "none"]


class PositionIn(Schema):
    model_config = ConfigDict(extra="forbid")
    organisation: str = ""
    title: str = ""
    place: str = ""
    started: str = ""
    ended: str = ""


class ContactIn(Schema):
    """What may be set of a contact; a list replaces the one there."""

    model_config = ConfigDict(extra="forbid")
    name: Text = ""
    given_name: Text = ""
    additional_name: Text = ""
    family_name: Text = ""
    prefix: Text = ""
    suffix: Text = ""
    nickname: Text = ""
    organisation: Text = ""
    title: Text = ""
    place: Text = ""
    birthday: Text = ""
    how_we_met: str = ""
    met_on: date | None = None
    met_in_person: bool = False
    state: Literal["known", "vague", "unknown"] = "known"
    never_suggest: bool = False
    is_deceased: bool = False
    tier: Tiers = "none"
    emails: list[Text] = []
    phones: list[Text] = []
    links: list[Text] = []
    tags: list[Text] = []
    positions: list[PositionIn] = []


class ContactPage(TypedDict):
    items: list[ContactShape]
    next: str | None
    spelt_nearly: bool  # nobody holds the words of q: these names are spelt nearly so


class Wanted(Schema):
    """Which contacts, and which page of them."""

    q: str = ""
    state: str = ""
    tier: str = ""
    filter: str = ""
    tag: str = ""
    organisation: str = ""
    place: str = ""
    include_let_go: bool = False
    cursor: str = ""
    limit: int = Field(100, ge=1, le=1000)


@router.get("", response=ContactPage, summary="List or search contacts")
def list_contacts(request: AskedByOwner, wanted: Query[Wanted]) -> Any:
    owner, on = request.auth, timezone.localdate()
    narrowed = wanted.model_dump(exclude={"q", "cursor", "limit"})
    found = queries.contacts_found(owner, wanted.q, on=on, **narrowed)
    rows = list(found.order_by("pk").filter(pk__gt=number_of(wanted.cursor))[: wanted.limit + 1])
    page = rows[: wanted.limit]
    more = cursor_of(page[-1].pk) if len(rows) > len(page) else None
    return {
        "items": contact_shapes(owner, page, on),
        "next": more,
        "spelt_nearly": any(hasattr(row, "slips") for row in page),
    }


@router.post("", response={201: ContactFullShape}, summary="Add a contact")
def add_contact(request: AskedByOwner, given: ContactIn) -> Any:
    return Status(201, _saved(request, given, None))


@router.get("/{int:contact_id}", response=ContactFullShape, summary="Everything about one contact")
def get_contact(request: AskedByOwner, contact_id: int) -> Any:
    contact = queries.contact_of(request.auth, contact_id)
    with_history = request.token.may("interactions", "read")
    return contact_full_shape(request.auth, contact, timezone.localdate(), with_history)


@router.patch(
    "/{int:contact_id}", response=ContactFullShape, summary="Change what is given, and nothing else"
)
def change_contact(request: AskedByOwner, contact_id: int, given: ContactIn) -> Any:
    return _saved(request, given, contact_id)


@router.delete("/{int:contact_id}", response={204: None}, summary="Delete a contact (can be undone)")
def delete_contact(request: AskedByOwner, contact_id: int) -> Any:
    actions.delete_contact(request.auth, contact_id)
    return Status(204, None)


def _saved(request: AskedByOwner, given: ContactIn, contact_id: int | None) -> ContactFullShape:
    owner, on = request.auth, timezone.localdate()
    before = queries.contact_of(owner, contact_id) if contact_id is not None else None
    values = given.model_dump(exclude_unset=True)
    tier = values.pop("tier", None)
    contact = actions.save_contact(owner, values, before)
    if tier:
        set_tier(owner, [contact.pk], tier, on)
    with_history = request.token.may("interactions", "read")
    return contact_full_shape(owner, queries.contact_of(owner, contact.pk), on, with_history)
