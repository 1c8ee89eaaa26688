"""An opening that fits somebody by field, standing and place: a reason to write that gives (M16, M17)."""

from __future__ import annotations

from datetime import date, datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.opportunities.models import Tip
from needless.opportunities.tips import open_tips
from needless.opportunities.words import reason
from needless.owners.models import Owner
from needless.plan.candidates import Candidate, Desk, each_with

name = "opportunity"
MOST = 60
WORTH = 1.2
CHANNELS = ("mail", "message", "call")


def candidates(owner: Owner, on: date, desk: Desk) -> list[Candidate]:
    """The surest opportunity in hand for each of those who may be turned to; nothing where none is sure."""
    now = timezone.make_aware(datetime.combine(on, time.max))
    return [
        Candidate(contact, name, _reason(tip), WORTH, CHANNELS, _action(tip), in_hand(tip))
        for contact, tip in each_with(desk, open_tips(owner, now)[:MOST])
    ]


def _reason(tip: Tip) -> str:
    facts = {"what": tip.opportunity.title, "name": tip.contact.first_name, "why": reason(tip)}
    return _("“%(what)s” may be for %(name)s or somebody they know. %(why)s.") % facts


def _action(tip: Tip) -> str:
    return _("Tell %(name)s of an opportunity") % {"name": tip.contact.name}


def in_hand(tip: Tip) -> dict[str, str]:
    """What the suggestion holds: the opportunity's page, where the message is ready."""
    row = tip.opportunity
    return {"kind": "opportunity", "title": row.title[:200], "url": reverse("opportunity", args=[row.pk])}
