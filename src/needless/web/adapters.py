"""How allauth does here what this instance wants: no open door, sealed secrets, its own words (M17)."""

from __future__ import annotations

from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from needless.owners.models import Owner
from needless.owners.sealing import seal, unseal
from needless.web.confirming import was_confirmed
from needless.web.headers import client_address
from needless.web.known_devices import device_of

KNOWN_DEVICE = {"login_failed": "10/5m/key"}
SAID = {
    "mfa/messages/totp_activated.txt": gettext_lazy("From now on the password asks for a code as well."),
    "mfa/messages/totp_deactivated.txt": gettext_lazy("Codes are off."),
    "mfa/messages/webauthn_added.txt": gettext_lazy("The passkey is added."),
    "mfa/messages/webauthn_removed.txt": gettext_lazy("The passkey is removed."),
}


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts come by invitation alone."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": gettext_lazy("This name and password do not belong together."),
        "email_password_mismatch": gettext_lazy("This address and password do not belong together."),
        "incorrect_password": gettext_lazy("That is not your password."),
        "too_many_login_attempts": gettext_lazy(
            "Too many tries. Wait five minutes, or come in by passkey or by a one-time link."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """As this product asks: signing in a moment ago counts, by a link as well."""
        return not was_confirmed(context.request)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The same address as in the account's log."""
        return client_address(request) or "unknown"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """A known device has tries of its own: who guesses from elsewhere cannot use them up."""
        login = str(credentials.get("email") or credentials.get("username") or "")
        device = device_of(request, login)
        if not device:
            super().pre_authenticate(request, **credentials)
            return
        self._login_failed_rl_usage = ratelimit.consume(
            request, app="allauth.account", action="login_failed", key=f"known:{device}", config=KNOWN_DEVICE
        )
        if not self._login_failed_rl_usage:
            raise self.validation_error("too_many_login_attempts")

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """In this product's words; what is plain to see is not said."""
        text = message or SAID.get(message_template or "")
        if text:
            messages.add_message(request, level, str(text))


class Factors(DefaultMFAAdapter):  # type: ignore[misc]
    """Passkeys, codes and recovery codes."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("That did not fit. Try again, with the code that shows now."),
    }

    def encrypt(self, text: str) -> str:
        """Sealed: the key lies outside the database."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Raises CannotUnseal where the key is gone."""
        return unseal(encrypted_text)

    def build_totp_svg(self, url: str) -> str:
        """The QR code, dark on light in any theme: cameras read it so."""
        svg: str = segno.make(url, error="m").svg_inline(
            border=3, light="#fff", dark="#000", omitsize=True, svgclass="code"
        )
        return svg

    def _get_site_name(self) -> str:
        return "Needless"

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """Where no name was given."""
        return _("A passkey")


class Firm(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """A firm's own sign-in: whoever has an address of the firm's domain comes in, and nobody else."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Refuses other domains, and addresses the firm does not vouch for; joins an account of the same address."""
        mail = (sociallogin.user.email or "").lower()
        vouched = any(a.verified and a.email.lower() == mail for a in sociallogin.email_addresses)
        domain = settings.FIRM_DOMAIN
        if not mail or not vouched or (domain and mail.rpartition("@")[2] != domain):
            self._refuse(request, _("Your firm's sign-in is not for this address here."))
        if not sociallogin.is_existing:
            self._join(request, sociallogin, mail)

    def _join(self, request: HttpRequest, sociallogin: Any, mail: str) -> None:
        owner = Owner.objects.filter(email__iexact=mail, is_active=True).first()
        if owner is not None:
            sociallogin.connect(request, owner)
        elif not settings.FIRM_DOMAIN:
            self._refuse(request, _("There is no account for this address yet: ask for an invitation."))

    def _refuse(self, request: HttpRequest, why: str) -> None:
        messages.error(request, why)
        raise ImmediateHttpResponse(HttpResponseRedirect(reverse("sign-in")))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """For the firm's domain, once it is named."""
        return bool(settings.FIRM_DOMAIN)

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: Any) -> bool:
        """No form in between."""
        return True
