"""Asks a server for address books and calendars, by the guarded door: with a login that goes nowhere else (M17)."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from needless.fetching import Answered, FetchRefused, checked_address, is_public, send
from needless.fetching.client import MOST_REDIRECTS, MOVED
from needless.syncing.multistatus import (
    Multistatus,
    NoMultistatus,
    canonical,
    clean_etag,
    contents,
    multiget,
    propfind,
    read,
)
from needless.tables.bulk import batches

LIMIT_BYTES = 60_000_000
SECONDS = 60.0
AT_ONCE = 50  # addresses of one multiget
PATIENCE = 5.0  # seconds that are waited within a run where a server asks for it
TURNS = 3
BUSY = frozenset({429, 503})
CONTENT = {"cards": "text/vcard; charset=utf-8", "calendar": "text/calendar; charset=utf-8"}


UNENCRYPTED = gettext_lazy("No password goes to %(host)s unencrypted: its address must begin with https.")


class RemoteRefused(ValueError):
    """The server said no, or nothing that can be used; in words for the owner. ``status`` is 0 where none came."""

    def __init__(self, words: str, status: int = 0) -> None:
        super().__init__(words)
        self.status = status


class TryLater(RemoteRefused):
    """The server is busy, and said for how many seconds (0: it did not)."""

    def __init__(self, words: str, seconds: float, status: int) -> None:
        super().__init__(words, status)
        self.seconds = seconds


class ChangedMeanwhile(RemoteRefused):
    """412: what is there is not what was seen."""


@dataclass(frozen=True, slots=True)
class Login:
    """How one signs in. It is not shown in a traceback."""

    kind: str  # "password" or "bearer"
    user: str
    secret: str

    def __repr__(self) -> str:
        return f"Login({self.kind!r}, {self.user!r})"

    @property
    def header(self) -> str:
        if self.kind == "bearer":
            return f"Bearer {self.secret}"
        return "Basic " + base64.b64encode(f"{self.user}:{self.secret}".encode()).decode()


def is_unencrypted(url: str) -> bool:
    """Would everybody on the way read what is sent there? Within one's own network that is one's own business."""
    at = urlsplit(url)
    if at.scheme != "http":
        return False
    try:
        return is_public(checked_address(at.hostname or "", at.port or 80))
    except (FetchRefused, ValueError):
        return False  # it is not asked at all


def site_of(host: str) -> str:
    """The part of a host's name that its owner holds: icloud.com of p12-caldav.icloud.com, example.co.uk."""
    labels = host.lower().rstrip(".").split(".")
    if labels[-1].isdecimal() or len(labels) < 3 or ":" in host:
        return host.lower()
    deep = len(labels[-1]) == 2 and len(labels[-2]) <= 3
    return ".".join(labels[-3:] if deep else labels[-2:])


