"""What a draft adds to a contact who is there already: blanks are filled, lists grow, a job change is noticed; all of it can be undone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from needless.contacts.models import Contact, Note, Photo, Position, SourceKey
from needless.contacts.search import reindex
from needless.imports.drafts import ContactDraft
from needless.imports.imagined import Imagined
from needless.imports.known import Known
from needless.imports.models import FieldChange
from needless.imports.people import FILLED, Entry, Rows, Writing, clipped, name_of, rows_about, signature
from needless.interactions.tallies import write_contacts
from needless.tables import bulk
from needless.tables.notes import NoteField, lock_of, mark_of

Change = tuple[str, Any, Any]  # (field, old, new)


class Updates:
    """Works out, for a batch of entries about known contacts, what is new in them."""

    def __init__(
        self, entries: Sequence[Entry], known: Known, writing: Writing, imagined: Imagined | None = None
    ) -> None:
        self.known, self.writing = known, writing
        ids = {entry.pk for entry in entries if entry.pk > 0}
        found = Contact.objects.of(writing.owner).filter(pk__in=ids, deleted_at=None)
        self.contacts: dict[int, Contact] = {c.pk: c for c in found}
        self.there = self._rows_there()
        self.rows = Rows()
        self.changes: list[tuple[int, Change]] = []
        self.signatures: list[tuple[str, str]] = []
        self.changed: set[int] = set()
        if imagined is not None:
            self._imagine({entry.pk for entry in entries}, imagined)

    def _imagine(self, ids: set[int], imagined: Imagined) -> None:
        """In a preview: what earlier drafts would have made of these contacts."""
        for pk in ids & imagined.drafts.keys():
            drafts = imagined.drafts[pk]
            if pk < 0:
                self.contacts[pk] = Contact(pk=pk, name=name_of(drafts[0]))
            for draft in drafts:
                self.add(Entry(draft, [], pk))

    def _rows_there(self) -> dict[type[Any], dict[int, set[tuple[Any, ...]]]]:
        there: dict[type[Any], dict[int, set[tuple[Any, ...]]]] = {}
        for model, columns in Rows().columns.items():
            sets = there[model] = defaultdict(set)
            rows = model.objects.of(self.writing.owner).filter(contact__in=self.contacts)
            columns = ["at"] if model is Photo else columns  # that there is one is enough
            for pk, *values in rows.values_list("contact_id", *columns):
                sets[pk].add(self._same(model, tuple(values)))
        return there

    def add(self, entry: Entry) -> bool:
        """Note what is new in this entry; False where nothing is."""
        pk, contact = entry.pk, self.contacts.get(entry.pk)
        if contact is None:
            return False
        changes = self._field_changes(contact, entry.draft)
        grown = self._grow(pk, entry.draft)
        if changes or grown:
            self.changed.add(pk)
        for name, _old, new in changes:
            setattr(contact, name, new)
        self.changes += [(pk, change) for change in changes]
        return bool(changes or grown)

    def _grow(self, pk: int, draft: ContactDraft) -> bool:
        grown = False
        for model, rows in rows_about(draft, self.known, self.writing).items():
            sets = self.there[model][pk]
            new = [row for row in rows if self._same(model, row) not in sets]
            if model is SourceKey:
                new = [row for row in new if row[0] not in self.known.by_key]
            sets.update(self._same(model, row) for row in new)
            self.rows.add(model, pk, new)
            grown = grown or (bool(new) and model is not SourceKey)
        return grown

    def _same(self, model: type[Any], row: tuple[Any, ...]) -> tuple[Any, ...]:
        """What makes two rows the same; of a note that cannot be read its mark."""
        if model is Note:
            return (mark_of(self.writing.owner.pk, row[0], self.writing.owner.pk),)
        return same_as(model, row)

    def _field_changes(self, contact: Contact, draft: ContactDraft) -> list[Change]:
        changes = [
            (name, old, new)
            for name in FILLED
            if (new := clipped(name, getattr(draft, name))) and not (old := getattr(contact, name))
        ]
        if draft.met_in_person and not contact.met_in_person:
            changes.append(("met_in_person", False, True))
        if draft.deceased and not contact.is_deceased:
            changes.append(("is_deceased", False, True))
        if new_lines := [line for line in draft.extra if line not in contact.extra]:
            changes.append(("extra", contact.extra, contact.extra + new_lines))
        return changes + self._renamed(contact, draft) + self._job_change(contact, draft)

    def _renamed(self, contact: Contact, draft: ContactDraft) -> list[Change]:
        """A contact known only by a mail address gets the name as soon as somebody tells it."""
        name = name_of(draft)[:300]
        return [("name", contact.name, name)] if "@" in contact.name and name and "@" not in name else []

    def _job_change(self, contact: Contact, draft: ContactDraft) -> list[Change]:
        """The same source said another job last time: it changed. What it said last time already stays the owner's business."""
        if draft.key not in self.known.by_key:
            return []  # the source speaks of them for the first time: its key comes in with what it says now
        said, now = self.known.by_key[draft.key][1], signature(draft)
        if not now or said == now:
            return []
        self.signatures.append((draft.key, now))
        self.known.by_key[draft.key] = (contact.pk, now)
        if not said:
            return []
        if contact.organisation and contact.organisation != draft.organisation:
            ended = self.writing.today.isoformat()[:7]
            self.rows.add(Position, contact.pk, [(contact.organisation, contact.title, "", "", ended)])
        pairs = [
            (name, getattr(contact, name), clipped(name, getattr(draft, name)))
            for name in ("organisation", "title")
        ]
        return [(name, old, new) for name, old, new in pairs if old and old != new]

    def write(self) -> None:
        """Write everything that was noted."""
        self.rows.insert(self.writing)
        for key, now in self.signatures:
            SourceKey.objects.of(self.writing.owner).filter(key=key).update(seen=now)
        changed = [self.contacts[pk] for pk in self.changed]
        columns = {change[0] for _pk, change in self.changes}
        for contact in changed:
            contact.changed_at = self.writing.now
        write_contacts(changed, [*sorted(columns), "changed_at"])
        noted = [
            (
                self.writing.owner.pk,
                self.writing.import_id,
                pk,
                name,
                _plain(old),
                as_noted(self.contacts[pk], name, new),
            )
            for pk, (name, old, new) in self.changes
        ]
        bulk.insert(FieldChange, ["owner_id", "made_by_id", "contact_id", "field", "old", "new"], noted)
        reindex(self.writing.owner, sorted(self.changed))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def as_noted(contact: Contact, name: str, value: Any) -> Any:
    """What a change says that a column became, as JSON: of a sealed note only the mark by which it is known again."""
    field = Contact._meta.get_field(name)
    if not isinstance(field, NoteField) or lock_of(contact.owner_id) is None:
        return _plain(value)
    return {"mark": mark_of(contact.owner_id, value, field.salt(contact.__dict__))}


def same_as(model: type[Any], row: tuple[Any, ...]) -> tuple[Any, ...]:
    """What makes two rows about a contact the same: an address by kind and key, anything else by all that it says."""
    if model.__name__ == "Address":
        return row[0], row[2]
    if model.__name__ == "SourceKey":
        return (row[0],)
    if model.__name__ == "Relation":
        return row[0], row[2]
    if model.__name__ == "Photo":
        return ()
    return row
