"""Without a connection: what the phone keeps, and what it sends when it is back, once (M1)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET, require_POST

from needless.contacts.models import Address
from needless.contacts.queries import contacts_of
from needless.helping.actions import log_line, understand
from needless.interactions.arrivals import is_first_arrival
from needless.method.folding import fold
from needless.web.requests import OwnersRequest

ASSETS = (
    "needless/css/needless.css", "needless/js/needless.js", "needless/js/queue.js", "needless/js/offline.js",
    "django_htmx/htmx-2.min.js", "needless/icons/needless.svg",
)  # fmt: skip
MOST_PEOPLE = 3000
OLDEST_DAYS = 90


@cache
def digest() -> str:
    """Changes when one of the kept files does."""
    found = hashlib.sha256()
    for name in ASSETS:
        found.update(Path(str(finders.find(name))).read_bytes())
    return found.hexdigest()[:12]


@login_not_required
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; from the root, so that it may keep every page."""
    shown = {
        "digest": digest(),
        "assets": [static(name) for name in ASSETS],
        "queue": static("needless/js/queue.js"),
        "icon": static("needless/icons/needless-192.png"),
    }
    return render(request, "sw.js", shown, content_type="text/javascript")


@require_GET
def offline(request: OwnersRequest) -> HttpResponse:
    """Where one lands without a connection: a line to log, people to find, and what waits to be sent."""
    return render(request, "offline.html")


@require_GET
def people(request: OwnersRequest) -> JsonResponse:
    """Those whom the owner talks with or wants to keep, the latest first, with the ways to reach them."""
    rows = contacts_of(request.user).exclude(tier="none", last_talk_on=None).order_by("-last_talk_on", "name")
    found = list(rows.only("pk", "name", "organisation")[:MOST_PEOPLE])
    ways: dict[int, list[str]] = defaultdict(list)
    known = Address.objects.of(request.user).filter(contact__in=[one.pk for one in found])
    for pk, value in (
        known.filter(kind__in=("phone", "email")).order_by("pk").values_list("contact_id", "value")
    ):
        ways[pk].append(value)
    return JsonResponse({"people": [
        {
            "name": one.name, "organisation": one.organisation, "url": one.get_absolute_url(),
            "ways": ways[one.pk][:3], "find": fold(f"{one.name} {one.organisation}"),
        }
        for one in found
    ]})  # fmt: skip


@require_POST
@transaction.atomic
def queued(request: OwnersRequest) -> HttpResponse:
    """A line that was written without a connection: logged as of then; what is doubtful waits with its question."""
    text, key = request.POST.get("line", "").strip()[:2000], arrival_key(request)
    if not text or key is None:
        return HttpResponse(status=422)
    if is_first_arrival(request.user, key):
        at = written_at(request)
        log_line(request.user, understand(request.user, text, at), at)
    return HttpResponse(status=204)


def arrival_key(request: HttpRequest) -> UUID | None:
    """The key that the phone gave what it sends; None where it comes straight from a page, or makes no sense."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return None


def written_at(request: HttpRequest) -> datetime:
    """When the phone says it was written; now, where that is no moment of the last 90 days."""
    now, said = timezone.now(), None
    try:
        said = parse_datetime(request.POST.get("at", ""))
    except ValueError:
        return now
    if said is None or timezone.is_naive(said) or not now - timedelta(days=OLDEST_DAYS) <= said <= now:
        return now
    return timezone.localtime(said)
