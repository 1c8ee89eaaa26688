"""Is it you? Asked before anything changes by which one signs in, unless that was answered a moment ago (M17)."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import ReauthenticateView as CodeView
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from needless.owners.factors import ways_of
from needless.web.requests import OwnersRequest, back_to

View = Callable[..., HttpResponse]


def was_confirmed(request: HttpRequest) -> bool:
    """Did this session sign in, or answer "Is it you?", within the last quarter of an hour?"""
    records = get_authentication_records(request, request.user if request.user.is_authenticated else None)
    latest = max((record["at"] for record in records), default=0.0)
    return bool(time.time() - latest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


def confirmed(view: View) -> View:
    """The view, once it is sure that it is the owner. What was typed is not kept meanwhile: it may be a secret."""

    @wraps(view)
    def asked_first(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        if was_confirmed(request):
            return view(request, *args, **named)
        there = request.path if request.method == "GET" else reverse("security")
        return redirect(f"{reverse('confirm')}?{urlencode({'next': there})}")

    return asked_first


@require_GET
def confirm(request: OwnersRequest) -> HttpResponse:
    """To the best way that the owner has; who has the link alone is told how to come by a fresh one."""
    ways = ways_of(request.user)
    onward = "?" + urlencode({"next": back_to(request, "security")})
    if ways.passkeys:
        return redirect(reverse("mfa_reauthenticate_webauthn") + onward)
    if ways.has_password:
        return redirect(reverse("account_reauthenticate") + onward)
    return render(request, "confirm_by_link.html")


class ByPasskey(ReauthenticateWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """It is: the passkey says so."""

    template_name = "confirm.html"
    extra_context = {"by": "passkey"}

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """The parent forgets what was added."""
        shown: dict[str, Any] = super().get_context_data(**more)
        return shown | self.extra_context

    def form_invalid(self, form: Any) -> HttpResponse:
        """Back to the same page, with what was wrong."""
        super().form_invalid(form)
        return redirect(self.request.get_full_path())


class ByPassword(ReauthenticateView):  # type: ignore[misc]
    """It is: the password says so."""

    template_name = "confirm.html"
    extra_context = {"by": "password"}


class ByCode(CodeView):  # type: ignore[misc]
    """It is: a code of the app, or a recovery code, says so."""

    template_name = "confirm.html"
    extra_context = {"by": "code"}


by_passkey, by_password, by_code = ByPasskey.as_view(), ByPassword.as_view(), ByCode.as_view()