class Remote:
    """A server as one login sees it. ``writes`` counts what was changed there."""

    def __init__(
        self, login: Login, homes: Iterable[str], pause: Callable[[float], None] = time.sleep
    ) -> None:
        self.login, self.pause = login, pause
        self.homes = [urlsplit(home) for home in homes]
        self.writes = 0

    def ask(
        self, method: str, url: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> tuple[str, Answered]:
        """The answer, and the address that gave it after redirects. Raises RemoteRefused where there is none."""
        for _redirect in range(MOST_REDIRECTS + 1):
            answer = self._patiently(method, url, body, dict(headers or {}))
            onward = answer.headers.get("Location")
            if answer.status not in MOVED or not onward:
                return url, answer
            url = urljoin(url, onward)
        raise RemoteRefused(
            _("%(host)s sends from one address to the next without end.") % {"host": _host(url)}
        )

    def _patiently(self, method: str, url: str, body: bytes, headers: dict[str, str]) -> Answered:
        for turn in range(TURNS):
            answer = self._once(method, url, body, headers)
            if answer.status not in BUSY:
                return answer
            seconds = _seconds(answer.headers.get("Retry-After", ""))
            if seconds > PATIENCE or turn == TURNS - 1:
                break
            self.pause(seconds or 1.0)
        words = _("%(host)s is busy (it answered %(status)s).") % {
            "host": _host(url),
            "status": answer.status,
        }
        raise TryLater(words, seconds, answer.status)

    def _once(self, method: str, url: str, body: bytes, headers: dict[str, str]) -> Answered:
        is_open = is_unencrypted(url)
        if self.may_know(url) and not is_open:
            headers["Authorization"] = self.login.header
        elif method not in {"GET", "PROPFIND", "OPTIONS"}:
            words = _("%(host)s is another server than you signed in to.")
            raise RemoteRefused((UNENCRYPTED if is_open else words) % {"host": _host(url)})
        if body and "Content-Type" not in headers:
            headers["Content-Type"] = "application/xml; charset=utf-8"
        try:
            answer = send(method, url, body, headers, limit_bytes=LIMIT_BYTES, seconds=SECONDS)
        except FetchRefused as problem:
            raise RemoteRefused(str(problem)) from problem
        if is_open and answer.status == 401:
            raise RemoteRefused(UNENCRYPTED % {"host": _host(url)})
        return answer

    def may_know(self, url: str) -> bool:
        """May the login go there? To the server that it was typed for, and to others of its site by TLS."""
        at = urlsplit(url)
        for home in self.homes:
            same = at.hostname == home.hostname and at.port == home.port and at.scheme == home.scheme
            if same or (at.scheme == "https" and site_of(at.hostname or "") == site_of(home.hostname or "")):
                return True
        return False

    def props(self, url: str, *names: str, depth: int = 0) -> tuple[str, Multistatus]:
        """PROPFIND. Raises RemoteRefused."""
        return self._multistatus("PROPFIND", url, propfind(*names), depth)

    def report(self, url: str, body: bytes, depth: int = 1) -> Multistatus:
        """REPORT. Raises RemoteRefused."""
        return self._multistatus("REPORT", url, body, depth)[1]

    def _multistatus(self, method: str, url: str, body: bytes, depth: int) -> tuple[str, Multistatus]:
        at, answer = self.ask(method, url, body, {"Depth": str(depth)})
        if answer.status != 207:
            raise refusal(at, answer)
        try:
            return at, read(answer.body, at)
        except NoMultistatus as problem:
            words = _("%(host)s gave an answer that is no WebDAV (%(problem)s).")
            raise RemoteRefused(words % {"host": _host(at), "problem": problem}, answer.status) from None

    def contents(self, url: str, kind: str, wanted: Collection[str]) -> Iterator[tuple[str, str, str]]:
        """(address, ETag, content) of what is wanted and there, a batch at a time."""
        for some in batches(wanted, AT_ONCE):
            try:
                found = list(contents(self.report(url, multiget(kind, some))))
            except RemoteRefused as problem:
                if problem.status not in {400, 403, 404, 405, 415, 501}:
                    raise
                found = [one for each in some if (one := self.content(each))]
            asked = set(some)
            yield from (one for one in found if one[0] in asked)

    def content(self, url: str) -> tuple[str, str, str] | None:
        """(address, ETag, content) of one; None where it is gone."""
        at, answer = self.ask("GET", url)
        if answer.status in {404, 410}:
            return None
        if answer.status != 200:
            raise refusal(at, answer)
        return (
            canonical(url),
            clean_etag(answer.headers.get("ETag", "")),
            answer.body.decode("utf-8", "replace"),
        )

    def put(self, url: str, kind: str, text: str, etag: str = "") -> str:
        """Write one: a new one, or what has this ETag; its ETag, "" where the server does not tell.
        Raises ChangedMeanwhile, RemoteRefused."""
        condition = {"If-Match": etag} if etag else {"If-None-Match": "*"}
        return self._write("PUT", url, text.encode(), {"Content-Type": CONTENT[kind], **condition})

    def delete(self, url: str, etag: str) -> None:
        """Remove one, if it is as it was seen; gone already is well. Raises ChangedMeanwhile, RemoteRefused."""
        try:
            self._write("DELETE", url, b"", {"If-Match": etag} if etag else {})
        except RemoteRefused as problem:
            if problem.status not in {404, 410}:
                raise

    def _write(self, method: str, url: str, body: bytes, headers: dict[str, str]) -> str:
        at, answer = self.ask(method, url, body, headers)
        if (answer.status in {409, 412} and method == "PUT") or answer.status == 412:
            raise ChangedMeanwhile(_("It was changed there meanwhile."), answer.status)
        if not 200 <= answer.status < 300:
            raise refusal(at, answer)
        self.writes += 1
        etag = answer.headers.get("ETag", "")
        return "" if etag.startswith("W/") else clean_etag(etag)


def refusal(url: str, answer: Answered) -> RemoteRefused:
    """What an answer that is none means, in words."""
    host = _host(url)
    facts = {"host": host, "status": answer.status}
    if answer.status == 401:
        return RemoteRefused(_("%(host)s does not take this name and password.") % facts + _hint(host), 401)
    if answer.status == 403:
        return RemoteRefused(_("%(host)s does not allow that (it answered 403).") % facts, 403)
    if answer.status == 404:
        return RemoteRefused(_("%(host)s has nothing at that address (it answered 404).") % facts, 404)
    if answer.status == 507:
        return RemoteRefused(_("%(host)s has no room left.") % facts, 507)
    return RemoteRefused(_("%(host)s answered %(status)s.") % facts, answer.status)


def _hint(host: str) -> str:
    if host.endswith("icloud.com"):
        return " " + _("iCloud wants an app-specific password, made at account.apple.com.")
    if host.endswith(("google.com", "googleapis.com", "googleusercontent.com")):
        return " " + _("Google takes no password here, but an OAuth token.")
    return ""


def _host(url: str) -> str:
    return urlsplit(url).hostname or url[:80]


def _seconds(said: str) -> float:
    """Retry-After, as a number or a moment; 0 where nothing is said."""
    if said.strip().isdecimal():
        return float(said)
    try:
        return max(0.0, (parsedate_to_datetime(said) - timezone.now()).total_seconds())
    except (TypeError, ValueError):
        return 0.0
