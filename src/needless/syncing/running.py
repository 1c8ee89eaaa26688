"""One run over an address book: cards in, cards out, each written down as soon as it is done; cut off, it goes on (M17).

A card is first written there, then here together with what was seen: a run that is killed between the two finds, when
it is started again, that both sides agree already. The token up to which was read is kept at the very end.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.contacts.conflicts import ask_about, withdraw
from needless.contacts.models import Contact
from needless.syncing.cards import edited, new_card
from needless.syncing.listing import Listing, changes_in
from needless.syncing.merging import Merged, fields_in, met, seen_next
from needless.syncing.models import CardLink, Collection
from needless.syncing.people import archive, contacts_to_send, values_of, words_of_contacts, write_here
from needless.syncing.planning import Desk, NewCard, changed_here, find_own, is_out, read_new
from needless.syncing.recording import Record, line
from needless.syncing.remote import ChangedMeanwhile, RemoteRefused
from needless.syncing.sealed import with_texts
from needless.syncing.taking_in import TakingIn
from needless.syncing.words import Words, card_of
from needless.tables.bulk import batches

AT_ONCE = 50
MOST_EMPTIED = 10  # links: that so many are gone at once is rather the server's mistake
TURNS = 3


class Emptied(RemoteRefused):
    """The server says that a whole address book is empty."""


class CardsRun:
    """Makes one address book and the contacts the same."""

    def __init__(self, desk: Desk, record: Record) -> None:
        self.desk, self.record = desk, record
        self.collection, self.owner, self.remote = desk.collection, desk.owner, desk.remote
        self.taking = TakingIn(desk, record)

    def run(self) -> None:
        """All of it. Raises RemoteRefused; what was done until then stays."""
        listing = changes_in(self.remote, self.collection)
        see_that_it_is_not_emptied(self.desk, listing)
        self.firsts = self.desk.first_links()
        for wanted in batches(self.desk.to_fetch(listing), AT_ONCE):
            self._take(list(self.remote.contents(self.collection.url, "cards", wanted)))
        self.taking.settle()
        for link in self.desk.missing(listing):
            self._archive(link)
        for link, here in changed_here(self.desk):
            self._pair(link, here, None)
        self._follow_deletions()
        if self.collection.is_pushed:
            self._send_new()
        self._finish(listing)

    def _finish(self, listing: Listing) -> None:
        self.collection.token, self.collection.ctag = listing.token, listing.ctag
        self.collection.synced_at = timezone.now()
        with transaction.atomic():
            self.collection.save(update_fields=["token", "ctag", "synced_at"])
            self.record.keep()

    def _take(self, cards: Sequence[tuple[str, str, str]]) -> None:
        """A batch of cards that are new or were changed there."""
        links = self.desk.links
        known = [(links[url], etag, raw) for url, etag, raw in cards if url in links]
        new = [read_new(url, etag, raw) for url, etag, raw in cards if url not in links]
        for why in new:
            if isinstance(why, str) and why:
                self.record.refuse(self.collection.name, why)
        if self.collection.is_pulled or self.collection.is_pushed:
            self._take_new([each for each in new if isinstance(each, NewCard)])
        words = words_of_contacts(self.owner, {link.contact_id for link, *_ in known}, self.desk.region)
        for link, etag, raw in known:
            self._take_changed(link, words[link.contact_id], etag, raw)

    def _take_changed(self, link: CardLink, here: Words, etag: str, raw: str) -> None:
        try:
            card_of(raw)
        except ValueError as problem:
            return self.record.refuse(link.contact.name, str(problem))
        if is_out(link):
            return self._note(link, etag=etag, raw=self.desk.kept(raw))
        return self._pair(link, here, (etag, raw))

    def _take_new(self, new: list[NewCard]) -> None:
        find_own(self.owner, new)
        known = self.taking.take(new)
        rows = CardLink.objects.of(self.owner).filter(
            collection=self.collection, href__in=[c.url for c in new]
        )
        for link in rows.select_related("contact"):
            self.desk.links[link.href] = link
            self.firsts.setdefault(link.contact_id, link.href)
        words = words_of_contacts(self.owner, known.values(), self.desk.region)
        for url, pk in known.items():
            if not is_out(self.desk.links[url]):
                self._pair(self.desk.links[url], words[pk], None)

    def _pair(self, link: CardLink, here: Words, fetched: tuple[str, str] | None) -> None:
        """One linked pair: there first, then here. Changed there meanwhile: seen again, merged again."""
        raw: str | None = fetched[1] if fetched else None
        etag = fetched[0] if fetched else link.etag
        for _turn in range(TURNS):
            merged, there = self.desk.compare(link, here, raw, self.firsts.get(link.contact_id) == link.href)
            try:
                after = self._write_there(link, merged, raw, etag)
            except ChangedMeanwhile:
                again = self.remote.content(link.href)
                if again is None:
                    return self._archive(link)
                etag, raw = again[1], again[2]
                continue
            except RemoteRefused as problem:
                if problem.status in {0, 401, 429, 503}:
                    raise
                self.record.refuse(link.contact.name, str(problem))
                if raw is None:
                    return None
                merged.kept_here, merged.there, after = [*merged.kept_here, *merged.there], [], None
            self._write_here(link, merged, here, there, after or (etag, raw if raw is not None else link.raw))
            return None
        return self.record.refuse(link.contact.name, _("It changes there again and again."))

    def _seen(self, link: CardLink, etag: str) -> str:
        """The card as it was seen; where it is kept without its notes, as it is there. Raises ChangedMeanwhile."""
        if not self.desk.is_sealed:
            return link.raw
        found = self.remote.content(link.href)
        if found is None or (etag and found[1] != etag):
            raise ChangedMeanwhile(_("It changed there meanwhile."))
        return found[2]

    def _write_there(
        self, link: CardLink, merged: Merged, raw: str | None, etag: str
    ) -> tuple[str, str] | None:
        """Its new ETag and content; None where there is nothing to write."""
        if not merged.there:
            return None
        raw = self._seen(link, etag) if raw is None else raw
        extra = Contact.objects.of(self.owner).values_list("extra", flat=True).get(pk=link.contact_id)
        text = edited(raw, merged.there, self.desk.region, extra)
        new = self.remote.put(link.href, "cards", text, etag or "*")
        self.record.add(
            line("update", "there", link.contact.name, self.collection.name, link.contact_id, merged.there)
        )
        return self._as_kept(link.href, new, text)

    def _as_kept(self, url: str, etag: str, text: str) -> tuple[str, str]:
        """ETag and content as the server has them now; it may write a card in its own way, and then tells no ETag."""
        if etag:
            return etag, text
        found = self.remote.content(url)
        return (found[1], found[2]) if found else ("", text)

    def _write_here(
        self, link: CardLink, merged: Merged, here: Words, there: Words, after: tuple[str, str]
    ) -> None:
        with transaction.atomic():
            if merged.here:
                contact = Contact.objects.of(self.owner).get(pk=link.contact_id)
                write_here(self.owner, contact, with_texts(merged.here, self.desk.noted), self.record.steps)
                here = words_of_contacts(self.owner, [contact.pk], self.desk.region)[contact.pk]
                self.record.add(
                    line("update", "here", contact.name, self.collection.name, contact.pk, merged.here)
                )
            there = self.desk.words_of(after[1]) if merged.there else there
            after = (after[0], self.desk.kept(after[1]))
            self._keep_extra(link, after[1])
            before = link.etag, link.raw, link.here, link.there
            self._see(link, merged, here, there)
            if before != (*after, link.here, link.there):
                self._note(link, etag=after[0], raw=after[1], here=link.here, there=link.there)
            self.record.keep()

    def _keep_extra(self, link: CardLink, raw: str) -> None:
        """Lines that nobody here understands go along with the contact: they change as they do in the card."""
        if raw != link.raw and self.collection.is_pulled:
            self.taking.carry_extra(link, raw)

    def _see(self, link: CardLink, merged: Merged, here: Words, there: Words) -> None:
        """What each is compared with next time. Of what the owner is asked about, both are as they are there: so the
        answer "as it is here" is a change that goes there, and "as it is there" is none."""
        next_here = seen_next(link.here, here, merged.kept_here)
        next_there = seen_next(link.there, there, merged.kept_there)
        held = self.desk.asked.get(link.contact_id, set())
        for conflict in {*merged.conflicts, *held}:
            names = fields_in(conflict)
            next_here |= {name: there[name] for name in names}
            next_there |= {name: there[name] for name in names}
            self._ask(link, conflict, here, there)
        link.here, link.there = next_here, next_there

    def _ask(self, link: CardLink, conflict: str, here: Words, there: Words) -> None:
        names, source = fields_in(conflict), self.collection.source
        mine, theirs = values_of(here, names), values_of(there, names)
        asked = self.desk.asked.setdefault(link.contact_id, set())
        if mine == theirs:
            asked.discard(conflict)
            return withdraw(self.owner, link.contact_id, [conflict], source)
        where = f"{self.collection.account.name}, {self.collection.name}"
        ask_about(self.owner, link.contact, conflict, mine, theirs, source, where)
        if conflict not in asked:
            asked.add(conflict)
            change = (conflict, str(mine.get(conflict, "")), str(theirs.get(conflict, "")))
            self.record.add(_asking(link, self.collection, change))
        return None

    def _note(self, link: CardLink, **columns: Any) -> None:
        for name, value in columns.items():
            setattr(link, name, value)
        CardLink.objects.of(self.owner).filter(pk=link.pk).update(**columns)

    def _archive(self, link: CardLink) -> None:
        """The card is gone there: the contact is let go here, and stays findable; nothing is deleted."""
        with transaction.atomic():
            contact = Contact.objects.of(self.owner).get(pk=link.contact_id)
            is_last = not CardLink.objects.of(self.owner).filter(contact=contact).exclude(pk=link.pk).exists()
            reason = self.desk.gone_reason
            if (
                self.collection.is_pulled
                and is_last
                and archive(self.owner, contact, reason, self.record.steps)
            ):
                self.record.add(line("archive", "here", contact.name, self.collection.name, contact.pk))
            self.desk.links.pop(link.href, None)
            CardLink.objects.of(self.owner).filter(pk=link.pk).delete()
            self.record.keep()

    def _follow_deletions(self) -> None:
        """Whoever was deleted or let go here: removed there, left there, or asked about; come back, it is as before."""
        for link in list(self.desk.links.values()):
            is_gone = bool(link.contact.deleted_at or link.contact.let_go_at)
            if not is_gone and link.gone:
                self._come_back(link)
            elif is_gone and not link.gone:
                self._note(link, gone=self._said_of_deletions(link))
            if is_gone and link.gone == CardLink.Gone.REMOVE and self.collection.is_pushed:
                self._remove_there(link)

    def _come_back(self, link: CardLink) -> None:
        self._note(link, gone="")
        here = words_of_contacts(self.owner, [link.contact_id], self.desk.region)
        self._pair(link, here[link.contact_id], None)

    def _said_of_deletions(self, link: CardLink) -> str:
        if not self.collection.is_pushed:
            return str(CardLink.Gone.KEEP)
        if self.collection.when_deleted == Collection.WhenDeleted.ASK:
            self.record.add(line("ask", "there", link.contact.name, self.collection.name, link.contact_id))
        return str(self.collection.when_deleted)

    def _remove_there(self, link: CardLink) -> None:
        try:
            self.remote.delete(link.href, link.etag)
        except ChangedMeanwhile:
            return self._note(link, gone=CardLink.Gone.ASK)
        except RemoteRefused as problem:
            if problem.status in {0, 401, 429, 503}:
                raise
            return self.record.refuse(link.contact.name, str(problem))
        self.record.add(line("delete", "there", link.contact.name, self.collection.name, link.contact_id))
        with transaction.atomic():
            CardLink.objects.of(self.owner).filter(pk=link.pk).delete()
            self.record.keep()
        del self.desk.links[link.href]
        return None

    def _send_new(self) -> None:
        for contacts in batches(contacts_to_send(self.collection).defer("search"), AT_ONCE):
            words = words_of_contacts(self.owner, [c.pk for c in contacts], self.desk.region)
            for contact in contacts:
                self._send(contact, words[contact.pk])

    def _send(self, contact: Contact, here: Words) -> None:
        """One new card, under a name that only this contact has: sent twice it is refused, and found to be theirs."""
        said = here if self.collection.with_notes and not self.desk.is_sealed else here | {"notes": {}}
        url = f"{self.collection.url.rstrip('/')}/{contact.uid}.vcf"
        text = new_card(str(contact.uid), said, self.desk.region, contact.extra)
        try:
            etag, text = self._as_kept(url, self.remote.put(url, "cards", text), text)
        except ChangedMeanwhile:
            return self._meet_again(contact, url)
        except RemoteRefused as problem:
            if problem.status in {0, 401, 429, 503}:
                raise
            return self.record.refuse(contact.name, str(problem))
        there = self.desk.words_of(text)
        self.record.add(line("create", "there", contact.name, self.collection.name, contact.pk))
        return self._link(contact, url, etag, text, (here | {"notes": said["notes"]}, there))

    def _meet_again(self, contact: Contact, url: str) -> None:
        """It is there already: a run was cut off before it noted it, or the owner had it there by the same UID."""
        found = self.remote.content(url)
        if found is None:
            return self.record.refuse(contact.name, _("The server refused a new card."))
        here = words_of_contacts(self.owner, [contact.pk], self.desk.region)[contact.pk]
        seen = met(here, self.desk.words_of(found[2]))
        return self._link(contact, url, found[1], found[2], (seen.here, seen.there))

    def _link(self, contact: Contact, url: str, etag: str, raw: str, seen: tuple[Words, Words]) -> None:
        with transaction.atomic():
            self.desk.links[url] = CardLink.objects.create(
                owner=self.owner, collection=self.collection, contact=contact, href=url, etag=etag,
                raw=self.desk.kept(raw),                here=seen[0], there=seen[1],
            )  # fmt: skip
            self.record.keep()


def see_that_it_is_not_emptied(desk: Desk, listing: Listing) -> None:
    """Raises Emptied where a server that had many cards tells of none: more often its mistake than anybody's wish."""
    if listing.is_whole and not listing.there and len(desk.links) >= MOST_EMPTIED:
        words = _("%(name)s is said to be empty now, of %(n)d cards. Nothing was changed here.")
        raise Emptied(words % {"name": desk.collection.name, "n": len(desk.links)})


def _asking(link: CardLink, collection: Collection, change: tuple[str, str, str]) -> Any:
    from needless.syncing.recording import Line

    return Line("ask", "here", link.contact.name, collection.name, link.contact_id, (change,))
