"""Introductions: who should know whom, both asked in turn, and what came of it (M16)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from needless.contacts.models import Contact
from needless.contacts.queries import contact_of
from needless.introducing import queries, stages, words
from needless.introducing.models import Introduction
from needless.introducing.suggesting import introductions_for
from needless.web.requests import OwnersRequest, say, say_done
from needless.web.today import with_404

MOST_SUGGESTED, MOST_CLOSED = 8, 10
Stage = Introduction.Stage


@require_GET
def introductions(request: OwnersRequest) -> HttpResponse:
    """What is under way with its next step, what came of the others, and new pairs."""
    owner = request.user
    shown = {
        "under_way": [_ready(row) for row in queries.under_way(owner)],
        "made": queries.made(owner),
        "closed": queries.closed(owner)[:MOST_CLOSED],
        "suggested": introductions_for(owner, timezone.localdate(), MOST_SUGGESTED),
    }
    return render(request, "introductions.html", shown)


def _ready(row: Introduction) -> dict[str, object]:
    """An introduction with the acts that are open, and the messages that they take."""
    acts = stages.may(row)
    messages = [
        (row.a, words.asking(row, "a"), "ask_a") if "ask_a" in acts else None,
        (row.b, words.asking(row, "b"), "ask_b") if "ask_b" in acts else None,
    ]
    answers = {"asking_a": (row.a, "yes_a"), "asking_b": (row.b, "yes_b")}.get(row.stage)
    both = words.introducing(row) if "introduce" in acts else ""
    mails = [a.value for c in (row.a, row.b) for a in c.addresses.filter(kind="email")[:1]]
    return {
        "row": row, "messages": [m for m in messages if m], "answers": answers, "both": both, "mails": ",".join(mails),
        "steps": [(each.at, stages.said(row, each.act)) for each in row.steps.order_by("at", "pk")],
    }  # fmt: skip


@require_POST
def choose(request: OwnersRequest) -> HttpResponse:
    """Begin one: nobody is told by this."""
    a, b = (_person(request, request.POST.get(side, "")) for side in "ab")
    reasons = [request.POST.get(name, "").strip()[:500] for name in ("for_a", "for_b")]
    try:
        stages.choose(request.user, a, b, reasons[0], reasons[1], timezone.now())
    except ValueError as problem:
        say(request, str(problem))
    else:
        say(request, _("Chosen. Ask one of them first."))
    return redirect("introductions")


def _person(request: OwnersRequest, text: str) -> Contact:
    return with_404(lambda: contact_of(request.user, int(text) if text.isdecimal() else 0))


@require_POST
def step(request: OwnersRequest, pk: int) -> HttpResponse:
    """The next step, whichever it is."""
    act, outcome = request.POST.get("act", ""), request.POST.get("outcome", "").strip()[:1000]
    try:
        say_done(request, with_404(lambda: stages.step(request.user, pk, act, timezone.now(), outcome)))
    except ValueError as problem:
        say(request, str(problem))
    return redirect("introductions")
