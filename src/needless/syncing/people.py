"""The contacts' side: what they say of the fields that are kept the same, and changes written with their way back (M17)."""

from __future__ import annotations

from collections.abc import Collection as Some
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from needless.contacts import undo as way_back
from needless.contacts.editing import Steps
from needless.contacts.identity import email_key, link_key, phone_key
from needless.contacts.models import Address, Contact, ImportantDate, LetGo, Note, State, Tag, Tier
from needless.contacts.queries import contacts_of
from needless.contacts.search import reindex
from needless.contacts.told import told
from needless.method.folding import fold
from needless.owners.models import Owner
from needless.syncing.merging import Change
from needless.syncing.models import CardLink, Collection
from needless.syncing.sealed import marked, marks_of
from needless.syncing.words import LONGEST, NAMES, ONCE, Words, date_key, none_said
from needless.tables.bulk import batches
from needless.tables.notes import in_clear, lock_of

KINDS = {"emails": "email", "phones": "phone", "links": "link", "postal": "postal"}
FIELDS = {kind: name for name, kind in KINDS.items()}
AT_ONCE = 1000


def key_of(kind: str, value: str, region: str | None) -> str:
    """As words of a card are keyed; "" for what cannot be compared."""
    if kind == "email":
        return email_key(value)
    if kind == "phone":
        return phone_key(value, region)
    return link_key(value) if kind == "link" else fold(value)


def words_of_contacts(owner: Owner, ids: Some[int], region: str | None) -> dict[int, Words]:
    """What these contacts say, by id; deleted ones too."""
    found: dict[int, Words] = {}
    for some in batches(ids, AT_ONCE):
        for row in Contact.objects.of(owner).filter(pk__in=some).only(*ONCE):
            found[row.pk] = none_said() | {n: getattr(row, n)[: LONGEST.get(n, 150)] for n in ONCE}
        _add_lists(owner, some, found, region)
    return found


def _add_lists(owner: Owner, ids: Some[int], found: dict[int, Words], region: str | None) -> None:
    rows = Address.objects.of(owner).filter(contact__in=ids).order_by("pk")
    for pk, kind, value, label in rows.values_list("contact_id", "kind", "value", "label"):
        if key := key_of(kind, value, region):
            found[pk][FIELDS[kind]].setdefault(key[:500], [value, label])
    for pk, name in (
        Tag.objects.of(owner).filter(contact__in=ids).order_by("pk").values_list("contact_id", "name")
    ):
        found[pk]["tags"][name] = [name, ""]
    days = ImportantDate.objects.of(owner).filter(contact__in=ids).order_by("pk")
    for pk, label, when in days.values_list("contact_id", "label", "when"):
        found[pk]["dates"][date_key(label, when)] = [when, label]
    notes = Note.objects.of(owner).filter(contact__in=ids).order_by("pk")
    for pk, text in notes.values_list("contact_id", "text"):
        found[pk]["notes"] |= {text[:500]: [text, ""]} if in_clear(text) else marked(owner, [text])


def write_here(owner: Owner, contact: Contact, changes: Iterable[Change], steps: Steps) -> None:
    """Change a contact; ``steps`` learns how it is taken back."""
    once = {c.field: c.new for c in changes if c.field in ONCE and (c.new or c.field != "name")}
    if once:
        steps.restore += [way_back.kept(contact, [name], {name: new}) for name, new in once.items()]
        Contact.objects.of(owner).filter(pk=contact.pk).update(**once, changed_at=timezone.now())
    for change in changes:
        if change.field in KINDS:
            _write_address(owner, contact, change, steps)
        elif change.field not in ONCE:
            _write_row(owner, contact, change, steps)
    reindex(owner, [contact.pk])
    told(owner, [contact.pk])


def _write_address(owner: Owner, contact: Contact, change: Change, steps: Steps) -> None:
    kind, region = KINDS[change.field], owner.region or None
    rows = Address.objects.of(owner).filter(contact=contact, kind=kind)
    there = [row for row in rows if key_of(kind, row.value, region)[:500] == change.key]
    if change.new is None:
        _remove(there, steps)
    elif there:
        new = {"value": change.new[0][:500], "label": change.new[1][:60]}
        steps.restore.append(way_back.kept(there[0], new, new))
        Address.objects.of(owner).filter(pk=there[0].pk).update(**new)
    elif not rows.filter(key=change.key).exists():
        value, label = change.new
        row = Address.objects.create(
            owner=owner, contact=contact, kind=kind, value=value[:500], key=change.key, label=label[:60]
        )
        steps.remove.append(way_back.made(row))


def _write_row(owner: Owner, contact: Contact, change: Change, steps: Steps) -> None:
    model, columns = _row_of(change)
    rows = list(model.objects.of(owner).filter(contact=contact, **columns))
    if model is Note and lock_of(owner.pk):
        rows = [
            row
            for row in Note.objects.of(owner).filter(contact=contact)
            if change.key in marks_of(owner, [row.text])
        ]
    if change.new is None:
        _remove(rows, steps)
    elif not rows:
        row = model(owner=owner, contact=contact, **columns)
        row.save()
        steps.remove.append(way_back.made(row))


def _row_of(change: Change) -> tuple[type[Any], dict[str, str]]:
    """The table and the columns that hold it. Of a long note the beginning is its key."""
    if change.field == "tags":
        return Tag, {"name": change.key[:100]}
    if change.field == "dates":
        label, _, when = change.key.partition("\n")
        return ImportantDate, {"label": label, "when": when}
    return Note, {"text": change.new[0] if change.new else change.old[0]}


def _remove(rows: Iterable[Any], steps: Steps) -> None:
    for row in rows:
        steps.insert.append(way_back.whole(row))
        row.delete()


def archive(owner: Owner, contact: Contact, reason: str, steps: Steps) -> bool:
    """Let somebody go because their card is gone over there; False where they are gone here already."""
    if contact.let_go_at or contact.deleted_at:
        return False
    steps.restore.append(way_back.kept(contact, ["let_go_at"]))
    Contact.objects.of(owner).filter(pk=contact.pk).update(let_go_at=timezone.now())
    steps.remove.append(
        way_back.made(LetGo.objects.create(owner=owner, contact=contact, reason=reason[:300]))
    )
    return True


def contacts_to_send(collection: Collection) -> QuerySet[Contact]:
    """Whom a collection is to get who is in none yet."""
    rows = contacts_of(collection.owner).filter(let_go_at=None)
    linked = CardLink.objects.of(collection.owner).values("contact")
    rows = rows.exclude(pk__in=linked).order_by("pk")
    if collection.sends == Collection.Sends.TIER:
        return rows.exclude(tier=Tier.NONE)
    if collection.sends == Collection.Sends.KNOWN:
        return rows.filter(state=State.KNOWN)
    return rows if collection.sends == Collection.Sends.ALL else rows.none()


def values_of(words: Words, fields: Iterable[str]) -> dict[str, Any]:
    """Fields as contacts/editing.py takes them; a name that is blank is no name."""
    found = {name: words[name] for name in fields}
    if "name" in found and not found["name"]:
        found["name"] = " ".join(words[n] for n in NAMES[1:4] if words[n])
    return found
