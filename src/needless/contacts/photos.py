"""Photos of contacts: kept small, replaced and removed with a way back; a stable colour where there is none (M10)."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from needless.contacts import undo as way_back
from needless.contacts.models import Contact, Photo, Undo
from needless.contacts.pictures import portrait

if TYPE_CHECKING:
    from needless.owners.models import Owner

COLOURS = 8


def colour_of(contact: Contact) -> int:
    """Which of COLOURS stands behind the initials: the same for good, whatever the contact is called later."""
    return zlib.crc32(contact.uid.bytes) % COLOURS


def stored(small: bytes) -> str:
    """A picture as a Photo row holds it; ``small`` is what portrait() made."""
    return base64.b64encode(small).decode()


def image_of(photo: Photo) -> bytes:
    """The JPEG."""
    return base64.b64decode(photo.image)


def photo_of(owner: Owner, contact_id: int) -> Photo:
    """The contact's photo. Raises Photo.DoesNotExist."""
    found: Photo = Photo.objects.of(owner).get(contact=contact_id, contact__deleted_at=None)
    return found


def photos_at(owner: Owner, contact_ids: Iterable[int]) -> dict[int, datetime]:
    """Who of these has a photo, and since when: one query for a page of faces."""
    rows = Photo.objects.of(owner).filter(contact__in=list(contact_ids))
    return dict(rows.values_list("contact_id", "at"))


@transaction.atomic
def set_photo(owner: Owner, contact: Contact, content: bytes) -> Undo:
    """Keep this picture as the contact's photo, in the place of an earlier one. Raises PictureRefused."""
    if contact.owner_id != owner.pk:
        raise Contact.DoesNotExist
    image = stored(portrait(content))
    steps = _taken_away(owner, contact)
    photo = Photo.objects.create(owner=owner, contact=contact, image=image)
    label = _("Photo of %(name)s") % {"name": contact.name}
    return way_back.remember(owner, label, remove=[way_back.made(photo)], insert=steps)


@transaction.atomic
def remove_photo(owner: Owner, contact: Contact) -> Undo:
    """Take the photo away; initials stand there again."""
    label = _("Removed the photo of %(name)s") % {"name": contact.name}
    return way_back.remember(owner, label, insert=_taken_away(owner, contact))


def _taken_away(owner: Owner, contact: Contact) -> list[list[object]]:
    rows = list(Photo.objects.of(owner).filter(contact=contact))
    steps = [way_back.whole(row) for row in rows]
    Photo.objects.of(owner).filter(pk__in=[row.pk for row in rows]).delete()
    return steps
