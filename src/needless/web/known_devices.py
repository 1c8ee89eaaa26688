"""A device that was signed in once is known: strangers who guess passwords cannot lock its owner out there (M17)."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from needless.owners.models import Owner
from needless.web.headers import Next

SALT = "needless.known-device"
YEAR = 365 * 86400


def cookie_name() -> str:
    """As the other cookies: bound to this very host where there is TLS."""
    return "__Host-known" if settings.HTTPS else "known"


def device_of(request: HttpRequest, login: str) -> str:
    """The device's name, where the account of that user name or address was signed in on it before; else nothing."""
    known = _known(request)
    if not known or not login:
        return ""
    owners = Owner.objects.filter(pk__in=[int(pk) for pk in known])
    wanted = login.casefold()
    here = (str(o.pk) for o in owners if wanted in {o.username.casefold(), o.email.casefold()})
    return next((known[pk] for pk in here), "")


def _known(request: HttpRequest) -> dict[str, str]:
    try:
        known = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=YEAR)
    except signing.BadSignature:
        return {}
    return {str(pk): str(device) for pk, device in known.items()} if isinstance(known, dict) else {}


class KnownDevices:
    """Whoever comes in leaves their device known, for a year."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "came_in", False):
            known = _known(request) | {str(request.user.pk): secrets.token_urlsafe(9)}
            response.set_cookie(
                cookie_name(), signing.dumps(known, salt=SALT), max_age=YEAR, httponly=True,
                secure=settings.HTTPS, samesite="Lax",
            )  # fmt: skip
        return response
