"""Somebody recommended the owner, and no word since (M3, M16): the easiest note to write."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from needless.contacts.models import Contact
from needless.helping.models import Recommendation
from needless.owners.models import Owner
from needless.plan import words
from needless.plan.candidates import Candidate, Desk

name = "thank"
RECENT_DAYS = 60
MOST = 20
WORTH = 2.0
CHANNELS = ("letter", "call", "mail", "message")


def candidates(owner: Owner, on: date, desk: Desk) -> list[Candidate]:
    """Recommendations received in the last two months, of those who have not been talked with since."""
    rows = Recommendation.objects.of(owner).filter(is_given=False, skill="", contact__isnull=False)
    recent = list(rows.filter(on__range=(on - timedelta(days=RECENT_DAYS), on)).order_by("-on", "pk")[:MOST])
    people = {c.pk: c for c in desk.people().filter(pk__in=[r.contact_id for r in recent])}
    found = ((people.get(r.contact_id or 0), r) for r in recent)
    return [_candidate(contact, row, on) for contact, row in found if contact and _is_unthanked(contact, row)]


def _is_unthanked(contact: Contact, recommendation: Recommendation) -> bool:
    assert recommendation.on is not None
    return contact.last_talk_on is None or contact.last_talk_on <= recommendation.on


def _candidate(contact: Contact, recommendation: Recommendation, on: date) -> Candidate:
    assert recommendation.on is not None
    facts = {"name": contact.first_name, "since": words.since(recommendation.on, on)}
    reason = _("%(name)s recommended you %(since)s, and you have not talked since.") % facts
    title = _("Recommendation of %(day)s") % {"day": date_format(recommendation.on, "DATE_FORMAT")}
    action = _("Thank %(name)s for the recommendation") % {"name": contact.name}
    in_hand = {"kind": "recommendation", "title": title, "url": None}
    return Candidate(contact, name, reason, WORTH, CHANNELS, action, in_hand)
