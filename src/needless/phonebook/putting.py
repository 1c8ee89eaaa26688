"""A card as a program sends it: made, changed, or, where it did not know the latest, kept as a question (M10, M17)."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.contacts.actions import let_go
from needless.contacts.models import Contact, SourceKey
from needless.imports.people import name_of
from needless.imports.sources.vcard import is_group
from needless.imports.sources.vcard_syntax import Card
from needless.phonebook.applying import apply_changes, bring_back, new_contact
from needless.phonebook.asking import ask, held_back, wanted, withdraw_agreed
from needless.phonebook.book import book_of, etag_of, next_number, set_text
from needless.phonebook.differences import differences, draft_in, new_lines
from needless.phonebook.lines import UNPRINTABLE, lines, with_rows
from needless.phonebook.models import Book, BookCard
from needless.phonebook.patching import card_in
from needless.syncing.cards import without_notes
from needless.tables.notes import lock_of

if TYPE_CHECKING:
    from needless.owners.models import Owner


@dataclass(frozen=True, slots=True)
class Sent:
    """A card on its way in. ``if_match``: the versions (without quotes) it may replace, ("*",) any, None not said."""

    href: str
    text: str
    if_match: Sequence[str] | None = None
    only_new: bool = False
    program: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """An HTTP status; ``etag`` where what is kept is what was sent, byte for byte; ``at`` is the card in the way (409)."""

    status: int
    etag: str = ""
    problem: str = ""
    at: str = ""


@transaction.atomic
def put_card(owner: Owner, sent: Sent) -> Outcome:
    """Keep a card. Nothing of it is lost, whatever the outcome but 400 (which says what was expected)."""
    text = UNPRINTABLE.sub("", sent.text)
    card = card_in(text)
    if card is None or not card.properties:
        return Outcome(400, problem="one vCard from BEGIN:VCARD to END:VCARD expected; nothing was changed")
    book = _locked(owner)
    there = _card_at(owner, sent.href)
    is_here = there is not None and not there.is_gone
    if is_here and there is not None and there.etag == etag_of(text):
        return Outcome(204, there.etag if text == sent.text else "")  # sent again: the answer got lost
    if _is_refused(there if is_here else None, sent):
        _keep_refused(owner, there, text, sent)
        return Outcome(412, problem="another version is here; both are kept, and the owner is asked")
    uid, text = _uid(card, text, sent.href)
    if other := _in_the_way(owner, there, uid, sent.href):
        return Outcome(409, problem="this UID is in the book under another address", at=other)
    kept = _keep(owner, book, there, sent, text, uid)
    return Outcome(204 if is_here else 201, kept.etag if kept.text == sent.text else "")


def _keep_refused(owner: Owner, there: BookCard | None, text: str, sent: Sent) -> None:
    """Of somebody who is here it is a question; of somebody who was let go or deleted meanwhile it is with what is kept."""
    if there is None or there.contact is None:
        return
    theirs = draft_in(text)
    changes = wanted(there, theirs, sent.if_match or ())
    if there.is_gone:
        apply_changes(owner, there.contact, changes, new_lines(draft_in(there.text), theirs), sent.program)
    else:
        ask(owner, there.contact, changes, sent.program)


@transaction.atomic
def delete_card(owner: Owner, href: str, if_match: Sequence[str] | None, program: str) -> Outcome:
    """Take a card out of the book: its contact is let go, and found again as all those are."""
    _locked(owner)
    card = _card_at(owner, href)
    if card is None or card.is_gone:
        return Outcome(404)
    if if_match and "*" not in if_match and card.etag not in if_match:
        return Outcome(412)
    if card.contact_id:
        let_go(owner, [card.contact_id], _("Deleted on %(program)s") % {"program": program or _("a phone")})
    else:
        BookCard.objects.of(owner).filter(pk=card.pk).update(is_stale=True, is_gone=True, is_group=False)
    book_of(owner)
    return Outcome(204)


def _locked(owner: Owner) -> Book:
    """The book, brought up to date, which nobody else writes meanwhile."""
    book_of(owner)
    book: Book = Book.objects.of(owner).select_for_update().get()
    return book


def _card_at(owner: Owner, href: str) -> BookCard | None:
    card: BookCard | None = (
        BookCard.objects.of(owner).filter(href=href).select_related("contact__owner").first()
    )
    return card


def _is_refused(there: BookCard | None, sent: Sent) -> bool:
    if there is None:
        return sent.if_match is not None
    if sent.only_new:
        return True
    return sent.if_match is not None and "*" not in sent.if_match and there.etag not in sent.if_match


def _uid(card: Card, text: str, href: str) -> tuple[str, str]:
    """The card's UID, and the text with one where it had none."""
    found = next((prop.value.strip() for prop in card.properties if prop.name == "UID"), "")
    if found:
        return found[:255], text
    made = href.removesuffix(".vcf")[:255]
    return made, re.sub(r"(?i)(\r?\n)END:VCARD", rf"\1UID:{made}\1END:VCARD", text, count=1)


