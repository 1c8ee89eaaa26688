"""What happened with the account, for its owner to read (M17)."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from needless.owners.audit import WORDS, entries_of
from needless.owners.models import AuditEntry
from needless.web import browsers
from needless.web.requests import OwnersRequest

A_PAGE = 100
WAYS = {
    "link": _("by a one-time link"),
    "password": _("by the password"),
    "webauthn": _("by a passkey"),
    "totp": _("by a code"),
    "code": _("by a code"),
    "recovery_codes": _("by a recovery code"),
    "socialaccount": _("by the firm’s sign-in"),
}


@require_GET
def happened(request: OwnersRequest) -> HttpResponse:
    """The entries of a year, the latest first."""
    page = Paginator(entries_of(request.user), A_PAGE).get_page(request.GET.get("page"))
    rows = [(entry, WORDS.get(entry.what, entry.what), _facts(entry)) for entry in page]
    return render(request, "account_log.html", {"rows": rows, "page": page})


def _facts(entry: AuditEntry) -> str:
    """The small facts on one line: a name by itself, others with what they are."""
    named = [str(entry.detail[key]) for key in ("name", "file") if entry.detail.get(key)]
    named += [str(WAYS.get(way, way)) for way in str(entry.detail.get("way") or "").split(", ") if way]
    if agent := str(entry.detail.get("with") or ""):
        named.append(browsers.named(agent))
    counted = [
        f"{key} {value}"
        for key, value in entry.detail.items()
        if isinstance(value, int) and value is not True
    ]
    return " · ".join([*named, *counted])
