"""A program's own card, changed where Needless changed and nowhere else: what it wrote beside stays byte for byte (M17)."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from needless.imports.sources.address_book import in_one_line
from needless.imports.sources.vcard_syntax import Card, Property, parts, read_cards, unescape
from needless.phonebook.lines import written

# Properties that mean the same; of those in ONCE Needless writes one line at most.
SAME = {
    "X-SOCIALPROFILE": "URL", "ANNIVERSARY": "X-ABDATE", "X-ANNIVERSARY": "X-ABDATE", "X-MS-ANNIVERSARY": "X-ABDATE",
    "X-EVOLUTION-ANNIVERSARY": "X-ABDATE", "RELATED": "X-ABRELATEDNAMES", "X-SPOUSE": "X-ABRELATEDNAMES",
    "X-MANAGER": "X-ABRELATEDNAMES", "X-ASSISTANT": "X-ABRELATEDNAMES",
}  # fmt: skip
ONCE = frozenset({"FN", "N", "NICKNAME", "ORG", "TITLE", "BDAY", "CATEGORIES", "NOTE", "PHOTO"})
LABEL = "X-ABLABEL"
Key = tuple[str, str]


def card_in(text: str) -> Card | None:
    """The first card of a text."""
    cards = read_cards(io.BytesIO(text.encode("utf-8", "replace")))
    return next((card for card in cards if isinstance(card, Card)), None)


def patched(text: str, before: Sequence[str], now: Sequence[str]) -> str:
    """``text``, a card that said ``before`` in Needless's words, so that it says ``now``."""
    gone = [line for line in before if line not in now]
    new = [line for line in now if line not in before]
    card = card_in(text)
    if card is None or not (gone or new):
        return text
    stays = {line for line in before if line in now}
    dropped = {_key(prop) for prop in _properties(gone)} | {
        (prop.name, "") for prop in _properties([*gone, *new]) if prop.name in ONCE
    }
    kept = [prop for prop in card.properties if prop.line in stays or not _keys(prop) & dropped]
    return written([*_with_labels(kept), *new], card.version or "3.0")


def _properties(lines: Iterable[str]) -> list[Property]:
    card = card_in("\r\n".join(("BEGIN:VCARD", *lines, "END:VCARD")).replace("\n", "\r\n"))
    return [prop for prop in card.properties if prop.name != LABEL] if card else []


def _keys(prop: Property) -> set[Key]:
    return {_key(prop), (SAME.get(prop.name, prop.name), "")}


def _key(prop: Property) -> Key:
    """What two lines have in common that say the same, whatever their parameters."""
    name = SAME.get(prop.name, prop.name)
    if name == "ADR":
        return name, in_one_line(piece.strip() for piece in parts(prop.value, ";"))
    value = unescape(prop.value).strip()
    return name, value.lower().removeprefix("mailto:").removeprefix("tel:")


def _with_labels(properties: Sequence[Property]) -> list[str]:
    """Their lines; a label whose property went goes, too."""
    groups = {prop.group for prop in properties if prop.group and prop.name != LABEL}
    return [prop.line for prop in properties if prop.name != LABEL or not prop.group or prop.group in groups]
