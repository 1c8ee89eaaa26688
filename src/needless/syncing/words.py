"""What a card and a contact both hold, in one form: so that one can be compared with the other (M17).

Words are ``{field: text}`` for what there is once, and ``{field: {key: [text, label]}}`` for what there may be several
of. Keys tell two writings of one address apart from two addresses (contacts/identity.py). They are plain JSON.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from needless.contacts.identity import email_key, link_key, phone_key
from needless.imports.drafts import ContactDraft
from needless.imports.sources.vcard import draft_of
from needless.imports.sources.vcard_syntax import Card, Property, read_cards
from needless.method.folding import fold

Words = dict[str, Any]
NAMES = ("name", "given_name", "additional_name", "family_name", "prefix", "suffix")
ONCE = (*NAMES, "nickname", "organisation", "title", "birthday")
SEVERAL = ("emails", "phones", "links", "postal", "tags", "dates", "notes")
LONGEST = {"name": 300, "organisation": 300, "title": 300, "prefix": 100, "suffix": 100, "birthday": 10}


def card_of(raw: str) -> Card:
    """The first card of a text. Raises ValueError where there is none."""
    for found in read_cards(io.BytesIO(raw.encode("utf-8", "replace"))):
        if isinstance(found, Card):
            return found
    raise ValueError("no vCard")


def words_of_card(card: Card, region: str | None) -> Words:
    """What a card says of the fields that are kept the same."""
    return words_of_draft(draft_of(card, "")[0], region)


def words_of_lines(card: Card, lines: Sequence[Property], region: str | None) -> Words:
    """What some lines of a card say by themselves."""
    return words_of_card(Card(card.row, card.version, list(lines)), region)


def words_of_draft(draft: ContactDraft, region: str | None) -> Words:
    """As :func:`words_of_card`."""
    words: Words = {name: getattr(draft, name)[: LONGEST.get(name, 150)] for name in ONCE}
    words["emails"] = keyed((email_key(v), v, label) for v, label in draft.emails)
    words["phones"] = keyed((phone_key(v, region), v, label) for v, label in draft.phones)
    words["links"] = keyed((link_key(v), v, label) for v, label in draft.links)
    words["postal"] = keyed((fold(v), v, label) for v, label in draft.addresses)
    words["tags"] = keyed((tag[:100], tag, "") for tag in draft.tags)
    words["dates"] = keyed((date_key(label, when), when, label) for label, when in draft.dates)
    words["notes"] = keyed((text, text, "") for text, _on in draft.notes)
    return words


def date_key(label: str, when: str) -> str:
    """What makes two important days the same."""
    return f"{label[:100]}\n{when[:10]}"


def keyed(found: Iterable[tuple[str, str, str]]) -> dict[str, list[str]]:
    """(key, text, label) by key; the first of a key counts, one without a key cannot be compared and is left out."""
    words: dict[str, list[str]] = {}
    for key, text, label in found:
        if key:
            words.setdefault(key[:500], [text, label[:100]])
    return words


def none_said() -> Words:
    """Words that say nothing."""
    return dict.fromkeys(ONCE, "") | {name: {} for name in SEVERAL}
