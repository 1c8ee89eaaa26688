"""The page for what went wrong on our side; where nothing can be written it says why (M17)."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import server_error

from needless.tables import disk


def went_wrong(request: HttpRequest) -> HttpResponse:
    """507 for a full disk, 503 for a read-only one, 500 for the rest."""
    code = disk.trouble(sys.exc_info()[1])
    if not code:
        return server_error(request)
    answer = render(request, "no_room.html", {"words": disk.words(code)}, status=code)
    answer["Retry-After"] = "300"
    return answer
