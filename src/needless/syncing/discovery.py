"""From what somebody types ("cloud.example.org", "icloud") to their address books and calendars: RFC 6764 and quirks (M17)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from django.utils.translation import gettext as _

from needless.syncing.multistatus import Response
from needless.syncing.remote import Remote, RemoteRefused

ABOUT = (
    "d:resourcetype", "d:displayname", "d:supported-report-set", "d:current-user-privilege-set", "d:sync-token",
    "cs:getctag", "cal:supported-calendar-component-set",
)  # fmt: skip
HOMES = {"cards": "card:addressbook-home-set", "calendar": "cal:calendar-home-set"}
TYPES = {"cards": "card:addressbook", "calendar": "cal:calendar"}
WELL_KNOWN = {"cards": "/.well-known/carddav", "calendar": "/.well-known/caldav"}
USUAL_PATHS = ("/", "/remote.php/dav/", "/dav.php/", "/dav/")  # Radicale, Nextcloud, Baikal, others
ICLOUD = {"cards": "https://contacts.icloud.com/", "calendar": "https://caldav.icloud.com/"}
GOOGLE = {
    "cards": "https://www.googleapis.com/carddav/v1/principals/{user}/lists/default/",
    "calendar": "https://apidata.googleusercontent.com/caldav/v2/{user}/events/",
}
APPLES = frozenset(
    {"icloud", "icloud.com", "www.icloud.com", "me.com", "contacts.icloud.com", "caldav.icloud.com"}
)
GOOGLES = frozenset({"google", "google.com", "gmail.com", "contacts.google.com", "www.googleapis.com"})


@dataclass(frozen=True, slots=True)
class Found:
    """An address book or calendar."""

    kind: str
    url: str
    name: str
    may_write: bool
    can_sync: bool


def address_of(typed: str) -> str:
    """What was typed as a web address, https where nothing else is said. Raises ValueError."""
    typed = typed.strip()
    if "@" in typed and "/" not in typed:
        typed = typed.rpartition("@")[2]
    url = typed if "://" in typed else f"https://{typed}"
    at = urlsplit(url)
    if (
        at.scheme not in {"http", "https"}
        or not at.hostname
        or any(c.isspace() for c in url)
        or len(url) > 900
    ):
        raise ValueError(_("A server's address is expected, such as cloud.example.org, or icloud."))
    return url


def starts(url: str, user: str) -> dict[str, list[str]]:
    """By kind, where to begin looking, the likeliest first."""
    at = urlsplit(url)
    host = (at.hostname or "").lower()
    if host in APPLES:
        return {kind: [home] for kind, home in ICLOUD.items()}
    if host in GOOGLES:
        return {kind: [home.format(user=quote(user))] for kind, home in GOOGLE.items()}
    root = f"{at.scheme}://{at.netloc}"
    own = [url] if at.path.strip("/") else []
    return {
        kind: [*own, root + known, *(root + path for path in USUAL_PATHS)]
        for kind, known in WELL_KNOWN.items()
    }


def homes_of(url: str, user: str) -> list[str]:
    """The servers that the login is for."""
    return list(dict.fromkeys(first for tried in starts(url, user).values() for first in tried[:1]))


def discover(remote: Remote, url: str, user: str) -> list[Found]:
    """All that is there. Raises RemoteRefused where the server cannot be reached, lets nobody in or has neither kind."""
    found: dict[str, Found] = {}
    problems: list[RemoteRefused] = []
    for kind, tried in starts(url, user).items():
        for start in tried:
            try:
                there = list(_from(remote, start, kind))
            except RemoteRefused as problem:
                problems.append(problem)
                if problem.status in {0, 401}:
                    break
                continue
            if there:
                found |= {each.url: each for each in there}
                break
    if not found:
        told = next((p for p in problems if p.status in {0, 401}), None)
        raise told or RemoteRefused(_("No address book and no calendar was found there."))
    return list(found.values())


def _from(remote: Remote, start: str, kind: str) -> Iterator[Found]:
    """What is found from one address: it may be the collection, a home, a principal, or know one."""
    at, answer = remote.props(start, "d:current-user-principal", HOMES[kind], *ABOUT)
    first = answer.responses[0] if answer.responses else None
    if first is None:
        return
    if first.has("d:resourcetype", TYPES[kind]):
        yield _found(first, kind)
        return
    home = first.href(HOMES[kind]) or _home_of(remote, first.href("d:current-user-principal"), kind)
    yield from _within(remote, urljoin(at, home) if home else at, kind)


def _home_of(remote: Remote, principal: str, kind: str) -> str:
    if not principal:
        return ""
    _at, answer = remote.props(principal, HOMES[kind])
    return next((home for each in answer.responses if (home := each.href(HOMES[kind]))), "")


def _within(remote: Remote, home: str, kind: str) -> Iterator[Found]:
    _at, answer = remote.props(home, *ABOUT, depth=1)
    for each in answer.responses:
        if each.status == 200 and each.has("d:resourcetype", TYPES[kind]) and _holds_events(each):
            yield _found(each, kind)


def _holds_events(response: Response) -> bool:
    """A list of tasks is a calendar as well, for a server."""
    said = response.props.get("cal:supported-calendar-component-set")
    names = {each.get("name", "").upper() for each in said} if said is not None else set()
    return not names or "VEVENT" in names


def _found(response: Response, kind: str) -> Found:
    name = response.text("d:displayname") or urlsplit(response.url).path.rstrip("/").rpartition("/")[2]
    told = "d:current-user-privilege-set" in response.props
    rights = ("d:write", "d:write-content", "d:all", "d:bind")
    may_write = not told or any(response.has("d:current-user-privilege-set", right) for right in rights)
    can_sync = response.has("d:supported-report-set", "d:sync-collection")
    return Found(kind, response.url, name[:300], may_write, can_sync)
