"""Activities: the personal catalogue, what each brought, and whom to bring along (M7, M14)."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from needless.contacts.models import Address
from needless.contacts.photos import photos_at
from needless.gatherings import activities as actions
from needless.gatherings.companions import Fitting, stems_of, whom_to_bring
from needless.gatherings.models import Activity, Event
from needless.gatherings.records import Kept, activities_of, activity_of
from needless.web.forms import ENJOYMENT
from needless.web.logging import people_meant
from needless.web.pictures.enjoyment import draw_enjoyment
from needless.web.requests import OwnersRequest, back, say, say_done
from needless.web.today import with_404
from needless.web.ways import Way, best_way

RHYTHMS = (
    ("", gettext_lazy("now and then")), (52, gettext_lazy("every week")), (26, gettext_lazy("every two weeks")),
    (12, gettext_lazy("every month")), (4, gettext_lazy("every three months")), (1, gettext_lazy("every year")),
)  # fmt: skip
HEADINGS = {
    "keep": gettext_lazy("Keep"), "try": gettext_lazy("Try"), "drop": gettext_lazy("Drop"),
    "dropped": gettext_lazy("Dropped"),
}  # fmt: skip
SHOWN_OCCASIONS = 60
FEW_OCCASIONS, MOST_WORDS = 2, 6


class ActivityForm(forms.Form):
    """What may be said of an activity."""

    name = forms.CharField(label=gettext_lazy("What is it called?"), max_length=200)
    stage = forms.ChoiceField(
        label=gettext_lazy("Where does it stand?"), choices=Activity.Stage.choices, required=False
    )
    form = forms.ChoiceField(
        label=gettext_lazy("Formal or informal?"), choices=Activity.Form.choices, required=False
    )
    times_a_year = forms.TypedChoiceField(
        label=gettext_lazy("How often?"), choices=RHYTHMS, coerce=int, empty_value=None, required=False
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes each time"), min_value=1, max_value=10000, required=False
    )
    place = forms.CharField(label=gettext_lazy("Where?"), max_length=300, required=False)
    interests = forms.CharField(
        label=gettext_lazy("For whom is it? Interests, with commas"), max_length=500, required=False
    )
    note = forms.CharField(label=gettext_lazy("A note"), required=False, max_length=5000)

    def clean_stage(self) -> str:
        return self.cleaned_data["stage"] or Activity.Stage.DOING

    def clean_form(self) -> str:
        return self.cleaned_data["form"] or Activity.Form.INFORMAL


class OccasionForm(forms.Form):
    """One time that it took place."""

    on = forms.DateField(required=False)
    enjoyment = forms.TypedChoiceField(choices=ENJOYMENT, coerce=int, empty_value=None, required=False)
    minutes = forms.IntegerField(min_value=0, max_value=10000, required=False)
    summary = forms.CharField(required=False, max_length=10000)

    def clean_on(self) -> Any:
        on = self.cleaned_data["on"] or timezone.localdate()
        if not timezone.localdate() >= on >= timezone.localdate() - timedelta(days=36525):
            raise forms.ValidationError(_("That day is still to come."))
        return on

    def at(self) -> datetime:
        """Now for today, noon for another day."""
        on = self.cleaned_data["on"]
        return (
            timezone.now()
            if on == timezone.localdate()
            else timezone.make_aware(datetime.combine(on, time(12)))
        )


@require_http_methods(["GET", "POST"])
def activities(request: OwnersRequest) -> HttpResponse:
    """The catalogue, what to keep first; and a form for one more."""
    form = ActivityForm(request.POST or None, initial={"stage": Activity.Stage.DOING})
    if request.method == "POST" and (row := _saved(request, form, None)):
        return redirect("activity", row.pk)
    kept = activities_of(request.user, timezone.localdate())
    groups = [(label, [k for k in kept if k.verdict == verdict]) for verdict, label in HEADINGS.items()]
    shown = {"groups": [g for g in groups if g[1]], "form": form}
    return render(request, "activities.html", shown)


def _saved(request: OwnersRequest, form: ActivityForm, row: Activity | None) -> Activity | None:
    if not form.is_valid():
        return None
    try:
        return actions.save_activity(request.user, form.cleaned_data, row)
    except ValidationError as problem:
        form.add_error(None, problem)
        return None


@require_GET
def activity(request: OwnersRequest, pk: int) -> HttpResponse:
    """One activity: how it was over time, the people, whom to bring, and a form to log a time."""
    on = timezone.localdate()
    kept = with_404(lambda: activity_of(request.user, pk, on))
    bring = whom_to_bring(request.user, kept.activity)
    people = [c.contact_id for c in kept.companions] + [f.contact.pk for f in bring]
    shown = {
        "kept": kept, "on": on, "bring": _with_ways(request, kept.activity, bring), "enjoyment": ENJOYMENT,
        "picture": draw_enjoyment([(o.on, o.enjoyment) for o in reversed(kept.occasions) if o.enjoyment]),
        "occasions": kept.occasions[:SHOWN_OCCASIONS], "photos": photos_at(request.user, people),
        "in_history": _in_history(request, kept),
        "rhythm": dict(RHYTHMS).get(kept.activity.times_a_year or "", ""), "heading": HEADINGS[kept.verdict],
    }  # fmt: skip
    return render(request, "activity.html", shown)


def _in_history(request: OwnersRequest, kept: Kept) -> tuple[str, int] | None:
    """A word of the activity under which the history holds more of it, and how many times; asked while it is new."""
    if len(kept.occasions) > FEW_OCCASIONS:
        return None
    text = f"{kept.activity.name}, {kept.activity.interests}"
    words = {word.lower().removesuffix("s") for word in re.findall(r"\w{4,}", text)} | set(stems_of(text))
    counts = [
        (len(actions.found_in_history(request.user, kept.activity, word)), len(word), word)
        for word in sorted(words)[:MOST_WORDS]
    ]
    most, _letters, word = max(counts, default=(0, 0, ""))
    return (word, most) if most > 1 else None


def _with_ways(
    request: OwnersRequest, row: Activity, bring: list[Fitting]
) -> list[tuple[Fitting, Way | None, str]]:
    """Each with the way to reach them and the words to send."""
    rows = list(
        Address.objects.of(request.user).filter(contact__in=[f.contact.pk for f in bring]).order_by("pk")
    )
    coming = (
        row.events.filter(starts_at__gte=timezone.now()).exclude(answer="not").order_by("starts_at").first()
    )
    return [
        (
            f,
            best_way(f.contact, [a for a in rows if a.contact_id == f.contact.pk], "meeting"),
            _words(f, row, coming),
        )
        for f in bring
    ]


def _words(fitting: Fitting, row: Activity, coming: Event | None) -> str:
    facts = {"name": fitting.contact.first_name, "activity": coming.name if coming else row.name}
    if coming is None:
        return (
            _(
                "Hello %(name)s, I go to %(activity)s now and then and thought of you. Would you like to come along?"
            )
            % facts
        )
    facts["day"] = date_format(timezone.localtime(coming.starts_at), "l, j F")
    return (
        _("Hello %(name)s, I go to %(activity)s on %(day)s and thought of you. Would you like to come along?")
        % facts
    )


@require_http_methods(["GET", "POST"])
def edit(request: OwnersRequest, pk: int) -> HttpResponse:
    """Change what is said of an activity."""
    row = with_404(lambda: Activity.objects.of(request.user).get(pk=pk))
    form = ActivityForm(request.POST or None, initial={name: getattr(row, name) for name in actions.COLUMNS})
    if request.method == "POST" and _saved(request, form, row):
        say(request, _("Changed."))
        return redirect("activity", pk)
    return render(request, "activity_form.html", {"form": form, "activity": row})


@require_POST
def log(request: OwnersRequest, pk: int) -> HttpResponse:
    """It took place, with whom, and how it was; or only who is in it (``act`` = "people")."""
    row = with_404(lambda: Activity.objects.of(request.user).get(pk=pk))
    people, unknown = people_meant(request)
    form = OccasionForm(request.POST)
    if unknown:
        say(request, _("Who is “%(name)s”? Nobody, or more than one, is called so.") % {"name": unknown})
    elif not form.is_valid():
        say(request, _("That could not be understood; nothing was logged."))
    elif request.POST.get("act") == "people":
        if people:
            say_done(request, actions.add_companions(request.user, row, people, form.cleaned_data["on"]))
    else:
        values = form.cleaned_data
        undo = actions.log_occasion(
            request.user,
            row,
            people,
            form.at(),
            values["on"],
            values["enjoyment"],
            values["minutes"],
            values["summary"],
        )
        say_done(request, undo)
    return redirect("activity", pk)


@require_POST
def history(request: OwnersRequest, pk: int) -> HttpResponse:
    """What the calendar brought under a word was times of this activity."""
    row = with_404(lambda: Activity.objects.of(request.user).get(pk=pk))
    try:
        say_done(request, actions.take_from_history(request.user, row, request.POST.get("word", "")))
    except ValueError as problem:
        say(request, str(problem))
    return redirect("activity", pk)


@require_POST
def stage(request: OwnersRequest, pk: int) -> HttpResponse:
    """Take it up, or drop it."""
    try:
        say_done(
            request, with_404(lambda: actions.set_stage(request.user, pk, request.POST.get("stage", "")))
        )
    except ValueError as problem:
        say(request, str(problem))
    return redirect("activity", pk)


@require_POST
def delete(request: OwnersRequest, pk: int) -> HttpResponse:
    """Out of the catalogue."""
    say_done(request, with_404(lambda: actions.delete_activity(request.user, pk)))
    return redirect("activities")


@require_POST
def companion(request: OwnersRequest, pk: int) -> HttpResponse:
    """Somebody of an activity: met there, known from elsewhere, or no longer in it."""
    act = request.POST.get("act", "")
    if act == "remove":
        say_done(request, with_404(lambda: actions.remove_companion(request.user, pk)))
    else:
        say_done(request, with_404(lambda: actions.say_met_there(request.user, pk, act == "met")))
    return back(request, "activities")
