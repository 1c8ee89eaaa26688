"""Takes back what the owner did: each change leaves the steps that lead back, and they are walked once (M10).

Steps are ``{"remove": [[table, id]], "insert": [[table, {column: value}]], "restore": [[table, id, {column:
old}, {column: new}]]}``, walked in this order. Tables are model names, columns attribute names, values plain
JSON. Where a restore step says what was new, it is taken back only while the row still says so: what the
owner changed since stays.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.contacts.models import Contact, Undo
from needless.contacts.search import reindex
from needless.tables.bulk import batches
from needless.tables.notes import NoteField, Sealed, lying, note_fields, told
from needless.tables.owned import Owned
from needless.webhooks.outbox import tell_of_contacts

if TYPE_CHECKING:
    from needless.owners.models import Owner

Aftercare = Callable[["Owner", set[int], set[str]], None]
DETAILS = {"Address", "Tag", "Position", "ImportantDate", "CustomField", "TwoPeople", "SourceKey"}
_AFTERCARE: list[Aftercare] = []


def after_undo(act: Aftercare) -> Aftercare:
    """Decorator: call ``act(owner, contact_ids, tables)`` after each undo, to put right what is derived.

    Its module is listed in settings.AFTER_UNDO, so that it is there whoever undoes.
    """
    _AFTERCARE.append(act)
    return act


def put_right(owner: Owner, contact_ids: set[int], tables: set[str]) -> None:
    """Bring what is derived of these contacts up to date: search text, and what chapters above keep.

    ``tables`` are the lower-cased names of those that changed.
    """
    for ids in batches(sorted(contact_ids), 1000):
        reindex(owner, ids)
    tell_of_contacts(owner, "contact.changed", contact_ids)
    for module in settings.AFTER_UNDO:
        import_module(module)
    for act in _AFTERCARE:
        act(owner, contact_ids, tables)


def made(row: models.Model) -> list[Any]:
    """The step that removes this row again."""
    return [type(row).__name__, row.pk]


def kept(row: models.Model, columns: Iterable[str], new: dict[str, Any] | None = None) -> list[Any]:
    """The step that gives these columns of a row their present values back. Call it before changing them.

    With ``new`` values only while the row still has those.
    """
    step = [type(row).__name__, row.pk, {name: getattr(row, name) for name in columns}]
    return [*step, new] if new else step


def whole(row: models.Model) -> list[Any]:
    """The step that inserts this row again. Call it before deleting the row."""
    return [type(row).__name__, {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}]


def remember(
    owner: Owner,
    label: str,
    restore: Sequence[Sequence[Any]] = (),
    remove: Sequence[Sequence[Any]] = (),
    insert: Sequence[Sequence[Any]] = (),
    only_while: Sequence[Sequence[Any]] = (),
) -> Undo:
    """Keep the way back of something just done; ``label`` is what the owner reads ("Deleted Ana Silva").

    ``only_while`` are steps like ``kept`` makes: the way is closed while one of these rows says otherwise.
    """
    steps = {"restore": list(restore), "remove": list(remove), "insert": list(insert)}
    if only_while:
        steps["while"] = list(only_while)
    plain = json.loads(json.dumps(with_notes_as_they_lie(owner, steps), cls=DjangoJSONEncoder))
    made = {"label": label[:200], "steps": plain, "is_deletion": is_deletion(plain)}
    undo: Undo = Undo.objects.create(owner=owner, **made)
    return undo


def with_notes_as_they_lie(owner: Owner, steps: dict[str, Any]) -> dict[str, Any]:
    """The steps with their notes as they are to lie in the database: sealed where the owner wants it."""

    def part(table: str, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        notes = [field for field in note_fields(_table(table)) if given.get(field.attname)]
        return given | {field.attname: _note(owner, field, given) for field in notes}

    return {
        kind: [[table, *(part(table, each) for each in rest)] for table, *rest in walked]
        for kind, walked in steps.items()
    }


def _note(owner: Owner, field: NoteField, columns: dict[str, Any]) -> str:
    """As it is to lie; steps of another way back have it so already."""
    value = columns[field.attname]
    value = value if isinstance(value, Sealed) else told(value)
    return str(lying(owner.pk, value, field.salt(columns)))


def is_deletion(steps: dict[str, Any]) -> bool:
    """Did something go away that one would look for in the trash? Not where only a detail of a contact was changed."""
    removed = {table for table, _pk in steps.get("remove", [])}
    if "Merge" in removed:
        return False
    hidden = any(s[0] == "Contact" and s[2].get("deleted_at", "") is None for s in steps.get("restore", []))
    return hidden or bool({table for table, _columns in steps.get("insert", [])} - removed - DETAILS)


def latest_undo(owner: Owner) -> Undo | None:
    """The last thing done that can still be taken back."""
    last: Undo | None = Undo.objects.of(owner).filter(used_at=None).order_by("-pk").first()
    return last


def undo_of_making(row: Owned) -> Undo | None:
    """The way back of adding this row, where adding it was the last thing done."""
    last = latest_undo(row.owner)
    return last if last and last.steps.get("remove") == [made(row)] else None


@transaction.atomic
def undo(owner: Owner, undo_id: int) -> Undo:
    """Walk the steps back. Raises Undo.DoesNotExist, ValidationError for a used or closed one."""
    entry: Undo = Undo.objects.of(owner).get(pk=undo_id)
    _see_that_it_is_open(owner, entry.steps.get("while", []))
    if not Undo.objects.of(owner).filter(pk=undo_id, used_at=None).update(used_at=timezone.now()):
        raise ValidationError(_("This was taken back already."))
    touched = _remove(owner, entry.steps.get("remove", []))
    touched |= _brought_back(owner, entry)
    touched |= _restore(owner, entry.steps.get("restore", []))
    tables = {step[0].lower() for steps in entry.steps.values() for step in steps}
    put_right(owner, touched, tables)
    entry.refresh_from_db()
    return entry


def _brought_back(owner: Owner, entry: Undo) -> set[int]:
    """Insert what was deleted. Raises ValidationError where that was all there was to do, and none of it could be done."""
    wanted = entry.steps.get("insert", [])
    rows = _insert(owner, wanted)
    if wanted and not rows and not (entry.steps.get("remove") or entry.steps.get("restore")):
        raise ValidationError(
            _("Nothing could be brought back: it is there again, or what it belonged to is gone.")
        )
    return _contacts_of(rows)


def _see_that_it_is_open(owner: Owner, steps: list[list[Any]]) -> None:
    for table, pk, columns in steps:
        model = _table(table)
        rows = model.objects.of(owner).filter(pk=pk)
        if rows.exclude(**_values(model, columns)).exists():
            raise ValidationError(_("Something done later stands in the way: take that back first."))


def _table(name: str) -> type[Owned]:
    model = apps.get_model("needless", name.removeprefix("needless_"))
    if not issubclass(model, Owned):
        raise LookupError(name)
    return model


def _contacts_of(rows: Iterable[models.Model]) -> set[int]:
    found = {row.pk if isinstance(row, Contact) else getattr(row, "contact_id", None) for row in rows}
    return {pk for pk in found if pk is not None}


def _remove(owner: Owner, steps: list[list[Any]]) -> set[int]:
    by_table: dict[str, list[int]] = defaultdict(list)
    for table, pk in steps:
        by_table[table].append(pk)
    touched: set[int] = set()
    for table, pks in by_table.items():
        for some in batches(pks, 1000):
            rows = _table(table).objects.of(owner).filter(pk__in=some)
            touched |= _contacts_of(rows)
            rows.delete()
    return touched


def _insert(owner: Owner, steps: list[list[Any]]) -> list[models.Model]:
    """The rows that are there again."""
    found: list[models.Model] = []
    for table, columns in steps:
        model = _table(table)
        row = model(**_values(model, columns) | {"owner_id": owner.pk})
        if _fits(owner, row) and _inserted(row):
            found.append(row)
    return found


def _inserted(row: models.Model) -> bool:
    """Not where its place was taken since: the same address is told, read or followed anew."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _fits(owner: Owner, row: models.Model) -> bool:
    """Not there already, and what it points to still is; a pointer that may be empty is emptied instead."""
    if type(row)._base_manager.filter(pk=row.pk).exists():
        return False
    for field in row._meta.concrete_fields:
        target = field.related_model
        pk = getattr(row, field.attname)
        if pk is None or not isinstance(target, type) or field.name == "owner":
            continue
        rows = target.objects.of(owner) if issubclass(target, Owned) else target._base_manager
        if not rows.filter(pk=pk).exists():
            if not field.null:
                return False
            setattr(row, field.attname, None)
    return True


