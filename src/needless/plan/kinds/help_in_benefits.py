"""Who helped when something came of it: the surest reason to thank (M15)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.benefits.models import Benefit, Link
from needless.contacts.models import Contact
from needless.interactions.models import Participation
from needless.owners.models import Owner
from needless.plan.candidates import Candidate, Desk

CAME_DAYS = 14  # thanks are best within two days, and odd after a fortnight
WORTH = 2.2
THANKS = ("thanks", "exercise thank")
CHANNELS = ("letter", "call", "mail", "message")


def helped_in_benefits(owner: Owner, on: date, desk: Desk) -> list[Candidate]:
    """Whose help it was, from the day on which it came; not who was thanked since, or talked with on a later day."""
    latest = {link.contact_id: link.benefit for link in _last_links(owner, on)}
    thanked = _thanked(owner, list(latest), on - timedelta(days=CAME_DAYS))
    people = desk.people(quiet_days=0).filter(pk__in=latest).order_by("pk") if latest else ()
    return [_candidate(c, latest[c.pk]) for c in people if _is_open(c, latest[c.pk], thanked.get(c.pk))]


def _last_links(owner: Owner, on: date) -> list[Link]:
    """The last of each chain, what came first at the front."""
    links = Link.objects.of(owner).filter(benefit__on__range=(on - timedelta(days=CAME_DAYS), on))
    rows = links.exclude(benefit__kind=Benefit.Kind.NOTHING).select_related("benefit")
    last = {link.benefit_id: link for link in rows.order_by("position")}
    return sorted(last.values(), key=lambda link: (link.benefit.on, link.benefit_id))


def _thanked(owner: Owner, ids: list[int], since: date) -> dict[int, date]:
    """When each of them was last thanked, since that day."""
    begin = timezone.make_aware(datetime.combine(since, time()))
    rows = Participation.objects.of(owner).filter(contact__in=ids, at__gte=begin)
    said = rows.filter(interaction__kind__in=THANKS).order_by("at").values_list("contact_id", "at")
    return {pk: timezone.localdate(at) for pk, at in said}


def _is_open(contact: Contact, benefit: Benefit, thanked_on: date | None) -> bool:
    if thanked_on and thanked_on >= benefit.on:
        return False
    return contact.last_talk_on is None or contact.last_talk_on <= benefit.on


def _candidate(contact: Contact, benefit: Benefit) -> Candidate:
    what = benefit.text or str(benefit.get_kind_display())
    hand = {"kind": "benefit", "title": what, "url": reverse("benefit", args=[benefit.pk])}
    reason = _("%(name)s helped, and something came of it: %(what)s. Thanks are best within two days.")
    said = reason % {"name": contact.first_name, "what": what}
    action = _("Thank %(name)s") % {"name": contact.name}
    return Candidate(contact, "thank", said, WORTH, CHANNELS, action, hand)
