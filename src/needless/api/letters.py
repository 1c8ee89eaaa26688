"""Letters and cards over the API: begun, changed, posted (M11)."""

from __future__ import annotations

from typing import Any, Literal

from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field

from needless.api.access import AskedByOwner
from needless.api.acts import UndoShape, done
from needless.contacts.queries import contact_of
from needless.gatherings import letters
from needless.gatherings.models import Letter

router = Router(tags=["gatherings"])
Shape = dict[str, Any]
Occasion = Literal["thanks", "birthday", "new_job", "word"]


class LetterIn(Schema):
    """Without ``text`` a wording to begin with, without ``address`` the one on file."""

    model_config = ConfigDict(extra="forbid")
    contact: int
    occasion: Occasion = "word"
    text: str | None = Field(None, max_length=8000)
    address: str | None = Field(None, max_length=600)


class LetterChange(Schema):
    model_config = ConfigDict(extra="forbid")
    occasion: Occasion | None = None
    text: str | None = Field(None, max_length=8000)
    address: str | None = Field(None, max_length=600)


class LetterPosted(Schema):
    enjoyment: int | None = Field(None, ge=1, le=5)


def _shape(row: Letter) -> Shape:
    who = {"id": row.contact_id, "name": row.contact.name}
    columns = ("occasion", "text", "address", "posted_on")
    return {"id": row.pk, "contact": who, **{name: getattr(row, name) for name in columns}}


def _letter(request: AskedByOwner, letter_id: int) -> Letter:
    row: Letter = Letter.objects.of(request.auth).select_related("contact").get(pk=letter_id)
    return row


@router.get("/letters", response=list[Shape], summary="Letters begun and posted, the latest first")
def list_letters(request: AskedByOwner) -> Any:
    rows = Letter.objects.of(request.auth).filter(contact__deleted_at=None).select_related("contact")
    return [_shape(row) for row in rows.order_by("-pk")]


@router.post("/letters", response={201: Shape}, summary="Begin a letter")
def begin_letter(request: AskedByOwner, given: LetterIn) -> Any:
    owner, person = request.auth, contact_of(request.auth, given.contact)
    text = letters.first_words(owner, person, given.occasion) if given.text is None else given.text
    address = letters.address_lines(owner, person) if given.address is None else given.address
    return Status(201, _shape(letters.save_letter(owner, person, given.occasion, text, address)))


@router.get("/letters/{int:letter_id}", response=Shape, summary="One letter")
def get_letter(request: AskedByOwner, letter_id: int) -> Any:
    return _shape(_letter(request, letter_id))


@router.patch("/letters/{int:letter_id}", response=Shape, summary="Other words, address or occasion")
def change_letter(request: AskedByOwner, letter_id: int, given: LetterChange) -> Any:
    row = _letter(request, letter_id)
    said = {"occasion": row.occasion, "text": row.text, "address": row.address}
    said |= {name: value for name, value in given.model_dump().items() if value is not None}
    letters.save_letter(request.auth, row.contact, letter=row, **said)
    return _shape(_letter(request, letter_id))


@router.post("/letters/{int:letter_id}/posted", response=UndoShape, summary="It is in the post: log it")
def posted_letter(request: AskedByOwner, letter_id: int, given: LetterPosted) -> Any:
    on = timezone.localdate()
    return done(lambda: letters.post_letter(request.auth, letter_id, on, given.enjoyment))


@router.delete("/letters/{int:letter_id}", response=UndoShape, summary="Not written after all")
def delete_letter(request: AskedByOwner, letter_id: int) -> Any:
    return done(lambda: letters.delete_letter(request.auth, letter_id))
