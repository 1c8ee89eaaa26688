"""Events: what fits, who will be there and what to recall, and the debrief of twenty seconds (M10, M14)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from needless.contacts.models import Undo
from needless.contacts.photos import photos_at
from needless.contacts.queries import contacts_of
from needless.gatherings import events as actions
from needless.gatherings.attendance import coming_events, likely_there
from needless.gatherings.debriefs import debrief, newcomers, waiting_for_a_word
from needless.gatherings.models import Activity, Event
from needless.owners.models import Owner
from needless.plan.about import about_of
from needless.web.forms import ENJOYMENT
from needless.web.logging import people_meant
from needless.web.requests import OwnersRequest, back, say, say_done
from needless.web.today import with_404

SHOWN_FITTING, SHOWN_OTHERS = 8, 40


class EventForm(forms.Form):
    """An event typed by hand."""

    name = forms.CharField(label=gettext_lazy("What is it?"), max_length=300)
    starts_at = forms.DateTimeField(
        label=gettext_lazy("When?"), widget=forms.DateTimeInput({"type": "datetime-local"})
    )
    place = forms.CharField(label=gettext_lazy("Where?"), max_length=300, required=False)
    hours = forms.IntegerField(
        label=gettext_lazy("How many hours?"), min_value=1, max_value=240, required=False
    )
    url = forms.URLField(
        label=gettext_lazy("Web page"), max_length=1000, required=False, assume_scheme="https"
    )
    activity = forms.TypedChoiceField(
        label=gettext_lazy("Part of"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, owner: Owner, *args: Any) -> None:
        super().__init__(*args)
        self.owner = owner
        doing = Activity.objects.of(owner).exclude(stage=Activity.Stage.DROPPED).order_by("name")
        activity = self.fields["activity"]
        assert isinstance(activity, forms.ChoiceField)
        activity.choices = [("", _("nothing else")), *doing.values_list("pk", "name")]

    def values(self) -> dict[str, Any]:
        """What save_event takes."""
        said = self.cleaned_data
        begin: datetime = said["starts_at"]
        activity = Activity.objects.of(self.owner).get(pk=said["activity"]) if said["activity"] else None
        return {
            "name": said["name"], "starts_at": begin, "ends_at": begin + timedelta(hours=said["hours"] or 2),
            "place": said["place"], "url": said["url"], "activity": activity,
        }  # fmt: skip


class DebriefForm(forms.Form):
    """Whom one met, and how it was."""

    enjoyment = forms.TypedChoiceField(choices=ENJOYMENT, coerce=int, empty_value=None, required=False)
    summary = forms.CharField(required=False, max_length=2000)
    new = forms.CharField(required=False, max_length=5000)
    follow_up = forms.BooleanField(required=False)


@require_http_methods(["GET", "POST"])
def events(request: OwnersRequest) -> HttpResponse:
    """What is to come: where one goes, what would fit, and the rest; and a form for one more."""
    form = EventForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("event", actions.save_event(request.user, form.values()).pk)
    now = timezone.now()
    coming = coming_events(request.user, now, timezone.localdate())
    going = [c for c in coming if c.event.answer == Event.Answer.GOING]
    open_ = [c for c in coming if c.event.answer == Event.Answer.OPEN]
    fitting = sorted((c for c in open_ if c.is_fitting), key=lambda c: (-c.score, c.event.starts_at))[
        :SHOWN_FITTING
    ]
    best = {c.event.pk for c in fitting}
    shown = {
        "form": form, "going": going, "fitting": fitting, "waiting": waiting_for_a_word(request.user, now),
        "others": [c for c in open_ if c.event.pk not in best][:SHOWN_OTHERS],
        "dull": sorted({c.like.activity.name for c in open_ if c.like and c.like.verdict == "drop"}),
        "declined": [c for c in coming if c.event.answer == Event.Answer.NOT][:SHOWN_OTHERS],
    }  # fmt: skip
    return render(request, "events.html", shown)


def event_or_404(request: OwnersRequest, pk: int) -> Event:
    """This owner's event; anybody else's is a 404."""
    found: Event = with_404(lambda: Event.objects.of(request.user).select_related("activity").get(pk=pk))
    return found


@require_GET
def event(request: OwnersRequest, pk: int) -> HttpResponse:
    """One event: before it who will be there and what to recall, after it the debrief."""
    row, on = event_or_404(request, pk), timezone.localdate()
    people = likely_there(request.user, row, on)
    about = about_of(request.user, [one.contact for one in people], on)
    doing = Activity.objects.of(request.user).order_by("name")
    shown = {
        "event": row, "is_over": row.starts_at <= timezone.now(), "enjoyment": ENJOYMENT,
        "people": [(one, about[one.contact.pk]) for one in people], "activities": doing,
        "photos": photos_at(request.user, [one.contact.pk for one in people]),
    }  # fmt: skip
    return render(request, "event.html", shown)


@require_POST
def answer(request: OwnersRequest, pk: int) -> HttpResponse:
    """Going, not going, or not decided."""
    return _done(request, lambda: actions.answer_event(request.user, pk, request.POST.get("answer", "")), pk)


@require_POST
def activity(request: OwnersRequest, pk: int) -> HttpResponse:
    """It is part of an activity, or of none."""
    chosen = request.POST.get("activity", "")
    number = int(chosen) if chosen.isdecimal() and len(chosen) < 18 else None
    return _done(request, lambda: actions.file_event(request.user, pk, number), pk)


def _done(request: OwnersRequest, act: Callable[[], Undo], pk: int) -> HttpResponse:
    try:
        say_done(request, with_404(act))
    except ValueError as problem:
        say(request, str(problem))
    return redirect("event", pk)


@require_POST
def people(request: OwnersRequest, pk: int) -> HttpResponse:
    """Somebody will be there, or is to be looked for (``act`` = "seek")."""
    row = event_or_404(request, pk)
    meant, unknown = people_meant(request)
    if unknown:
        say(request, _("Who is “%(name)s”? Nobody, or more than one, is called so.") % {"name": unknown})
    elif meant:
        say_done(request, actions.note_guests(request.user, row.pk, meant, request.POST.get("act") == "seek"))
    return redirect("event", pk)


@require_POST
def guest(request: OwnersRequest, pk: int) -> HttpResponse:
    """They will not be there after all."""
    say_done(request, with_404(lambda: actions.remove_guest(request.user, pk)))
    return back(request, "events")


@require_POST
def tell(request: OwnersRequest, pk: int) -> HttpResponse:
    """The debrief: whom one met, how it was."""
    row, form = event_or_404(request, pk), DebriefForm(request.POST)
    ids = [int(n) for n in request.POST.getlist("met") if n.isdecimal() and len(n) < 18]
    meant, unknown = people_meant(request)
    if unknown or not form.is_valid():
        said = _("Who is “%(name)s”? Nobody, or more than one, is called so.") % {"name": unknown}
        say(request, said if unknown else _("That could not be understood; nothing was logged."))
        return redirect("event", pk)
    values = form.cleaned_data
    met = [*contacts_of(request.user).filter(pk__in=ids), *meant]
    undo = debrief(
        request.user, row, met, newcomers(values["new"]), timezone.now(), timezone.localdate(),
        values["enjoyment"], values["summary"], values["follow_up"],
    )  # fmt: skip
    say_done(request, undo)
    return redirect("event", pk)


@require_POST
def delete(request: OwnersRequest, pk: int) -> HttpResponse:
    """Out of the list; what was logged stays."""
    say_done(request, with_404(lambda: actions.delete_event(request.user, pk)))
    return redirect("events")
