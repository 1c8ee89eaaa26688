"""What contacts let one hear of: possibilities and what became of them, perspectives by quarter (M5, M6)."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.forms import DateField
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from needless.contacts.models import Undo
from needless.hearing import actions, queries
from needless.hearing.models import Possibility
from needless.web.logging import people_meant
from needless.web.requests import OwnersRequest, back, say, say_done
from needless.web.today import with_404

MOST_SETTLED = 20


@require_GET
def heard(request: OwnersRequest) -> HttpResponse:
    """Possibilities that are open, passed on, settled; and the latest perspectives."""
    rows, state = queries.possibilities_of(request.user), Possibility.State
    shown = {
        "groups": [
            (_("Kept for you"), rows.filter(state=state.KEPT)),
            (_("Passed on"), rows.filter(state=state.PASSED_ON)),
        ],
        "settled": rows.filter(state=state.SETTLED)[:MOST_SETTLED],
        "perspectives": queries.perspectives_of(request.user)[:5],
        "works": queries.works_of(request.user),
    }
    return render(request, "heard.html", shown)


@require_POST
def keep(request: OwnersRequest) -> HttpResponse:
    """One line, from one contact or several."""
    people, unknown = people_meant(request)
    form = request.POST
    if unknown or not people:
        say(request, _("From whom? Choose one person by a few letters of the name; nothing was kept."))
        return back(request, "heard")
    try:
        kind, text, on = form.get("as", ""), form.get("text", ""), _day(request)
        _row, undo = actions.keep_heard(request.user, people[0], kind, text, on, work=form.get("work", ""))
        say_done(request, undo)
    except ValueError as problem:
        say(request, str(problem))
    return back(request, "heard")


def _day(request: OwnersRequest) -> date:
    today = timezone.localdate()
    try:
        return min(DateField(required=False).clean(request.POST.get("on", "")) or today, today)
    except ValidationError:
        return today


@require_POST
def possibility(request: OwnersRequest, pk: int) -> HttpResponse:
    """Pass it on, say what became of it, open it again, or remove it."""
    owner, act = request.user, request.POST.get("act", "")
    if act == "pass-on":
        opening, undo = with_404(lambda: actions.pass_on(owner, pk, timezone.now()))
        say_done(request, undo)
        return redirect("opportunity", opening.pk)

    def done() -> Undo:
        if act == "settle":
            return actions.settle(owner, pk, request.POST.get("outcome", ""), timezone.localdate())
        if act == "open":
            return actions.keep_open(owner, pk)
        return actions.remove_heard(owner, "possibility", pk)

    say_done(request, with_404(done))
    return back(request, "heard")


@require_GET
def perspectives(request: OwnersRequest) -> HttpResponse:
    """A quarter's perspectives, by what of one's work they touch: to read again."""
    today = timezone.localdate()
    quarters = queries.quarters_of(request.user) or [queries.quarter_of(today)]
    asked = request.GET.get("quarter", "")
    chosen = next((quarter for quarter in quarters if str(quarter) == asked), quarters[0])
    shown = {"quarters": quarters, "quarter": chosen, "groups": queries.by_work(request.user, chosen)}
    return render(request, "perspectives.html", {**shown, "works": queries.works_of(request.user)})


@require_POST
def perspective(request: OwnersRequest, pk: int) -> HttpResponse:
    """Other words, another tag, or away with it."""
    owner, form = request.user, request.POST

    def done() -> Undo:
        if form.get("act") == "remove":
            return actions.remove_heard(owner, "perspective", pk)
        return actions.tag_perspective(owner, pk, form.get("text", ""), form.get("work", ""))

    say_done(request, with_404(done))
    return back(request, "perspectives")
