"""Buttons that act: from where somebody can be reached to tel:, mailto: and the message apps' links (M11)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from django.utils.translation import gettext as _

from needless.contacts.models import Address, Contact

# For each channel the ways to set it going, the best first.
WAYS_OF_CHANNEL = {
    "call": ("call",),
    "video": ("mail", "chat", "text"),
    "message": ("chat", "text", "profile", "mail"),
    "mail": ("mail", "profile"),
    "letter": ("address",),
    "meeting": ("chat", "text", "mail", "call", "profile"),
    "click": ("profile",),
}


@dataclass(frozen=True, slots=True)
class Way:
    """One link that does something: its kind, words, address and heroicon."""

    kind: str
    label: str
    url: str
    icon: str


def ways_to(contact: Contact, addresses: Iterable[Address]) -> list[Way]:
    """Every way to reach this contact, in the order of their addresses."""
    name = contact.first_name
    return [way for address in addresses for way in _ways(address, name)]


def best_way(contact: Contact, addresses: Iterable[Address], channel: str) -> Way | None:
    """The way that sets this channel going; None where nothing is known that would."""
    there = ways_to(contact, addresses)
    for kind in WAYS_OF_CHANNEL.get(channel, ()):
        for way in there:
            if way.kind == kind:
                return way
    return None


def with_text(url: str, subject: str, text: str) -> str:
    """The way's address with the message filled in."""
    if url.startswith("mailto:"):
        return f"{url}?subject={quote(subject)}&body={quote(text)}"
    if url.startswith("sms:"):
        return f"{url}?&body={quote(text)}"
    return f"{url}?text={quote(text)}" if "wa.me/" in url else url


def _ways(address: Address, name: str) -> list[Way]:
    if address.kind == "email":
        return [
            Way(
                "mail",
                _("Write to %(name)s") % {"name": name},
                f"mailto:{quote(address.value, '@')}",
                "envelope",
            )
        ]
    if address.kind == "phone":
        return _phone_ways(address, name)
    if address.kind == "link" and "linkedin.com/" in address.value:
        return [Way("profile", _("Open LinkedIn"), web_address(address.value), "link")]
    return []


def _phone_ways(address: Address, name: str) -> list[Way]:
    # Extensions and spaces are for people; a dialler wants digits.
    number = (
        address.key
        if address.key.startswith("+")
        else "".join(c for c in address.value if c in "+0123456789")
    )
    if not number:
        return []
    ways = [
        Way("call", _("Call %(name)s") % {"name": name}, f"tel:{number}", "phone"),
        Way("text", _("Text %(name)s") % {"name": name}, f"sms:{number}", "chat-bubble-left"),
    ]
    if number.startswith("+"):
        ways.append(
            Way(
                "chat",
                _("WhatsApp %(name)s") % {"name": name},
                f"https://wa.me/{number[1:]}",
                "chat-bubble-left-right",
            )
        )
    return ways


def web_address(text: str) -> str:
    """A link that may be followed: http or https only, whatever was imported; "" for anything else."""
    scheme, colon, _rest = text.partition("://")
    if not colon:
        return "" if ":" in text.split("/")[0] else f"https://{text}"
    return text if scheme.lower() in {"http", "https"} else ""
