"""What a suggestion was about is done with it: the promise is kept, the story sent; and back again (M13, M16)."""

from __future__ import annotations

from django.db.models import QuerySet

from needless.asking.stages import mark_thanked, take_back_thanked
from needless.helping.models import Promise
from needless.interactions.models import Interaction
from needless.news.offers import mark_sent, take_back_sent
from needless.opportunities.tips import mark_told, take_back_told
from needless.owners.models import Owner
from needless.plan.models import Suggestion
from needless.recommending.actions import mark_posted, take_back_posted


def settle(owner: Owner, suggestion: Suggestion, talk: Interaction) -> None:
    """It was done, by that talk."""
    if suggestion.kind == "promise":
        _promises(owner, suggestion).filter(kept_at=None).update(kept_at=talk.at)
    if suggestion.contact is None:
        return
    if suggestion.kind == "story":
        mark_sent(owner, suggestion.contact, talk, _title(suggestion))
    if suggestion.kind == "opportunity":
        mark_told(owner, suggestion.contact, talk, _title(suggestion))
    if suggestion.kind == "thank":
        mark_thanked(owner, suggestion.contact, talk)
    if suggestion.kind == "recommend":
        mark_posted(owner, suggestion.contact, talk)


def take_back(owner: Owner, suggestion: Suggestion, talk: Interaction) -> None:
    """It was not done by that talk after all."""
    take_back_thanked(owner, talk)
    take_back_told(owner, talk)
    take_back_sent(owner, talk)
    take_back_posted(owner, talk)
    if suggestion.kind == "promise":
        _promises(owner, suggestion).filter(kept_at=talk.at).update(kept_at=None)


def _promises(owner: Owner, suggestion: Suggestion) -> QuerySet[Promise]:
    """The promise that a suggestion is about."""
    rows: QuerySet[Promise] = Promise.objects.of(owner).filter(
        contact=suggestion.contact, text=_title(suggestion)
    )
    return rows


def _title(suggestion: Suggestion) -> str:
    return str((suggestion.in_hand or {}).get("title", ""))
