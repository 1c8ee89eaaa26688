"""A request sent again, because the answer was lost, does nothing again: it gets the answer that was lost (RFC draft Idempotency-Key)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.api.problems import problem
from needless.owners.models import KeptAnswer
from needless.owners.tokens import token_of

LONGEST_KEY = 200


def at_most_once(request: HttpRequest, ask: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer of ``ask``; for a POST with an Idempotency-Key that was answered before, that answer again.

    Key and effect are one transaction: a crash between them leaves neither. Errors are not kept, so that the same
    key may be tried again; the night's job forgets what is older than two days.
    """
    key = request.headers.get("Idempotency-Key", "").strip()
    token = token_of(_token_in(request)) if key and request.method == "POST" else None
    if token is None or "write" not in token.scopes:
        return ask()
    if len(key) > LONGEST_KEY:
        return problem(400, _("An Idempotency-Key of at most 200 characters was expected."))
    with transaction.atomic():
        new = {"asked": _hash(request, token.pk), "at": timezone.now()}
        row, is_new = KeptAnswer.objects.get_or_create(owner=token.owner, key=key, defaults=new)
        if not is_new:
            return _again(row, new["asked"])
        answer = ask()
        if answer.status_code >= 300:
            transaction.set_rollback(True)
        elif answer.streaming:  # a file is made anew each time, and is too much to keep
            row.delete()
        else:
            row.status, row.body = answer.status_code, answer.content.decode()
            row.save(update_fields=["status", "body"])
    return answer


def _again(row: KeptAnswer, asked: object) -> HttpResponse:
    if row.asked != asked:
        return problem(422, _("This Idempotency-Key was used for another request."))
    answer = HttpResponse(row.body, status=row.status, content_type="application/json; charset=utf-8")
    answer["Idempotency-Replayed"] = "true"
    return answer


def _token_in(request: HttpRequest) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ").strip()


def _hash(request: HttpRequest, token_id: int) -> str:
    """Of everything that says what is asked: another token, address, field or file is another request."""
    told = hashlib.sha256(f"{token_id}\0{request.get_full_path()}\0".encode())
    if not (request.content_type or "").startswith("multipart/"):
        told.update(request.body)
        return told.hexdigest()
    for field, values in sorted(request.POST.lists()):
        told.update(repr((field, values)).encode())
    for field, files in sorted(request.FILES.lists()):
        for file in files:
            told.update(repr((field, file.name, file.size)).encode())
            for piece in file.chunks():
                told.update(piece)
            file.seek(0)
    return told.hexdigest()
