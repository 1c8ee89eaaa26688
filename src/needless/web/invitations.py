"""Inviting others to this instance: each gets a network of their own (M17)."""

from __future__ import annotations

from smtplib import SMTPException

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
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
            shown["sent"] = _send(request, request.POST.get("mail", "").strip(), str(shown["link"]))
        except ValidationError as problem:
            shown["problems"] = problem.messages
    shown["rows"] = [(row, is_open(row)) for row in invitations_of(request.user)]
    return render(request, "invitations.html", shown, status=422 if "problems" in shown else 200)


def _send(request: OwnersRequest, mail: str, link: str) -> str:
    """To whom it went, where there is an address and a mail server; what went wrong is said, the link is shown anyway."""
    if not mail or not settings.EMAIL_HOST:
        return ""
    text = _(
        "%(name)s invites you to Needless, which keeps a personal network alive.\n\n%(link)s\n\n"
        "The link works once, within a week. If you do not know what this is about, ignore it: nothing happens then."
    )
    try:
        send_mail(_("An invitation to Needless"), text % {"name": _name(request), "link": link}, None, [mail])
    except (OSError, SMTPException) as problem:
        messages.error(request, _("The mail could not be sent: %(why)s") % {"why": problem})
        return ""
    return mail


def _name(request: OwnersRequest) -> str:
    return request.user.get_full_name() or request.user.username


@require_POST
def withdraw_invitation(request: OwnersRequest, pk: int) -> HttpResponse:
    """Its link works no more."""
    with_404(lambda: withdraw(request.user, pk))
    say(request, _("The invitation is withdrawn."))
    return redirect("invitations")
