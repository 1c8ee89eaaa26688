"""Compares a collection with the contacts: what each side would get, before anything is written (M17)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from needless.contacts.conflicts import fields_asked_about
from needless.contacts.models import Contact
from needless.imports.drafts import ContactDraft
from needless.imports.known import Known, identities_of
from needless.imports.people import name_of, signature
from needless.imports.sources.address_book import is_somebody
from needless.imports.sources.vcard import draft_of, is_group
from needless.imports.sources.vcard_syntax import Card
from needless.owners.models import Owner
from needless.syncing.cards import without_notes
from needless.syncing.listing import Listing
from needless.syncing.merging import Merged, Seen, fields_in, keep_here, merge, met
from needless.syncing.models import CardLink, Collection
from needless.syncing.people import words_of_contacts
from needless.syncing.remote import Remote
from needless.syncing.sealed import sealed_words
from needless.syncing.words import ONCE, SEVERAL, Words, card_of, words_of_card
from needless.tables.notes import lock_of

UUID_SCHEME = "urn:uuid:"
Fetched = tuple[str, str, str]  # address, ETag, content


@dataclass(slots=True)
class NewCard:
    """A card that no contact is linked to yet."""

    url: str
    etag: str
    raw: str
    card: Card
    draft: ContactDraft
    contact_id: int | None = None  # known by our own UID in it

    @property
    def name(self) -> str:
        return name_of(self.draft)


@dataclass(slots=True)
class Desk:
    """What comparing one collection needs, read once."""

    collection: Collection
    remote: Remote
    on: date
    owner: Owner = field(init=False)
    region: str | None = field(init=False)
    links: dict[str, CardLink] = field(init=False)
    asked: dict[int, set[str]] = field(init=False)
    noted: dict[str, str] = field(default_factory=dict)  # by their marks, notes that cards brought

    def __post_init__(self) -> None:
        self.owner = self.collection.owner
        self.region = self.owner.region or None
        rows = CardLink.objects.of(self.owner).filter(collection=self.collection).select_related("contact")
        self.links = {
            row.href: row for row in rows.defer("raw", "contact__search", "contact__extra").order_by("pk")
        }
        self.asked = fields_asked_about(self.owner, self.collection.source)

    @property
    def gone_reason(self) -> str:
        """Why somebody was let go whose card is gone over there."""
        return _("Removed in %(where)s") % {"where": self.collection.name}

    def first_links(self) -> dict[int, str]:
        """Of each contact the card that is written to: the one that was linked first."""
        found: dict[int, str] = {}
        for url, link in self.links.items():
            found.setdefault(link.contact_id, url)
        return found

    def to_fetch(self, listing: Listing) -> list[str]:
        """The addresses whose card is new, or another than was seen."""
        links = self.links
        return [
            url
            for url, etag in listing.there.items()
            if url not in links or links[url].etag != etag or not etag
        ]

    def missing(self, listing: Listing) -> list[CardLink]:
        """The links whose card is gone over there."""
        if listing.is_whole:
            return [link for url, link in self.links.items() if url not in listing.there]
        return [self.links[url] for url in listing.gone if url in self.links]

    def compare(self, link: CardLink, here: Words, raw: str | None, is_first: bool) -> tuple[Merged, Words]:
        """What a linked pair would do, and what the card says now. ``raw`` is a card that is new, else what was seen."""
        there = self.words_of(link.raw if raw is None else raw)
        if raw is None and self.is_sealed:  # what was seen is kept without its notes
            there["notes"] = link.there["notes"]
        held = {name for each in self.asked.get(link.contact_id, ()) for name in fields_in(each)}
        seen = Seen(link.here, link.there)
        return self._narrowed(merge(seen, here, there, held, self.collection.is_pulled), is_first), there

    def words_of(self, raw: str) -> Words:
        """What a card says; its notes by their marks where the owner has them sealed."""
        words, texts = sealed_words(self.owner, words_of_card(card_of(raw), self.region))
        self.noted |= texts
        return words

    def kept(self, raw: str) -> str:
        """A card as it may lie here."""
        return without_notes(raw) if self.is_sealed else raw

    @property
    def is_sealed(self) -> bool:
        """Has the owner their notes sealed?"""
        return lock_of(self.owner.pk) is not None

    def meet(self, here: Words, there: Words) -> Merged:
        """What two would do that meet for the first time."""
        return self._narrowed(merge(met(here, there), here, there, (), self.collection.is_pulled))

    def _narrowed(self, merged: Merged, is_first: bool = True) -> Merged:
        """What remains of it by the collection's direction."""
        if not (self.collection.is_pushed and is_first):
            return keep_here(merged, (*ONCE, *SEVERAL))
        sends_notes = self.collection.with_notes and not self.is_sealed
        return merged if sends_notes else keep_here(merged, ("notes",))


def read_new(url: str, etag: str, raw: str) -> NewCard | str:
    """A card as a draft; else why it is none, "" for what is left out on purpose (a group)."""
    try:
        card = card_of(raw)
    except ValueError:
        return "no vCard"
    if is_group(card):
        return ""
    draft, _refused = draft_of(card, "")
    if not is_somebody(draft):
        return "a card without a name, e-mail or phone"
    draft.key = (draft.key or f"dav:{url}")[:400]
    return NewCard(url, etag, raw, card, draft)


def find_own(owner: Owner, cards: Iterable[NewCard]) -> None:
    """Whose card holds our own UID: it was sent from here, though nobody noted it (a run that was cut off)."""
    by_uid = {uid: card for card in cards if (uid := _uuid(card.draft.key))}
    rows = Contact.objects.of(owner).filter(uid__in=list(by_uid), deleted_at=None)
    for pk, uid in rows.values_list("pk", "uid"):
        by_uid[uid].contact_id = pk


def _uuid(key: str) -> UUID | None:
    try:
        return UUID(key.removeprefix("vcard:").removeprefix(UUID_SCHEME))
    except ValueError:
        return None


class Matching:
    """Whom new cards are about, by the rules of the import door; contacts that would be made have negative ids."""

    def __init__(self, owner: Owner) -> None:
        self.known, self.region = Known(owner), owner.region or None

    def match(self, new: NewCard) -> int:
        """The contact's id, 0 for somebody who was erased here for good; the next card of somebody new finds them."""
        if new.contact_id:
            return new.contact_id
        identities = identities_of(new.draft, self.region)
        pk = self.known.match(new.draft, identities)
        if pk is None and self.known.is_forgotten(new.draft.key, identities):
            return 0
        if pk is None:
            pk = next(self.known.pretended)
            self.known.add_name(pk, new.name)
        self.known.add_addresses(pk, identities)
        if new.draft.key not in self.known.by_key:
            self.known.add_key(pk, new.draft.key, signature(new.draft))
        return pk


def is_out(link: CardLink) -> bool:
    """Was the contact deleted or let go here?"""
    return bool(link.gone or link.contact.deleted_at or link.contact.let_go_at)


def changed_here(desk: Desk) -> Iterator[tuple[CardLink, Words]]:
    """Links whose contact says otherwise than when it was last the same, with what it says."""
    links = [link for link in desk.links.values() if not is_out(link)]
    words = words_of_contacts(desk.owner, {link.contact_id for link in links}, desk.region)
    for link in links:
        here = words.get(link.contact_id)
        if here is not None and here != link.here:
            yield link, here
