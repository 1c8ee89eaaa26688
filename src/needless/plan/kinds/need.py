"""What somebody looked for, or offered, long ago: does it still hold? (M16)"""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from needless.contacts.models import Contact
from needless.helping.models import Wish
from needless.helping.wishes import wishes_to_ask_about
from needless.owners.models import Owner
from needless.plan import words
from needless.plan.candidates import Candidate, Desk, each_with

name = "need"
MOST = 30
WORTH = 1.1


def candidates(owner: Owner, on: date, desk: Desk) -> list[Candidate]:
    """One question for each of those who may be turned to."""
    rows = wishes_to_ask_about(owner, on)[:MOST]
    return [_candidate(contact, wish, on) for contact, wish in each_with(desk, rows)]


def _candidate(contact: Contact, wish: Wish, on: date) -> Candidate:
    facts = {"name": contact.first_name, "what": wish.text, "since": words.since(wish.on, on)}
    if wish.kind == Wish.Kind.NEED:
        reason = _("%(name)s was looking for something %(since)s (%(what)s): does it still hold?") % facts
    else:
        reason = _("%(name)s offered something %(since)s (%(what)s): does it still hold?") % facts
    action = _("Ask %(name)s whether it still holds") % {"name": contact.name}
    url = f"{contact.get_absolute_url()}#wishes"
    return Candidate(
        contact,
        name,
        reason,
        WORTH,
        action=action,
        in_hand={"kind": "need", "title": wish.text[:200], "url": url},
    )
