"""Who is known already: all identities of an owner in memory, so that a million drafts are matched without a query each (M10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import count

from needless.contacts.duplicates import merged_into
from needless.contacts.forgetting import Forgetting
from needless.contacts.identity import (
    email_key,
    is_identity,
    is_shared_mailbox,
    link_key,
    names_agree,
    phone_key,
)
from needless.contacts.models import Address, Contact, SourceKey
from needless.imports.drafts import ContactDraft, Person
from needless.method.folding import fold
from needless.owners.models import Owner

Identity = tuple[str, str]  # (kind, key)


def identities_of(draft: ContactDraft, region: str | None) -> list[Identity]:
    """The addresses of a draft that tell who it is, the surest first."""
    found: list[Identity] = []
    for url, _label in draft.links:
        if is_identity("link", key := link_key(url)):
            found.append(("link", key))
    for mail, _label in draft.emails:
        if key := email_key(mail):
            found.append(("email", key))
    for phone, _label in draft.phones:
        if is_identity("phone", key := phone_key(phone, region)):
            found.append(("phone", key))
    return found


class Known:
    """Identity -> contact ids. In a preview, contacts that would be made have negative ids."""

    def __init__(self, owner: Owner, with_erased: bool = False) -> None:
        self.by_key: dict[str, tuple[int, str]] = {}
        self.by_address: dict[Identity, list[int]] = defaultdict(list)
        self.by_name: dict[str, list[int]] = defaultdict(list)
        self.name_of: dict[int, str] = {}
        self.other_names: dict[int, list[str]] = {}  # of those with whom they were merged
        self.linkedin_keys: dict[int, str] = {}
        self.pretended = count(-1, -1)
        self.forgotten = None if with_erased else Forgetting(owner)
        self._load(owner)

    def _load(self, owner: Owner) -> None:
        merged = merged_into(owner)
        for pk, name in Contact.objects.of(owner).values_list("pk", "name").iterator():
            if pk in merged:
                self.other_names.setdefault(merged[pk], []).append(name)
                self._add_to_names(merged[pk], name)
            else:
                self.add_name(pk, name)
        for pk, key, seen in SourceKey.objects.of(owner).values_list("contact_id", "key", "seen").iterator():
            self.add_key(pk, key, seen)
        rows = Address.objects.of(owner).exclude(kind="postal").values_list("contact_id", "kind", "key")
        for pk, kind, key in rows.iterator():
            if is_identity(kind, key):
                self.by_address[kind, key].append(pk)

    def add_name(self, pk: int, name: str) -> bool:
        """Remember what a contact is called; True where somebody else is called so."""
        self.name_of[pk] = name
        return self._add_to_names(pk, name)

    def _add_to_names(self, pk: int, name: str) -> bool:
        if pk not in (ids := self.by_name[fold(name)]):
            ids.append(pk)
        return len(ids) > 1

    def add_key(self, pk: int, key: str, seen: str) -> None:
        """Remember under which key a source knows a contact, and the signature of what it said of their job."""
        self.by_key[key] = (pk, seen)
        if key.startswith("linkedin"):
            self.linkedin_keys[pk] = key

    def add_addresses(self, pk: int, identities: Iterable[Identity]) -> None:
        """Remember where a contact is reached."""
        for identity in identities:
            ids = self.by_address[identity]
            if pk not in ids:
                ids.append(pk)

    def is_forgotten(self, key: str, identities: Iterable[Identity], name: str = "") -> bool:
        """Was this person erased for good? Then nothing of them comes in."""
        return bool(self.forgotten and self.forgotten.erased_at(key, identities, name))

    def why_forgotten(self, key: str, identities: Iterable[Identity], name: str) -> str:
        """What is said of somebody who was erased; "" of anybody else."""
        at = self.forgotten.erased_at(key, identities, name) if self.forgotten else None
        return self.forgotten.said(at) if self.forgotten and at else ""

    def without_forgotten(self, people: list[Person], region: str | None) -> list[Person]:
        """Those of whom something may come in; who was added again by hand may."""
        return [
            p
            for p in people
            if self.person(p, region) or not self.is_forgotten(p.key, person_identities(p, region))
        ]

    def match(self, draft: ContactDraft, identities: list[Identity]) -> int | None:
        """The contact that this draft is about, or None."""
        if draft.key and draft.key in self.by_key:
            return self.by_key[draft.key][0]
        for kind, key in identities:
            for pk in self.by_address.get((kind, key), ()):
                if self._may_be(pk, draft, kind, key):
                    return pk
        return self.named(draft.name) if draft.match_name and not identities else None

    def _may_be(self, pk: int, draft: ContactDraft, kind: str, key: str) -> bool:
        if draft.key.startswith("linkedin") and self.linkedin_keys.get(pk, draft.key) != draft.key:
            return kind == "link"  # two profiles, or two rows of one file, are two people
        if kind == "phone" or (kind == "email" and is_shared_mailbox(key)):
            names = [self.name_of.get(pk, ""), *self.other_names.get(pk, ())]
            return any(names_agree(name, draft.name) for name in names)
        return True

    def person(self, person: Person, region: str | None) -> int | None:
        """The contact that took part, by link, source key, mail or phone; by name alone only where nothing else is known."""
        if person.key and (found := self.by_key.get(person.key)):
            return found[0]
        for kind, key in person_identities(person, region):
            ids = self.by_address.get((kind, key))
            if ids and (kind != "email" or len(ids) == 1 or not is_shared_mailbox(key)):
                return ids[0]
        bare = person.name and not (person.link or person.email or person.phone or person.key)
        return self.named(person.name) if bare else None

    def is_shared(self, name: str) -> bool:
        """Do several contacts have exactly this name? Then nobody can tell who is meant by it."""
        return len(self.by_name.get(fold(name), ())) > 1

    def named(self, name: str) -> int | None:
        """The one contact of exactly this name; None where there is none, or more than one."""
        ids = self.by_name.get(fold(name), [])
        return ids[0] if len(ids) == 1 else None


def person_identities(person: Person, region: str | None) -> list[Identity]:
    """Where a participant is known to be reached."""
    found: list[Identity] = []
    if person.link:
        found.append(("link", link_key(person.link)))
    if person.email:
        found.append(("email", person.email if person.email.islower() else email_key(person.email)))
    if person.phone:
        found.append(("phone", phone_key(person.phone, region)))
    return [(kind, key) for kind, key in found if key]
