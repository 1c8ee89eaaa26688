"""What HTTP asks of every address: methods, kinds of content, If-None-Match for reading and If-Match for writing."""

from __future__ import annotations

import copy
import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from needless.api.kept import keep
from needless.api.once import at_most_once
from needless.api.problems import problem
from needless.owners.models import Owner

View = Callable[..., HttpResponse]
KEPT = {"list_contacts", "get_contact"}  # depend on the day, not on the minute
TAKE_FILES = re.compile(r"/api/imports|/photo$|/api/cards/scan$")
WITH_BODY = {"POST", "PUT", "PATCH"}
JSON, FILES = "application/json", "multipart/form-data"


def by_token(view: View, name: str = "") -> View:
    """The view as the API shows it: without session, with conditions, every refusal a problem; ``name`` its address's."""

    @wraps(view, updated=())
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_head = request.method == "HEAD"
        if is_head:
            request.method = "GET"
        answer = _unfit(request) or at_most_once(request, lambda: _asked(request, view, kwargs))
        if answer.status_code == 405:
            answer = _wrong_method(answer)
        shown = _with_tag(request, answer, name in KEPT)
        return _headless(shown) if is_head else shown

    return login_not_required(csrf_exempt(asked))


def _unfit(request: HttpRequest) -> HttpResponse | None:
    """A refusal of a body that is of the wrong kind, or too large."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if request.method not in WITH_BODY or length == "0":
        return None
    expected = FILES if TAKE_FILES.search(request.path_info) else JSON
    if request.content_type not in {expected, JSON}:
        return problem(415, _("A body of %(kind)s was expected.") % {"kind": expected})
    if expected == JSON and (not length.isdigit() or int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20
        return problem(413, _("At most %(most)d MB were expected.") % {"most": most})
    return None


def _asked(request: HttpRequest, view: View, where: dict[str, Any]) -> HttpResponse:
    """The view's answer; with If-Match only where what is there is still what the program saw, else 412."""
    seen = request.headers.get("If-Match", "")
    if not seen or request.method == "GET":
        return view(request, **where)
    with transaction.atomic():
        reading = copy.copy(request)
        reading.method = "GET"
        now = view(reading, **where)
        if now.status_code not in {200, 405}:
            return now
        # Two who saw the same come one after the other, so that the second is told.
        Owner.objects.select_for_update().get(pk=reading.auth.pk)  # type: ignore[attr-defined]  # set by Bearer
        now = view(reading, **where)
        is_seen = seen.strip() == "*" or (not now.streaming and _tag(now) in seen)  # a file has no ETag
        if now.status_code == 405 or not is_seen:
            return problem(412, _("It is no longer as you saw it: read it again. Nothing was changed."))
        answer = view(request, **where)
        if answer.status_code >= 400:
            transaction.set_rollback(True)
    return answer


def _wrong_method(answer: HttpResponse) -> HttpResponse:
    refusal = problem(405, _("This address does not know that method."))
    if "Allow" in answer:
        refusal["Allow"] = answer["Allow"]
    return refusal


def _with_tag(request: HttpRequest, answer: HttpResponse, may_keep: bool) -> HttpResponse:
    """With an ETag; 304 without a body where the program has this one already (If-None-Match)."""
    if answer.status_code != 200 or answer.streaming or request.method not in {"GET", "PATCH"}:
        return answer
    patch_vary_headers(answer, ["Authorization"])
    answer["ETag"] = _tag(answer)
    if request.method == "PATCH":  # answers with what a GET would say
        return answer
    if may_keep:
        keep(request, answer)
    shown = get_conditional_response(request, etag=answer["ETag"], response=answer)
    return shown if isinstance(shown, HttpResponse) else answer


def _tag(answer: HttpResponse) -> str:
    return f'"{hashlib.blake2b(answer.content, digest_size=16).hexdigest()}"'


def _headless(answer: HttpResponse) -> HttpResponse:
    answer["Content-Length"] = str(len(answer.content))
    answer.content = b""
    return answer
