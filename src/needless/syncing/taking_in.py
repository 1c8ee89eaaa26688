"""New cards come in by the door that imports use: who is known already is found, blanks are filled, the rest is made (M10, M17)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from needless.contacts.models import Contact, LetGo
from needless.imports.models import Import, ImportFile
from needless.imports.people import Writing
from needless.imports.sources.vcard import draft_of
from needless.imports.taking import Taking
from needless.interactions.actions import propose_tiers
from needless.interactions.models import Participation
from needless.interactions.tallies import retally
from needless.syncing.merging import Seen, met
from needless.syncing.models import CardLink
from needless.syncing.people import words_of_contacts
from needless.syncing.planning import Desk, Matching, NewCard
from needless.syncing.recording import Record, line
from needless.syncing.words import card_of
from needless.triage.states import restate

Taken = Sequence[tuple[NewCard, int]]


class TakingIn:
    """The import that one run makes as soon as there is something new."""

    def __init__(self, desk: Desk, record: Record) -> None:
        self.desk, self.record, self.owner = desk, record, desk.owner
        self.file: ImportFile | None = None
        self.taking: Taking | None = None
        self.matching: Matching | None = None
        self.touched: set[int] = set()

    def take(self, new: Sequence[NewCard]) -> dict[str, int]:
        """Take a batch in and link it. Of those whose contact was known before: address of the card -> contact."""
        if not new:
            return {}
        if not self.desk.collection.is_pulled:
            return self._only_found(new)
        with transaction.atomic():
            file, taking = self._door()
            made = set(Contact.objects.of(self.owner).filter(made_by=file.of).values_list("pk", flat=True))
            drafts = [replace(each.draft) for each in new if not each.contact_id]
            taking.take(file, drafts)
            file.drafts_done += len(drafts)
            file.save()
            by_key = taking.known.by_key  # without those who were erased here for good
            found = [(each, each.contact_id or by_key.get(each.draft.key, (0, ""))[0]) for each in new]
            taken = [(each, pk) for each, pk in found if pk]
            known = self._link(taken, made)
            self.record.keep()
        self.touched |= {pk for _card, pk in taken}
        return known

    def _only_found(self, new: Sequence[NewCard]) -> dict[str, int]:
        """Where nothing is pulled, nobody is made: cards are linked to whom they are about, and others are left."""
        self.matching = self.matching or Matching(self.owner)
        found = [(each, self.matching.match(each)) for each in new]
        with transaction.atomic():
            return self._link([(each, pk) for each, pk in found if pk > 0], set())

    def _door(self) -> tuple[ImportFile, Taking]:
        if self.file is None or self.taking is None:
            now, name = timezone.now(), f"{self.desk.collection.account.name}, {self.desk.collection.name}"
            done = {"stage": Import.Stage.DONE, "started_at": now, "ended_at": now}
            made: Import = Import.objects.create(owner=self.owner, paths=[name], **done)
            self.file = ImportFile.objects.create(
                owner=self.owner, of=made, position=1, path=name, kind="vcard", is_done=True
            )
            writing = Writing(self.owner, made.pk, now, self.desk.on, self.desk.region)
            self.taking = Taking(writing, False, [])
            if self.record.run:
                self.record.run.imports = [*self.record.run.imports, made.pk]
        return self.file, self.taking

    def _link(self, taken: Taken, made: set[int]) -> dict[str, int]:
        """What each side says now is what they are compared with; where they met for the first time, what they have in
        common: the rest of it goes to the other side."""
        rows = {c.pk: c for c in Contact.objects.of(self.owner).filter(pk__in=[pk for _c, pk in taken])}
        words, known = words_of_contacts(self.owner, rows, self.desk.region), {}
        for card, pk in taken:
            there, here = self.desk.words_of(card.raw), words[pk]
            is_new = self.file is not None and rows[pk].made_by_id == self.file.of_id and pk not in made
            seen = Seen(here, there) if is_new else met(here, there)
            CardLink.objects.create(
                owner=self.owner, collection=self.desk.collection, contact_id=pk, href=card.url, etag=card.etag,
                raw=self.desk.kept(card.raw), here=seen.here, there=seen.there,
            )  # fmt: skip
            if is_new:
                made.add(pk)
                self.record.add(line("create", "here", card.name, self.desk.collection.name, pk))
            else:
                known[card.url] = pk
                self._come_back(rows[pk])
        return known

    def _come_back(self, contact: Contact) -> None:
        """Who was let go because the card was gone is back with it."""
        rows = LetGo.objects.of(self.owner).filter(contact=contact, reason=self.desk.gone_reason)
        if contact.let_go_at and rows.exists():
            rows.delete()
            Contact.objects.of(self.owner).filter(pk=contact.pk).update(let_go_at=None)

    def carry_extra(self, link: CardLink, raw: str) -> None:
        """The contact's lines that nobody understands: what the card had goes, what it has now comes."""
        old = draft_of(card_of(link.raw), "")[0].extra if link.raw else []
        new = draft_of(card_of(raw), "")[0].extra
        if old == new:
            return
        held = Contact.objects.of(self.owner).values_list("extra", flat=True).get(pk=link.contact_id)
        lines = [each for each in held if each not in old or each in new]
        lines += [each for each in new if each not in lines]
        Contact.objects.of(self.owner).filter(pk=link.contact_id).update(extra=lines)

    def settle(self) -> None:
        """Ties, tiers and states of whom this run brought or found."""
        if not self.touched:
            return
        ids = sorted(self.touched)
        talked = Participation.objects.of(self.owner).filter(contact__in=ids)
        retally(self.owner, sorted(set(talked.values_list("contact_id", flat=True))), self.desk.on)
        propose_tiers(self.owner, self.desk.on)
        restate(self.owner, ids)
