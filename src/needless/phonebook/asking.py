"""Where a program's change met the owner's: theirs is kept as a question beside the others (contacts/conflicts.py), ours stays (M10, M17)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from needless.contacts.conflicts import ask_about, fields_asked_about, open_conflicts, withdraw
from needless.contacts.models import Contact, Photo
from needless.phonebook.applying import KINDS, TABLES, apply_changes
from needless.phonebook.differences import COLUMNS, Change, differences, draft_in

if TYPE_CHECKING:
    from needless.imports.drafts import ContactDraft
    from needless.owners.models import Owner
    from needless.phonebook.models import BookCard

ADDED = ("notes", "relations")  # both sides' stand beside each other: there is nothing to ask


def source_of(program: str) -> str:
    """Who asks: each program by itself."""
    return f"phone: {program}"[:100]


def wanted(card: BookCard, theirs: ContactDraft, seen: Iterable[str]) -> list[Change]:
    """What a program that knew these versions changed, beside what stands there now.

    Of a version that is not at hand any more nobody knows what it changed: then it is all that is not the same here.
    """
    now = draft_in(card.text)
    texts = dict([*card.earlier, [card.etag, card.text]])
    base = next((draft_in(texts[etag]) for etag in seen if etag in texts), now)
    touched = {change.field for change in differences(base, theirs)}
    return [change for change in differences(now, theirs) if change.field in touched]


def ask(owner: Owner, contact: Contact, changes: Sequence[Change], program: str) -> None:
    """Keep these changes for the owner to choose; what only adds beside ours is added."""
    added = [Change(change.field, [], change.theirs) for change in changes if change.field in ADDED]
    if added:
        apply_changes(owner, contact, added, program=program)
    for change in changes:
        if change.field not in ADDED:
            mine, theirs = _values(contact, change)
            ask_about(owner, contact, _asked_as(change.field), mine, theirs, source_of(program), program)


def held_back(owner: Owner, contact: Contact, changes: Sequence[Change], program: str) -> list[Change]:
    """Those in a field that the owner is being asked about: a program that writes over it once more decides nothing."""
    fields = fields_asked_about(owner, source_of(program)).get(contact.pk, set())
    return [each for each in changes if _asked_as(each.field) in fields and not each.only_adds]


def withdraw_agreed(owner: Owner, contact: Contact, program: str) -> None:
    """What a program wanted to add and has added by now is no question any more."""
    rows = open_conflicts(owner).filter(contact=contact, source=source_of(program))
    agreed = [row.field for row in rows if _is_here(contact, row.field, row.theirs)]
    withdraw(owner, contact.pk, agreed, source_of(program))


def _asked_as(field: str) -> str:
    return "postal" if field == "addresses" else field


def _is_here(contact: Contact, field: str, theirs: dict[str, Any]) -> bool:
    name = "addresses" if field == "postal" else field
    if name not in TABLES:
        return False
    here = {tuple(_pair(each)) for each in _rows(contact, name)}
    return {tuple(_pair(each)) for each in theirs.get(field, ())} <= here


def _pair(value: Any) -> list[str]:
    return [value, ""] if isinstance(value, str) else list(value)


def _values(contact: Contact, change: Change) -> tuple[dict[str, Any], dict[str, Any]]:
    """Ours and theirs as contacts/editing.py takes them: whole lists, with what no card shows."""
    if change.field == "name":
        return {name: getattr(contact, name) for name in change.theirs}, change.theirs
    if change.field in COLUMNS:
        return {change.field: getattr(contact, change.field)}, {change.field: change.theirs}
    if change.field == "photo":
        photo = Photo.objects.of(contact.owner).filter(contact=contact).first()
        return {"photo": photo.image if photo else ""}, {"photo": change.theirs}
    ours = _rows(contact, change.field)
    gone = [value[0] if change.field == "tags" else list(value) for value in change.ours]
    came = [value[0] if change.field == "tags" else list(value) for value in change.theirs]
    name = _asked_as(change.field)
    return {name: ours}, {name: [value for value in ours if value not in gone] + came}


def _rows(contact: Contact, field: str) -> list[Any]:
    rows = TABLES[field]._default_manager.filter(contact=contact).order_by("pk")
    if field in KINDS:
        return [list(pair) for pair in rows.filter(kind=KINDS[field]).values_list("value", "label")]
    columns = {"tags": ("name",), "dates": ("label", "when"), "fields": ("name", "value")}[field]
    found = [list(values) for values in rows.values_list(*columns)]
    return [values[0] for values in found] if field == "tags" else found
