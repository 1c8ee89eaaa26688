"""What was read becomes what a contact is saved with: numbers as they are dialled from abroad, addresses as lists (M17)."""

from __future__ import annotations

from dataclasses import dataclass, field

from PIL import Image

from needless.cards.reading import code_in, fields_in, links_in, reads_text
from needless.contacts.identity import link_key
from needless.imports.drafts import ContactDraft
from needless.method.card_fields import Fields

PARTS = ("given_name", "additional_name", "family_name", "prefix", "suffix", "nickname", "birthday", "place")
Pairs = list[tuple[str, str]]


@dataclass(slots=True)
class CardDraft:
    """A card as read, to be corrected: lists are (value, label). ``parts`` are a QR code's finer fields."""

    name: str = ""
    title: str = ""
    organisation: str = ""
    emails: Pairs = field(default_factory=list)
    phones: Pairs = field(default_factory=list)
    links: Pairs = field(default_factory=list)
    postal: Pairs = field(default_factory=list)
    parts: dict[str, str] = field(default_factory=dict)
    rest: list[str] = field(default_factory=list)
    is_from_code: bool = False


def draft_of(image: Image.Image, region: str) -> CardDraft:
    """What the picture says: its QR code's vCard, else its text, with the web address of a code; empty where
    neither can be read."""
    if person := code_in(image):
        return from_person(person)
    draft = from_fields(fields_in(image), region) if reads_text() else CardDraft()
    read = {link_key(link) or link for link, _label in draft.links}
    draft.links += [(link, "") for link in links_in(image) if (link_key(link) or link) not in read]
    return draft


def from_person(person: ContactDraft) -> CardDraft:
    """A vCard, which needs no telling apart."""
    return CardDraft(
        person.name, person.title, person.organisation, person.emails, person.phones, person.links, person.addresses,
        {name: getattr(person, name) for name in PARTS if getattr(person, name)},
        [text for text, _on in person.notes], is_from_code=True,
    )  # fmt: skip


def from_fields(fields: Fields, region: str) -> CardDraft:
    """What was told apart; ``region`` is the owner's country, for a card that does not say its own."""
    phones = [(dialled(number, fields.region or region), label) for number, label in fields.phones]
    postal = [(fields.address, "")] if fields.address else []
    return CardDraft(
        fields.name, fields.title, fields.organisation, fields.emails, phones, [(link, "") for link in fields.links],
        postal, rest=fields.rest,
    )  # fmt: skip


def dialled(number: str, region: str) -> str:
    """The number with its country, "+49 40 1234567"; as it stands where that is not known."""
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, region or None)
    except phonenumbers.NumberParseException:
        return number
    if not phonenumbers.is_possible_number(parsed):
        return number
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL))
