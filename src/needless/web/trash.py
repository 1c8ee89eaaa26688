"""The trash and the journal: what was deleted comes back, and what was done is taken back (M10, M17)."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from needless.imports.queries import imports_of
from needless.keeping.trash import journal_of, trash_of
from needless.web.requests import OwnersRequest

A_PAGE = 50


@require_GET
def trash(request: OwnersRequest) -> HttpResponse:
    """What was deleted in the last thirty days."""
    return render(request, "trash.html", {"deleted": trash_of(request.user, timezone.now())})


@require_GET
def journal(request: OwnersRequest) -> HttpResponse:
    """What was done, the newest first, each with its Undo while there is one."""
    page = Paginator(journal_of(request.user), A_PAGE).get_page(request.GET.get("page"))
    imports = imports_of(request.user) if page.number == 1 else []
    return render(request, "journal.html", {"page": page, "imports": imports})
