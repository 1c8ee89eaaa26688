"""Mail that a host of incoming mail hands over by web, at the private address of an owner: raw, or in the usual forms (M17)."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from needless.mailboxes.copying import address_of_token
from needless.mailboxes.hosts import NoMail, from_fields, from_json
from needless.mailboxes.receiving import receive

MOST_BYTES = 50 << 20
MOST_READ = 1 << 20
CHUNK = 1 << 16
FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")


class TooMuch(ValueError):
    """More was sent than a mail is."""


@csrf_exempt
@login_not_required
@require_POST
def take(request: HttpRequest, token: str) -> HttpResponse:
    """One message for whom the token is. The answer says what became of it: a host offers again what it was not told."""
    address = address_of_token(token)
    if address is None:
        return _told(404, _("There is no such address."))
    try:
        content = _content(request)
    except (TooMuch, RequestDataTooBig):
        return _told(413, _("A mail of at most 50 MB was expected."))
    except (NoMail, SuspiciousOperation, MultiPartParserError) as problem:
        return _told(422, str(problem))
    received = receive(address, content, timezone.now())
    return JsonResponse({"outcome": received.outcome, "says": received.says})


def _content(request: HttpRequest) -> bytes:
    """The message as RFC 5322 has it. Raises TooMuch, NoMail."""
    if request.content_type in FORMS:
        given: dict[str, Any] = {name: str(value) for name, value in request.POST.items()}
        for name in ("body-mime", "email"):
            if isinstance(file := request.FILES.get(name), UploadedFile):
                given[name] = file.read(MOST_READ).decode("utf-8", "surrogateescape")
        return from_fields(given)
    content = _streamed(request)
    if request.content_type != "application/json":
        return content
    try:
        return from_json(json.loads(content))
    except (ValueError, RecursionError):
        raise NoMail(_("A message in JSON was expected.")) from None


def _streamed(request: HttpRequest) -> bytes:
    """The start of what is sent, up to where a text is of no more use; the rest is counted and passed over."""
    kept, size = bytearray(), 0
    most = MOST_BYTES if request.content_type == "application/json" else MOST_READ
    while chunk := request.read(CHUNK):
        size += len(chunk)
        if size > MOST_BYTES:
            raise TooMuch
        if len(kept) < most:
            kept += chunk
    return bytes(kept)


def _told(status: int, says: str) -> HttpResponse:
    return JsonResponse({"outcome": "refused", "says": says}, status=status)
