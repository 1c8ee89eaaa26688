"""The text by which a contact is found: folded, so that "mulle" finds Müller."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from needless.contacts.models import Address, Contact, Note, Tag
from needless.method.folding import fold

if TYPE_CHECKING:
    from needless.owners.models import Owner


def search_text(contact: Contact, more: Iterable[str] = ()) -> str:
    """Everything that finds this contact: ``more`` are their addresses, tags and notes."""
    own = (
        contact.name,
        contact.nickname,
        contact.organisation,
        contact.title,
        contact.place,
        contact.how_we_met,
    )
    return fold("\n".join(part for part in (*own, *more) if part))


def reindex(owner: Owner, ids: Sequence[int]) -> None:
    """Rewrite the search text of these contacts from what is stored."""
    contacts = list(Contact.objects.of(owner).filter(pk__in=ids))
    more: dict[int, list[str]] = defaultdict(list)
    for model, column in ((Address, "value"), (Tag, "name"), (Note, "text")):
        for pk, text in model.objects.of(owner).filter(contact__in=ids).values_list("contact_id", column):
            more[pk].append(text)
    for contact in contacts:
        contact.search = search_text(contact, more[contact.pk])
    Contact.objects.bulk_update(contacts, ["search"], batch_size=200)
