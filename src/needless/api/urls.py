"""Every address of the API, and its documentation, which works offline."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI

from needless import __version__
from needless.api import (
    about,
    asking,
    benefits,
    contacts,
    duplicates,
    gatherings,
    giving,
    hearing,
    incoming,
    interactions,
    introductions,
    meetings,
    mix,
    open_things,
    opportunities,
    plan,
    practice,
    recommendations,
    syncing,
    wishes,
)
from needless.api.access import Bearer
from needless.api.kept import keep
from needless.api.once import at_most_once
from needless.api.problems import not_there, problem, speak_of_problems

View = Callable[..., HttpResponse]
KEPT = {"list_contacts", "get_contact"}  # by the day, not by the minute
# The documentation's own program sets styles; it is the one page that may.
DOCS_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def for_docs(view: View) -> View:
    """The policy under which the documentation page runs."""

    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        answer["Content-Security-Policy"] = DOCS_POLICY
        return answer

    return shown


def by_token(view: View, name: str = "") -> View:
    """No session is needed, and a wrong method is a problem like any other."""

    @wraps(view, updated=())
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = at_most_once(request, lambda: view(request, *args, **kwargs))
        if answer.status_code != 405:
            return _unless_known(request, answer, name in KEPT)
        refusal = problem(405, _("This address does not know that method."))
        if "Allow" in answer:
            refusal["Allow"] = answer["Allow"]
        return refusal

    return login_not_required(csrf_exempt(asked))


def _unless_known(request: HttpRequest, answer: HttpResponse, may_keep: bool) -> HttpResponse:
    """With an ETag; 304 without a body where the program has this one already (If-None-Match)."""
    if request.method != "GET" or answer.status_code != 200:
        return answer
    patch_vary_headers(answer, ["Authorization"])
    answer["ETag"] = f'"{hashlib.blake2b(answer.content, digest_size=16).hexdigest()}"'
    if may_keep:
        keep(request, answer)
    shown = get_conditional_response(request, etag=answer["ETag"], response=answer)
    return shown if isinstance(shown, HttpResponse) else answer


api = NinjaAPI(title="Needless", version=__version__, docs_decorator=for_docs)
speak_of_problems(api)
AREAS: dict[str, tuple[Any, ...]] = {  # which scope opens which chapters
    "contacts": (contacts, duplicates, about),
    "interactions": (interactions, mix),
    "plan": (plan, practice),
    "meetings": (gatherings, meetings),
    "giving": (open_things, giving, asking, benefits, hearing, introductions, opportunities, recommendations, wishes),
    "imports": (incoming, syncing),
}  # fmt: skip
for area, chapters in AREAS.items():
    for chapter in chapters:
        api.add_router("/contacts" if chapter is contacts else "", chapter.router, auth=Bearer(area))


def _addresses() -> tuple[list[URLPattern], str, str]:
    addresses, app, namespace = api.urls
    patterns = [each for each in addresses if isinstance(each, URLPattern)]
    for pattern in patterns:
        if not str(pattern.name).startswith("openapi"):  # the documentation is for who is signed in
            pattern.callback = by_token(pattern.callback, str(pattern.name))
    rest = path("<path:rest>", by_token(not_there), name="nothing")
    return [*patterns, rest], app, namespace


urlpatterns, app_name, namespace = _addresses()
mounted = (urlpatterns, app_name, namespace)
