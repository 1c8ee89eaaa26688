"""The phone and other programs: passwords for them, and what to type in where (M17)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from needless.contacts.conflicts import open_conflicts
from needless.owners.app_passwords import app_passwords, make_app_password, revoke_app_password
from needless.phonebook.book import show_notes
from needless.phonebook.models import Book
from needless.web.requests import OwnersRequest, say
from needless.web.today import with_404


@never_cache
@require_http_methods(["GET", "POST"])
def phone(request: OwnersRequest) -> HttpResponse:
    """The passwords there are; a POST makes one, shown on this answer and never again."""
    if request.method != "POST":
        return render(request, "phone.html", _shown(request))
    name = request.POST.get("name", "").strip() or _("A program")
    new = {"new_password": make_app_password(request.user, name), "new_name": name[:100]}
    return render(request, "phone.html", {**_shown(request), **new})


def _shown(request: OwnersRequest) -> dict[str, Any]:
    return {
        "conflicts": open_conflicts(request.user).count(),
        "with_notes": Book.objects.of(request.user).filter(with_notes=True).exists(),
        "passwords": app_passwords(request.user),
        "server": request.get_host(),
        "address": request.build_absolute_uri("/dav/"),
        "is_safe": request.is_secure(),
    }


@require_POST
def notes(request: OwnersRequest) -> HttpResponse:
    """Whether the phone tells the owner's notes."""
    show_notes(request.user, bool(request.POST.get("with_notes")))
    say(request, _("Saved."))
    return redirect("phone")


@require_POST
def revoke(request: OwnersRequest, pk: int) -> HttpResponse:
    """That password opens nothing any more."""
    with_404(lambda: revoke_app_password(request.user, pk))
    say(request, _("Revoked."))
    return redirect("phone")
