"""Writes interaction drafts: links them to contacts, lets strangers' mail wait until it went both ways (M8, M17)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from needless.contacts.models import Contact
from needless.contacts.search import reindex
from needless.imports.drafts import ContactDraft, InteractionDraft, Person
from needless.imports.imagined import Imagined
from needless.imports.known import Identity, Known, person_identities
from needless.imports.models import FieldChange, WaitingTalk
from needless.imports.people import Entry, Writing, create
from needless.imports.updating import as_noted
from needless.interactions.days import has_only_days, only_day_key
from needless.interactions.models import Interaction, Participation
from needless.interactions.tallies import write_contacts
from needless.tables import bulk

INTERACTION = [
    "id", "owner_id", "made_by_id", "key", "at", "channel", "direction", "group_size", "minutes", "summary", "kind", "thread",
]  # fmt: skip
WAITING = [
    "owner_id", "made_by_id", "address", "name", "key", "at", "channel", "direction", "group_size", "minutes", "summary",
    "thread",
]  # fmt: skip
PARTICIPATION = ["owner_id", "contact_id", "interaction_id", "at"]
WAITS, STRANGERS = "waiting until mail goes both ways", "not among your contacts"
ERASED = "of people whom you erased for good"
ERASED_FIELD = "erased"  # of a refusal that says of a person that they were
WRITTEN = frozenset({"mail", "message"})


@dataclass(slots=True)
class Talked:
    """What became of a batch of interaction drafts."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    contacts_created: int = 0


class Talk:
    """Takes interactions of one run; remembers in which directions strangers wrote."""

    def __init__(self, known: Known, writing: Writing, imagined: Imagined | None = None) -> None:
        self.known, self.writing, self.imagined = known, writing, imagined
        self.has_only_days = has_only_days(writing.owner)
        self.sides: dict[str, set[str]] = defaultdict(set)
        rows = WaitingTalk.objects.of(writing.owner)
        for address, channel, direction in rows.values_list("address", "channel", "direction").distinct():
            sides = self.sides[address]  # also of who only shared an event: it waits for them just so
            if channel in WRITTEN:
                sides.add(direction)

    def take(self, drafts: Sequence[InteractionDraft]) -> Talked:
        """Write one batch (in a preview: only count). Everything happens within the caller's transaction."""
        done = Talked()
        drafts = self._of_those_kept(drafts, done)
        self._welcome_new(drafts, done)
        batch = _Batch(self, self._there([d.key for d in drafts]))
        for draft in drafts:
            batch.add(draft, done)
        if self.imagined is None:
            batch.write()
        else:
            batch.imagine(self.imagined)
        return done

    def _of_those_kept(self, drafts: Sequence[InteractionDraft], done: Talked) -> Sequence[InteractionDraft]:
        """Without those who were erased; what passed with nobody else does not come in."""
        if not self.known.forgotten:
            return drafts
        kept = []
        for draft in drafts:
            people = self.known.without_forgotten(draft.people, self.writing.region)
            if people or not draft.people:
                draft.people = people
                kept.append(draft)
            else:
                done.skipped[ERASED] += 1
        return kept

    def _welcome_new(self, drafts: Sequence[InteractionDraft], done: Talked) -> None:
        """Strangers with whom mail has now gone both ways become contacts, before the batch is linked to them."""
        names: dict[str, str] = {}
        for draft in drafts:
            if draft.unknown == "wait" and draft.channel in WRITTEN:
                for person in draft.people:
                    self._hear(person, draft.direction, names)
        ready = {address: name for address, name in names.items() if len(self.sides[address]) > 1}
        if ready:
            self._welcome(ready, done)

    def _hear(self, person: Person, direction: str, names: dict[str, str]) -> None:
        if self.known.person(person, self.writing.region) is not None:
            return
        for _kind, key in person_identities(person, None)[:1]:
            self.sides[key[:320]].add(direction)
            names[key[:320]] = max(names.get(key[:320], ""), person.name, key=len)

    def _there(self, keys: list[str]) -> dict[str, tuple[int, set[int]]]:
        hashed = {only_day_key(key): key for key in keys} if self.has_only_days else {}
        rows = Interaction.objects.of(self.writing.owner).filter(key__in=bulk.among([*keys, *hashed], str))
        found = ((str(key), pk) for key, pk in rows.values_list("key", "pk"))
        there = {hashed.get(key, key): (pk, set[int]()) for key, pk in found}
        by_pk = dict(there.values())
        parts = Participation.objects.of(self.writing.owner).filter(interaction__in=bulk.among(by_pk, int))
        for pk, contact in parts.values_list("interaction_id", "contact_id"):
            by_pk[pk].add(contact)
        return there | (self.imagined.linked(keys) if self.imagined is not None else {})

    def _welcome(self, names: dict[str, str], done: Talked) -> None:
        """These addresses become contacts, and what waited becomes their history."""
        waiting = WaitingTalk.objects.of(self.writing.owner).filter(address__in=names).exclude(name="")
        for address, name in waiting.values_list("address", "name").distinct():
            names[address] = max(names[address], name, key=len)
        made = [(_correspondent(address, name), _identity(address)) for address, name in names.items()]
        ids = self.make([(draft, [identity]) for draft, identity in made], done)
        self.release(list(zip(names, ids, strict=True)), done)

    def make(self, people: Sequence[tuple[ContactDraft, list[Identity]]], done: Talked) -> list[int]:
        """Contacts out of correspondents; their ids (pretended ones in a preview)."""
        if self.imagined is not None:
            ids = [next(self.known.pretended) for _ in people]
            for (draft, _identities), pk in zip(people, ids, strict=True):
                self.imagined.tell(pk, draft)
        else:
            ids = list(bulk.reserve_ids(Contact, len(people)))
            entries = [Entry(d, identities, pk) for (d, identities), pk in zip(people, ids, strict=True)]
            create(entries, self.known, self.writing)
        for (draft, identities), pk in zip(people, ids, strict=True):
            self.known.add_name(pk, draft.name)
            self.known.add_addresses(pk, identities)
        done.contacts_created += len(people)
        return ids

    def release(self, who: Sequence[tuple[str, int]], done: Talked) -> None:
        """Turn what waited for these (address, contact id) pairs into interactions."""
        contacts = dict(who)
        for address in contacts:
            self.sides.pop(address, None)
        waiting = WaitingTalk.objects.of(self.writing.owner).filter(address__in=contacts)
        if self.imagined is not None:
            kept = list(waiting.values_list("address", "key"))
            for key, (_pk, people) in self._there([key for _address, key in kept]).items():
                self.imagined.link(key, people)
            made, of_this = self.imagined.release(contacts, kept)
            done.created += made
            done.skipped[WAITS] -= of_this
        elif rows := list(waiting.order_by("at")):
            self._release(rows, contacts, done)
            waiting.delete()

    def _release(self, rows: list[WaitingTalk], contacts: dict[str, int], done: Talked) -> None:
        there = self._there(list({row.key for row in rows}))
        new = {row.key: row for row in rows if row.key not in there}
        ids = dict(zip(new, bulk.reserve_ids(Interaction, len(new)), strict=True))
        owner = self.writing.owner.pk
        made = [
            (
                ids[k],
                owner,
                r.made_by_id,
                k,
                r.at,
                r.channel,
                r.direction,
                r.group_size,
                r.minutes,
                r.summary,
                "",
                r.thread,
            )
            for k, r in new.items()
        ]
        bulk.insert(Interaction, INTERACTION, made)
        linked = {key: (pk, set[int]()) for key, pk in ids.items()} | there
        links = []
        for row in rows:
            pk, people = linked[row.key]
            if contacts[row.address] not in people:
                people.add(contacts[row.address])
                links.append((owner, contacts[row.address], pk, row.at))
        bulk.insert(Participation, PARTICIPATION, links)
        done.created += len(new)
        done.skipped[WAITS] -= sum(row.made_by_id == self.writing.import_id for row in new.values())


