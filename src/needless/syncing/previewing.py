"""What a run over an address book would do, field by field, without doing any of it (M17)."""

from __future__ import annotations

from collections.abc import Sequence

from needless.contacts.models import Contact
from needless.syncing.listing import changes_in
from needless.syncing.merging import Merged, changes_between
from needless.syncing.models import CardLink, Collection
from needless.syncing.people import contacts_to_send, words_of_contacts
from needless.syncing.planning import Desk, Matching, NewCard, changed_here, find_own, is_out, read_new
from needless.syncing.recording import Line, Record, line
from needless.syncing.running import AT_ONCE, see_that_it_is_not_emptied
from needless.syncing.words import Words, card_of, none_said
from needless.tables.bulk import batches


class CardsPreview:
    """As CardsRun goes, but nothing is written on either side."""

    def __init__(self, desk: Desk, record: Record) -> None:
        self.desk, self.record, self.collection = desk, record, desk.collection
        self.matching = Matching(desk.owner)
        self.firsts = desk.first_links()
        self.met: set[int] = set()  # contacts who get a card
        self.compared: set[str] = set()

    def run(self) -> None:
        """Fill the record. Raises RemoteRefused."""
        listing = changes_in(self.desk.remote, self.collection)
        see_that_it_is_not_emptied(self.desk, listing)
        for wanted in batches(self.desk.to_fetch(listing), AT_ONCE):
            self._look_at(list(self.desk.remote.contents(self.collection.url, "cards", wanted)))
        for link in self.desk.missing(listing):
            if self.collection.is_pulled and not is_out(link) and link.contact_id not in self.met:
                self._add("archive", "here", link.contact)
        for link, here in changed_here(self.desk):
            if link.href not in self.compared:
                self._compare(link, here, None)
        self._deletions()
        if self.collection.is_pushed:
            self._new_there()

    def _look_at(self, cards: Sequence[tuple[str, str, str]]) -> None:
        links = self.desk.links
        new = [read_new(*each) for each in cards if each[0] not in links]
        self._look_at_new([each for each in new if isinstance(each, NewCard)])
        known = [(links[url], raw) for url, _etag, raw in cards if url in links and not is_out(links[url])]
        words = words_of_contacts(
            self.desk.owner, {link.contact_id for link, _raw in known}, self.desk.region
        )
        for link, raw in known:
            self.compared.add(link.href)
            self._compare(link, words[link.contact_id], raw)

    def _look_at_new(self, new: list[NewCard]) -> None:
        find_own(self.desk.owner, new)
        found = [(card, self.matching.match(card)) for card in new]
        ids = {pk for _card, pk in found if pk > 0}
        words = words_of_contacts(self.desk.owner, ids, self.desk.region)
        people = {c.pk: c for c in Contact.objects.of(self.desk.owner).filter(pk__in=ids)}
        for card, pk in found:
            there = self.desk.words_of(card.raw)
            if pk in people:
                self._join(people[pk], words[pk], there, card.url)
            elif self.collection.is_pulled and pk and pk not in self.met:
                changes = changes_between(none_said(), there)
                self.record.add(line("create", "here", card.name, self.collection.name, None, changes))
            self.met.add(pk)

    def _join(self, contact: Contact, here: Words, there: Words, url: str) -> None:
        if contact.deleted_at or contact.let_go_at:
            return
        merged = self.desk.meet(here, there)
        if self.firsts.setdefault(contact.pk, url) != url:
            merged.there = []
        self._tell(contact, merged)

    def _compare(self, link: CardLink, here: Words, raw: str | None) -> None:
        try:
            card_of(raw if raw is not None else link.raw)
        except ValueError as problem:
            return self.record.refuse(link.contact.name, str(problem))
        is_first = self.firsts.get(link.contact_id) == link.href
        merged, there = self.desk.compare(link, here, raw, is_first)
        self._tell(link.contact, merged)
        for name in merged.conflicts:
            change = (name, str(here[name]), str(there[name]))
            self.record.add(
                Line("ask", "here", link.contact.name, self.collection.name, link.contact_id, (change,))
            )
        return None

    def _tell(self, contact: Contact, merged: Merged) -> None:
        for side, changes in (("here", merged.here), ("there", merged.there)):
            if changes:
                self.record.add(line("update", side, contact.name, self.collection.name, contact.pk, changes))

    def _add(self, what: str, side: str, contact: Contact) -> None:
        self.record.add(line(what, side, contact.name, self.collection.name, contact.pk))

    def _deletions(self) -> None:
        if not self.collection.is_pushed:
            return
        for link in self.desk.links.values():
            if not (link.contact.deleted_at or link.contact.let_go_at):
                continue
            said = link.gone or self.collection.when_deleted
            if said == Collection.WhenDeleted.REMOVE:
                self._add("delete", "there", link.contact)
            elif said == Collection.WhenDeleted.ASK and not link.gone:
                self._add("ask", "there", link.contact)

    def _new_there(self) -> None:
        sends_notes = self.collection.with_notes and not self.desk.is_sealed
        rows = contacts_to_send(self.collection).exclude(pk__in=self.met).defer("search", "extra")
        for contacts in batches(rows, 1000):
            words = words_of_contacts(self.desk.owner, [c.pk for c in contacts], self.desk.region)
            for contact in contacts:
                said = words[contact.pk] | ({} if sends_notes else {"notes": {}})
                changes = changes_between(none_said(), said)
                self.record.add(
                    line("create", "there", contact.name, self.collection.name, contact.pk, changes)
                )
