"""Saves a contact as a form or the API hands it over: checked columns, and their lists (M10)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.contacts import identity
from needless.contacts import undo as way_back
from needless.contacts.models import Address, Contact, CustomField, ImportantDate, Position, State, Tag
from needless.contacts.search import reindex
from needless.contacts.told import told
from needless.method import memory
from needless.tables.notes import Sealed, is_locked
from needless.webhooks.outbox import tell_of_contacts

if TYPE_CHECKING:
    from needless.owners.models import Owner

COLUMNS = (
    "name", "given_name", "additional_name", "family_name", "prefix", "suffix", "nickname",
    "organisation", "title", "place", "birthday", "how_we_met", "met_on", "met_in_person",
    "connected_on", "state", "never_suggest", "is_deceased",
)  # fmt: skip
ADDRESSES = {"emails": "email", "phones": "phone", "links": "link", "postal": "postal"}
LISTS = (*ADDRESSES, "tags", "positions", "dates", "fields")
DAY = re.compile(r"(\d{4}|-)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


@dataclass(slots=True)
class Steps:
    """The way back of one save, as it is collected."""

    restore: list[Any] = field(default_factory=list)
    remove: list[Any] = field(default_factory=list)
    insert: list[Any] = field(default_factory=list)


@transaction.atomic
def save(owner: Owner, values: dict[str, Any], contact: Contact | None = None) -> Contact:
    """Add a contact, or change what ``values`` names and nothing else.

    Values: COLUMNS; ``emails``, ``phones``, ``links``, ``postal`` (texts, or (text, label)); ``tags``
    (texts); ``positions`` (dicts of organisation, title, place, started, ended); ``dates``, ``fields``
    ((label, value)). A list given replaces the one there. Raises ValidationError with the fields at fault.
    """
    _refuse_unknown(values)
    is_new = contact is None
    row = Contact(owner=owner, state=State.KNOWN, by_hand=True) if contact is None else contact
    if row.owner_id != owner.pk:
        raise Contact.DoesNotExist
    steps = Steps() if is_new else Steps(restore=[way_back.kept(row, [*COLUMNS, "silent_since"])])
    _set_columns(row, values)
    row.save()
    for name in LISTS:
        if name in values:
            _replace(row, name, values[name], steps)
    reindex(owner, [row.pk])
    if not is_new and "state" not in values:
        told(owner, [row.pk])
    else:
        tell_of_contacts(owner, "contact.created" if is_new else "contact.changed", [row.pk])
    row.refresh_from_db()
    label = _("Added %(name)s") if is_new else _("Changed %(name)s")
    if is_new:  # hidden rather than removed: what was written about them since then is not lost
        steps = Steps(restore=[["Contact", row.pk, {"deleted_at": timezone.now()}]])
    way_back.remember(owner, label % {"name": row.name}, steps.restore, steps.remove, steps.insert)
    return row


def _refuse_unknown(values: dict[str, Any]) -> None:
    if strange := set(values) - {*COLUMNS, *LISTS}:
        raise ValidationError({name: _("There is no such field.") for name in sorted(strange)})


def _set_columns(row: Contact, values: dict[str, Any]) -> None:
    for name in COLUMNS:
        if name in values and is_locked(getattr(row, name)):
            _see_that_it_is_kept(name, values[name])
        elif name in values:
            value = values[name]
            setattr(row, name, value.replace("\0", "").strip() if isinstance(value, str) else value)
    if not row.name:
        row.name = " ".join(p for p in (row.given_name, row.additional_name, row.family_name) if p)
    if not row.name:
        raise ValidationError({"name": _("A contact needs a name.")})
    if row.birthday and not DAY.fullmatch(row.birthday):
        raise ValidationError({"birthday": _("Give the day as 1980-02-08, or as --02-08 without the year.")})
    row.clean_fields(exclude=[f.name for f in row._meta.concrete_fields if f.name not in COLUMNS])
    if row.last_talk_on is None:
        row.silent_since = memory.day_number(_beginning(row))


def _see_that_it_is_kept(name: str, value: str) -> None:
    """Nobody writes over what they cannot read; who sends back the blank that they got changes nothing."""
    if value and not isinstance(value, Sealed):
        raise ValidationError({name: _("It is a locked note: unlock your notes first, or add a note.")})


def _beginning(row: Contact) -> date:
    """While nobody has talked, silence counts from when they met, connected or were written down."""
    return row.met_on or row.connected_on or timezone.localdate(row.made_at or timezone.now())


def _replace(row: Contact, name: str, wanted: Iterable[Any], steps: Steps) -> None:
    """Make a list of rows what is wanted; rows that stay the same are left alone."""
    model, fresh = BUILDERS[name](row, list(wanted or ()))
    there = model._default_manager.filter(contact=row)
    if name in ADDRESSES:
        there = there.filter(kind=ADDRESSES[name])
    keep = {_content(new): new for new in fresh}
    gone = [old for old in there if keep.pop(_content(old), None) is None]
    steps.insert += [way_back.whole(old) for old in gone]
    model._default_manager.filter(pk__in=[old.pk for old in gone]).delete()
    for new in keep.values():
        new.full_clean(exclude=["owner", "contact", "made_by", "key"])
        new.save()
        steps.remove.append(way_back.made(new))


def _content(row: models.Model) -> tuple[Any, ...]:
    return tuple(
        getattr(row, f.attname) for f in row._meta.concrete_fields if f.name not in {"id", "made_by"}
    )


def _parts(item: Any) -> tuple[str, str]:
    """A text, or a text with its label."""
    text, label = (item, "") if isinstance(item, str) else (item[0], item[1])
    return str(text).replace("\0", "").strip(), str(label or "").strip()


def _key(kind: str, text: str, region: str) -> str:
    if kind == "phone":
        return identity.phone_key(text, region or None)
    if kind == "email":
        return identity.email_key(text)
    return identity.link_key(text) if kind == "link" else text.casefold()


def _addresses(name: str) -> Callable[[Contact, list[Any]], tuple[type[models.Model], list[Any]]]:
    def build(row: Contact, items: list[Any]) -> tuple[type[models.Model], list[Any]]:
        kind, by_key = ADDRESSES[name], {}
        for text, label in map(_parts, items):
            key = _key(kind, text, row.owner.region)
            if text and not key:
                raise ValidationError({name: _("“%(text)s” cannot be used here.") % {"text": text}})
            if text:
                by_key[key] = Address(
                    owner_id=row.owner_id, contact=row, kind=kind, value=text, key=key[:500], label=label
                )
        return Address, list(by_key.values())

    return build


def _tags(row: Contact, items: list[Any]) -> tuple[type[models.Model], list[Any]]:
    names = dict.fromkeys(str(item).strip() for item in items)
    return Tag, [Tag(owner_id=row.owner_id, contact=row, name=name) for name in names if name]


def _positions(row: Contact, items: list[Any]) -> tuple[type[models.Model], list[Any]]:
    columns = ("organisation", "title", "place", "started", "ended")
    given = [{name: str(item.get(name) or "").strip() for name in columns} for item in items]
    return Position, [
        Position(owner_id=row.owner_id, contact=row, **each) for each in given if any(each.values())
    ]


def _dates(row: Contact, items: list[Any]) -> tuple[type[models.Model], list[Any]]:
    pairs = [pair for pair in map(_parts, items) if any(pair)]
    if any(not DAY.fullmatch(when) for _label, when in pairs):
        raise ValidationError({"dates": _("Give the day as 1980-02-08, or as --02-08 without the year.")})
    return ImportantDate, [
        ImportantDate(owner_id=row.owner_id, contact=row, label=a, when=b) for a, b in pairs
    ]


def _fields(row: Contact, items: list[Any]) -> tuple[type[models.Model], list[Any]]:
    pairs = [pair for pair in map(_parts, items) if all(pair)]
    return CustomField, [CustomField(owner_id=row.owner_id, contact=row, name=a, value=b) for a, b in pairs]


BUILDERS: dict[str, Callable[[Contact, list[Any]], tuple[type[models.Model], list[Any]]]] = {
    **{name: _addresses(name) for name in ADDRESSES},
    "tags": _tags,
    "positions": _positions,
    "dates": _dates,
    "fields": _fields,
}
