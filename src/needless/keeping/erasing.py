"""Erases people for good: every row about them, and what speaks of them in logs, ways back and kept answers (M17)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from needless.contacts.forgetting import forget
from needless.contacts.models import Address, Contact, Merge, Undo
from needless.imports.models import WaitingTalk
from needless.interactions.models import Interaction, Participation
from needless.keeping.mentions import LOGS, mentioning
from needless.owners.audit import note
from needless.owners.models import Owner
from needless.tables.bulk import batches
from needless.webhooks.outbox import tell_of_contacts

POINTERS = {"contact_id", "contact", "other_id", "other", "into_id", "into", "a_id", "b_id", "a", "b"}


@dataclass(frozen=True, slots=True)
class Erased:
    """How much went; ``blocks`` are the hashes by which imports know them."""

    contacts: int
    rows: int
    blocks: int


class AnotherName(ValueError):
    """What was typed to confirm is not the name of whoever was to be erased; in words for the owner."""


@transaction.atomic
def erase_named(owner: Owner, contact_id: int, typed: str) -> Erased:
    """Erase one contact for good, also one in the trash: their name is typed to confirm, and the account's log says when.

    Raises Contact.DoesNotExist, AnotherName; then nothing is erased.
    """
    person = Contact.objects.of(owner).get(pk=contact_id)
    if typed.strip().casefold() != person.name.strip().casefold():
        raise AnotherName(_("Nothing was erased: the name that you typed is another."))
    done = erase(owner, [person.pk])
    note(owner, "contact-erased", rows=done.rows)
    return done


@transaction.atomic
def erase(owner: Owner, contact_ids: Sequence[int]) -> Erased:
    """Erase these contacts of the owner's, whoever was merged into them, and every trace that is no word of the owner's
    about somebody else. There is no way back, and no import brings them back."""
    ids = with_merged(owner, contact_ids)
    blocks = forget(owner, ids)
    words = words_of(owner, ids)
    rows = _erase_ways_back(owner, ids)
    rows += _erase_talk(owner, ids)
    contacts = list(Contact.objects.of(owner).filter(pk__in=ids))
    for some in batches(contacts, 500):
        rows += Contact.objects.of(owner).filter(pk__in=[one.pk for one in some]).delete()[0]
    rows += _erase_logs(owner, words)
    tell_of_contacts(owner, "contact.deleted", ids)
    return Erased(len(contacts), rows, blocks)


def with_merged(owner: Owner, contact_ids: Sequence[int]) -> list[int]:
    """These contacts and, however deep, those who were merged into them."""
    found, new = set(contact_ids), set(contact_ids)
    while new:
        pks = Merge.objects.of(owner).filter(into__in=new).values_list("contact_id", flat=True)
        new = set(pks) - found
        found |= new
    return sorted(found)


def words_of(owner: Owner, contact_ids: Sequence[int]) -> list[str]:
    """What tells them in a text: their whole names and their mail addresses, telephones and links."""
    names = Contact.objects.of(owner).filter(pk__in=contact_ids).values_list("name", flat=True)
    rows = Address.objects.of(owner).filter(contact__in=contact_ids).exclude(kind="postal")
    found = {*(name for name in names if " " in name.strip()), *rows.values_list("value", flat=True)}
    return sorted(word for word in found if len(word) >= 5)


def talk_alone(owner: Owner, contact_ids: Sequence[int]) -> QuerySet[Interaction]:
    """What passed with nobody but these."""
    parts = Participation.objects.of(owner).filter(interaction=OuterRef("pk"))
    rows: QuerySet[Interaction] = Interaction.objects.of(owner)
    return rows.filter(
        Exists(parts.filter(contact__in=contact_ids)), ~Exists(parts.exclude(contact__in=contact_ids))
    )


def _erase_talk(owner: Owner, ids: list[int]) -> int:
    addresses = Address.objects.of(owner).filter(contact__in=ids)
    waiting = WaitingTalk.objects.of(owner).filter(address__in=list(addresses.values_list("key", flat=True)))
    return int(talk_alone(owner, ids).delete()[0] + waiting.delete()[0])


def _erase_ways_back(owner: Owner, ids: list[int]) -> int:
    """The steps that speak of them; an entry that speaks of nobody else goes whole."""
    wanted, gone = set(ids), []
    for entry in Undo.objects.of(owner).iterator(chunk_size=500):
        left = {kind: [s for s in steps if not speaks_of(s, wanted)] for kind, steps in entry.steps.items()}
        if left == entry.steps:
            continue
        if entry.is_deletion or not any(left.get(kind) for kind in ("restore", "remove", "insert")):
            gone.append(entry.pk)
        else:
            Undo.objects.of(owner).filter(pk=entry.pk).update(steps=left)
    return int(Undo.objects.of(owner).filter(pk__in=gone).delete()[0])


def speaks_of(step: Sequence[Any], ids: set[int]) -> bool:
    """Does a step of a way back name one of these contacts? A step is [table, id], [table, columns] or [table, id, old, new]."""
    if step[0] == "Contact" and step[1] in ids:
        return True
    columns = [part for part in step[1:] if isinstance(part, dict)]
    if step[0] == "Contact":
        return any(part.get("id") in ids for part in columns)
    return any(part.get(name) in ids for part in columns for name in POINTERS)


def _erase_logs(owner: Owner, words: Iterable[str]) -> int:
    """Rows that the product wrote and that name them: what was done, answered, refused, suggested."""
    found = mentioning(owner, list(words), LOGS)
    return sum(int(model.objects.of(owner).filter(pk__in=pks).delete()[0]) for model, pks in found.items())
