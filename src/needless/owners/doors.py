"""Every door of sign-in leads past here: whoever comes in, or fails to, is noted (M17)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from needless.owners.audit import note
from needless.owners.models import Owner


def watch() -> None:
    """Called once, when the app is there."""
    user_logged_in.connect(_came_in, dispatch_uid="needless.doors")
    user_logged_out.connect(_went_out, dispatch_uid="needless.doors")
    user_login_failed.connect(_was_refused, dispatch_uid="needless.doors")


def _came_in(sender: object, request: HttpRequest, user: Owner, **_more: Any) -> None:
    note(user, "signed-in", **_program(request))


def _went_out(sender: object, request: HttpRequest, user: Owner | None, **_more: Any) -> None:
    if user is not None:
        note(user, "signed-out")


def _was_refused(sender: object, credentials: dict[str, Any], **more: Any) -> None:
    """Noted where the account is there; a name that is nobody's concerns nobody."""
    owner = Owner.objects.filter(username=credentials.get("username") or "").first()
    if owner is not None:
        request: HttpRequest | None = more.get("request")
        note(owner, "sign-in-failed", **_program(request))


def _program(request: HttpRequest | None) -> dict[str, str]:
    agent = request.headers.get("user-agent", "") if request is not None else ""
    return {"with": agent[:200]} if agent else {}
