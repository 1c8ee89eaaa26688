"""The addresses below /dav/: who asks is found out here, what they ask for is Radicale's to answer (M17)."""

from __future__ import annotations

import io
import zoneinfo
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt

from needless.dav.signing_in import asked_by, is_trying_too_often
from needless.dav.visit import Visit, current
from needless.owners.models import AppPassword, Owner

LONGEST = 20 << 20  # bytes of a request: a card with a large photo, or ten thousand addresses

REFUSED = frozenset({"MKCOL", "MKCALENDAR", "PROPPATCH", "MOVE", "COPY", "POST", "LOCK", "UNLOCK"})


@csrf_exempt
@login_not_required
def well_known(request: HttpRequest) -> HttpResponse:
    """Where programs look first (RFC 6764)."""
    return HttpResponsePermanentRedirect(reverse("dav"))


@csrf_exempt
@login_not_required
def dav(request: HttpRequest, path: str = "") -> HttpResponse:
    """One request of a phone, of its owner's own things alone."""
    found = asked_by(request.headers.get("authorization", ""))
    if found is None:
        return _unknown(request, path)
    whose = path.partition("/")[0]
    if whose and whose != found.owner.username:
        return HttpResponse("Not found.", status=404, content_type="text/plain")
    if request.method in REFUSED:
        text = "There is one book and one calendar here; only cards in the book can be changed."
        return HttpResponse(text, status=403, content_type="text/plain")
    body = _body(request)
    if body is None:
        return HttpResponse("At most 20 MB expected.", status=413, content_type="text/plain")
    return _answer(request, found, body)


def _unknown(request: HttpRequest, path: str) -> HttpResponse:
    """A browser is shown where a phone is set up; a program is asked for its password."""
    if not request.headers.get("authorization"):
        if request.method == "GET" and not path and "text/html" in request.headers.get("accept", ""):
            return HttpResponseRedirect(reverse("phone"))
    elif is_trying_too_often(request.META.get("REMOTE_ADDR") or ""):
        headers = {"Retry-After": "60"}
        return HttpResponse(
            "Too many wrong passwords.", status=429, content_type="text/plain", headers=headers
        )
    asked = {"WWW-Authenticate": 'Basic realm="Needless", charset="UTF-8"'}
    return HttpResponse(
        "An app password of Needless is needed.", status=401, content_type="text/plain", headers=asked
    )


def _body(request: HttpRequest) -> bytes | None:
    """What was sent, also in pieces without a length, as macOS does; None where it is too long."""
    environ: dict[str, Any] = request.META
    if int(environ.get("CONTENT_LENGTH") or 0) > LONGEST:
        return None
    is_in_pieces = "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower()
    stream = environ["wsgi.input"] if is_in_pieces and not environ.get("CONTENT_LENGTH") else request
    body: bytes = stream.read(LONGEST + 1)
    return body if len(body) <= LONGEST else None


def _answer(request: HttpRequest, found: AppPassword, body: bytes) -> HttpResponse:
    from needless.dav.server import server  # Radicale takes a moment, and pages have no need of it

    owner = found.owner
    environ = dict(request.META)
    environ.update(
        {"SCRIPT_NAME": reverse("dav").rstrip("/"), "REMOTE_USER": owner.username,
         "PATH_INFO": request.path_info[len("/dav") :].encode().decode("latin-1"),
         "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body)}
    )  # fmt: skip
    site = f"{request.scheme}://{request.get_host()}"
    heads: list[tuple[str, Sequence[tuple[str, str]]]] = []
    with timezone.override(_zone(owner)), translation.override(owner.language or translation.get_language()):
        token = current.set(Visit(owner, found.name, site, timezone.localdate()))
        try:
            parts = server()(environ, lambda status, headers, *_: heads.append((status, headers)))
        finally:
            current.reset(token)
    status, headers = heads[0]
    return HttpResponse(
        b"".join(parts),
        status=int(status.partition(" ")[0]),
        headers=_headers(headers),
        content_type=_type(headers),
    )


def _zone(owner: Owner) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(owner.time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")


def _headers(headers: Sequence[tuple[str, str]]) -> dict[str, str]:
    return {name: value for name, value in headers if name.lower() not in ("content-type", "content-length")}


def _type(headers: Sequence[tuple[str, str]]) -> str:
    return next((value for name, value in headers if name.lower() == "content-type"), "text/plain")
