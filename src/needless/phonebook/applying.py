"""Makes the changes of a card to its contact, and nothing else: what a program did not change stays as it is (M10, M17)."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.contacts import undo as way_back
from needless.contacts.editing import Steps
from needless.contacts.identity import email_key, link_key, phone_key
from needless.contacts.models import (
    Address,
    Contact,
    CustomField,
    ImportantDate,
    LetGo,
    Note,
    Relation,
    State,
    Tag,
)
from needless.contacts.photos import remove_photo, set_photo
from needless.contacts.pictures import PictureRefused
from needless.contacts.search import reindex
from needless.contacts.told import told
from needless.imports.people import clipped
from needless.method.folding import fold
from needless.phonebook.differences import COLUMNS, Change
from needless.tables.notes import Sealed, mark_of

if TYPE_CHECKING:
    from needless.owners.models import Owner

KINDS = {"emails": "email", "phones": "phone", "links": "link", "addresses": "postal"}
TABLES: dict[str, type[models.Model]] = {
    **dict.fromkeys(KINDS, Address),
    "tags": Tag,
    "dates": ImportantDate,
    "fields": CustomField,
    "relations": Relation,
}
Lines = tuple[list[str], list[str]]


@transaction.atomic
def apply_changes(
    owner: Owner, contact: Contact, changes: Sequence[Change], extra: Lines = ([], []), program: str = ""
) -> None:
    """Write them, with a way back. ``extra``: lines not understood that went, and that came."""
    steps = Steps()
    _set_columns(contact, changes, extra, steps)
    for change in changes:
        if change.field in TABLES:
            _set_rows(contact, change, steps)
        elif change.field == "notes":
            _set_notes(contact, change, steps)
    _finish(owner, contact, steps, program)
    for change in changes:
        if change.field == "photo":
            _set_photo(owner, contact, change.theirs)


def _finish(owner: Owner, contact: Contact, steps: Steps, program: str) -> None:
    reindex(owner, [contact.pk])
    told(owner, [contact.pk])
    label = _("Changed %(name)s on %(program)s") if program else _("Changed %(name)s")
    said = label % {"name": contact.name, "program": program}
    way_back.remember(owner, said, steps.restore, steps.remove, steps.insert)


def _set_columns(contact: Contact, changes: Sequence[Change], extra: Lines, steps: Steps) -> None:
    new = columns_of(changes)
    gone, came = extra
    kept_lines = [line for line in contact.extra if line not in gone]
    new["extra"] = kept_lines + [line for line in came if line not in kept_lines]
    new = {name: value for name, value in new.items() if getattr(contact, name) != value}
    steps.restore.append(way_back.kept(contact, new))
    for name, value in new.items():
        setattr(contact, name, value)
    contact.save(update_fields=[*new, "changed_at"])


def columns_of(changes: Sequence[Change]) -> dict[str, Any]:
    """The contact's columns that these changes set, no longer than the database takes them."""
    new: dict[str, Any] = {}
    for change in changes:
        if change.field == "name":
            new.update({name: text for name, text in change.theirs.items() if text or name != "name"})
        elif change.field in COLUMNS:
            new[change.field] = change.theirs
        elif change.field == "dates" and any(label == "death" for label, _when in change.theirs):
            new["is_deceased"] = True
    return {name: clipped(name, value) for name, value in new.items()}


def _set_rows(contact: Contact, change: Change, steps: Steps) -> None:
    table = TABLES[change.field]
    rows = table._default_manager.filter(contact=contact)
    if change.field in KINDS:
        rows = rows.filter(kind=KINDS[change.field])
    gone = {_identity(_row(contact, change.field, value)) for value in change.ours}
    there = set()
    for row in rows.order_by("pk"):
        if _identity(row) in gone:
            steps.insert.append(way_back.whole(row))
            row.delete()
        else:
            there.add(_identity(row))
    for value in change.theirs:
        row = _row(contact, change.field, value)
        if _identity(row) not in there:
            there.add(_identity(row))
            row.save()
            steps.remove.append(way_back.made(row))


