"""A contact as lines of a vCard that phones read: version 3, with Apple's labels, or 4 (M10, M17).

A line is the text of one property, unfolded; where it has a label of its own, the label's line follows after "\\n".
Nothing is written that a program could not show: what only Needless knows cannot be lost on a phone.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet

from needless.contacts.models import Contact
from needless.imports.sources.vcard import postal_lines
from needless.imports.sources.vcard_syntax import content_line, escape, fold
from needless.tables.notes import in_clear

ABOUT = ("addresses", "tags", "notes", "dates", "fields", "photos", "relations")
TYPES = frozenset(
    {"home", "work", "cell", "fax", "pager", "main", "other", "video", "car", "mobile", "school"}
)
PROPERTY = {"email": "EMAIL", "phone": "TEL", "link": "URL"}
FIELDS = {
    "role": "ROLE",
    "language": "LANG",
    "hobby": "HOBBY",
    "interest": "INTEREST",
    "expertise": "EXPERTISE",
}
OMITTED = "1604"  # Apple's year of days without one: a leap year
UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]"
)  # no XML may hold these
SYNTAX = ("BEGIN:", "END:", "VERSION:")


def with_rows(rows: QuerySet[Contact]) -> QuerySet[Contact]:
    """These contacts with all that lines() reads, in an order that stays: lists, which cost less than a manager each."""
    fetches = []
    for name in ABOUT:
        model: Any = Contact._meta.get_field(name).related_model
        about = model.objects.order_by("pk")
        about = about.select_related("other") if name == "relations" else about
        fetches.append(Prefetch(name, about, to_attr=f"card_{name}"))
    return rows.defer("search").prefetch_related(*fetches)


def _about(contact: Contact, name: str) -> list[Any]:
    found: list[Any] = getattr(contact, f"card_{name}")
    return found


def lines(contact: Contact, version: str = "3.0", *, with_notes: bool = False) -> list[str]:
    """What the card of this contact says, UID first; of notes only what is not sealed."""
    notes = [text for note in _about(contact, "notes") if (text := in_clear(note.text))] if with_notes else []
    said = ["NOTE:" + escape("\n\n".join(notes))] if notes else []
    return [*_who(contact), *_where(contact), *said, *_more(contact, version), *_kept(contact)]


def written(text_lines: Sequence[str], version: str = "3.0") -> str:
    """The card of these lines."""
    flat = [line for each in text_lines for line in each.split("\n")]
    whole = "".join(map(fold, ("BEGIN:VCARD", f"VERSION:{version}", *flat, "END:VCARD")))
    return UNPRINTABLE.sub("", whole)


def _who(contact: Contact) -> Iterator[str]:
    names = (contact.family_name, contact.given_name, contact.additional_name, contact.prefix, contact.suffix)
    yield f"UID:{contact.uid}"
    yield f"FN:{escape(contact.name)}"
    # Version 3 wants an N; a name in one piece is not taken apart, which would be a guess.
    yield "N:" + (";".join(map(escape, names)) if any(names) else f";{escape(contact.name)};;;")
    if contact.nickname:
        yield f"NICKNAME:{escape(contact.nickname)}"
    units = [field.value for field in _about(contact, "fields") if field.name == "department"]
    if contact.organisation or units:
        yield "ORG:" + ";".join(map(escape, (contact.organisation, *units)))
    if contact.title:
        yield f"TITLE:{escape(contact.title)}"


def _where(contact: Contact) -> Iterator[str]:
    verbatim = postal_lines(contact.extra) if contact.extra else {}
    for address in _about(contact, "addresses"):
        if name := PROPERTY.get(address.kind):
            value = address.value if address.kind == "link" else escape(address.value)
            yield labelled(name, " ".join(value.split()), address.label)
        elif address.value not in verbatim:
            yield labelled("ADR", f";;{escape(address.value)};;;;", address.label)


def labelled(name: str, value: str, label: str, params: dict[str, str] | None = None) -> str:
    """A property with its label: as TYPE where that is usual, else in a group as Apple's address book writes it."""
    words = label.lower().split()
    if all(word in TYPES for word in words):
        types = {"TYPE": words} if words else {}
        return content_line(name, value, {**types, **(params or {})})
    group = f"n{zlib.crc32(f'{name}:{value}:{label}'.encode()):08x}"
    return content_line(name, value, params, group) + f"\n{group}.X-ABLabel:{escape(label)}"


def _more(contact: Contact, version: str) -> Iterator[str]:
    if contact.birthday:
        yield _day("BDAY", contact.birthday)
    if tags := [escape(tag.name) for tag in _about(contact, "tags")]:
        yield "CATEGORIES:" + ",".join(tags)
    for date in _about(contact, "dates"):
        yield _day("X-ABDATE", date.when, date.label or "date")
    for field in _about(contact, "fields"):
        if name := FIELDS.get(field.name):
            yield f"{name}:{escape(field.value)}"
    for relation in _about(contact, "relations"):
        name = relation.other.name if relation.other else relation.other_name
        yield labelled("X-ABRELATEDNAMES", escape(name), relation.kind or "knows")
    for photo in _about(contact, "photos"):
        start = "PHOTO;ENCODING=b;TYPE=JPEG:" if version == "3.0" else "PHOTO:data:image/jpeg;base64,"
        yield start + photo.image


def _day(name: str, when: str, label: str = "") -> str:
    """A day, without its year as Apple does it, which Android's and Thunderbird's readers know, too."""
    params = {}
    if when.startswith("--"):
        params, when = {"X-APPLE-OMIT-YEAR": OMITTED}, f"{OMITTED}-{when[2:]}"
    return labelled(name, when, label, params) if label else content_line(name, when, params)


def _kept(contact: Contact) -> Iterator[str]:
    """What an import did not understand, verbatim, but for addresses that are not there any more."""
    gone = _addresses_gone(contact)
    for line in contact.extra:
        text = " ".join(str(line).splitlines())
        if ":" in text and not text.upper().startswith(SYNTAX) and text not in gone:
            yield text


def _addresses_gone(contact: Contact) -> set[str]:
    if not contact.extra:
        return set()
    here = {address.value for address in _about(contact, "addresses") if address.kind == "postal"}
    return {line for address, line in postal_lines(contact.extra).items() if address[:500] not in here}
