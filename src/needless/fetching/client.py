"""Fetches a page or feed and nothing that it should not: no private address, no endless answer, no long wait (M13).

The name is resolved once, each address is checked, and the connection goes to the address that was checked: a
name that points elsewhere a moment later (DNS rebinding) gains nothing. Each redirect is checked alike.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from django.conf import settings
from django.utils.translation import gettext as _
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Retry, Timeout
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from needless import __version__

LIMIT_BYTES = 5_000_000
SECONDS = 15.0
MOST_REDIRECTS = 5
CHUNK = 65536
PORTS = {"http": 80, "https": 443}
MOVED = frozenset({301, 302, 303, 307, 308})
WITHOUT_BODY = frozenset({"GET", "HEAD", "DELETE", "OPTIONS"})
AGENT = f"Needless/{__version__} (personal feed reader)"
ACCEPT = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,application/feed+json,application/json,*/*;q=0.5"
)


class FetchRefused(ValueError):
    """Nothing was fetched, and why, in words for the owner."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: ``url`` after redirects; ``body`` is empty where nothing changed (304). ``etag`` and ``modified`` are
    what to send next time."""

    url: str
    status: int
    body: bytes
    content_type: str
    etag: str
    modified: str

    @property
    def is_unchanged(self) -> bool:
        """Is it still what was fetched last time?"""
        return self.status == 304


def fetch(
    url: str,
    *,
    etag: str = "",
    modified: str = "",
    limit_bytes: int = LIMIT_BYTES,
    seconds: float = SECONDS,
) -> Fetched:
    """GET an address, following up to five redirects. Raises FetchRefused for whatever is not a full, small, timely
    answer of 200 or 304 from a public http or https address."""
    until = time.monotonic() + seconds
    headers = {"User-Agent": AGENT, "Accept": ACCEPT, "Accept-Encoding": "gzip, deflate"}
    headers |= {"If-None-Match": etag} if etag else {}
    headers |= {"If-Modified-Since": modified} if modified else {}
    for _redirect in range(MOST_REDIRECTS + 1):
        with _asked(url, headers, until) as answer:
            if answer.status in MOVED and (onward := answer.headers.get("Location")):
                url = urljoin(url, onward)
                continue
            return _taken(url, answer, limit_bytes, until)
    raise FetchRefused(_("%(host)s sends from one address to the next without end.") % {"host": _host(url)})


@dataclass(frozen=True, slots=True)
class Answered:
    """What a program said to what was sent: any status; ``headers`` by name, whatever its case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def send(
    method: str,
    url: str,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    *,
    limit_bytes: int = LIMIT_BYTES,
    seconds: float = SECONDS,
) -> Answered:
    """Send a request and take the answer as it is: a redirect is an answer like another, so that nothing goes to where
    it was not sent. Raises FetchRefused where the address may not be asked, or gives no full, small, timely answer."""
    until = time.monotonic() + seconds
    told = {"User-Agent": AGENT, "Accept-Encoding": "gzip, deflate", **(headers or {})}
    with _asked(url, told, until, method, body) as answer:
        return Answered(answer.status, answer.headers, _body(url, answer, limit_bytes, until))


def _taken(url: str, answer: BaseHTTPResponse, limit_bytes: int, until: float) -> Fetched:
    if answer.status not in (200, 304):
        raise FetchRefused(_answered(url, answer))
    body = b"" if answer.status == 304 else _body(url, answer, limit_bytes, until)
    head = answer.headers
    kind = head.get("Content-Type", "")
    return Fetched(url, answer.status, body, kind, head.get("ETag", ""), head.get("Last-Modified", ""))


def _answered(url: str, answer: BaseHTTPResponse) -> str:
    facts = {"host": _host(url), "status": f"{answer.status} {answer.reason or ''}".strip()}
    if answer.status in (401, 403):
        return _("%(host)s lets nobody in without signing in (it answered %(status)s).") % facts
    return _("%(host)s answered %(status)s.") % facts


def _too_long(host: str) -> str:
    return _("%(host)s takes too long.") % {"host": host}