def _plain_uid(uid: str) -> str:
    return uid.lower().removeprefix("urn:uuid:")


def _in_the_way(owner: Owner, there: BookCard | None, uid: str, href: str) -> str:
    """The address of a card that has this UID already, or "" where there is none."""
    if there is not None and not there.is_gone and there.uid and _plain_uid(there.uid) != _plain_uid(uid):
        return href
    same = BookCard.objects.of(owner).filter(uid__in=[uid, _plain_uid(uid)], is_gone=False).exclude(href=href)
    other: BookCard | None = same.first()
    return other.href if other else ""


def _keep(owner: Owner, book: Book, there: BookCard | None, sent: Sent, text: str, uid: str) -> BookCard:
    card = card_in(text)
    assert card is not None
    if is_group(card):
        kept = there or BookCard(owner=owner, href=sent.href)
        kept.is_group = True
        return _stored(book, kept, text, uid, None)
    there = there or _gone_before(owner, uid, sent.href) or _new_card(owner, text, uid, sent.href)
    contact = there.contact
    assert contact is not None
    is_new = not there.text
    if not is_new and there.is_gone:
        bring_back(owner, contact)
    base, theirs = draft_in(there.text), draft_in(text)
    changes = differences(base, theirs)
    asked = held_back(owner, contact, changes, sent.program)
    if (
        sent.if_match is None and not there.is_gone and not is_new
    ):  # it may never have seen what it writes over
        asked = [change for change in changes if not change.only_adds]
    if theirs.place and not contact.place:
        Contact.objects.of(owner).filter(pk=contact.pk).update(place=theirs.place[:300])
    settled = [change for change in changes if change not in asked]
    apply_changes(owner, contact, settled, new_lines(base, theirs), sent.program)
    withdraw_agreed(owner, contact, sent.program)
    if asked:
        ask(owner, contact, asked, sent.program)
        return _in_our_words(owner, there)
    version = card.version if card.version in ("3.0", "4.0") else ""
    fresh = with_rows(Contact.objects.of(owner)).get(pk=contact.pk)
    said = lines(fresh, version or "3.0", with_notes=book.with_notes)
    return _stored(book, there, text if version else "", uid, said if version else None)


def _in_our_words(owner: Owner, card: BookCard) -> BookCard:
    """As the book writes it by now: a part of what was sent waits for an answer."""
    book_of(owner)
    card.refresh_from_db()
    return card


def _stored(book: Book, card: BookCard, text: str, uid: str, said: list[str] | None) -> BookCard:
    """``text`` "": a version that is not kept, which the book writes in its own words. Sealed notes are no part of it."""
    text = without_notes(text) if text and lock_of(card.owner_id) else text
    if text:
        set_text(card, text, timezone.now())
        card.number, card.is_stale = next_number(book), False
    else:
        card.is_stale = True
    card.said, card.uid, card.is_gone = said, uid, False
    card.save()
    return card


def _gone_before(owner: Owner, uid: str, href: str) -> BookCard | None:
    """Somebody who was taken out of the book and comes again under another address: the old one stays as a mark."""
    rows = BookCard.objects.of(owner).filter(
        uid__in=[uid, _plain_uid(uid)], is_gone=True, contact__isnull=False
    )
    old: BookCard | None = rows.select_related("contact__owner").first()
    if old is None:
        return None
    contact = old.contact
    BookCard.objects.of(owner).filter(pk=old.pk).update(contact=None)
    card: BookCard = BookCard.objects.create(
        owner=owner, contact=contact, href=href, text=old.text, said=old.said, is_gone=True
    )
    return card


def _new_card(owner: Owner, text: str, uid: str, href: str) -> BookCard:
    """A new contact with the card that a trigger made for it, under the program's address."""
    contact = new_contact(owner, name_of(draft_in(text)) or _("Without a name"), _lasting(owner, uid))
    SourceKey.objects.get_or_create(owner=owner, key=f"vcard:{uid}"[:400], defaults={"contact": contact})
    card, _made = BookCard.objects.get_or_create(owner=owner, contact=contact, defaults={"href": href})
    card.href, card.contact = href, contact
    return card


def _lasting(owner: Owner, uid: str) -> uuid.UUID:
    """The card's own UID where it is a UUID that nobody has, so that it is the same in exports, too."""
    try:
        found = uuid.UUID(_plain_uid(uid))
    except ValueError:
        return uuid.uuid4()
    return uuid.uuid4() if Contact.objects.of(owner).filter(uid=found).exists() else found