def _row(contact: Contact, field: str, value: Sequence[str]) -> models.Model:
    """An unsaved row. A date and a field are [name, value]; a relation [kind, name]; all others [value, label]."""
    about = {"owner_id": contact.owner_id, "contact": contact}
    first, second = value
    if field in KINDS:
        key = _key(KINDS[field], first, contact.owner.region)[:500]
        return Address(kind=KINDS[field], value=first[:500], key=key, label=second[:60], **about)
    if field == "tags":
        return Tag(name=first[:100], **about)
    if field == "dates":
        return ImportantDate(label=first[:100], when=second[:10], **about)
    if field == "fields":
        return CustomField(name=first[:100], value=second, **about)
    return Relation(kind=first[:60], other_name=second[:300], **about)


def _key(kind: str, text: str, region: str) -> str:
    if kind == "phone":
        return phone_key(text, region or None) or text
    if kind == "email":
        return email_key(text) or text.lower()
    return (link_key(text) or text) if kind == "link" else fold(text)


def _identity(row: models.Model) -> tuple[str, ...]:
    """What makes two rows of a list the same; of an address its key, as the database has it."""
    if isinstance(row, Address):
        return (fold(row.value)[:500] if row.kind == "postal" else row.key,)
    if isinstance(row, Relation):
        return row.kind.lower(), row.other.name if row.other else row.other_name
    if isinstance(row, Tag):
        return (row.name,)
    if isinstance(row, ImportantDate):
        return row.label.lower(), row.when
    assert isinstance(row, CustomField)
    return row.name, row.value


def _set_notes(contact: Contact, change: Change, steps: Steps) -> None:
    """A card has one note where we have several: those that still stand in it stay, and what is left over is a new one.
    Sealed ones are in no card: they stay, and one of them that is sent again is no new one."""
    left = "\n\n".join(text for text, _label in change.theirs)
    was = "\n\n".join(text for text, _label in change.ours)
    notes = list(Note.objects.of(contact.owner).filter(contact=contact).order_by("pk"))
    left = _without_known(
        contact.owner_id, left, {note.text for note in notes if isinstance(note.text, Sealed)}
    )
    for note in [note for note in notes if not isinstance(note.text, Sealed)]:
        if note.text in left:
            left = left.replace(note.text, "", 1)
        elif note.text in was:
            steps.insert.append(way_back.whole(note))
            note.delete()
    if left.strip():
        new = Note.objects.create(owner_id=contact.owner_id, contact=contact, text=left.strip())
        steps.remove.append(way_back.made(new))


def _without_known(owner_id: int, text: str, sealed: set[Sealed]) -> str:
    """The text but for paragraphs that are a sealed note, which is known by its mark."""
    marks = {mark_of(owner_id, note, owner_id) for note in sealed}
    parts, at = text.split("\n\n") if marks else [], 0
    while at < len(parts):
        ends = (e for e in range(len(parts), at, -1) if _is_known(owner_id, parts[at:e], marks))
        end = next(ends, at)
        del parts[at:end]
        at += end == at
    return "\n\n".join(parts) if marks else text


def _is_known(owner_id: int, parts: list[str], marks: set[str]) -> bool:
    return mark_of(owner_id, "\n\n".join(parts).strip(), owner_id) in marks


def _set_photo(owner: Owner, contact: Contact, image: str) -> None:
    """A picture that we cannot read stays in the program's card alone."""
    with suppress(PictureRefused):
        if image:
            set_photo(owner, contact, base64.b64decode(image))
        else:
            remove_photo(owner, contact)


def bring_back(owner: Owner, contact: Contact) -> None:
    """Whoever was let go or deleted here and is written to again by a program is among the contacts again."""
    if contact.let_go_at or contact.deleted_at:
        steps = [way_back.kept(contact, ["let_go_at", "deleted_at"])]
        LetGo.objects.of(owner).filter(contact=contact).delete()
        contact.let_go_at = contact.deleted_at = None
        contact.save(update_fields=["let_go_at", "deleted_at", "changed_at"])
        way_back.remember(owner, _("Brought %(name)s back") % {"name": contact.name}, restore=steps)
    told(owner, [contact.pk])


def new_contact(owner: Owner, name: str, uid: Any) -> Contact:
    """A contact whom a program made: known, as everybody whom the owner adds by hand."""
    row: Contact = Contact.objects.create(
        owner=owner, name=name[:300], uid=uid, state=State.KNOWN, by_hand=True
    )
    hide = ["Contact", row.pk, {"deleted_at": timezone.now()}]
    way_back.remember(owner, _("Added %(name)s") % {"name": row.name}, restore=[hide])
    return row
