"""A contact was changed here and elsewhere at once: both versions are kept, and the owner says which holds (M10).

Whoever keeps contacts the same with another place (syncing, the phone's address book) asks here, field by field. ``source``
tells who asks, ``where`` says it in words. ``mine`` and ``theirs`` are values as contacts/editing.py takes them.
"""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from needless.contacts.models import Conflict, Contact
from needless.contacts.pictures import PictureRefused

if TYPE_CHECKING:
    from needless.owners.models import Owner

Values = dict[str, Any]


def open_conflicts(owner: Owner) -> QuerySet[Conflict]:
    """What waits for an answer, the oldest first."""
    rows: QuerySet[Conflict] = Conflict.objects.of(owner).filter(answered_at=None, contact__deleted_at=None)
    return rows.select_related("contact").order_by("pk")


def fields_asked_about(owner: Owner, source: str) -> dict[int, set[str]]:
    """By contact, the fields about which this source waits for an answer."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = Conflict.objects.of(owner).filter(source=source, answered_at=None)
    for pk, field in rows.values_list("contact_id", "field"):
        found[pk].add(field)
    return found


@transaction.atomic
def ask_about(
    owner: Owner, contact: Contact, field: str, mine: Values, theirs: Values, source: str, where: str
) -> Conflict:
    """Put a question; one that waits already gets the newest versions."""
    if contact.owner_id != owner.pk:
        raise Contact.DoesNotExist
    row: Conflict = Conflict.objects.update_or_create(
        owner=owner, contact=contact, field=field[:40], source=source[:100], answered_at=None,
        defaults={"mine": mine, "theirs": theirs, "where": where[:200]},
    )[0]  # fmt: skip
    return row


def withdraw(owner: Owner, contact_id: int, fields: Iterable[str], source: str) -> None:
    """Both sides agree by now: nothing is left to ask."""
    rows = Conflict.objects.of(owner).filter(contact=contact_id, source=source, answered_at=None)
    rows.filter(field__in=list(fields)).delete()


@transaction.atomic
def answer_conflict(owner: Owner, pk: int, answer: str) -> Conflict:
    """Whose version holds, "mine" or "theirs". Raises Conflict.DoesNotExist, ValueError for no such answer,
    ValidationError where theirs cannot be kept as it is."""
    from needless.contacts.editing import save

    row: Conflict = open_conflicts(owner).get(pk=pk)
    if answer not in Conflict.Answer.values:
        raise ValueError(answer)
    if answer == Conflict.Answer.THEIRS:
        values = dict(row.theirs)
        if "photo" in values:
            _take_photo(owner, row.contact, values.pop("photo"))
        if values:
            save(owner, values, row.contact)
    row.answer, row.answered_at = answer, timezone.now()
    row.save(update_fields=["answer", "answered_at"])
    return row


def _take_photo(owner: Owner, contact: Contact, image: str) -> None:
    from needless.contacts.photos import remove_photo, set_photo

    try:
        _done = set_photo(owner, contact, base64.b64decode(image)) if image else remove_photo(owner, contact)
    except PictureRefused as problem:
        raise ValidationError({"photo": str(problem)}) from problem
