"""A story in the field of somebody who has not been heard of for a while: a reason to write that gives (M13)."""

from __future__ import annotations

from datetime import date, datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.news.models import Offer
from needless.news.offers import open_offers
from needless.news.words import reason
from needless.owners.models import Owner
from needless.plan.candidates import Candidate, Desk, each_with

name = "story"
MOST = 60
WORTH = 1.15
CHANNELS = ("mail", "message")


def candidates(owner: Owner, on: date, desk: Desk) -> list[Candidate]:
    """The best story in hand for each of those who may be turned to; nothing where no story is sure."""
    now = timezone.make_aware(datetime.combine(on, time.max))
    return [
        Candidate(contact, name, _reason(offer), WORTH, CHANNELS, _action(offer), in_hand(offer))
        for contact, offer in each_with(desk, open_offers(owner, now)[:MOST])
    ]


def _reason(offer: Offer) -> str:
    return _("A story for %(name)s: %(why)s.") % {"name": offer.contact.first_name, "why": reason(offer)}


def _action(offer: Offer) -> str:
    return _("Send %(name)s a story") % {"name": offer.contact.name}


def in_hand(offer: Offer) -> dict[str, str]:
    """What the suggestion holds: the story's page, where the message is ready."""
    return {"kind": "story", "title": offer.story.title[:200], "url": reverse("story", args=[offer.story_id])}
