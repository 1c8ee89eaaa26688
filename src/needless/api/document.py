"""The API as a whole: its JSON, the pages of its lists, and the document that describes it (OpenAPI 3.1)."""

from __future__ import annotations

import json
import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser

from needless.api.cursors import cursor_of, number_of
from needless.owners.scopes import AREAS

MOST = 1000
NUL = re.compile(r"(?<!\\)(\\\\)*\\u0000")
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "problem": {"type": "string"}},
            },
        },
    },
}
ALWAYS = {
    400: "Unreadable",
    401: "No token",
    403: "The token lacks the scope",
    404: "Not there, or not yours",
}
ALWAYS |= {422: "Wrong values, each named in errors", 429: "Too many wrong tokens; Retry-After says when"}  # fmt: skip
WITH_BODY = {409: "Cannot be done now", 413: "Too large", 415: "Not the kind of content expected"}


class StrictJSON(Parser):
    """JSON that every database holds: UTF-8, no NUL, no half characters, no Infinity."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Raises ValueError, which ninja answers with 400."""
        data: dict[str, Any] = json.loads(request.body.decode(), parse_constant=_refuse)
        again = json.dumps(data, ensure_ascii=False)
        again.encode()
        if NUL.search(again):
            raise ValueError("NUL")
        return data


def _refuse(constant: str) -> float:
    raise ValueError(constant)


class Api(NinjaAPI):
    """Ninja's, with pages for lists and errors in the document."""

    def create_response(
        self,
        request: HttpRequest,
        data: Any,
        *,
        status: int | None = None,
        temporal_response: HttpResponse | None = None,
    ) -> HttpResponse:
        """A list comes in pages where ``limit`` or ``cursor`` asks for it; Link says where the next is."""
        following = ""
        if isinstance(data, list) and request.method == "GET":
            data, following = _page(request, data)
        answer = super().create_response(request, data, status=status, temporal_response=temporal_response)
        if following:
            answer["Link"] = f'<{following}>; rel="next"'
        return answer

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """With what every address may answer beside what it is for."""
        document = super().get_openapi_schema(**options)
        document["components"].setdefault("schemas", {})["Problem"] = PROBLEM
        document["info"]["description"] = _described()
        for item in document["paths"].values():
            for method, operation in item.items():
                _complete(method, operation, "get" in item)
        return document


def _page(request: HttpRequest, rows: list[Any]) -> tuple[list[Any], str]:
    wanted = request.GET.get("limit", "") or str(MOST)
    if not (wanted.isascii() and wanted.isdigit() and 1 <= int(wanted) <= MOST):
        raise HttpError(422, _("A limit between 1 and %(most)d was expected.") % {"most": MOST})
    start, limit = number_of(request.GET.get("cursor", "")), int(wanted)
    if len(rows) <= start + limit:
        return rows[start:], ""
    query = request.GET.copy()
    query["cursor"] = cursor_of(start + limit)
    return rows[start : start + limit], f"{request.path}?{query.urlencode()}"


def _complete(method: str, operation: dict[str, Any], is_read: bool) -> None:
    """Errors, conditions and pages, as all addresses have them."""
    answers = operation["responses"]
    refusals = ALWAYS | (WITH_BODY if method != "get" else {})
    if method != "get" and is_read:
        refusals |= {412: "No longer as you saw it (If-Match)"}
        _take(operation, "If-Match", "header", "Only where the ETag is still this one.")
    if method == "post":
        _take(operation, "Idempotency-Key", "header", "Sent again with the same key, it is done once.")
    if method == "get":
        answers[304] = {"description": "As you have it (If-None-Match)"}
        _take(operation, "If-None-Match", "header", "The ETag that you have.")
    content = answers.get(200, {}).get("content", {}).get("application/json", {})
    if method == "get" and content.get("schema", {}).get("type") == "array":
        _take(
            operation,
            "limit",
            "query",
            "So many at most.",
            {"type": "integer", "minimum": 1, "maximum": MOST},
        )
        _take(operation, "cursor", "query", "The next page, as Link (rel=next) tells it.")
    for status, words in refusals.items():
        told = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        answers.setdefault(status, {"description": words, "content": told})


def _take(
    operation: dict[str, Any], name: str, place: str, words: str, schema: dict[str, Any] | None = None
) -> None:
    there = operation.setdefault("parameters", [])
    if all(each["name"] != name for each in there):
        shape = schema or {"type": "string"}
        there.append({"name": name, "in": place, "required": False, "description": words, "schema": shape})


def _described() -> str:
    areas = ", ".join(AREAS)
    return (
        "The same as the pages do, with a bearer token. Scopes: `read`, `write`, or of one area only, "
        f"`AREA:read` and `AREA:write`; areas: {areas}. Errors are problem details (RFC 9457)."
    )
