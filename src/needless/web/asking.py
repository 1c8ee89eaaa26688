"""Asks: drafted with a check beside them, followed to thanks; and what went which way with everybody (M2)."""

from __future__ import annotations

from collections.abc import Callable

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from needless.asking import actions, stages
from needless.asking.checking import check_of
from needless.asking.drafts import first_about, first_words
from needless.asking.models import Ask
from needless.asking.queries import ask_of, asks_by_stage, people_in_balance
from needless.contacts.models import Undo
from needless.owners.models import OwnPosition
from needless.web.contact import contact_or_404
from needless.web.pictures.balance import draw_balance
from needless.web.requests import OwnersRequest, back, say, say_done
from needless.web.today import with_404
from needless.web.ways import ways_to, with_text

SENDING = ("mail", "text", "chat")
BY_HAND = {"mail": "mail", "call": "call", "message": "message", "meeting": "meeting"}
MOST_WAYS = 3
A_PAGE = 50


@require_GET
def balance(request: OwnersRequest) -> HttpResponse:
    """Everybody with whom anything went either way; first with whom the owner is most in debt."""
    sort = request.GET.get("sort", "")
    rows = people_in_balance(request.user, timezone.localdate(), sort)
    everything = [entry.passed for row in rows for entry in row.entries]
    drawn = draw_balance(everything, timezone.localdate())
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "balance.html", {"page": page, "drawn": drawn, "sort": sort})


@require_POST
def favour(request: OwnersRequest, pk: int, talk: int) -> HttpResponse:
    """One tap: which way help went in a talk."""
    person, way = contact_or_404(request, pk), request.POST.get("way", "")
    try:
        say_done(request, with_404(lambda: actions.mark_favour(request.user, talk, person, way)))
    except ValueError as problem:
        say(request, str(problem))
    return redirect(f"{person.get_absolute_url()}#history")


@require_GET
def asks(request: OwnersRequest) -> HttpResponse:
    """What was asked of whom: what waits for the owner first."""
    return render(request, "asks.html", asks_by_stage(request.user))


@require_http_methods(["GET", "POST"])
def new(request: OwnersRequest, pk: int) -> HttpResponse:
    """Draft an ask of a contact, with the check beside it; nobody is written to by this."""
    person, asked = contact_or_404(request, pk), request.POST if request.method == "POST" else request.GET
    kind = asked.get("kind", "") if asked.get("kind", "") in Ask.Kind.values else Ask.Kind.ADVICE.value
    number = asked.get("position", "")
    position = OwnPosition.objects.of(request.user).filter(
        pk=int(number) if number.isdecimal() and len(number) < 18 else 0
    ).first()  # fmt: skip
    if request.method == "POST":
        row = stages.draft(
            request.user, person, kind, asked.get("about", ""), asked.get("text", ""), timezone.now(),
            position.pk if position else None,
        )  # fmt: skip
        return redirect("ask", row.pk)
    about = asked.get("about", "").strip()[:300] or first_about(kind, position)
    shown = {
        "contact": person, "kind": kind, "kinds": Ask.Kind.choices, "position": position, "about": about,
        "check": check_of(request.user, person, kind, timezone.now()),
        "text": first_words(request.user, person, kind, about, position),
    }  # fmt: skip
    return render(request, "ask_new.html", shown)


@require_http_methods(["GET", "POST"])
def ask(request: OwnersRequest, pk: int) -> HttpResponse:
    """One ask: the words and the check while it is a draft, then what became of it."""
    row = with_404(lambda: ask_of(request.user, pk))
    if request.method == "POST":
        return _tried(request, row, lambda: stages.rewrite(
            request.user, pk, request.POST.get("about", ""), request.POST.get("text", "")))  # fmt: skip
    there = [way for way in ways_to(row.contact, row.contact.addresses.all()) if way.kind in SENDING]
    subject = row.about or row.get_kind_display()
    shown = {
        "ask": row, "contact": row.contact, "may": stages.may(row), "steps": row.steps.order_by("at", "pk"),
        "ways": [(way, with_text(way.url, subject, row.text)) for way in there[:MOST_WAYS]],
        "check": check_of(request.user, row.contact, row.kind, timezone.now(), row.pk) if row.stage == "drafted" else None,
    }  # fmt: skip
    return render(request, "ask.html", shown)


@require_POST
def step(request: OwnersRequest, pk: int) -> HttpResponse:
    """Sent, answered, helped, declined, silent, thanked; or the draft is dropped."""
    row, act = with_404(lambda: ask_of(request.user, pk)), request.POST.get("act", "")
    if act == "drop":
        say_done(request, stages.drop(request.user, pk))
        return redirect("asks")
    channel = BY_HAND.get(request.POST.get("channel", ""), "mail")
    return _tried(request, row, lambda: stages.step(request.user, pk, act, timezone.now(), channel))


def _tried(request: OwnersRequest, row: Ask, act: Callable[[], Undo | Ask]) -> HttpResponse:
    """Do it and say so; what cannot be done any more is said instead."""
    try:
        done = act()
    except ValueError as problem:
        say(request, str(problem))
    else:
        if isinstance(done, Undo):
            say_done(request, done)
        else:
            say(request, _("Saved."))
    return back(request, "asks") if request.POST.get("next") else redirect("ask", row.pk)
