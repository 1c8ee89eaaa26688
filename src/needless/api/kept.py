"""Answers kept until anything is written: most programs ask again for what has not changed."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from needless.tables.unchanged import epoch

KEPT_SECONDS = 240.0  # then the token's use is noted again
MOST_BYTES = 16_000_000
LARGEST_BYTES = 1_000_000
TOLD_APART_BY = (
    "HTTP_AUTHORIZATION", "PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT_LANGUAGE", "HTTP_COOKIE", "HTTP_HOST",
)  # fmt: skip


class Kept(NamedTuple):
    """An answer, which is right in its epoch and until a moment: the end of the owner's day at the latest."""

    epoch: int
    until: float
    body: bytes
    tag: str


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


def kept_answer(request: HttpRequest) -> HttpResponse | None:
    """What was answered before where it would be the same now; 304 where the program has it."""
    now = request.epoch = epoch()  # type: ignore[attr-defined]  # since when it reads, for `keep`
    kept = _shelf.answers.get(_key(request))
    if kept is None or kept.epoch != now or kept.until < time.time():
        return None
    has_it = kept.tag in request.META.get("HTTP_IF_NONE_MATCH", "")
    body, status = (b"", 304) if has_it else (kept.body, 200)
    answer = HttpResponse(body, status=status, content_type="application/json; charset=utf-8")
    answer.headers["ETag"], answer.headers["Vary"] = kept.tag, "Authorization"
    return answer


def keep(request: HttpRequest, answer: HttpResponse) -> None:
    """For answers that depend on nothing but the database, the request and the owner's day."""
    since = getattr(request, "epoch", None)
    if since is not None and len(answer.content) <= LARGEST_BYTES:
        _shelf.put(_key(request), Kept(since, _until(), answer.content, answer["ETag"]))


def _until() -> float:
    day_after = timezone.localtime() + timedelta(days=1)
    midnight = day_after.replace(hour=0, minute=0, second=0, microsecond=0)
    return min(time.time() + KEPT_SECONDS, midnight.timestamp())


def _key(request: HttpRequest) -> tuple[str, ...]:
    meta = request.META
    return tuple([meta.get(name, "") for name in TOLD_APART_BY])
