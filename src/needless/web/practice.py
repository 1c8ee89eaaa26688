"""The practice page: muscles over twelve weeks, weeks of rest, and this week's small exercise (M1)."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

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
    rows = [Row(str(words.NAMES[m.name]), m.uses, words.state(m), m.is_slack) for m in found.muscles]
    slack = [words.since(m) for m in sorted(found.muscles, key=lambda m: -m.slackness) if m.is_slack]
    week = Suggestion.objects.of(request.user).filter(
        kind="exercise", on__gt=on - timedelta(days=7), on__lte=on
    )
    shown = {
        "picture": draw_muscles(rows, found.mondays, found.kept), "rows": rows,
        "weeks": list(zip(found.mondays, zip(*(row.uses for row in rows), strict=True), strict=True)), "said": words.kept_words(found), "slack": slack, "on": on,
        "exercise": week.filter(on__gte=on - timedelta(days=on.weekday())).select_related("contact").order_by("-on").first(),
    }  # fmt: skip
    return render(request, "practice.html", shown)
