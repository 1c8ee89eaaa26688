"""Reading the plan (M1)."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q

from needless.owners.models import Owner
from needless.plan.candidates import OPEN_TO_US, QUIET_DAYS
from needless.plan.making import minutes_left_this_week, minutes_this_week, plan_of_day
from needless.plan.models import Suggestion

__all__ = [
    "minutes_left_this_week",
    "minutes_this_week",
    "open_suggestions_of",
    "plan_of_day",
    "suggestion_of",
    "suggestions_of",
]


OF_SILENCE = ("begin", "drifting", "fading", "first_word", "reconnect", "revive")


def suggestions_of(owner: Owner, on: date) -> list[Suggestion]:
    """The day's suggestions in order, decided or not; none in a pause, no open one whose contact is gone, or
    whose reason is a silence that was broken since."""
    if owner.is_paused(on):
        return []
    still_there = Q(contact=None) | Q(**{f"contact__{flag}": value for flag, value in OPEN_TO_US.items()})
    was_broken = Q(kind__in=OF_SILENCE, contact__last_talk_on__gte=on - timedelta(days=QUIET_DAYS))
    holds = ~Q(stage=Suggestion.Stage.OPEN) | (still_there & ~was_broken)
    rows = Suggestion.objects.of(owner).filter(on=on).filter(holds)
    return list(rows.select_related("contact").prefetch_related("contact__addresses").order_by("position"))


def open_suggestions_of(owner: Owner, on: date) -> list[Suggestion]:
    """The day's suggestions that nothing was decided about."""
    return [s for s in suggestions_of(owner, on) if s.stage == Suggestion.Stage.OPEN]


def suggestion_of(owner: Owner, suggestion_id: int) -> Suggestion:
    """One suggestion. Raises Suggestion.DoesNotExist."""
    found: Suggestion = Suggestion.objects.of(owner).select_related("contact").get(pk=suggestion_id)
    return found
