"""Address books in vCard 2.1, 3 and 4: people in, and nothing lost that we do not understand (M17).

An ADR is read twice: in one line for the owner (``addresses``) and verbatim into ``extra``, because one
line cannot hold its parts.
An exporter writes the verbatim line instead of the address where :func:`postal_lines` has it.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import io
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from needless.imports.drafts import Asked, ContactDraft, Me, Piece, Read, Refusal, Skip, Source
from needless.imports.sources.address_book import (
    RowKeys,
    add_once,
    day_text,
    in_one_line,
    is_somebody,
    name_from_parts,
)
from needless.imports.sources.dates import read_partial_date
from needless.imports.sources.vcard_syntax import Card, Fault, Property, parts, read_cards, unescape

UNTOLD_TYPES = frozenset({"", "pref", "voice", "internet", "x-internet", "parcel", "postal", "text", "msg"})
SYSTEM_TAGS = frozenset({"mycontacts", "my contacts"})
FORGOTTEN = frozenset(
    {"REV", "PRODID"}
)  # they speak of a file that is gone, and would be untrue after the first edit

_BEGIN = re.compile(r"^\s*BEGIN:VCARD\s*$", re.IGNORECASE | re.MULTILINE)


@dataclass(slots=True)
class _Reading:
    """One card on its way to a draft."""

    path: str
    card: Card
    draft: ContactDraft
    labels: dict[str, str] = field(default_factory=dict)  # Apple's: group -> label
    label_lines: dict[str, str] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)

    def text(self, value: str) -> str:
        return unescape(value, self.card.version).strip() if "\\" in value else value.strip()

    def texts(self, value: str, separator: str) -> list[str]:
        return [piece.strip() for piece in parts(value, separator, self.card.version)]

    def label(self, prop: Property) -> str:
        """The owner's own label, else the types that tell something: "work fax"."""
        if prop.group and (own := self.labels.get(prop.group)):
            return own
        return " ".join(kind for kind in prop.types() if kind not in UNTOLD_TYPES) if prop.params else ""


Mapping = Callable[[_Reading, Property], bool]  # False: we cannot hold it, so its line goes into ``extra``


def _scalar(attribute: str) -> Mapping:
    def hold(reading: _Reading, prop: Property) -> bool:
        value = reading.text(prop.value)
        if value and getattr(reading.draft, attribute):
            return bool(getattr(reading.draft, attribute) == value)
        setattr(reading.draft, attribute, value)
        return True

    return hold


def _address(attribute: str, scheme: str) -> Mapping:
    def hold(reading: _Reading, prop: Property) -> bool:
        value = reading.text(prop.value)
        if value[: len(scheme)].lower() == scheme:
            value = value[len(scheme) :]
        add_once(getattr(reading.draft, attribute), value, reading.label(prop))
        return True

    return hold


def _own_field(name: str) -> Mapping:
    def hold(reading: _Reading, prop: Property) -> bool:
        if value := reading.text(prop.value):
            reading.draft.fields.append((name, value))
        return True

    return hold


def _relation(kind: str) -> Mapping:
    def hold(reading: _Reading, prop: Property) -> bool:
        value = reading.text(prop.value)
        if value.lower().startswith("urn:uuid:"):
            value = f"vcard:{value}"
        if value:
            reading.draft.relations.append((kind or reading.label(prop).lower() or "knows", value))
        return True

    return hold


def _dated(label: str) -> Mapping:
    def hold(reading: _Reading, prop: Property) -> bool:
        if not prop.value.strip():
            return True
        on = day_text(reading.text(prop.value))
        if not on:
            return _refuse_day(reading, prop)
        reading.draft.dates.append((label or reading.label(prop) or "date", on))
        return True

    return hold


def _refuse_day(reading: _Reading, prop: Property) -> bool:
    problem = f"a day such as 1980-02-08 or --02-08 expected, not {prop.value[:40]!r}; kept as it is"
    reading.refused.append(Refusal(reading.path, reading.card.row, prop.name, problem))
    return False


def _name(reading: _Reading, prop: Property) -> bool:
    draft = reading.draft
    if draft.family_name or draft.given_name:
        return False
    pieces = [*reading.texts(prop.value, ";"), "", "", "", "", ""]
    draft.family_name, draft.given_name, draft.additional_name, draft.prefix, draft.suffix = pieces[:5]
    return not any(pieces[5:])


def _organisation(reading: _Reading, prop: Property) -> bool:
    organisation, *units = reading.texts(prop.value, ";")
    if reading.draft.organisation:
        return not organisation
    reading.draft.organisation = organisation
    reading.draft.fields.extend(("department", unit) for unit in units if unit)
    return True


