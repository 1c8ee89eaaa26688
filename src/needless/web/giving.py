"""Something for somebody, ready to be sent: the reason, the words, the ways; stories and opportunities alike (M13, M16)."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from needless.contacts.models import Contact
from needless.interactions.ties import ago
from needless.web.ways import Way, ways_to, with_text

KINDS = ("mail", "text", "chat")
MOST_WAYS = 3


@dataclass(frozen=True, slots=True)
class Given:
    """What given.html shows. ``act`` is what the button that says it is done posts to ``address``."""

    contact: Contact
    reason: str
    message: str
    ways: list[tuple[Way, str]]
    since: str
    address: str
    act: str


def given(contact: Contact, subject: str, reason: str, message: str, to: tuple[str, int], act: str) -> Given:
    """One contact's row; ``to`` is the name and number of the address that takes the answer."""
    there = [way for way in ways_to(contact, contact.addresses.all()) if way.kind in KINDS][:MOST_WAYS]
    ways = [(way, with_text(way.url, subject, message)) for way in there]
    since = ago(contact.last_talk_on, timezone.localdate()) if contact.last_talk_on else ""
    return Given(contact, reason, message, ways, since, reverse(to[0], args=[to[1]]), act)
