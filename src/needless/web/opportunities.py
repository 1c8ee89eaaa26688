"""Opportunities: what is open, for whom, for the owner apart, and what became of it (M16, M17)."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from needless.contacts.models import Undo
from needless.fetching import FetchRefused
from needless.opportunities import portals, tips, words
from needless.opportunities.models import Opportunity, Portal, Tip
from needless.web.giving import Given, given
from needless.web.requests import OwnersRequest, back, say, say_done
from needless.web.today import with_404

MOST_SHOWN, MOST_MINE, MOST_TOLD = 12, 8, 8
ROOM = 60  # tips that are looked at for as many opportunities


@require_http_methods(["GET", "POST"])
def opportunities(request: OwnersRequest) -> HttpResponse:
    """What is in hand, surest first; a link makes one more, or follows a portal."""
    url, problem = request.POST.get("url", "").strip()[:1000], ""
    if request.method == "POST" and url:
        try:
            return _taken_in(request, url)
        except FetchRefused as refused:
            problem = str(refused)
    owner, now = request.user, timezone.now()
    mine = tips.opportunities_of(owner).filter(for_me=Opportunity.Mine.OPEN)[:MOST_MINE]
    shown = {
        "groups": _groups(tips.open_tips(owner, now)[:ROOM])[:MOST_SHOWN], "mine": mine,
        "told": tips.told_tips(owner)[:MOST_TOLD], "portals": portals.portals_and_boards(owner), "problem": problem,
        "url": url,
    }  # fmt: skip
    return render(request, "opportunities.html", shown)


def _taken_in(request: OwnersRequest, url: str) -> HttpResponse:
    found = portals.take_in(request.user, url, timezone.now())
    if isinstance(found, Opportunity):
        return redirect("opportunity", found.pk)
    say(request, _("%(title)s is read from now on.") % {"title": found.title})
    return redirect("opportunities")


def _groups(found: Iterable[Tip]) -> list[tuple[Opportunity, list[Given]]]:
    """Opportunities, each with whom it is for."""
    groups: dict[int, tuple[Opportunity, list[Given]]] = {}
    for tip in found:
        groups.setdefault(tip.opportunity_id, (tip.opportunity, []))[1].append(_ready(tip))
    return list(groups.values())


def _ready(tip: Tip) -> Given:
    """A tip with its reason, its message, and the ways to send it."""
    to = ("tip-decide", tip.pk)
    return given(tip.contact, tip.opportunity.title, words.reason(tip), words.message(tip), to, "told")


@require_GET
def opportunity(request: OwnersRequest, pk: int) -> HttpResponse:
    """One of them: who might want to know?"""
    row = get_object_or_404(Opportunity.objects.of(request.user), pk=pk)
    found = row.tips.filter(state=Tip.State.OPEN, contact__deleted_at=None).select_related(
        "contact", "opportunity"
    )
    told = row.tips.filter(state=Tip.State.TOLD, contact__deleted_at=None).select_related("contact")
    shown = {"row": row, "found": [_ready(tip) for tip in found.order_by("-score", "pk")], "told": told}
    return render(request, "opportunity.html", {**shown, "where": words.where(row)})


@require_POST
def decide(request: OwnersRequest, pk: int) -> HttpResponse:
    """Told, not for them, or what came of it."""
    act, channel = request.POST.get("act", ""), request.POST.get("channel")

    def done() -> Undo:
        if act == "told":
            way = "mail" if channel == "mail" else "message"
            return tips.tell(request.user, pk, way, timezone.now())
        if act == "outcome":
            return tips.note_outcome(request.user, pk, request.POST.get("outcome", ""))
        return tips.decline(request.user, pk, timezone.now())

    try:
        say_done(request, with_404(done))
    except ValueError as problem:
        say(request, str(problem))
    return back(request, "opportunities")


@require_POST
def mine(request: OwnersRequest, pk: int) -> HttpResponse:
    """The owner's own side of it: pursued, or passed over."""
    row = get_object_or_404(Opportunity.objects.of(request.user), pk=pk)
    act, outcome = request.POST.get("act", ""), request.POST.get("outcome", "")
    try:
        say_done(request, tips.decide_mine(request.user, row.pk, act, outcome))
    except ValueError as problem:
        say(request, str(problem))
    return back(request, "opportunities")


@require_POST
def unfollow(request: OwnersRequest, pk: int) -> HttpResponse:
    """Read the portal no longer."""
    get_object_or_404(Portal.objects.of(request.user), pk=pk)
    say_done(request, portals.unfollow(request.user, pk))
    return redirect("opportunities")