def _postal(reading: _Reading, prop: Property) -> bool:
    pieces = reading.texts(prop.value, ";")
    address = in_one_line(pieces)
    if not address:
        return True
    add_once(reading.draft.addresses, address, reading.label(prop))
    city, country = (*pieces, *[""] * 7)[3], (*pieces, *[""] * 7)[6]
    reading.draft.place = reading.draft.place or in_one_line((city, country))
    # nothing but a street: our line says it all
    return not any(piece for at, piece in enumerate(pieces) if at != 2) and not prop.group


def _birthday(reading: _Reading, prop: Property) -> bool:
    if not prop.value.strip() or prop.value.strip() in {"0000-00-00", "00000000"}:
        return True
    on = day_text(reading.text(prop.value))
    if not on:
        return _refuse_day(reading, prop)
    if "X-APPLE-OMIT-YEAR" in prop.params and on.startswith(prop.params["X-APPLE-OMIT-YEAR"][0]):
        on = "-" + on[4:]
    if reading.draft.birthday not in ("", on):
        return False
    reading.draft.birthday = on
    return True


def _note(reading: _Reading, prop: Property) -> bool:
    if text := reading.text(prop.value):
        reading.draft.notes.append((text, None))
    return True


def _tags(reading: _Reading, prop: Property) -> bool:
    tags = reading.texts(prop.value, ",")
    reading.draft.tags.extend(
        tag for tag in tags if tag and tag.lower() not in SYSTEM_TAGS and tag not in reading.draft.tags
    )
    return True


def _photo(reading: _Reading, prop: Property) -> bool:
    value = prop.value.strip()
    is_inline = (
        "ENCODING" in prop.params or value.startswith("data:") or "BASE64" in map(str.upper, prop.types())
    )
    if reading.draft.photo or not is_inline:
        return not value
    try:
        reading.draft.photo = base64.b64decode(value.rpartition("base64,")[2].replace("\\", ""))
    except (binascii.Error, ValueError):
        return False
    return bool(reading.draft.photo) or not value


def _death(reading: _Reading, prop: Property) -> bool:
    """A year or a month alone is no mistake: its line is kept as it came."""
    reading.draft.deceased = True
    value = reading.text(prop.value)
    return False if read_partial_date(value) and not day_text(value) else _dated("death")(reading, prop)


def _phone(reading: _Reading, prop: Property) -> bool:
    """``tel:+1-418-656-9254;ext=102`` of version 4 is written as people do, and dialled without the rest."""
    value = reading.text(prop.value)
    if value[:4].lower() == "tel:":
        number, *params = value[4:].split(";")
        extension = next((one[4:] for one in params if one.lower().startswith("ext=")), "")
        value = f"{number} ext. {extension}" if extension else number
    add_once(reading.draft.phones, value, reading.label(prop))
    return True


def _nickname(reading: _Reading, prop: Property) -> bool:
    names = [name for name in reading.texts(prop.value, ",") if name]
    if reading.draft.nickname:
        return not names
    reading.draft.nickname = ", ".join(names)
    return True


def _uid(reading: _Reading, prop: Property) -> bool:
    uid = reading.text(prop.value)
    if uid and not reading.draft.key:
        reading.draft.key = f"vcard:{uid}"
        return True
    return not uid


MAPPINGS: dict[str, Mapping] = {
    "FN": _scalar("name"),
    "N": _name,
    "NICKNAME": _nickname,
    "ORG": _organisation,
    "TITLE": _scalar("title"),
    "ROLE": _own_field("role"),
    "EMAIL": _address("emails", "mailto:"),
    "TEL": _phone,
    "URL": _address("links", "url:"),
    "X-SOCIALPROFILE": _address("links", "x-apple:"),
    "ADR": _postal,
    "BDAY": _birthday,
    "ANNIVERSARY": _dated("anniversary"),
    "X-ANNIVERSARY": _dated("anniversary"),
    "X-MS-ANNIVERSARY": _dated("anniversary"),
    "X-EVOLUTION-ANNIVERSARY": _dated("anniversary"),
    "X-ABDATE": _dated(""),
    "DEATHDATE": _death,
    "NOTE": _note,
    "X-NEEDLESS-HOW-WE-MET": _scalar("how_we_met"),
    "CATEGORIES": _tags,
    "UID": _uid,
    "RELATED": _relation(""),
    "X-ABRELATEDNAMES": _relation(""),
    "X-SPOUSE": _relation("spouse"),
    "X-MS-SPOUSE": _relation("spouse"),
    "X-EVOLUTION-SPOUSE": _relation("spouse"),
    "X-MANAGER": _relation("manager"),
    "X-MS-MANAGER": _relation("manager"),
    "X-EVOLUTION-MANAGER": _relation("manager"),
    "X-ASSISTANT": _relation("assistant"),
    "X-MS-ASSISTANT": _relation("assistant"),
    "X-EVOLUTION-ASSISTANT": _relation("assistant"),
    "LANG": _own_field("language"),
    "HOBBY": _own_field("hobby"),
    "INTEREST": _own_field("interest"),
    "EXPERTISE": _own_field("expertise"),
    "PHOTO": _photo,
}


