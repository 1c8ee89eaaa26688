"""What phones were told of each contact (M10, M17)."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q

from needless.contacts.models import Contact
from needless.tables.owned import Owned


class Book(Owned):
    """The owner's address book, from the first time that a program asks for it: until then nothing is kept for it.

    ``number`` counts its versions; ``key`` makes the marks of another book (a restored or moved one) void.
    """

    number = models.PositiveBigIntegerField(default=0)
    with_notes = models.BooleanField(
        default=False
    )  # other apps of a phone may read what its address book says
    key = models.CharField(max_length=64, default=secrets.token_hex)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner"], name="book_once")]


class BookCard(Owned):
    """A card of the book: a contact's, or a group's, which is nobody's.

    Triggers of the database (see the migration) make one for each new contact and set ``is_stale`` with whatever changes
    what it says, by whichever way; phonebook/book.py writes it anew when somebody asks. A card that left the book stays as
    a mark without a text, so that phones hear of it.
    """

    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    href = models.CharField(max_length=255)
    uid = models.CharField(max_length=255, blank=True)
    text = models.TextField(blank=True)
    # What Needless would have written by itself as it got this text from a program; null: it wrote the text itself.
    said = models.JSONField(null=True)
    etag = models.CharField(max_length=40, blank=True)
    earlier = models.JSONField(default=list)  # [etag, text] of versions before, the latest first
    number = models.PositiveBigIntegerField(default=0)
    is_group = models.BooleanField(default=False)
    is_gone = models.BooleanField(default=False)
    is_stale = models.BooleanField(default=True)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["owner", "number"], name="book_card_by_number"),
            models.Index(fields=["owner", "uid"], name="book_card_by_uid"),
            models.Index(fields=["owner"], condition=Q(is_stale=True), name="book_card_stale"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["contact"], name="book_card_once"),
            models.UniqueConstraint(fields=["owner", "href"], name="book_card_href_once"),
        ]
