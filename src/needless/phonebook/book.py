"""The address book as programs read it: brought up to date when asked, with what changed since a mark (M10, M17)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from needless.contacts.models import Contact
from needless.phonebook.lines import lines, with_rows, written
from needless.phonebook.models import Book, BookCard
from needless.phonebook.patching import card_in, patched
from needless.syncing.cards import without_notes
from needless.tables import bulk
from needless.tables.bulk import among, batches

if TYPE_CHECKING:
    from needless.owners.models import Owner

EARLIER = 3  # versions kept of each card, to tell what a program changed that had not seen the latest
AT_ONCE = 500
WRITTEN = ("uid", "text", "said", "etag", "earlier", "number", "is_gone", "is_stale", "changed_at")


def book_of(owner: Owner) -> Book:
    """The owner's book, true now; made when first asked for."""
    book: Book | None = Book.objects.of(owner).first()
    if book is None:
        return _opened(owner)
    if _stale(owner).exists():
        with transaction.atomic():
            book = Book.objects.of(owner).select_for_update().get()
            _write_anew(owner, book)
    return book


def cards_in(owner: Owner) -> QuerySet[BookCard]:
    """What is in the book as it stands."""
    rows: QuerySet[BookCard] = BookCard.objects.of(owner).filter(is_gone=False, is_stale=False)
    return rows


def cards_named(owner: Owner, hrefs: Iterable[str]) -> dict[str, BookCard]:
    """Those of these addresses that are in the book, in two queries at most however many they are."""
    asked = list(hrefs)
    rows = cards_in(owner).filter(href__in=among(asked, str) if len(asked) > 100 else asked)
    return {card.href: card for card in rows.defer("said", "earlier")}


def changed_since(owner: Owner, number: int) -> list[str]:
    """The addresses of cards that came, changed or went after that version; from the first one, of those in the book."""
    rows = BookCard.objects.of(owner).filter(number__gt=number, is_stale=False)
    rows = rows if number else rows.filter(is_gone=False)
    return list(rows.order_by("number").values_list("href", flat=True))


@transaction.atomic
def show_notes(owner: Owner, with_notes: bool) -> None:
    """Whether cards tell the owner's notes: each is written anew."""
    book_of(owner)
    if Book.objects.of(owner).exclude(with_notes=with_notes).update(with_notes=with_notes):
        BookCard.objects.of(owner).filter(is_gone=False).update(is_stale=True)


@transaction.atomic
def leave_out_notes(owner: Owner) -> None:
    """Notes are sealed from now on: none stays in a card, nor in a version before it. Programs hear of it as of any change."""
    book: Book | None = Book.objects.of(owner).select_for_update().first()
    if book is None:
        return
    for ids in batches(list(BookCard.objects.of(owner).values_list("pk", flat=True)), AT_ONCE):
        cards = list(BookCard.objects.of(owner).filter(pk__in=ids))
        changed = [card for card in cards if _has_left_out(card, book.number + 1)]
        bulk.update(BookCard, WRITTEN, changed)
    book.number += 1
    book.save(update_fields=["number"])


def _has_left_out(card: BookCard, number: int) -> bool:
    text, before = without_notes(card.text) if card.text else "", (card.text, card.said, card.earlier)
    said = [line for line in card.said if not line.startswith("NOTE")] if card.said is not None else None
    if text != card.text:
        set_text(card, text, timezone.now())
        card.number = number
    card.said, card.earlier = said, [[etag, without_notes(old)] for etag, old in card.earlier]
    return before != (card.text, card.said, card.earlier)


def etag_of(text: str) -> str:
    """The mark of one version, without its quotes."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]


@transaction.atomic
def _opened(owner: Owner) -> Book:
    book, is_new = Book.objects.get_or_create(owner=owner)
    if is_new:
        rows = Contact.objects.of(owner).values_list("pk", "uid").order_by("-pk")
        by_uid = {uid: pk for pk, uid in rows}
        cards = [(owner.pk, pk, f"{uid.hex}.vcf") for uid, pk in by_uid.items()]
        bulk.insert(BookCard, ["owner_id", "contact_id", "href"], cards)
    _write_anew(owner, book)
    return book


def _stale(owner: Owner) -> QuerySet[BookCard]:
    rows: QuerySet[BookCard] = BookCard.objects.of(owner).filter(is_stale=True)
    return rows


def _write_anew(owner: Owner, book: Book) -> None:
    """Every stale card says what its contact says now; those that became another get the next number."""
    now = timezone.now()
    number = book.number + 1
    has_changed = False
    for ids in batches(list(_stale(owner).values_list("pk", flat=True)), AT_ONCE):
        cards = list(_stale(owner).filter(pk__in=ids))
        found = _in_the_book(owner, [card.contact_id for card in cards if card.contact_id])
        for card in cards:
            if _renew(card, found.get(card.contact_id or 0), now, book.with_notes):
                card.number, has_changed = number, True
            card.is_stale = False
        bulk.update(BookCard, WRITTEN, cards)
    if has_changed:
        book.number = number
        book.save(update_fields=["number"])


def _in_the_book(owner: Owner, ids: Sequence[int]) -> dict[int, Contact]:
    rows = Contact.objects.of(owner).filter(pk__in=ids, deleted_at=None, let_go_at=None)
    return {contact.pk: contact for contact in with_rows(rows)}


def _renew(card: BookCard, contact: Contact | None, now: datetime, with_notes: bool) -> bool:
    """Did the card become another?"""
    if contact is None and not card.is_group:
        if card.contact_id is None:  # erased: nothing of them stays
            card.text, card.said, card.etag, card.earlier = "", None, "", []
        was_there, card.is_gone = not card.is_gone and card.number > 0, True
        card.changed_at = now
        return was_there
    text = card.text
    if contact is not None:
        text = _text_of(card, contact, with_notes)
        card.uid = card.uid or str(contact.uid)
    return set_text(card, text, now)


def _text_of(card: BookCard, contact: Contact, with_notes: bool) -> str:
    if card.said is None or not card.text:
        return written(lines(contact, with_notes=with_notes))
    own = card_in(card.text)
    now = lines(contact, own.version if own else "3.0", with_notes=with_notes)
    text = patched(card.text, card.said, now)
    card.said = now
    return text


def set_text(card: BookCard, text: str, now: datetime) -> bool:
    """Give a card a text; is it another than the one that programs have?"""
    etag = etag_of(text)
    if etag == card.etag and not card.is_gone:
        return False
    if card.etag and card.text and card.etag != etag:
        card.earlier = [[card.etag, card.text], *card.earlier][:EARLIER]
    card.text, card.etag, card.is_gone, card.changed_at = text, etag, False, now
    return True


def next_number(book: Book) -> int:
    """The number of the version that is being made. Within a transaction that holds the book."""
    book.number += 1
    book.save(update_fields=["number"])
    return book.number
