"""Contacts as vCard 4; lines that an import did not understand come out again as they came in (M17)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from needless.contacts.models import Contact
from needless.contacts.queries import contacts_of
from needless.imports.sources.vcard_syntax import content_line, escape, write_card
from needless.tables.notes import readable

if TYPE_CHECKING:
    from needless.owners.models import Owner

LISTS = ("addresses", "tags", "notes", "dates", "fields", "photos", "relations__other")
PROPERTY = {"email": "EMAIL", "phone": "TEL", "link": "URL"}
SYNTAX = ("BEGIN:", "END:", "VERSION:")
WEDDING = {"anniversary", "wedding", "wedding day", "wedding anniversary"}


def cards(owner: Owner) -> Iterator[str]:
    """Every contact's card, a few hundred contacts in memory at a time."""
    rows = contacts_of(owner).order_by("pk").defer("search").prefetch_related(*LISTS)
    for contact in rows.iterator(chunk_size=500):
        yield card_of(owner, contact)


def card_of(owner: Owner, contact: Contact) -> str:
    """One contact as a vCard 4."""
    return write_card([*_who(contact), *_where(contact), *_about(contact), *_not_understood(contact)])


def _who(contact: Contact) -> Iterator[str]:
    names = (contact.family_name, contact.given_name, contact.additional_name, contact.prefix, contact.suffix)
    yield content_line("UID", f"urn:uuid:{contact.uid}")
    yield content_line("FN", escape(contact.name))
    if any(names):
        yield content_line("N", ";".join(map(escape, names)))
    for name, value in (
        ("NICKNAME", contact.nickname),
        ("ORG", contact.organisation),
        ("TITLE", contact.title),
    ):
        if value:
            yield content_line(name, escape(value))


def _where(contact: Contact) -> Iterator[str]:
    for address in contact.addresses.all():
        params = {"TYPE": address.label} if address.label else {}
        if name := PROPERTY.get(address.kind):
            value = address.value if address.kind == "link" else escape(address.value)
            yield content_line(name, " ".join(value.split()), params)
        else:
            yield content_line("ADR", f";;{escape(address.value)};;;;", params)
    if contact.place:
        yield content_line("X-NEEDLESS-PLACE", escape(contact.place))


def _about(contact: Contact) -> Iterator[str]:
    if contact.birthday:
        yield content_line("BDAY", _day(contact.birthday))
    if how := readable(contact.how_we_met):
        yield content_line("X-NEEDLESS-HOW-WE-MET", escape(how))
    if tags := [escape(tag.name) for tag in contact.tags.all()]:
        yield content_line("CATEGORIES", ",".join(tags))
    for note in contact.notes.all():
        if text := readable(note.text):
            yield content_line("NOTE", escape(text))
    yield from _dates(contact)
    for field in contact.fields.all():
        yield content_line("X-NEEDLESS-FIELD", escape(field.value), {"NAME": field.name})
    for photo in contact.photos.all():
        yield content_line("PHOTO", f"data:image/jpeg;base64,{photo.image}")
    for relation in contact.relations.all():
        name = relation.other.name if relation.other else relation.other_name
        yield content_line("RELATED", escape(name), {"VALUE": "text", "TYPE": relation.kind})


def _dates(contact: Contact) -> Iterator[str]:
    for number, date in enumerate(contact.dates.all(), 1):
        if date.label.casefold() in WEDDING:
            yield content_line("ANNIVERSARY", _day(date.when))
        else:  # as Apple's address book writes them
            yield content_line("X-ABDATE", date.when, group=f"needless{number}")
            yield content_line("X-ABLabel", escape(date.label), group=f"needless{number}")


def _day(text: str) -> str:
    """ISO 8601 basic, as vCard 4 wants it: 19800208, --0208."""
    return (
        text
        if len(text) < 7
        else ("--" + text[2:].replace("-", "") if text[0] == "-" else text.replace("-", ""))
    )


def _not_understood(contact: Contact) -> Iterator[str]:
    for line in contact.extra:
        text = " ".join(str(line).splitlines())
        if ":" in text and not text.upper().startswith(SYNTAX):
            yield text