def draft_of(card: Card, path: str) -> tuple[ContactDraft, list[Refusal]]:
    """The person of a card, and what could not be read (which is in ``extra`` as well)."""
    reading = _Reading(path, card, ContactDraft(card.row))
    _find_labels(reading)
    for prop in card.properties:
        hold = MAPPINGS.get(prop.name)
        if hold is not None:
            if not hold(reading, prop):
                _keep(reading, prop)
        elif prop.name not in FORGOTTEN and not (prop.name == "X-ABLABEL" and prop.group):
            _keep(reading, prop)
    _keep_lonely_labels(reading)
    _settle_name(reading.draft)
    return reading.draft, reading.refused


def _settle_name(draft: ContactDraft) -> None:
    """ "Okafor, Ines" is how a list is sorted: where the parts say the same, they say how she is called."""
    sorted_name = f"{draft.family_name}, {draft.given_name}"
    if not draft.name or (draft.given_name and draft.family_name and draft.name == sorted_name):
        draft.name = name_from_parts(draft)


def _find_labels(reading: _Reading) -> None:
    for prop in reading.card.properties:
        if prop.group and prop.name == "X-ABLABEL":
            label = reading.text(prop.value)
            reading.labels[prop.group] = label.removeprefix("_$!<").removesuffix(">!$_")
            reading.label_lines[prop.group] = prop.line


def _keep(reading: _Reading, prop: Property) -> None:
    """The line verbatim, with the label that belongs to it."""
    reading.draft.extra.append(prop.line)
    if prop.group and (label := reading.label_lines.pop(prop.group, "")):
        reading.draft.extra.append(label)


def _keep_lonely_labels(reading: _Reading) -> None:
    """A label whose property is not there belongs to nothing we know: it is kept as well."""
    if reading.label_lines:
        grouped = {prop.group for prop in reading.card.properties if prop.name != "X-ABLABEL"}
        reading.draft.extra.extend(
            line for group, line in reading.label_lines.items() if group not in grouped
        )


def postal_lines(extra: Sequence[str]) -> dict[str, str]:
    """Address in one line (as in ``addresses``) -> the verbatim ADR line which says it with its parts."""
    found: dict[str, str] = {}
    for card in read_cards(_as_stream(extra)):
        for prop in card.properties if isinstance(card, Card) else ():
            if prop.name == "ADR":
                found[in_one_line(piece.strip() for piece in parts(prop.value, ";"))] = prop.line
    return found


def _as_stream(lines: Sequence[str]) -> io.BytesIO:
    return io.BytesIO("\n".join(("BEGIN:VCARD", *lines, "END:VCARD")).encode("utf-8", "replace"))


def extra_of(text: str, path: str = "") -> list[str]:
    """The lines of a card within another tool's export that we do not understand."""
    cards = read_cards(io.BytesIO(text.encode("utf-8", "replace")))
    return [line for card in cards if isinstance(card, Card) for line in draft_of(card, path)[0].extra]


def is_group(card: Card) -> bool:
    """Is it a list of people rather than somebody?"""
    kinds = {"KIND", "X-ADDRESSBOOKSERVER-KIND"}
    return any(prop.name in kinds and prop.value.strip().lower() == "group" for prop in card.properties)


class _Cards:
    kind = "vcard"
    order = 20

    def sniff(self, piece: Piece) -> bool:
        head = piece.head[:4096]
        if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return _BEGIN.search(head.decode("utf-16", "replace")) is not None
        text = head.removeprefix(codecs.BOM_UTF8).decode("latin-1").replace("\0", "").replace("\r", "\n")
        # a mail may quote a card: ours begins with one, or soon
        return _BEGIN.search("\n".join(text.lstrip().split("\n")[:5])) is not None

    def identify(self, pieces: Sequence[Piece], me: Me) -> None:
        """A card does not say whether it is the owner's."""

    def read(self, piece: Piece, asked: Asked) -> Iterator[Read]:
        keys = RowKeys("card")  # of those without a UID: the same file again is the same people
        try:
            with piece.open() as stream:
                for card in read_cards(stream):
                    yield from _read_one(card, piece.path, keys)
        except (OSError, EOFError, zlib.error, RuntimeError) as error:
            yield Refusal(piece.path, 0, "", f"a readable file expected: {error}; the cards before were read")


def _read_one(card: Card | Fault, path: str, keys: RowKeys) -> Iterator[Read]:
    if isinstance(card, Fault):
        yield Refusal(path, card.row, "", card.problem)
        return
    if is_group(card):
        yield Skip("a group, not a person")
        return
    draft, refused = draft_of(card, path)
    if is_somebody(draft):
        draft.key = draft.key or keys.key_of(draft)
        yield draft
        yield from refused
    else:
        yield Refusal(path, card.row, "FN", "a name, e-mail or phone expected; this card is left out")


SOURCES: tuple[Source, ...] = (_Cards(),)
