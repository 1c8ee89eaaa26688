"""Changing contacts: add, edit, delete, tag, note, relate, let go; each leaves its way back (M9, M10)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needless.contacts import undo as way_back
from needless.contacts.models import Contact, LetGo, Note, Relation, Tag, Undo
from needless.contacts.queries import contact_of, contacts_of
from needless.contacts.search import reindex
from needless.contacts.told import told
from needless.owners.audit import note
from needless.webhooks.outbox import tell_of_contacts

if TYPE_CHECKING:
    from needless.owners.models import Owner

FLAGS = ("never_suggest", "is_deceased", "met_in_person", "state")


def save_contact(owner: Owner, values: dict[str, Any], contact: Contact | None = None) -> Contact:
    """Add a contact, or change one; see contacts/editing.py for what ``values`` may hold."""
    from needless.contacts.editing import save

    return save(owner, values, contact)


@transaction.atomic
def delete_contact(owner: Owner, contact_id: int) -> Undo:
    """Hide a contact for good; only undo brings them back. Raises Contact.DoesNotExist."""
    contact = contact_of(owner, contact_id)
    step = way_back.kept(contact, ["deleted_at"])
    Contact.objects.of(owner).filter(pk=contact_id).update(deleted_at=timezone.now())
    note(owner, "contact-deleted", contact=contact_id)
    tell_of_contacts(owner, "contact.deleted", [contact_id])
    return way_back.remember(owner, _("Deleted %(name)s") % {"name": contact.name}, restore=[step])


@transaction.atomic
def add_tag(owner: Owner, ids: Sequence[int], name: str) -> Undo:
    """Give these contacts a tag."""
    name = name.strip()[:100]
    if not name:
        return way_back.remember(owner, _("No tag"))
    having = set(
        Tag.objects.of(owner).filter(name=name, contact__in=ids).values_list("contact_id", flat=True)
    )
    without = [pk for pk in _known_ids(owner, ids) if pk not in having]
    Tag.objects.bulk_create(Tag(owner=owner, contact_id=pk, name=name) for pk in without)
    rows = Tag.objects.of(owner).filter(name=name, contact__in=without)
    reindex(owner, without)
    told(owner, without)
    return way_back.remember(
        owner, _("Tagged “%(tag)s”") % {"tag": name}, remove=[way_back.made(row) for row in rows]
    )


@transaction.atomic
def remove_tag(owner: Owner, ids: Sequence[int], name: str) -> Undo:
    """Take a tag from these contacts."""
    rows = list(Tag.objects.of(owner).filter(name=name.strip(), contact__in=ids))
    steps = [way_back.whole(row) for row in rows]
    Tag.objects.of(owner).filter(pk__in=[row.pk for row in rows]).delete()
    reindex(owner, [row.contact_id for row in rows])
    told(owner, [row.contact_id for row in rows])
    return way_back.remember(owner, _("Took the tag “%(tag)s” away") % {"tag": name}, insert=steps)


@transaction.atomic
def let_go(owner: Owner, ids: Sequence[int], reason: str = "") -> Undo:
    """Archive these contacts: out of lists and plans, found again by search."""
    rows = list(contacts_of(owner).filter(pk__in=ids, let_go_at=None))
    now = timezone.now()
    steps = [way_back.kept(row, ["let_go_at"]) for row in rows]
    contacts_of(owner).filter(pk__in=[row.pk for row in rows]).update(let_go_at=now)
    LetGo.objects.bulk_create(LetGo(owner=owner, contact=row, reason=reason[:300]) for row in rows)
    records = LetGo.objects.of(owner).filter(contact__in=[row.pk for row in rows])
    tell_of_contacts(owner, "contact.archived", [row.pk for row in rows])
    label = ngettext("Let %(name)s go", "Let %(count)d contacts go", len(rows))
    names = {"name": rows[0].name if rows else "", "count": len(rows)}
    return way_back.remember(owner, label % names, restore=steps, remove=[way_back.made(r) for r in records])


@transaction.atomic
def take_back(owner: Owner, contact_id: int) -> Contact:
    """Bring back a contact who was let go. Raises Contact.DoesNotExist."""
    contact = contact_of(owner, contact_id)
    LetGo.objects.of(owner).filter(contact=contact).delete()
    contact.let_go_at = None
    contact.save(update_fields=["let_go_at", "changed_at"])
    tell_of_contacts(owner, "contact.changed", [contact_id])
    return contact


@transaction.atomic
def add_note(owner: Owner, contact: Contact, text: str, on: date | None = None) -> Note:
    """Write down something about a contact."""
    note: Note = Note.objects.create(owner=owner, contact=_own(owner, contact), text=text.strip(), on=on)
    reindex(owner, [contact.pk])
    told(owner, [contact.pk])
    way_back.remember(owner, _("Added a note"), remove=[way_back.made(note)])
    return note


@transaction.atomic
def delete_note(owner: Owner, note_id: int) -> Undo:
    """Remove a note. Raises Note.DoesNotExist."""
    note = Note.objects.of(owner).get(pk=note_id)
    step = way_back.whole(note)
    note.delete()
    reindex(owner, [note.contact_id])
    told(owner, [note.contact_id])
    return way_back.remember(owner, _("Deleted a note"), insert=[step])


@transaction.atomic
def add_relation(
    owner: Owner, contact: Contact, kind: str, other: Contact | None = None, other_name: str = ""
) -> Relation:
    """``other``, or somebody known by name only, is the contact's ``kind``: "partner", "introduced by"."""
    if other is not None:
        _own(owner, other)
    name = "" if other else other_name.strip()[:300]
    row: Relation
    row, new = Relation.objects.get_or_create(
        owner=owner, contact=_own(owner, contact), kind=kind.strip()[:60], other=other, other_name=name
    )
    if new:
        told(owner, [contact.pk])
        way_back.remember(owner, _("Added a relation"), remove=[way_back.made(row)])
    return row


@transaction.atomic
def delete_relation(owner: Owner, relation_id: int) -> Undo:
    """Remove a relation. Raises Relation.DoesNotExist."""
    row = Relation.objects.of(owner).get(pk=relation_id)
    step = way_back.whole(row)
    row.delete()
    told(owner, [row.contact_id])
    return way_back.remember(owner, _("Deleted a relation"), insert=[step])


@transaction.atomic
def set_flags(owner: Owner, ids: Sequence[int], **flags: Any) -> Undo:
    """Set never_suggest, is_deceased, met_in_person or state. Raises TypeError for anything else."""
    if strange := set(flags) - set(FLAGS):
        raise TypeError(f"no such flags: {', '.join(sorted(strange))}")
    rows = contacts_of(owner).filter(pk__in=ids)
    steps = [way_back.kept(row, flags) for row in rows]
    tell_of_contacts(owner, "contact.changed", [row.pk for row in rows])
    rows.update(**flags, changed_at=timezone.now())
    label = ngettext("Changed %(count)d contact", "Changed %(count)d contacts", len(steps)) % {
        "count": len(steps)
    }
    return way_back.remember(owner, label, restore=steps)


def _own(owner: Owner, contact: Contact) -> Contact:
    if contact.owner_id != owner.pk:
        raise Contact.DoesNotExist
    return contact


def _known_ids(owner: Owner, ids: Sequence[int]) -> QuerySet[Contact, int]:
    return contacts_of(owner).filter(pk__in=ids).values_list("pk", flat=True)
