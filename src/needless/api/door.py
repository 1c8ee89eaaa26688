"""How a request comes to the API: past what only pages need."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import resolve
from django.utils import timezone, translation

Next = Callable[[HttpRequest], HttpResponse]
FOR_PEOPLE = ("/api/docs", "/api/openapi")  # the documentation is for who is signed in


class Door:
    """Requests to ``/api/`` go to their view: no session, form token or page's message concerns them."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        address = request.path_info
        if not address.startswith("/api/") or address.startswith(FOR_PEOPLE):
            return self.get_response(request)
        answer = _asked(request)
        if not answer.streaming:
            answer.headers.setdefault("Content-Length", str(len(answer.content)))
        return answer


def _asked(request: HttpRequest) -> HttpResponse:
    request.get_host()  # only under the names that serve it
    with translation.override(translation.get_language_from_request(request)), timezone.override(None):
        found = request.resolver_match = resolve(request.path_info)
        answer: HttpResponse = found.func(request, *found.args, **found.kwargs)
    return answer
