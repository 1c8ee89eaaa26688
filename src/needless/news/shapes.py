"""A story and whom it is for, as JSON: the API and the command line see the same (M13)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from needless.news.models import Offer, Story, Subscription
from needless.news.words import message, reason


def story_shape(story: Story, found: Sequence[Offer]) -> dict[str, Any]:
    """The keys of COMMANDS.md's `needless share`, and the story's number, address and the messages."""
    return {"id": story.pk, "title": story.title, "url": story.url, "for": [_offer(offer) for offer in found]}


def _offer(offer: Offer) -> dict[str, Any]:
    return {
        "id": offer.pk,
        "contact": {"id": offer.contact_id, "name": offer.contact.name},
        "score": round(offer.score, 4),
        "reason": reason(offer),
        "message": message(offer),
    }


def feed_shape(row: Subscription) -> dict[str, Any]:
    """A feed that the owner reads; ``problem`` is "" where reading it went well."""
    feed = row.feed
    return {
        "id": row.pk,
        "url": feed.url,
        "title": feed.title,
        "read_at": feed.fetched_at,
        "problem": feed.problem,
    }
