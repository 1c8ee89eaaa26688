"""Today: what a good friend would remind one of, each with one button that does it (M1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from needless.asking.actions import current_search
from needless.contacts.models import Contact
from needless.gatherings.debriefs import waiting_for_a_word
from needless.interactions.models import Remembrance
from needless.meetings.proposing import waiting_for_how
from needless.owners.models import Owner
from needless.plan import actions, queries
from needless.plan.models import Suggestion
from needless.plan.options import left_out
from needless.triage.queries import is_anybody_undecided
from needless.web.forms import ENJOYMENT, DoneForm, LaterForm
from needless.web.requests import OwnersRequest, back, say
from needless.web.ways import Way, best_way

Done = TypeVar("Done")
LEFT_OUT = {
    "mail": gettext_lazy("Mails"), "message": gettext_lazy("Messages"), "letter": gettext_lazy("Letters"),
    "call": gettext_lazy("Calls"), "video": gettext_lazy("Video calls"), "meeting": gettext_lazy("Meetings"),
}  # fmt: skip

MOST_ASKED = 2  # meetings: the others wait on their own page


@require_GET
def today(request: OwnersRequest) -> HttpResponse:
    """The day's few things, and how much of the week's time is used."""
    owner, on = request.user, timezone.localdate()
    queries.plan_of_day(owner, on)
    shown = {"on": on, "has_vague": is_anybody_undecided(owner, on), **_suggested(owner, on)}
    shown["search"] = current_search(owner)
    shown["waiting"] = waiting_for_a_word(owner, timezone.now())
    shown["meetings"] = waiting_for_how(owner, timezone.now())[:MOST_ASKED]
    shown["left_out"] = [(LEFT_OUT[channel], n) for channel, n in left_out(owner, on) if channel in LEFT_OUT]
    return render(request, "today.html", {**shown, **_week(owner, on), **choices(on)})


def _suggested(owner: Owner, on: date) -> dict[str, object]:
    rows = queries.suggestions_of(owner, on)
    is_open = [row for row in rows if row.stage == Suggestion.Stage.OPEN]
    return {
        "suggestions": [(row, _way(row)) for row in is_open],
        "settled": [row for row in rows if row.stage != Suggestion.Stage.OPEN],
        "is_empty": not rows and not Contact.objects.of(owner).filter(deleted_at=None).exists(),
    }


def _way(row: Suggestion) -> Way | None:
    return best_way(row.contact, row.contact.addresses.all(), row.channel) if row.contact else None


def _week(owner: Owner, on: date) -> dict[str, object]:
    done, planned = queries.minutes_this_week(owner, on)
    return {
        "minutes_done": done,
        "minutes_planned": planned,
        "minutes_left": owner.minutes_per_week - done - planned,
        "is_paused": owner.is_paused(on),
    }


def choices(on: date) -> dict[str, object]:
    """What can be answered about a talk, and the days that a later may mean."""
    days = [(_("in a week"), 7), (_("in a month"), 30), (_("in three months"), 91)]
    return {
        "enjoyment": ENJOYMENT,
        "answers": Remembrance.Answer.choices,
        "later": [(label, (on + timedelta(days=n)).isoformat()) for label, n in days],
    }


@require_POST
def done(request: OwnersRequest, pk: int) -> HttpResponse:
    """It happened: log it."""
    form = DoneForm(request.POST)
    if not form.is_valid():
        say(request, _("That could not be understood; nothing was logged."))
        return back(request)
    act = partial(actions.finish, request.user, pk, timezone.localdate(), **form.cleaned_data)
    return _decided(request, pk, act, _("Logged. Well done."))


@require_POST
def later(request: OwnersRequest, pk: int) -> HttpResponse:
    """Not today, but on that day."""
    form = LaterForm(request.POST)
    if not form.is_valid():
        say(request, _("Please choose a day to come."))
        return back(request)
    on = form.cleaned_data["on"]
    said = _("It comes back on %(day)s.") % {"day": date_format(on, "j F")}
    return _decided(request, pk, partial(actions.postpone, request.user, pk, on), said)


@require_POST
def skip(request: OwnersRequest, pk: int) -> HttpResponse:
    """Not now: no contact, and no debt either."""
    return _decided(request, pk, partial(actions.skip, request.user, pk), _("Not now, then. It is no debt."))


@require_POST
def let_go(request: OwnersRequest, pk: int) -> HttpResponse:
    """Let this contact go."""
    said = _("Let go. Searching still finds them.")
    return _decided(request, pk, partial(actions.let_go, request.user, pk), said)


def _decided(request: OwnersRequest, pk: int, act: Callable[[], object], said: str) -> HttpResponse:
    """Do it, and say so with a way back; what cannot be done any more is said instead."""
    try:
        with_404(act)
    except ValueError as problem:
        say(request, str(problem))
    else:
        say(request, said, reverse("suggestion-reopen", args=[pk]))
    return back(request)


@require_POST
def reopen(request: OwnersRequest, pk: int) -> HttpResponse:
    """Take back what was decided about a suggestion."""
    with_404(partial(actions.reopen, request.user, pk))
    say(request, _("It is back on today's list."))
    return back(request)


def with_404(act: Callable[[], Done]) -> Done:
    """What ``act`` returns; what is not there, or not this owner's, is a 404."""
    try:
        return act()
    except ObjectDoesNotExist as problem:
        raise Http404 from problem
