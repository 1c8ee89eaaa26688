"""The quick log: whom, how, when, in a few taps from anywhere; and changing what was logged (M1, M7)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from needless.contacts import queries as contacts
from needless.contacts.models import Contact, Undo
from needless.hearing.actions import KINDS, add_to_undo, keep_heard
from needless.helping.wishes import note_need
from needless.interactions import actions, queries
from needless.interactions.arrivals import is_first_arrival
from needless.interactions.models import Interaction, Remembrance
from needless.tables.notes import is_locked, is_typed
from needless.web.forms import ENJOYMENT, LogForm
from needless.web.offline import arrival_key
from needless.web.requests import OwnersRequest, back, back_to, say, say_done
from needless.web.today import with_404


@require_http_methods(["GET", "POST"])
def log(request: OwnersRequest) -> HttpResponse:
    """Log a talk with one or several people."""
    form = LogForm(request.POST or None, initial={"day": "0"})
    picked, unknown = people_meant(request)
    key = arrival_key(request)
    if request.method == "POST" and form.is_valid() and picked and not unknown:
        with transaction.atomic():
            if key is None or is_first_arrival(request.user, key):
                _keep(request, form, picked)
        return back(request)
    shown = {"form": form, "picked": picked, "unknown": unknown, "next": back_to(request, "today")}
    return render(request, "log.html", shown | _choices(request), status=422 if key else 200)


def _keep(request: OwnersRequest, form: LogForm, picked: list[Contact]) -> None:
    """Log it, with what was heard and what they need; one tap takes back all of it."""
    interaction = actions.log_interaction(request.user, picked, **form.values())
    heard = keep_with_talk(request, picked, interaction)
    need = form.cleaned_data["need"].strip()
    if not need:
        say(request, _said(picked), reverse("log-delete", args=[interaction.pk]))
        return
    undo = note_need(request.user, interaction, picked[0], need, timezone.localdate(interaction.at))
    if heard:
        add_to_undo(undo, heard)
    say_done(request, undo)


def _choices(request: OwnersRequest) -> dict[str, Any]:
    used = queries.channels_by_use(request.user)
    channels = [c for c in used if c[0] != "click"]
    return {
        "channels": channels,
        "enjoyment": ENJOYMENT,
        "answers": Remembrance.Answer.choices,
        "on": timezone.localdate(),
    }


def people_meant(request: OwnersRequest) -> tuple[list[Contact], str]:
    """Who was picked by chip or typed name; and the first name that is nobody's or several's."""
    asked = request.POST if request.method == "POST" else request.GET
    ids = [int(pk) for pk in asked.getlist("contact") if pk.isdecimal()]
    found = {c.pk: c for c in contacts.contacts_of(request.user).filter(pk__in=ids)}
    for name in filter(None, (part.strip() for part in asked.get("who", "").split(","))):
        like = contacts.names_like(request.user, name, 2, or_nearly=False)
        exact = [c for c in like if c.name.casefold() == name.casefold()] or like
        if len(exact) != 1:
            return list(found.values()), name
        found[exact[0].pk] = exact[0]
    return list(found.values()), ""


def keep_with_talk(request: OwnersRequest, people: list[Contact], talk: Interaction | None) -> Undo | None:
    """What the form says was heard in a talk, from the first of those there (M5, M6); None where nothing was."""
    text, kind = request.POST.get("heard", "").strip(), request.POST.get("as", "")
    if not text or not people:
        return None
    on = timezone.localdate(talk.at) if talk else timezone.localdate()
    kind = kind if kind in KINDS else "perspective"
    return keep_heard(request.user, people[0], kind, text, on, talk=talk)[1]


def _said(people: list[Contact]) -> str:
    return _("Logged with %(names)s.") % {"names": ", ".join(person.first_name for person in people[:4])}


@require_http_methods(["GET", "POST"])
def edit(request: OwnersRequest, pk: int) -> HttpResponse:
    """Change what was logged or imported."""
    interaction = with_404(lambda: queries.interaction_of(request.user, pk))
    form = LogForm(request.POST or None, initial=_initial(interaction))
    # Not shown, so not sent back, so not changed; but what was typed before it was locked is not lost.
    if is_locked(interaction.summary) and not is_typed(form.data.get("summary")):
        del form.fields["summary"]
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_interaction(request.user, pk, **_changes(form, interaction))
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            say(request, _("Changed."))
            return back(request)
    shown = {"form": form, "interaction": interaction, "next": back_to(request, "today")}
    people = Contact.objects.of(request.user).filter(participations__interaction=interaction)
    return render(request, "log_edit.html", {**shown, "people": people, **_choices(request)})


def _initial(interaction: Interaction) -> dict[str, Any]:
    names = ("channel", "enjoyment", "minutes", "summary")
    return {"on": timezone.localdate(interaction.at), **{name: getattr(interaction, name) for name in names}}


def _changes(form: LogForm, interaction: Interaction) -> dict[str, Any]:
    """The values to write; the hour stays unless the day was changed."""
    values = {name: value for name, value in form.values().items() if name != "remembered"}
    if form.cleaned_data["on"] in (None, timezone.localdate(interaction.at)):
        del values["at"]
    return values


@require_POST
def delete(request: OwnersRequest, pk: int) -> HttpResponse:
    """Delete one interaction."""
    undo = with_404(lambda: actions.delete_interaction(request.user, pk))
    say_done(request, undo)
    return HttpResponseRedirect(back_to(request, "today"))
