"""The people: instant search, filters, and changing many at once (M9, M10)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from needless.contacts import actions, queries
from needless.contacts.models import Contact, Tier
from needless.contacts.photos import photos_at
from needless.contacts.undo import undo as take_back
from needless.interactions.tiers import set_tier
from needless.interactions.ties import ties_of
from needless.web.requests import OwnersRequest, back, back_to, say, say_done
from needless.web.today import with_404

A_PAGE = 50
FILTERS = [
    ("fading", gettext_lazy("Fading")),
    ("vague", gettext_lazy("Vague")),
    ("unknown", gettext_lazy("Unknown")),
    ("never-met", gettext_lazy("Never met")),
    ("never-talked", gettext_lazy("Never talked")),
    ("birthday", gettext_lazy("Birthday soon")),
    ("let-go", pgettext_lazy("who was", "Let go")),
]
SORTS = [
    ("", gettext_lazy("Best match")),
    ("name", gettext_lazy("Name")),
    ("last-talk", gettext_lazy("Last talk")),
    ("alive", gettext_lazy("Most alive")),
    ("fading", gettext_lazy("Fading first")),
    ("new", gettext_lazy("Newest")),
]
NARROWING = ("state", "tier", "filter", "organisation", "place", "tag", "sort")


@require_GET
def people(request: OwnersRequest) -> HttpResponse:
    """The list, a page at a time; only the list where htmx asks for it."""
    on = timezone.localdate()
    asked: dict[str, Any] = {name: request.GET.get(name, "") for name in NARROWING}
    found = queries.contacts_found(request.user, request.GET.get("q", ""), on=on, **asked)
    page = Paginator(found.defer("search", "extra"), A_PAGE).get_page(request.GET.get("page"))
    faces = photos_at(request.user, [contact.pk for contact in page])
    shown = {
        "photos": faces,
        "page": page,
        "rows": _rows(request, page),
        "q": request.GET.get("q", ""),
        "is_nearly": any(hasattr(contact, "slips") for contact in page),
        "asked": asked,
    }
    if request.htmx.target == "found":
        return render(request, "people.html#found", {**shown, "tiers": Tier.choices})
    return render(request, "people.html", {**shown, **_choices(request)})


def _rows(request: OwnersRequest, page: Page[Contact]) -> list[tuple[Contact, object]]:
    contacts = list(page.object_list)
    ties = ties_of(request.user, contacts, timezone.localdate(), with_words=False)
    return [(contact, ties.get(contact.pk)) for contact in contacts]


def _choices(request: OwnersRequest) -> dict[str, object]:
    return {"tiers": Tier.choices, "filters": FILTERS, "sorts": SORTS, "tags": queries.tags_of(request.user)}


@require_POST
def selected(request: OwnersRequest) -> HttpResponse:
    """Do one thing to all that are marked; it can be undone."""
    owner, ids = request.user, [int(pk) for pk in request.POST.getlist("id") if pk.isdecimal()]
    act, tier, tag = (request.POST.get(name, "") for name in ("act", "tier", "tag"))
    if not ids:
        say(request, _("Nobody was marked."))
    elif act == "tier" and tier in Tier.values:
        say_done(request, set_tier(owner, ids, tier))
    elif act == "tag" and tag.strip():
        say_done(request, actions.add_tag(owner, ids, tag))
    elif act == "untag" and tag.strip():
        say_done(request, actions.remove_tag(owner, ids, tag))
    elif act == "let-go":
        say_done(request, actions.let_go(owner, ids))
    return back(request, "people")


@require_GET
def names(request: OwnersRequest) -> HttpResponse:
    """Typeahead: who is meant by these letters."""
    text = request.GET.get("who", "").strip()
    found = queries.names_like(request.user, text, 6) if len(text) >= 2 else []
    return render(request, "names.html", {"found": found, "text": text})


@require_POST
def undo(request: OwnersRequest, pk: int) -> HttpResponse:
    """Take back one thing that was done."""
    try:
        with_404(lambda: take_back(request.user, pk))
        say(request, _("Undone."))
    except ValidationError as problem:
        say(request, problem.messages[0])
    return redirect("people") if _leads_nowhere(request) else back(request)


def _leads_nowhere(request: OwnersRequest) -> bool:
    """The page that they were on may be of somebody whose adding was just taken back."""
    try:
        page = resolve(urlsplit(back_to(request, "today")).path)
    except Resolver404:
        return True
    there = queries.contacts_of(request.user).filter(pk=page.kwargs.get("pk", 0))
    return page.url_name == "contact" and not there.exists()
