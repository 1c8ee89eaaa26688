"""Business cards over the API: read from a photo, kept, a note promised; and one's own card (M17)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import File, Router, Schema, Status, UploadedFile
from ninja.errors import HttpError
from pydantic import ConfigDict, Field

from needless.api.access import AskedByOwner
from needless.api.acts import file_of
from needless.cards import actions, own, reading
from needless.cards.drafting import draft_of
from needless.contacts.models import Contact
from needless.contacts.pictures import MOST_BYTES, PictureRefused
from needless.contacts.queries import contact_of
from needless.shapes import ContactFullShape, contact_full_shape

router = Router(tags=["cards"])
Text = Annotated[str, Field(max_length=500)]
Pairs = Annotated[list[tuple[Text, Text]], Field(max_length=50)]
Shape = dict[str, Any]


class CardIn(Schema):
    """What stands on a card, as /cards/scan gave it and you corrected it; lists are [value, label].

    ``joins``: the contact who gets it, else a new one; ``met``: log the meeting of just now.
    """

    model_config = ConfigDict(extra="forbid")
    name: Text = ""
    title: Text = ""
    organisation: Text = ""
    emails: Pairs = []
    phones: Pairs = []
    links: Pairs = []
    postal: Pairs = []
    how_we_met: Annotated[str, Field(max_length=2000)] = ""
    rest: Annotated[str, Field(max_length=20_000)] = ""
    joins: int | None = None
    met: bool = False


class OwnCardIn(Schema):
    """What stands on your own card; what is not given stays."""

    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(max_length=150)] | None = None
    title: Annotated[str, Field(max_length=150)] | None = None
    organisation: Annotated[str, Field(max_length=150)] | None = None
    phone: Annotated[str, Field(max_length=60)] | None = None
    email: Annotated[str, Field(max_length=200)] | None = None
    link: Annotated[str, Field(max_length=200)] | None = None
    address: Annotated[str, Field(max_length=200)] | None = None


@router.post("/cards/scan", response=Shape, summary="Read a card from a photo; nothing is kept")
def scan_card(request: AskedByOwner, picture: File[UploadedFile]) -> Any:
    try:
        draft = draft_of(reading.picture_of(picture.read(MOST_BYTES + 1)), request.auth.region)
    except PictureRefused as problem:
        raise HttpError(422, str(problem)) from problem
    known = actions.known_contact(request.auth, draft.name, draft.emails, draft.phones, draft.links)
    return {**asdict(draft), "known": {"id": known.pk, "name": known.name} if known else None}


@router.post("/cards", response={201: ContactFullShape}, summary="Keep a card: a new contact, or one known")
def keep_card(request: AskedByOwner, given: CardIn) -> Any:
    owner, values = request.auth, given.model_dump(exclude={"rest", "joins", "met"})
    joins: Contact | None = contact_of(owner, given.joins) if given.joins is not None else None
    contact = actions.keep_card(owner, values, timezone.now(), joins, given.met, given.rest)
    with_history = request.token.may("interactions", "read")
    return Status(201, contact_full_shape(owner, contact, timezone.localdate(), with_history))


@router.post(
    "/contacts/{int:contact_id}/note-tomorrow", response=Shape, summary="The plan brings a note tomorrow"
)
def note_tomorrow(request: AskedByOwner, contact_id: int) -> Any:
    contact = contact_of(request.auth, contact_id)
    promise = actions.promise_a_note(request.auth, contact, timezone.localdate())
    return {"promise": promise.pk, "text": promise.text, "due_on": promise.due_on}


@router.get("/cards/mine", response=Shape, summary="Your own card")
def get_own_card(request: AskedByOwner) -> Any:
    card = own.own_card(request.auth)
    return {name: getattr(card, name) for name in own.COLUMNS}


@router.patch("/cards/mine", response=Shape, summary="Change what stands on your own card")
def change_own_card(request: AskedByOwner, given: OwnCardIn) -> Any:
    said = given.model_dump(exclude_none=True)
    own.save_own_card(request.auth, {**get_own_card(request), **said})
    return get_own_card(request)


@router.get("/cards/mine/card.vcf", openapi_extra=file_of("text/vcard"), summary="Your own card as a vCard")
def get_own_vcard(request: AskedByOwner) -> HttpResponse:
    text = own.vcard_of(own.own_card(request.auth))
    return HttpResponse(text, content_type="text/vcard; charset=utf-8")
