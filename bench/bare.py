"""A Django project with one view and no middleware, which returns bytes that it has in hand: what the API is measured beside."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"], MIDDLEWARE=[], SECRET_KEY="bench")
FOLDER = os.environ.get("BENCH_BODIES")  # set by the bench that serves this
BODIES = {each.name: each.read_bytes() for each in Path(FOLDER).iterdir()} if FOLDER else {}


def bare(_request: HttpRequest, name: str) -> HttpResponse:
    """The bytes of that name."""
    body = BODIES[name]
    return HttpResponse(
        body, content_type="application/json; charset=utf-8", headers={"Content-Length": str(len(body))}
    )


urlpatterns = [path("<str:name>", bare)]
application = get_wsgi_application()
