"""What a suggestion was about is done with it: the promise is kept, the story sent; and back again (M13, M16)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.asking.stages import mark_thanked, take_back_thanked
from needless.contacts.models import Contact
from needless.helping.models import Promise
from needless.helping.wishes import forget_needs_of, mark_asked
from needless.interactions.models import Interaction
from needless.introducing.models import Introduction
from needless.introducing.stages import choose, may, step, take_back_step
from needless.news.offers import mark_sent, take_back_sent
from needless.opportunities.tips import mark_told, take_back_told
from needless.owners.models import Owner
from needless.plan.models import Suggestion
from needless.recommending.actions import mark_posted, take_back_posted
from needless.tables.notes import in_clear


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
    if suggestion.kind == "need":
        mark_asked(owner, suggestion.contact, _title(suggestion), timezone.localdate(talk.at))
    if suggestion.kind == "introduce":
        _step(owner, suggestion.contact, suggestion.in_hand or {}, talk)


def _step(owner: Owner, contact: Contact, hand: dict[str, Any], talk: Interaction) -> None:
    """The step of the introduction that was suggested, if it is still the next one; a new pair is chosen by it."""
    pk, other_pk = hand.get("introduction") or 0, hand.get("with") or 0
    if other := Contact.objects.of(owner).filter(pk=other_pk, deleted_at=None).first():
        pk = choose(owner, contact, other, hand.get("for_a", ""), hand.get("for_b", ""), talk.at).pk
    row = Introduction.objects.of(owner).filter(pk=pk).first()
    if row and hand.get("act") in may(row):
        outcome = (in_clear(talk.summary) or _("nothing noted")) if hand["act"] == "outcome" else ""
        step(owner, row.pk, hand["act"], talk.at, outcome, talk)


def take_back(owner: Owner, suggestion: Suggestion, talk: Interaction) -> None:
    """It was not done by that talk after all."""
    take_back_thanked(owner, talk)
    take_back_told(owner, talk)
    take_back_sent(owner, talk)
    take_back_posted(owner, talk)
    take_back_step(owner, talk)
    forget_needs_of(owner, talk)
    if suggestion.kind == "need":
        mark_asked(owner, suggestion.contact, _title(suggestion), None)
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
