"""Programs of the owner's own: tokens for them, each for what it needs and as long as it is wanted (M17)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from needless.owners import tokens
from needless.owners.models import Token
from needless.owners.scopes import AREAS, READ, WRITE
from needless.web.requests import OwnersRequest, say
from needless.web.today import with_404

ALL = {READ: gettext_lazy("reads everything"), WRITE: gettext_lazy("reads and writes everything")}
SOME = {READ: gettext_lazy("reads"), WRITE: gettext_lazy("reads and writes")}
LASTING = {
    "": gettext_lazy("until you revoke it"),
    "30": gettext_lazy("30 days"),
    "365": gettext_lazy("a year"),
}


@never_cache
@require_http_methods(["GET", "POST"])
def programs(request: OwnersRequest) -> HttpResponse:
    """The tokens there are; a POST makes one, shown on this answer and never again."""
    new: dict[str, Any] = {}
    if request.method == "POST":
        name = request.POST.get("name", "").strip()[:100] or _("A token")
        days = {"30": 30, "365": 365}.get(request.POST.get("days", ""))
        made = tokens.make_token(request.user, name, scopes=_chosen(request.POST), days=days)
        new = {"new_token": made, "new_name": name}
    rows = [(row, _said(row)) for row in tokens.tokens_of(request.user)]
    return render(request, "programs.html", {"tokens": rows, "areas": AREAS, "lasting": LASTING, **new})


def _chosen(form: QueryDict) -> list[str]:
    """All of it for reading or writing, or what was chosen for each area."""
    if form.get("of") != "some":
        return [WRITE if form.get("of") == WRITE else READ]
    chosen = [f"{area}:{verb}" for area in AREAS if (verb := form.get(area, "")) in SOME]
    return chosen or [READ]


def _said(token: Token) -> str:
    """What it may do, in words."""
    granted = token.scopes.split()
    whole = [str(ALL[scope]) for scope in granted if scope in ALL]
    parts = [scope.partition(":") for scope in granted if scope not in ALL]
    return "; ".join(whole[-1:] + [f"{AREAS[area]}: {SOME[verb]}" for area, _colon, verb in parts])


@require_POST
def revoke(request: OwnersRequest, pk: int) -> HttpResponse:
    """That token opens nothing any more."""
    with_404(lambda: tokens.delete_token(request.user, pk))
    say(request, _("Revoked."))
    return redirect("programs")
