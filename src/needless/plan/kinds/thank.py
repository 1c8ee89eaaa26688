"""Somebody helped, recommended the owner, or kept a promise: the easiest note to write (M2, M3, M15, M16)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from needless.contacts.models import Contact
from needless.helping.models import Promise, Recommendation
from needless.owners.models import Owner
from needless.plan import words
from needless.plan.candidates import Candidate, Desk
from needless.plan.kinds.help_in_benefits import helped_in_benefits
from needless.plan.kinds.help_with_asks import helped_in_a_search, helped_with_asks

name = "thank"
RECENT_DAYS = 60
HELPED_DAYS = 14  # thanks are best within two days, and odd after a fortnight
MOST = 20
WORTH = 2.0
CHANNELS = ("letter", "call", "mail", "message")


def candidates(owner: Owner, on: date, desk: Desk) -> list[Candidate]:
    """Who helped with an ask or with what came of it, recommended the owner or kept a promise; each once, in that order."""
    found: dict[int, Candidate] = {}
    for source in (helped_with_asks, helped_in_a_search, helped_in_benefits, _recommended, _helped):
        for each in source(owner, on, desk):
            found.setdefault(each.contact.pk, each)
    return list(found.values())


def _recommended(owner: Owner, on: date, desk: Desk) -> list[Candidate]:
    """Recommendations received in the last two months, of those who have not been talked with since."""
    rows = Recommendation.objects.of(owner).filter(is_given=False, skill="", contact__isnull=False)
    recent = list(rows.filter(on__range=(on - timedelta(days=RECENT_DAYS), on)).order_by("-on", "pk")[:MOST])
    people = {c.pk: c for c in desk.people().filter(pk__in=[r.contact_id for r in recent])}
    found = ((people.get(r.contact_id or 0), r) for r in recent)
    return [_candidate(contact, row, on) for contact, row in found if contact and _is_unthanked(contact, row)]


def _helped(owner: Owner, on: date, desk: Desk) -> list[Candidate]:
    """Who kept a promise in the last fortnight; one for each, the latest."""
    since = timezone.make_aware(datetime.combine(on - timedelta(days=HELPED_DAYS), time()))
    until = timezone.make_aware(datetime.combine(on + timedelta(days=1), time()))
    rows = Promise.objects.of(owner).filter(mine=False, kept_at__gte=since, kept_at__lt=until)
    latest = {row.contact_id: row for row in rows.order_by("kept_at", "pk")[:MOST]}
    people = desk.people(quiet_days=0).filter(pk__in=latest).order_by("pk")
    return [_thanks(c, latest[c.pk]) for c in people if _is_since(c, latest[c.pk])]


def _is_since(contact: Contact, promise: Promise) -> bool:
    kept_on = timezone.localdate(promise.kept_at)
    return contact.last_talk_on is None or contact.last_talk_on <= kept_on


def _thanks(contact: Contact, promise: Promise) -> Candidate:
    facts = {"name": contact.first_name, "what": promise.text}
    reason = _("%(name)s kept a promise (%(what)s). Thanks are best within two days.") % facts
    return Candidate(contact, name, reason, WORTH, CHANNELS, _("Thank %(name)s") % {"name": contact.name})


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
