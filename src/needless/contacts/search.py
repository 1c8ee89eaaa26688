"""The text by which a contact is found: folded, so that "mulle" finds Müller."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from needless.contacts.models import Address, Contact, Note, Tag
from needless.method.folding import fold
from needless.method.spelling import plain
from needless.tables.notes import in_clear

if TYPE_CHECKING:
    from needless.owners.models import Owner


UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_SQUEEZED = re.compile(r"([aou])e")


def respelled(name: str) -> list[str]:
    """How else a name is written: "Müller" as mueller, "Mueller" as muller, "Иванов" as ivanov; none where there is one way."""
    usual = fold(name)
    if usual.isascii() and name.isascii() and not _SQUEEZED.search(usual):
        return []
    written = (plain(name), fold(name.lower().translate(UMLAUTS)), _SQUEEZED.sub(r"\1", usual))
    return [text for text in dict.fromkeys(written) if text != usual]


def search_text(contact: Contact, more: Iterable[str] = ()) -> str:
    """Everything that finds this contact: ``more`` are their addresses, tags and notes. Nothing of what is sealed."""
    own = (
        contact.name,
        contact.nickname,
        contact.organisation,
        contact.title,
        contact.place,
        in_clear(contact.how_we_met),
    )
    text = fold("\n".join(part for part in (*own, *more) if part))
    return "\n".join([text, *respelled(f"{contact.name} {contact.nickname}")])


def reindex(owner: Owner, ids: Sequence[int]) -> None:
    """Rewrite the search text of these contacts from what is stored."""
    contacts = list(Contact.objects.of(owner).filter(pk__in=ids))
    more: dict[int, list[str]] = defaultdict(list)
    for model, column in ((Address, "value"), (Tag, "name"), (Note, "text")):
        rows = model.objects.of(owner).filter(contact__in=ids).order_by("pk")
        for pk, text in rows.values_list("contact_id", column):
            more[pk].append(in_clear(text))
    for contact in contacts:
        contact.search = search_text(contact, more[contact.pk])
    Contact.objects.bulk_update(contacts, ["search"], batch_size=200)
