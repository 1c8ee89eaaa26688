"""Inviting others to this instance: each gets a network of their own (M17)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from needless.owners.invitations import invitations_of, invite, is_admin, is_open, withdraw
from needless.web.requests import OwnersRequest, say
from needless.web.today import with_404


@require_http_methods(["GET", "POST"])
def invitations(request: OwnersRequest) -> HttpResponse:
    """Those who were invited, and one more: its link is shown once."""
    if not is_admin(request.user):
        raise Http404
    shown: dict[str, object] = {}
    if request.method == "POST":
        try:
            path = reverse("invitation", args=[invite(request.user, request.POST.get("mail", ""))])
            shown["link"] = request.build_absolute_uri(path)
        except ValidationError as problem:
            shown["problems"] = problem.messages
    shown["rows"] = [(row, is_open(row)) for row in invitations_of(request.user)]
    return render(request, "invitations.html", shown, status=422 if "problems" in shown else 200)


@require_POST
def withdraw_invitation(request: OwnersRequest, pk: int) -> HttpResponse:
    """Its link works no more."""
    with_404(lambda: withdraw(request.user, pk))
    say(request, _("The invitation is withdrawn."))
    return redirect("invitations")
