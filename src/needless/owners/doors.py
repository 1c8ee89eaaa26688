"""Every door of sign-in leads past here: whoever comes in, fails to, or changes how, is noted (M17)."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa import signals as factors
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from needless.owners.audit import note
from needless.owners.models import Owner

Kind = Authenticator.Type
ADDED = {Kind.WEBAUTHN: "passkey-added", Kind.TOTP: "codes-on", Kind.RECOVERY_CODES: "recovery-made"}
REMOVED = {Kind.WEBAUTHN: "passkey-removed", Kind.TOTP: "codes-off"}


def watch() -> None:
    """Called once, when the app is there."""
    for signal, act in (
        (user_logged_in, _came_in),
        (user_logged_out, _went_out),
        (user_login_failed, _was_refused),
        (factors.authentication_failed, _code_was_refused),
        (factors.authenticator_added, _added),
        (factors.authenticator_reset, _added),
        (factors.authenticator_removed, _removed),
    ):
        signal.connect(act, dispatch_uid=f"needless.doors.{act.__name__}")


def _came_in(sender: object, request: HttpRequest, user: Owner, **_more: Any) -> None:
    request.came_in = True  # type: ignore[attr-defined]  # for web/known_devices.py
    session = getattr(request, "session", None)
    records = get_authentication_records(request, user) if session is not None else []
    ways = ", ".join(dict.fromkeys(str(r.get("type") or r["method"]) for r in records))
    note(user, "signed-in", **({"way": ways} if ways else {}), **_program(request))


def _went_out(sender: object, request: HttpRequest, user: Owner | None, **_more: Any) -> None:
    if user is not None:
        note(user, "signed-out")


def _was_refused(sender: object, credentials: dict[str, Any], **more: Any) -> None:
    """Noted where the account is there; a name that is nobody's concerns nobody."""
    owner = by_login(str(credentials.get("username") or credentials.get("email") or ""))
    if owner is not None:
        note(owner, "sign-in-failed", **_program(more.get("request")))


def _code_was_refused(sender: object, request: HttpRequest, user: Owner, **_more: Any) -> None:
    note(user, "sign-in-failed", way="code", **_program(request))


def _added(sender: object, user: Owner, authenticator: Authenticator, **_more: Any) -> None:
    note(user, ADDED[authenticator.type])


def _removed(sender: object, user: Owner, authenticator: Authenticator, **_more: Any) -> None:
    if authenticator.type in REMOVED:
        note(user, REMOVED[authenticator.type])


def by_login(login: str) -> Owner | None:
    """Whose user name or address this is."""
    if not login:
        return None
    named = Owner.objects.filter(username__iexact=login).first()
    return named or Owner.objects.filter(email__iexact=login).first()


def _program(request: HttpRequest | None) -> dict[str, str]:
    agent = request.headers.get("user-agent", "") if request is not None else ""
    return {"with": agent[:200]} if agent else {}
