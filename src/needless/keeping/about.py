"""Everything that is kept about one contact, whatever the chapter: to read, to hand over, or to erase (M17)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Field, ForeignKey
from django.db.models.deletion import Collector

from needless.contacts.models import Address, Contact, Undo
from needless.imports.models import Import, WaitingTalk
from needless.interactions.models import Interaction, Participation
from needless.keeping.erasing import speaks_of, with_merged, words_of
from needless.keeping.mentions import mentioning
from needless.owners.models import Owner
from needless.tables.owned import Owned

NOT_SHOWN = ("id", "owner", "made_by", "search")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Record:
    """``tables``: rows about them alone, by table; ``mentions``: rows about others or nobody whose words name them.

    ``files``: what still lies in the folder of uploads and may hold them. Ways back are counted only.
    """

    contact: Contact
    tables: dict[str, list[Row]]
    mentions: dict[str, list[Row]]
    ways_back: int
    files: list[str]


def record_of(owner: Owner, contact: Contact) -> Record:
    """Read every table that points at the contact, or at somebody who was merged into them."""
    ids = with_merged(owner, [contact.pk])
    rows = _about(owner, ids)
    tables = {name: [_values(row) for row in found] for name, found in _by_table(rows)}
    there = {(type(row), row.pk) for row in rows}
    named = mentioning(owner, words_of(owner, ids))
    others = {
        str(model._meta.verbose_name): [
            _values(row) for row in model.objects.of(owner).filter(pk__in=pks) if (model, row.pk) not in there
        ]
        for model, pks in named.items()
        if model is not Undo
    }
    ways = sum(_speaks(entry, set(ids)) for entry in Undo.objects.of(owner).only("steps").iterator())
    return Record(
        contact, tables, {name: found for name, found in others.items() if found}, ways, _files(owner)
    )


def as_document(record: Record) -> dict[str, Any]:
    """What is handed over, as JSON: rows by table, the ways back and files only as numbers and names."""
    return {
        "format": "needless-contact", "version": 1, "name": record.contact.name, "tables": record.tables,
        "mentions": record.mentions, "ways_back": record.ways_back, "files": record.files,
    }  # fmt: skip


def _about(owner: Owner, ids: list[int]) -> list[Owned]:
    """What would go with them: asked of the tables themselves. A talk with others is theirs as well."""
    collector = Collector(using=DEFAULT_DB_ALIAS)
    collector.collect(list(Contact.objects.of(owner).filter(pk__in=ids)))
    found: list[Any] = [row for rows in collector.data.values() for row in rows]
    found += [row for queryset in collector.fast_deletes for row in queryset]
    updated: Iterable[Any] = collector.field_updates.values()
    found += [row for groups in updated for group in groups for row in group]
    parts = Participation.objects.of(owner).filter(contact__in=ids)
    found += list(Interaction.objects.of(owner).filter(participations__in=parts).distinct())
    keys = Address.objects.of(owner).filter(contact__in=ids).values_list("key", flat=True)
    found += list(WaitingTalk.objects.of(owner).filter(address__in=list(keys)))
    return list({(type(row), row.pk): row for row in found if isinstance(row, Owned)}.values())


def _by_table(rows: Iterable[Owned]) -> Iterator[tuple[str, list[Owned]]]:
    by_table: dict[str, list[Owned]] = {}
    for row in rows:
        by_table.setdefault(str(row._meta.verbose_name), []).append(row)
    yield from sorted(by_table.items(), key=lambda pair: (pair[0] != "contact", pair[0]))


def _values(row: Owned) -> Row:
    """What the row says: no blanks, no numbers of other rows but those of people by name."""
    found: Row = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.name in NOT_SHOWN or value in (None, "", [], {}):
            continue
        found[field.attname if isinstance(field, ForeignKey) else field.name] = _shown(field, value)
    return found


def _shown(field: Field[Any, Any], value: Any) -> Any:
    return dict(field.flatchoices).get(value, value) if field.choices else value


def _speaks(entry: Undo, ids: set[int]) -> bool:
    return any(speaks_of(step, ids) for steps in entry.steps.values() for step in steps)


def _files(owner: Owner) -> list[str]:
    """Files of imports that wait for the owner's word."""
    waiting = Import.objects.of(owner).filter(stage__in=["previewing", "previewed", "running"])
    return [path.rsplit("/", 1)[-1] for paths in waiting.values_list("paths", flat=True) for path in paths]
