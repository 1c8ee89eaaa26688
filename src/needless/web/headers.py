"""What every answer carries: a strict content policy, and the owner's own time."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from needless.owners.audit import asked_from
from needless.tables import row_security

Next = Callable[[HttpRequest], HttpResponse]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


PERMISSIONS = ", ".join(
    (
        "camera=(self)",  # business cards
        "publickey-credentials-create=(self)",
        "publickey-credentials-get=(self)",
        *(
            f"{name}=()"
            for name in (
                "accelerometer", "autoplay", "bluetooth", "browsing-topics", "display-capture", "geolocation",
                "gyroscope", "hid", "magnetometer", "microphone", "midi", "payment", "serial", "usb",
            )
        ),
    )
)  # fmt: skip


class SecurityHeaders:
    """No inline script or style, nothing from or to a third party."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", POLICY)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # For browsers that know no frame-ancestors.
        response.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        return response


def client_address(request: HttpRequest) -> str:
    """Whoever asks, as far as it can be known: what the outermost of one's own proxies saw, else the connection's."""
    count = settings.PROXIES
    seen = [each.strip() for each in request.headers.get("x-forwarded-for", "").split(",") if each.strip()]
    return seen[-count] if count and len(seen) >= count else request.META.get("REMOTE_ADDR") or ""


class Asker:
    """The audit log knows from where something was asked for."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with asked_from(client_address(request), request.headers.get("user-agent", "")):
            return self.get_response(request)


class OwnRows:
    """On PostgreSQL a request begins working for nobody, and gives the connection back so."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with row_security.acting_for(row_security.NOBODY):
            return self.get_response(request)


class OwnersTime:
    """Moments are shown in the owner's time zone, words in their language where they chose one."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.pk:
            row_security.name(request.user.pk)
        name = getattr(request.user, "time_zone", "UTC")
        try:
            zone = zoneinfo.ZoneInfo(name)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            zone = zoneinfo.ZoneInfo("UTC")
        language = getattr(request.user, "language", "") or translation.get_language()
        with timezone.override(zone), translation.override(language):
            return self.get_response(request)
