"""Who is this? Five cards a day at most, and only for who likes it (M10)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from needless.triage import quiz
from needless.triage.models import RecallAnswer
from needless.triage.queries import card_of
from needless.web.requests import OwnersRequest, back, say, say_done
from needless.web.today import with_404


@require_GET
def who(request: OwnersRequest) -> HttpResponse:
    """A name; behind it, what there is to know."""
    owner, on = request.user, timezone.localdate()
    contact = quiz.next_to_recall(owner, on)
    shown = {
        "card": card_of(owner, contact, on) if contact else None,
        "done": quiz.answered_on(owner, on),
        "most": quiz.A_DAY,
        "ratings": RecallAnswer.Rating.choices,
    }
    return render(request, "quiz.html", shown)


@require_POST
def answer(request: OwnersRequest, pk: int) -> HttpResponse:
    """How well it went."""
    text = request.POST.get("rating", "")
    rating = int(text) if text in {"1", "2", "3", "4"} else 0
    try:
        say_done(request, with_404(lambda: quiz.answer(request.user, pk, rating, timezone.now())))
    except ValidationError as problem:
        say(request, problem.messages[0])
    return back(request, "quiz")
