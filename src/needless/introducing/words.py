"""What to write at each stage: short, in the owner's words, and never to one what is not agreed by the other (M16)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from needless.contacts.models import Contact
from needless.introducing.models import Introduction
from needless.news.words import work_of


def asking(row: Introduction, side: str) -> str:
    """Asks one whether they would like to; the other stays without a name until both agree."""
    to, other, reason = (row.a, row.b, row.for_a) if side == "a" else (row.b, row.a, row.for_b)
    facts = {
        "name": to.first_name,
        "work": other.title or other.organisation or _("somebody I trust"),
        "reason": _unnamed(reason, other),
    }
    asked = _(
        "Hi %(name)s, I know somebody whom you might like to meet: %(work)s. %(reason)s Shall I introduce you? No is fine too."
    )
    return asked % facts


def _unnamed(reason: str, other: Contact) -> str:
    told = reason.replace(other.name, _("This person")).replace(other.first_name, _("This person"))
    return told if told.endswith((".", "!", "?")) else f"{told}."


def introducing(row: Introduction) -> str:
    """The introduction itself, to both."""
    facts = {
        "a": row.a.first_name, "b": row.b.first_name, "a_work": _known_as(row.a), "b_work": _known_as(row.b),
    }  # fmt: skip
    said = _(
        "Hi %(a)s, hi %(b)s, you both said yes: %(a)s, meet %(b_work)s; %(b)s, meet %(a_work)s. I leave the two of you to it."
    )
    return said % facts


def _known_as(contact: Contact) -> str:
    work = work_of(contact)
    return f"{contact.name}, {work}" if work else contact.name
