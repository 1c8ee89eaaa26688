"""Every address of the API, and its documentation, which works offline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from needless import __version__
from needless.api import (
    about,
    asking,
    backups,
    benefits,
    cards,
    channels,
    contacts,
    duplicates,
    giving,
    happenings,
    hearing,
    incoming,
    interactions,
    introductions,
    keeping,
    letters,
    mailboxes,
    meetings,
    mix,
    open_things,
    opportunities,
    own,
    people,
    placing,
    plan,
    practice,
    recommendations,
    syncing,
    vouching,
    webhooks,
    wishes,
)
from needless.api.access import Bearer
from needless.api.conditions import by_token
from needless.api.document import Api, StrictJSON
from needless.api.problems import not_there, speak_of_problems

View = Callable[..., HttpResponse]
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


api = Api(title="Needless", version=__version__, docs_decorator=for_docs, parser=StrictJSON())
speak_of_problems(api)
AREAS: dict[str, tuple[Any, ...]] = {  # which scope opens which chapters
    "contacts": (contacts, duplicates, about, keeping, people, placing, cards),
    "interactions": (interactions, mix),
    "plan": (plan, practice),
    "meetings": (happenings, letters, meetings),
    "giving": (
        open_things, giving, asking, vouching, benefits, hearing, introductions, opportunities, recommendations, wishes,
    ),
    "imports": (incoming, mailboxes, syncing),
    "settings": (backups, channels, own, webhooks),
}  # fmt: skip
for area, chapters in AREAS.items():
    for chapter in chapters:
        api.add_router("/contacts" if chapter is contacts else "", chapter.router, auth=Bearer(area))
api.add_router("", own.files, auth=Bearer("export"))
api.add_router("", keeping.records, auth=Bearer("export"))
api.add_router("", keeping.rules, auth=Bearer("settings"))


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
