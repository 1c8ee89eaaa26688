"""Sign-in and security: by what one signs in, and where one is signed in (M17)."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.recovery_codes.internal import flows as recovery
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import SetPasswordForm
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from needless.owners import sessions
from needless.owners.factors import passkey_of, set_password, ways_of
from needless.owners.invitations import is_admin
from needless.web.confirming import confirmed
from needless.web.requests import OwnersRequest, say
from needless.web.today import with_404

AN_ADDRESS_IN_NUMBERS = set("0123456789.:[]")


@require_GET
def security(request: OwnersRequest) -> HttpResponse:
    """All ways in on one page, and what leads to changing them."""
    host = request.get_host().rsplit(":", 1)[0]
    shown = {
        "ways": ways_of(request.user),
        "here": len(sessions.sessions_of(request.user)),
        "is_admin": is_admin(request.user),
        "has_no_name": set(host) <= AN_ADDRESS_IN_NUMBERS,  # a passkey belongs to a host's name
    }
    return render(request, "security.html", shown)


@sensitive_post_parameters()
@confirmed
@require_http_methods(["GET", "POST"])
def password(request: OwnersRequest) -> HttpResponse:
    """Set the password, or another one."""
    form: Any = SetPasswordForm(request.user, request.POST or None)
    form.label_suffix = ""
    if not form.is_valid():
        return render(request, "password.html", {"form": form}, status=422 if form.is_bound else 200)
    set_password(request.user, form.cleaned_data["new_password1"])
    update_session_auth_hash(request, request.user)
    say(request, _("Your password is set. Wherever else you were signed in, you are signed out."))
    return redirect("security")


@confirmed
@require_POST
def remove_password(request: OwnersRequest) -> HttpResponse:
    """Passkeys and links alone."""
    set_password(request.user, None)
    update_session_auth_hash(request, request.user)
    say(request, _("Your password is removed."))
    return redirect("security")


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """One more passkey: always one that signs in by itself."""

    template_name = "passkey.html"
    success_url = reverse_lazy("security")

    def get_success_url(self) -> str:
        """Recovery codes are shown when they are first made."""
        return str(reverse_lazy("recovery-codes") if self.did_generate_recovery_codes else self.success_url)


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]
    """One passkey less."""

    template_name = "passkey_remove.html"
    success_url = reverse_lazy("security")


def remove_passkey(request: OwnersRequest, pk: int) -> HttpResponse:
    """Asks whether it is the owner, once it is sure that the passkey is theirs."""
    with_404(lambda: passkey_of(request.user, pk))
    return confirmed(RemovePasskey.as_view())(request, pk=pk)


class CodesOn(ActivateTOTPView):  # type: ignore[misc]
    """The QR code for an app, and the first code back as a proof."""

    template_name = "codes.html"

    def get_success_url(self) -> str:
        """Recovery codes are shown when they are first made."""
        return str(reverse_lazy("recovery-codes" if self.did_generate_recovery_codes else "security"))


class CodesOff(DeactivateTOTPView):  # type: ignore[misc]
    """No codes any more."""

    template_name = "codes_off.html"
    success_url = reverse_lazy("security")


class SecondStep(AuthenticateView):  # type: ignore[misc]
    """After the password: a code, a recovery code or a passkey."""

    template_name = "sign_in_code.html"


add_passkey = confirmed(AddPasskey.as_view())
codes_on, codes_off = confirmed(CodesOn.as_view()), confirmed(CodesOff.as_view())
second_step = SecondStep.as_view()


@never_cache
@confirmed
@require_http_methods(["GET", "POST"])
def recovery_codes(request: OwnersRequest) -> HttpResponse:
    """The list, shown once: right after it was made."""
    if request.method == "POST":
        if not recovery.can_generate_recovery_codes(request.user):
            raise Http404
        recovery.generate_recovery_codes(request)
    codes, is_first = recovery.view_recovery_codes(request)
    if codes is None:
        raise Http404
    unused = codes.get_unused_codes()
    text = "Needless\n" + "\n".join(unused) + "\n"
    shown = {"codes": unused if is_first else [], "left": len(unused), "file": urlencode({"": text})[1:]}
    return render(request, "recovery_codes.html", shown)


@require_GET
def devices(request: OwnersRequest) -> HttpResponse:
    """Where the owner is signed in."""
    rows = sessions.sessions_of(request.user)
    key = request.session.session_key
    shown = [(row, sessions.is_this(row, key)) for row in rows]
    return render(request, "devices.html", {"rows": shown})


@require_POST
def end_device(request: OwnersRequest, pk: int) -> HttpResponse:
    """Sign out there."""
    with_404(lambda: sessions.end_session(request.user, pk))
    say(request, _("Signed out there."))
    return redirect("devices")


@require_POST
def end_devices(request: OwnersRequest) -> HttpResponse:
    """Sign out everywhere else."""
    sessions.end_sessions(request.user, but=request.session.session_key)
    say(request, _("Signed out everywhere but here."))
    return redirect("devices")