class _Batch:
    """The rows of one batch, before they are written."""

    def __init__(self, talk: Talk, there: dict[str, tuple[int, set[int]]]) -> None:
        self.talk, self.there = talk, there
        self.interactions: list[InteractionDraft] = []
        self.links: list[tuple[int, int, Any]] = []  # (contact, interaction, at)
        self.new_links: list[tuple[list[int], int]] = []  # (contacts, index into interactions)
        self.waiting: dict[tuple[str, str], tuple[Any, ...]] = {}
        self.fresh: set[str] = set()
        self.joined: dict[str, set[int]] = {}  # who takes part in what was there, where somebody new does

    def add(self, draft: InteractionDraft, done: Talked) -> None:
        contacts, strangers = self._people(draft, done)
        if strangers and draft.unknown == "wait":
            self._wait(draft, strangers)
        if draft.key in self.fresh:
            done.unchanged += 1
        elif draft.key in self.there:
            self._again(draft, contacts, done)
        elif contacts or not draft.people:
            self._new(draft, contacts, done)
        else:
            done.skipped[WAITS if draft.unknown == "wait" else STRANGERS] += 1

    def _new(self, draft: InteractionDraft, contacts: list[int], done: Talked) -> None:
        self.fresh.add(draft.key)
        self.new_links.append((contacts, len(self.interactions)))
        self.interactions.append(draft)
        done.created += 1

    def _people(self, draft: InteractionDraft, done: Talked) -> tuple[list[int], list[Person]]:
        known, region = self.talk.known, self.talk.writing.region
        contacts: dict[int, None] = {}
        strangers = []
        for person in draft.people:
            pk = known.person(person, region)
            if pk is None and draft.unknown == "create":
                pk = self._make(person, done)
            if pk is None:
                strangers.append(person)
            else:
                contacts[pk] = None
        return list(contacts), strangers

    def _make(self, person: Person, done: Talked) -> int | None:
        identities = person_identities(person, self.talk.writing.region)
        if not identities and not person.name:
            return None
        draft = ContactDraft(row=0, name=person.name or name_from(identities[0][1]), key=person.key)
        draft.emails = [(key, "") for kind, key in identities if kind == "email"]
        draft.phones = [(person.phone, "")] if person.phone else []
        draft.links = [(person.link, "")] if person.link else []
        return self.talk.make([(draft, identities)], done)[0]

    def _again(self, draft: InteractionDraft, contacts: list[int], done: Talked) -> None:
        pk, linked = self.there[draft.key]
        new = [c for c in contacts if c not in linked]
        self.links += [(contact, pk, draft.at) for contact in new]
        linked.update(new)
        if new:
            self.joined[draft.key] = linked
            done.updated += 1
        else:
            done.unchanged += 1

    def _wait(self, draft: InteractionDraft, strangers: list[Person]) -> None:
        for person in strangers:
            identities = person_identities(person, None)
            if not identities:
                continue
            address = identities[0][1][:320]
            self.talk.sides.setdefault(address, set())  # whoever comes with it later gets what waits
            self.waiting[address, draft.key] = (
                address, person.name[:300], draft.key, draft.at, draft.channel, draft.direction, draft.group_size,
                draft.minutes, draft.summary, draft.thread,
            )  # fmt: skip

    def imagine(self, imagined: Imagined) -> None:
        """What write() would do, in a preview."""
        for contacts, at in self.new_links:
            imagined.link(self.interactions[at].key, contacts)
        for key, linked in self.joined.items():
            imagined.link(key, linked)
        for address, key in self.waiting:
            if key not in self.there:
                imagined.wait(address, key)

    def write(self) -> None:
        """Insert interactions, who took part, and what waits."""
        writing = self.talk.writing
        owner, by = writing.owner.pk, writing.import_id
        ids = bulk.reserve_ids(Interaction, len(self.interactions))
        rows = [
            (
                pk,
                owner,
                by,
                d.key,
                d.at,
                d.channel,
                d.direction,
                d.group_size,
                d.minutes,
                d.summary,
                d.kind,
                d.thread[:300],
            )
            for pk, d in zip(ids, self.interactions, strict=True)
        ]
        bulk.insert(Interaction, INTERACTION, rows)
        links = [
            (owner, c, ids[i], self.interactions[i].at) for contacts, i in self.new_links for c in contacts
        ]
        bulk.insert(Participation, PARTICIPATION, links + [(owner, c, pk, at) for c, pk, at in self.links])
        self._write_waiting(owner, by)
        self._write_meeting(
            [(d, c) for c, d in zip((c for c, _i in self.new_links), self.interactions, strict=True)]
        )

    def _write_meeting(self, linked: Sequence[tuple[InteractionDraft, list[int]]]) -> None:
        """An invitation says how we met, where nothing else does; noted, so that it can be undone."""
        said = {contacts[0]: d.how_we_met for d, contacts in linked if d.how_we_met and len(contacts) == 1}
        blank = Contact.objects.of(self.talk.writing.owner).filter(pk__in=said, how_we_met="")
        writing, changed = self.talk.writing, list(blank)
        for contact in changed:
            contact.how_we_met = said[contact.pk]
        write_contacts(changed, ["how_we_met"])
        noted = [
            (
                writing.owner.pk,
                writing.import_id,
                c.pk,
                "how_we_met",
                "",
                as_noted(c, "how_we_met", c.how_we_met),
            )
            for c in changed
        ]
        bulk.insert(FieldChange, ["owner_id", "made_by_id", "contact_id", "field", "old", "new"], noted)
        reindex(writing.owner, [contact.pk for contact in changed])

    def _write_waiting(self, owner: int, by: int) -> None:
        keys = [key for _address, key in self.waiting]
        rows = WaitingTalk.objects.of(self.talk.writing.owner).filter(key__in=bulk.among(keys, str))
        there = set(rows.values_list("address", "key"))
        bulk.insert(
            WaitingTalk, WAITING, [(owner, by, *row) for key, row in self.waiting.items() if key not in there]
        )


def _identity(address: str) -> Identity:
    """What kind of address it is, as its key tells."""
    return (
        "link" if address.startswith("linkedin:") else "phone" if address.startswith("+") else "email"
    ), address


def _correspondent(address: str, name: str) -> ContactDraft:
    draft = ContactDraft(row=0, name=name or name_from(address))
    if address.startswith("linkedin:"):
        draft.links = [(f"https://www.linkedin.com/in/{address.removeprefix('linkedin:')}", "LinkedIn")]
    elif address.startswith("+"):
        draft.phones = [(address, "mobile")]
    else:
        draft.emails = [(address, "")]
    return draft


def name_from(address: str) -> str:
    """A name for somebody of whom only the address is known: "ana.silva@x.org" becomes "Ana Silva"."""
    local = address.removeprefix("linkedin:").split("@", 1)[0]
    words = [
        w for w in local.replace(".", " ").replace("_", " ").replace("-", " ").split() if not w.isdigit()
    ]
    return (
        " ".join(word.capitalize() for word in words) if len(words) > 1 else address.removeprefix("linkedin:")
    )
