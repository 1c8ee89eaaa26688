"""One shape for every error: problem details, RFC 9457."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, SuspiciousOperation
from django.core.exceptions import ValidationError as ModelError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from needless.api.limits import seconds_to_wait
from needless.tables import disk

logger = logging.getLogger(__name__)
Faults = list[dict[str, str]]


def problem(status: int, detail: str = "", errors: Iterable[dict[str, str]] = ()) -> HttpResponse:
    """An application/problem+json answer; ``errors`` are {"field", "problem"} each."""
    body: dict[str, Any] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    if detail:
        body["detail"] = detail
    if faults := list(errors):
        body["errors"] = faults
    return JsonResponse(body, status=status, content_type="application/problem+json")


def not_there(request: HttpRequest, exc: Exception | None = None, **_rest: Any) -> HttpResponse:
    return problem(404, _("There is no such thing here, or it is not yours."))


def _not_signed_in(request: HttpRequest, exc: Exception) -> HttpResponse:
    answer = problem(401, _("Send a token: Authorization: Bearer ..."))
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def _http_error(request: HttpRequest, exc: HttpError) -> HttpResponse:
    answer = problem(exc.status_code, str(exc))
    if exc.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        answer["Retry-After"] = str(seconds_to_wait())
    return answer


def _wrong_request(request: HttpRequest, exc: ValidationError) -> HttpResponse:
    faults = [{"field": _place(error["loc"]), "problem": str(error["msg"])} for error in exc.errors]
    return problem(422, _("The request is not as it should be."), faults)


def _place(loc: Iterable[Any]) -> str:
    """("body", "given", "emails", 0) is emails.0 to who wrote the request."""
    return ".".join(str(part) for part in list(loc)[1:] if part not in {"given", "payload"})


def _wrong_values(request: HttpRequest, exc: ModelError) -> HttpResponse:
    by_field = exc.message_dict if hasattr(exc, "error_dict") else {"": exc.messages}
    faults: Faults = [{"field": name, "problem": text} for name, texts in by_field.items() for text in texts]
    return problem(422, _("This cannot be saved."), faults)


def _unreadable(request: HttpRequest, exc: Exception) -> HttpResponse:
    return problem(400, _("The request cannot be read."))


def _broken(request: HttpRequest, exc: Exception) -> HttpResponse:
    logger.error("API: %s %s", request.method, request.path, exc_info=exc)
    if code := disk.trouble(exc):
        return problem(code, disk.words(code))
    return problem(500, _("Something went wrong here; it is in the log."))


def speak_of_problems(api: NinjaAPI) -> None:
    """Answer every error of this API in the one shape."""
    answers: dict[type[Exception], Any] = {
        Http404: not_there,
        ObjectDoesNotExist: not_there,
        AuthenticationError: _not_signed_in,
        HttpError: _http_error,
        ValidationError: _wrong_request,
        ModelError: _wrong_values,
        SuspiciousOperation: _unreadable,
        MultiPartParserError: _unreadable,
        Exception: _broken,
    }
    for kind, answer in answers.items():
        api.add_exception_handler(kind, answer)
