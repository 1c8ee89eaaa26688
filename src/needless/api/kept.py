"""Answers kept until anything is written: most programs ask again for what has not changed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from needless.tables.unchanged import epoch

KEPT_SECONDS = 240.0  # then the token's use is noted again
MOST_BYTES = 16_000_000
LARGEST_BYTES = 1_000_000
WHERE, JSON = "/api/contacts", "application/json; charset=utf-8"
OF_THE_BODY = {"Content-Type", "Content-Length"}
TOLD_APART_BY = (
    "HTTP_AUTHORIZATION", "PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT_LANGUAGE", "HTTP_COOKIE", "HTTP_HOST",
)  # fmt: skip


class Kept(NamedTuple):
    """An answer, which is right in its epoch and until a moment: the end of the owner's day at the latest."""

    epoch: int
    until: float
    body: bytes
    tag: str
    headers: dict[str, str]


class Shelf:
    """The answers of one epoch, up to so many bytes; emptied where it is full."""

    def __init__(self) -> None:
        self.answers: dict[tuple[str, ...], Kept] = {}
        self.epoch = self.bytes = 0
        self.lock = threading.Lock()

    def put(self, key: tuple[str, ...], kept: Kept) -> None:
        with self.lock:
            if kept.epoch != self.epoch or self.bytes + len(kept.body) > MOST_BYTES:
                self.answers, self.epoch, self.bytes = {}, kept.epoch, 0
            self.bytes += len(kept.body)
            self.answers[key] = kept


_shelf = Shelf()


class KeptFirst:
    """Before all else: what was answered to the same request, where it would be the same now; 304 where it is known."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "GET" or not request.path_info.startswith(WHERE):
            return self.get_response(request)
        now, key = epoch(), _key(request)
        kept = _shelf.answers.get(key)
        if kept and kept.epoch == now and kept.until > time.time():
            return _again(kept, kept.tag in request.META.get("HTTP_IF_NONE_MATCH", ""))
        answer = self.get_response(request)
        if told := getattr(request, "to_keep", None):
            headers = {name: value for name, value in answer.items() if name not in OF_THE_BODY}
            until, body, tag = told
            _shelf.put(key, Kept(now, until, body, tag, headers))
        return answer


def _again(kept: Kept, has_it: bool) -> HttpResponse:
    body, status = (b"", 304) if has_it else (kept.body, 200)
    headers = {**kept.headers, "Content-Length": str(len(body))}
    return HttpResponse(body, status=status, content_type=JSON, headers=headers)


def keep(request: HttpRequest, answer: HttpResponse) -> None:
    """For answers that depend on nothing but the database, the request and the owner's day: ``KeptFirst`` keeps them."""
    if len(answer.content) <= LARGEST_BYTES:
        request.to_keep = (_until(), answer.content, answer["ETag"])  # type: ignore[attr-defined]  # KeptFirst reads it


def _until() -> float:
    day_after = timezone.localtime() + timedelta(days=1)
    midnight = day_after.replace(hour=0, minute=0, second=0, microsecond=0)
    return min(time.time() + KEPT_SECONDS, midnight.timestamp())


def _key(request: HttpRequest) -> tuple[str, ...]:
    meta = request.META
    return tuple([meta.get(name, "") for name in TOLD_APART_BY])
