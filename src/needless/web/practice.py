"""The practice page: muscles over twelve weeks, weeks of rest, and this week's small exercise (M1)."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from needless.method.practice import Muscle, is_habit
from needless.plan.models import Suggestion
from needless.practice import words
from needless.practice.queries import practice_of
from needless.web.pictures.muscles import Row, draw_muscles
from needless.web.requests import OwnersRequest


@require_GET
def practice(request: OwnersRequest) -> HttpResponse:
    """What was used, what goes slack; no score and no streak."""
    on = timezone.localdate()
    found = practice_of(request.user, on)
    can_slacken = is_habit(found.kept)
    rows = [_row(muscle, can_slacken) for muscle in found.muscles]
    slack = [words.since(m) for m in sorted(found.muscles, key=lambda m: -m.slackness) if m.is_slack]
    since = on - timedelta(days=on.weekday())
    exercises = Suggestion.objects.of(request.user).filter(kind="exercise", on__range=(since, on))
    uses = zip(*(row.uses for row in rows), strict=True)
    shown = {
        "picture": draw_muscles(rows, found.mondays, found.kept),
        "rows": rows,
        "weeks": list(zip(found.mondays, uses, strict=True)),
        "is_habit": can_slacken,
        "said": words.kept_words(found),
        "slack": slack,
        "exercise": exercises.select_related("contact").order_by("-on").first(),
    }
    return render(request, "practice.html", shown)


def _row(muscle: Muscle, can_slacken: bool) -> Row:
    """Of who only begins nothing is said but what was used."""
    is_said = can_slacken or not muscle.is_slack
    state = words.state(muscle) if is_said else ""
    return Row(str(words.NAMES[muscle.name]), muscle.uses, state, muscle.is_slack and can_slacken)
