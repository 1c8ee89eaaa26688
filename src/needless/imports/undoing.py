"""Takes back a whole import: what it made goes, what it changed is as before, what others added since stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from needless.contacts.models import (
    Address,
    Contact,
    CustomField,
    ImportantDate,
    Note,
    Photo,
    Position,
    Relation,
    SourceKey,
    Tag,
)
from needless.contacts.search import reindex
from needless.helping.models import Recommendation
from needless.imports import also
from needless.imports.models import FieldChange, Import, WaitingTalk
from needless.imports.talk import WAITING
from needless.imports.updating import as_noted
from needless.interactions.actions import propose_tiers
from needless.interactions.models import Interaction, Participation, Remembrance, TieWeek
from needless.interactions.tallies import retally
from needless.owners.audit import note
from needless.owners.models import Owner
from needless.tables import bulk
from needless.triage.states import restate

ABOUT = (
    Address, SourceKey, Position, Note, Tag, ImportantDate, CustomField, Relation, Photo, Recommendation,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Undone:
    """What went."""

    contacts_removed: int
    interactions_removed: int


@transaction.atomic
def undo_import(owner: Owner, pk: int, on: date) -> Undone:
    """Undo one import. A contact that the owner (or a later import) added to is kept. Raises Import.DoesNotExist."""
    import_ = Import.objects.of(owner).get(pk=pk)
    for taker in also.takers():
        taker.give_back(owner, import_)
    made = Interaction.objects.of(owner).filter(made_by=import_)
    parts = Participation.objects.of(owner).filter(interaction__made_by=import_)
    touched = set(parts.values_list("contact_id", flat=True))
    interactions = made.count()
    parts.delete()
    made.delete()
    WaitingTalk.objects.of(owner).filter(made_by=import_).delete()
    address_of = _addresses_of(owner, import_)
    touched |= _restore_fields(owner, import_)
    for model in ABOUT:
        rows = model.objects.of(owner).filter(made_by=import_)
        touched.update(pk for pk in rows.values_list("contact_id", flat=True) if pk)
        rows.delete()
    removed = _remove_contacts(owner, import_, address_of)
    left = sorted(touched - set(removed))
    retally(owner, left, on)
    reindex(owner, left)
    restate(owner, left)
    propose_tiers(owner, on)
    Import.objects.of(owner).filter(pk=pk).update(stage=Import.Stage.UNDONE, ended_at=timezone.now())
    note(owner, "import-undone", contacts=len(removed), interactions=interactions)
    return Undone(len(removed), interactions)


def _restore_fields(owner: Owner, import_: Import) -> set[int]:
    """Put back what was there before, the latest change first, unless it was changed again since."""
    changes = FieldChange.objects.of(owner).filter(made_by=import_).select_related("contact").order_by("-pk")
    changed: dict[int, Contact] = {}
    for change in changes:
        contact = changed.setdefault(change.contact_id, change.contact)
        if as_noted(contact, change.field, getattr(contact, change.field)) == change.new:
            setattr(contact, change.field, _value(change.field, change.old))
    for contact in changed.values():
        contact.save()
    ids = set(changed)
    changes.delete()
    return ids


def _value(field: str, plain: Any) -> Any:
    return date.fromisoformat(plain) if plain and field in {"met_on", "connected_on"} else plain


def _remove_contacts(owner: Owner, import_: Import, address_of: dict[int, str]) -> list[int]:
    made = set(Contact.objects.of(owner).filter(made_by=import_).values_list("pk", flat=True))
    kept = _added_to(owner, made)
    removed = sorted(made - kept)
    _let_wait_again(owner, removed, address_of)
    for model in (Participation, TieWeek):
        model.objects.of(owner).filter(contact__in=removed).delete()
    Contact.objects.of(owner).filter(pk__in=removed).delete()
    return removed


def _added_to(owner: Owner, ids: set[int]) -> set[int]:
    """Those with something that did not come by this import: a note, an address, a talk that was logged by hand."""
    kept: set[int] = set()
    for model in (*ABOUT, Remembrance):
        kept.update(model.objects.of(owner).filter(contact__in=ids).values_list("contact_id", flat=True))
    by_hand = Participation.objects.of(owner).filter(contact__in=ids, interaction__made_by=None)
    kept.update(by_hand.values_list("contact_id", flat=True))
    mine = Contact.objects.of(owner).filter(pk__in=ids, tier_is_mine=True)
    return kept | set(mine.values_list("pk", flat=True))


def _addresses_of(owner: Owner, import_: Import) -> dict[int, str]:
    """The first identity of each contact that this import made: where waiting mail finds them again."""
    rows = (
        Address.objects.of(owner).filter(contact__made_by=import_, kind__in=["email", "link"]).order_by("-pk")
    )
    return dict(rows.values_list("contact_id", "key"))


def _let_wait_again(owner: Owner, removed: Sequence[int], address_of: dict[int, str]) -> None:
    """Mail that an earlier import had left waiting for these contacts waits again."""
    parts = Participation.objects.of(owner).filter(contact__in=removed).select_related("interaction")
    rows: dict[tuple[str, str], tuple[Any, ...]] = {}
    for part in parts:
        i, address = part.interaction, address_of.get(part.contact_id)
        if address and i.key:
            rows[address, i.key] = (
                owner.pk, i.made_by_id, address, "", i.key, i.at, i.channel, i.direction, i.group_size, i.minutes,
                i.summary, i.thread,
            )  # fmt: skip
    bulk.insert(WaitingTalk, WAITING, list(rows.values()))
    alone = Interaction.objects.of(owner).filter(key__in=[key for _address, key in rows])
    alone.exclude(participations__contact__in=_others(owner, removed)).delete()


def _others(owner: Owner, removed: Sequence[int]) -> Any:
    return Contact.objects.of(owner).exclude(pk__in=removed).values("pk")
