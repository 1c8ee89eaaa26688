"""What the owner put off until today: it comes back first (M1)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from needless.contacts.models import Contact
from needless.owners.models import Owner
from needless.plan import words
from needless.plan.candidates import Candidate, Desk
from needless.plan.models import Suggestion

name = "returning"


def candidates(owner: Owner, on: date, desk: Desk) -> list[Candidate]:
    """Put off until today or a day that nobody looked at, unless you have talked since."""
    people = desk.people().filter(pk__in=list(desk.returning)).order_by("pk")
    return [_candidate(c, desk.returning[c.pk], on) for c in people if _is_due(c, desk.returning[c.pk])]


def _is_due(contact: Contact, put_off: Suggestion) -> bool:
    return not (contact.last_talk_on and contact.last_talk_on > put_off.on)


def _candidate(contact: Contact, put_off: Suggestion, on: date) -> Candidate:
    return Candidate(
        contact, name, reason(contact, put_off, on), channels=(put_off.channel,), action=put_off.action,
        in_hand=put_off.in_hand, is_promised=True,
    )  # fmt: skip


def reason(contact: Contact, put_off: Suggestion, on: date) -> str:
    """Whose wish it was, and how long it has been."""
    facts = {"name": contact.first_name, "span": ""}
    if not contact.last_talk_on:
        return _("You wanted to come back to %(name)s today.") % facts
    facts["span"] = words.span((on - contact.last_talk_on).days)
    return _("You wanted to come back to %(name)s today; it has been %(span)s since you talked.") % facts