def _body(url: str, answer: BaseHTTPResponse, limit_bytes: int, until: float) -> bytes:
    """What was sent, unpacked; it is counted while it comes, whatever the answer said about its length."""
    found = bytearray()
    while chunk := answer.read1(CHUNK, decode_content=True):
        found += chunk
        if len(found) > limit_bytes:
            raise FetchRefused(
                _("%(host)s sends more than %(n)d MB.")
                % {"host": _host(url), "n": limit_bytes // 1_000_000 or 1}
            )
        if time.monotonic() > until:
            raise FetchRefused(_too_long(_host(url)))
    return bytes(found)


@contextmanager
def _asked(
    url: str, headers: Mapping[str, str], until: float, method: str = "GET", body: bytes = b""
) -> Iterator[BaseHTTPResponse]:
    """The answer to one request, at the address that was checked."""
    at = _split(url)
    port = _port(at)
    address = checked_address(at.hostname or "", port)
    left = until - time.monotonic()
    if left <= 0:
        raise FetchRefused(_too_long(at.hostname or ""))
    pool = _pool(at, address, port, Timeout(total=left, connect=min(left, 10.0), read=left))
    target = urlunsplit(("", "", at.path or "/", at.query, ""))
    try:
        answer = pool.request(
            method,
            target,
            body=body or (None if method in WITHOUT_BODY else b""),
            headers={**headers, "Host": _shown_host(at)},
            redirect=False,
            preload_content=False,
            retries=Retry(0, redirect=False, raise_on_status=False),
        )
        yield answer
    except (HTTPError, OSError) as problem:
        raise FetchRefused(
            _("%(host)s could not be reached (%(problem)s).")
            % {"host": at.hostname, "problem": _said(problem)}
        ) from problem
    finally:
        pool.close()


def _pool(at: SplitResult, address: str, port: int, timeout: Timeout) -> HTTPConnectionPool:
    options: dict[str, Any] = {"port": port, "timeout": timeout, "maxsize": 1, "block": False}
    if at.scheme == "https":
        names: dict[str, Any] = {"server_hostname": at.hostname, "assert_hostname": at.hostname}
        return HTTPSConnectionPool(address, cert_reqs="CERT_REQUIRED", **names, **options)
    return HTTPConnectionPool(address, **options)


def _split(url: str) -> SplitResult:
    try:
        at = urlsplit(url.strip())
    except ValueError:
        raise FetchRefused(_("%(url)s is no web address.") % {"url": url[:80]}) from None
    if at.scheme not in PORTS or not at.hostname:
        raise FetchRefused(_("%(url)s is no web address: expected https:// or http://.") % {"url": url[:80]})
    if at.username or at.password:
        raise FetchRefused(_("An address with a name and password in it is not fetched."))
    return at


def _port(at: SplitResult) -> int:
    try:
        return at.port or PORTS[at.scheme]
    except ValueError:
        raise FetchRefused(_("%(host)s has no such port.") % {"host": at.netloc[:80]}) from None


def checked_address(host: str, port: int) -> str:
    """An address of the host, if none of them is private: a name with one foot inside is not trusted with the other.
    Raises FetchRefused. Whoever connects by another protocol connects to this very address."""
    try:
        found = socket.getaddrinfo(host.encode("idna").decode(), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise FetchRefused(_("%(host)s is not known.") % {"host": host}) from None
    addresses = [str(each[4][0]).split("%")[0] for each in found]
    if not settings.ALLOW_PRIVATE_FETCHES and not all(is_public(address) for address in addresses):
        raise FetchRefused(
            _("%(host)s lies in a private network, from which nothing is fetched.") % {"host": host}
        )
    return addresses[0]


def is_public(address: str) -> bool:
    """Is this IP address one of the open internet? One that is wrapped in another is judged by what is inside."""
    ip = ip_address(address)
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    if teredo := getattr(ip, "teredo", None):
        inner = teredo[1]
    return is_public(str(inner)) if inner else ip.is_global and not ip.is_multicast and not ip.is_reserved


def _shown_host(at: SplitResult) -> str:
    host = at.hostname or ""
    name = f"[{host}]" if ":" in host else host.encode("idna").decode()
    return name if _port(at) == PORTS[at.scheme] else f"{name}:{at.port}"


def _host(url: str) -> str:
    return urlsplit(url).hostname or url[:80]


def _said(problem: Exception) -> str:
    """What went wrong, without addresses of ours in it."""
    reason = getattr(problem, "reason", None)
    return type(reason if isinstance(reason, Exception) else problem).__name__
