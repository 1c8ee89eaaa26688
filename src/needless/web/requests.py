"""What a view is given, and where it sends people back to."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from needless.contacts.models import Undo
from needless.owners.models import Owner


class OwnersRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: Owner
    htmx: HtmxDetails


def is_ours(request: HttpRequest, url: str) -> bool:
    """Does this address stay on this site?"""
    return url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure())


def back_to(request: HttpRequest, fallback: str) -> str:
    """Where the owner was (``next``), if that is on this site; else the page named ``fallback``."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    return url if url and is_ours(request, url) else reverse(fallback)


def back(request: HttpRequest, fallback: str = "today") -> HttpResponse:
    """Go back to where the owner was."""
    return HttpResponseRedirect(back_to(request, fallback))


def say(request: HttpRequest, text: str, undo: Undo | str | None = None) -> None:
    """Show a line on the next page. ``undo``: what its button takes back, or the address that it posts to."""
    address = reverse("undo", args=[undo.pk]) if isinstance(undo, Undo) else undo or ""
    messages.success(request, text, extra_tags=address)


def say_done(request: HttpRequest, undo: Undo) -> None:
    """Show what was done, with its Undo button."""
    say(request, undo.label or _("Done."), undo)
