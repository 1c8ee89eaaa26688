"""Recommendations: who has one coming, the owner's words with facts beside them, given and received (M3, M16)."""

from __future__ import annotations

import re
from datetime import date

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from needless.contacts.models import Contact
from needless.contacts.queries import contact_of
from needless.owners.models import OwnPosition
from needless.recommending import actions, queries
from needless.recommending.coming import who_has_one_coming
from needless.recommending.models import Draft
from needless.recommending.points import points_for
from needless.web.requests import OwnersRequest, say, say_done
from needless.web.today import with_404

MOST_COMING, MOST_SIDES = 6, 200
MONTH = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?$")
PLACES = [
    ("LinkedIn", "LinkedIn"), ("letter", gettext_lazy("a letter")), ("mail", gettext_lazy("a mail")),
    ("elsewhere", gettext_lazy("elsewhere")),
]  # fmt: skip


class PostedForm(forms.Form):
    """Where it was posted, and when."""

    where = forms.CharField(max_length=60)
    on = forms.DateField(required=False)

    def clean_on(self) -> date:
        return self.cleaned_data["on"] or timezone.localdate()


@require_GET
def recommendations(request: OwnersRequest) -> HttpResponse:
    """Who has one coming, what is being written, and both sides of what there is."""
    owner = request.user
    shown = {
        "coming": who_has_one_coming(owner, timezone.localdate(), MOST_COMING),
        "drafts": queries.drafts_of(owner),
        "sides": queries.side_by_side(owner)[:MOST_SIDES],
        "skills": queries.skills_endorsed(owner),
        "jobs": OwnPosition.objects.of(owner).order_by("-started", "pk"),
    }
    return render(request, "recommendations.html", shown)


@require_http_methods(["GET", "POST"])
def new(request: OwnersRequest) -> HttpResponse:
    """A recommendation for ``contact``; looking writes nothing. ``act=pass``: not from me."""
    asked = request.POST if request.method == "POST" else request.GET
    person = _person(request, asked.get("contact", ""))
    if request.method == "POST" and request.POST.get("act") == "pass":
        say_done(request, actions.pass_over(request.user, person, timezone.now()))
        return redirect("recommendations")
    return _written(request, person, actions.draft_of(request.user, person))


@require_http_methods(["GET", "POST"])
def recommendation(request: OwnersRequest, pk: int) -> HttpResponse:
    """One that is being written, or was posted."""
    row: Draft = with_404(lambda: Draft.objects.of(request.user).select_related("contact").get(pk=pk))
    return _written(request, row.contact, row)


def _written(request: OwnersRequest, person: Contact, row: Draft | None) -> HttpResponse:
    text = request.POST.get("text", "").strip()
    if request.method == "POST" and text and (row is None or row.stage == Draft.Stage.OPEN):
        saved, undo = actions.write(request.user, person, text, timezone.now())
        say_done(request, undo)
        return redirect("recommendation", saved.pk)
    on = timezone.localdate()
    shown = {
        "contact": person,
        "row": row,
        "points": points_for(request.user, person, on),
        "places": PLACES,
        "on": on,
    }
    return render(request, "recommendation.html", shown)


def _person(request: OwnersRequest, text: str) -> Contact:
    number = int(text) if text.isdecimal() and len(text) < 18 else 0
    return with_404(lambda: contact_of(request.user, number))


@require_POST
def posted(request: OwnersRequest, pk: int) -> HttpResponse:
    """It was posted, there and then."""
    with_404(lambda: Draft.objects.of(request.user).get(pk=pk))
    form = PostedForm(request.POST)
    if not form.is_valid():
        say(request, _("Where was it posted, and on which day? Nothing was changed."))
        return redirect("recommendation", pk)
    try:
        said = form.cleaned_data
        say_done(request, actions.post(request.user, pk, said["where"], said["on"]))
    except ValueError as problem:
        say(request, str(problem))
    return redirect("recommendation", pk)


@require_POST
def delete(request: OwnersRequest, pk: int) -> HttpResponse:
    """Not written after all."""
    say_done(request, with_404(lambda: actions.delete_draft(request.user, pk)))
    return redirect("recommendations")


@require_POST
def job(request: OwnersRequest) -> HttpResponse:
    """Where the owner worked: without it nobody is known to have worked with them."""
    firm, title, started, ended = (
        request.POST.get(name, "").strip() for name in ("organisation", "title", "started", "ended")
    )
    try:
        if any(day and not MONTH.match(day) for day in (started, ended)):
            raise ValueError(_("Write a year or a month, such as 2019 or 2019-05. Nothing was changed."))
        say_done(request, actions.add_job(request.user, firm, title, started, ended))
    except ValueError as problem:
        say(request, str(problem))
    return redirect("recommendations")


@require_POST
def remove_job(request: OwnersRequest, pk: int) -> HttpResponse:
    """That job goes."""
    say_done(request, with_404(lambda: actions.remove_job(request.user, pk)))
    return redirect("recommendations")
