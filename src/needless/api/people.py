"""More about a contact over the API: photo, card, whether they remembered, their field (M3, M10, M13)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import File, Router, Schema, UploadedFile
from ninja.errors import HttpError
from pydantic import ConfigDict, Field

from needless.api.access import AskedByOwner
from needless.api.acts import UndoShape, done, file_of, undo_shape
from needless.contacts import actions, photos
from needless.contacts.models import Undo
from needless.contacts.pictures import PictureRefused
from needless.contacts.queries import contact_of
from needless.exports.vcards import card_of
from needless.interactions.actions import remember_answer
from needless.interactions.tiers import set_tier
from needless.news import profiles

router = Router(tags=["contacts"])


class RememberedIn(Schema):
    model_config = ConfigDict(extra="forbid")
    answer: Literal["yes", "vaguely", "no"]


class SelectedIn(Schema):
    """One thing for many: a tier ("none" is out of all), a tag given or taken, letting go."""

    model_config = ConfigDict(extra="forbid")
    contacts: list[Annotated[int, Field(ge=1)]] = Field(min_length=1, max_length=100_000)
    act: Literal["tier", "tag", "untag", "let-go"]
    tier: Literal["inner", "close", "warm", "keep", "none"] = "keep"
    tag: Annotated[str, Field(max_length=100)] = ""


class FieldIn(Schema):
    """In a line each, with commas."""

    model_config = ConfigDict(extra="forbid")
    fields: str = Field("", max_length=2000)
    interests: str = Field("", max_length=2000)


@router.get(
    "/contacts/{int:contact_id}/photo", openapi_extra=file_of("image/jpeg"), summary="The photo, a JPEG"
)
def get_photo(request: AskedByOwner, contact_id: int) -> HttpResponse:
    contact = contact_of(request.auth, contact_id)
    image = photos.image_of(photos.photo_of(request.auth, contact.pk))
    return HttpResponse(image, content_type="image/jpeg")


@router.post("/contacts/{int:contact_id}/photo", response=UndoShape, summary="Another photo")
def set_photo(request: AskedByOwner, contact_id: int, photo: File[UploadedFile]) -> Any:
    contact = contact_of(request.auth, contact_id)
    try:
        return undo_shape(photos.set_photo(request.auth, contact, photo.read()))
    except PictureRefused as problem:
        raise HttpError(422, str(problem)) from problem


@router.delete("/contacts/{int:contact_id}/photo", response=UndoShape, summary="Take the photo away")
def remove_photo(request: AskedByOwner, contact_id: int) -> Any:
    contact = contact_of(request.auth, contact_id)
    return done(lambda: photos.remove_photo(request.auth, contact))


@router.get("/contacts/{int:contact_id}/card.vcf", openapi_extra=file_of("text/vcard"), summary="As a vCard")
def get_card(request: AskedByOwner, contact_id: int) -> HttpResponse:
    text = card_of(request.auth, contact_of(request.auth, contact_id))
    return HttpResponse(text, content_type="text/vcard; charset=utf-8")


@router.post("/contacts/{int:contact_id}/remembered", response=UndoShape, summary="Did they remember you?")
def remembered(request: AskedByOwner, contact_id: int, given: RememberedIn) -> Any:
    contact, on = contact_of(request.auth, contact_id), timezone.localdate()
    return done(lambda: remember_answer(request.auth, contact, on, given.answer))


@router.put("/contacts/{int:contact_id}/field", response=UndoShape, summary="Their field and interests")
def set_field(request: AskedByOwner, contact_id: int, given: FieldIn) -> Any:
    contact = contact_of(request.auth, contact_id)
    return done(lambda: profiles.set_profile(request.auth, contact, given.fields, given.interests))


@router.post("/contacts/selected", response=UndoShape, summary="One thing for many at once")
def change_selected(request: AskedByOwner, given: SelectedIn) -> Any:
    owner, ids = request.auth, given.contacts
    if given.act in {"tag", "untag"} and not given.tag.strip():
        raise HttpError(422, _("A tag was expected."))
    acts: dict[str, Callable[[], Undo]] = {
        "tier": lambda: set_tier(owner, ids, given.tier),
        "tag": lambda: actions.add_tag(owner, ids, given.tag),
        "untag": lambda: actions.remove_tag(owner, ids, given.tag),
        "let-go": lambda: actions.let_go(owner, ids),
    }
    return done(acts[given.act])
