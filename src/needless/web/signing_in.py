"""The door: a passkey, a password with a code, a recovery code, the firm's own sign-in, or a link that works once."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import LoginView
from allauth.core.internal import ratelimit
from allauth.mfa.base.internal.flows import post_authentication
from django import forms
from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from needless.owners.actions import is_link_good, sign_in_by_link
from needless.owners.doors import by_login
from needless.owners.factors import recovery_owner
from needless.owners.invitations import accept, invitation_of
from needless.owners.models import Owner
from needless.web.requests import back

BACKEND = settings.AUTHENTICATION_BACKENDS[0]
GUESSES = {"recovery": "20/5m/ip,5/5m/key"}


class SignIn(LoginView):  # type: ignore[misc]  # allauth has no types
    """The page of all ways in."""

    template_name = "sign_in.html"

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """With the firm's name, where there is one."""
        apps = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
        shown: dict[str, Any] = super().get_context_data(**more)
        return shown | {"firm": apps[0]["name"] if apps else ""}


sign_in = SignIn.as_view()


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """Looking at the link changes nothing: a mail program's preview cannot use it up; the button does."""
    if request.method != "POST":
        return render(request, "sign_in_link.html", {"is_good": is_link_good(token)})
    owner = sign_in_by_link(token)
    if owner is None:
        return render(request, "sign_in_link.html", {"is_good": False}, status=410)
    come_in(request, owner)
    return back(request)


def come_in(request: HttpRequest, owner: Owner) -> None:
    """Signed in by a link: whoever has one may also change, for a while, how the owner signs in."""
    logout(request)  # not mixed with whoever was here before
    record_authentication(request, owner, "link", reauthenticated=True)
    login(request, owner, backend=BACKEND)


class RecoveryForm(forms.Form):
    """A code from the list, whose it is, and the password where there is one."""

    login = forms.CharField(
        label=gettext_lazy("User name"), widget=forms.TextInput({"autocomplete": "username"})
    )
    code = forms.CharField(
        label=gettext_lazy("A recovery code"), widget=forms.TextInput({"autocomplete": "off"})
    )
    password = forms.CharField(
        label=gettext_lazy("Your password, if you have set one"),
        required=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


@sensitive_post_parameters("code", "password")
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in_recovery(request: HttpRequest) -> HttpResponse:
    """In by one of the recovery codes, which is used up."""
    form = RecoveryForm(request.POST or None)
    if form.is_valid() and _let_in(request, form):
        return redirect("security")
    return render(request, "sign_in_recovery.html", {"form": form})


def _let_in(request: HttpRequest, form: RecoveryForm) -> bool:
    given = form.cleaned_data
    key = given["login"].casefold()
    if not ratelimit.consume(request, app="needless", action="recovery", key=key, config=GUESSES):
        form.add_error(
            None, _("Too many tries. Wait five minutes, or come in by passkey or by a one-time link.")
        )
        return False
    codes = recovery_owner(by_login(given["login"]), given["code"], given["password"])
    if codes is None:
        form.add_error(None, _("Name, code and password do not belong together."))
        return False
    post_authentication(request, codes, reauthenticated=True)
    login(request, codes.user, backend=BACKEND)
    return True


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Become an owner here: a name, and in. How to sign in the next time is asked right after."""
    row = invitation_of(token)
    shown: dict[str, Any] = {"is_good": row is not None, "mail": row.mail if row else ""}
    if request.method != "POST" or row is None:
        return render(request, "invitation.html", shown, status=200 if row else 410)
    given = {name: request.POST.get(name, "") for name in ("username", "mail")}
    try:
        owner = accept(token, given["username"], given["mail"])
    except ValidationError as problem:
        return render(request, "invitation.html", shown | given | {"problems": problem.messages}, status=422)
    if owner is None:
        return render(request, "invitation.html", {"is_good": False}, status=410)
    come_in(request, owner)
    return redirect("security")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave."""
    logout(request)
    return redirect("sign-in")