def _restore(owner: Owner, steps: list[list[Any]]) -> set[int]:
    """One UPDATE for all rows that get the same values: taking back 10,000 tiers is a handful of them."""
    alike: dict[tuple[str, str], list[int]] = defaultdict(list)
    for table, pk, *values in steps:
        alike[table, json.dumps(values, sort_keys=True)].append(pk)
    touched: set[int] = set()
    for (table, columns), pks in alike.items():
        model = _table(table)
        old, new = (_values(model, step) for step in [*json.loads(columns), {}][:2])
        if not _is_there(owner, model, old):
            continue
        for some in batches(pks, 1000):
            rows = list(model.objects.of(owner).filter(pk__in=some, **new))
            model.objects.of(owner).filter(pk__in=[row.pk for row in rows]).update(
                **_for_a_query(owner, model, old)
            )
            touched |= _contacts_of(rows) | {pk for name, pk in old.items() if name == "contact_id"} - {None}
    return touched


def _for_a_query(owner: Owner, model: type[Owned], values: dict[str, Any]) -> dict[str, Any]:
    notes = {
        f.attname: lying(owner.pk, values[f.attname], f.salt({}))
        for f in note_fields(model)
        if f.attname in values
    }
    return values | notes


def _is_there(owner: Owner, model: type[Owned], values: dict[str, Any]) -> bool:
    """Is what these values point to still there? Rows do not go back to a contact who is gone for good."""
    row = model(owner=owner, **values)
    pointers = [f for f in model._meta.concrete_fields if f.attname in values and getattr(row, f.attname)]
    targets = [(f.related_model, getattr(row, f.attname)) for f in pointers]
    return all(t._base_manager.filter(pk=pk).exists() for t, pk in targets if isinstance(t, type))


def _values(model: type[models.Model], columns: dict[str, Any]) -> dict[str, Any]:
    """Plain JSON back to what the columns hold; a column that the table no longer has is left out."""
    fields = {f.attname: f for f in model._meta.concrete_fields}
    fields |= {f.name: f for f in model._meta.concrete_fields}
    fields.pop("owner", None)
    notes = {field.attname for field in note_fields(model)}
    return {
        fields[name].attname: told(value or "") if name in notes else fields[name].to_python(value)
        for name, value in columns.items()
        if name in fields
    }
