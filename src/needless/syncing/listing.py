"""What changed in a collection since it was last read: by sync-token, else by its ctag and the ETags of all (M17)."""

from __future__ import annotations

from dataclasses import dataclass, field

from needless.syncing.models import Collection
from needless.syncing.multistatus import Multistatus, canonical, clean_etag, sync_collection
from needless.syncing.remote import Remote, RemoteRefused

STALE = frozenset(
    {400, 403, 409, 410, 412, 507}
)  # what servers say to a token that they do not know any more
UNKNOWN = frozenset({400, 403, 404, 405, 415, 501})  # what they say where they have no such report
MOST_PAGES = 1000


@dataclass(slots=True)
class Listing:
    """Address -> ETag of what is new or changed; ``is_whole``: of everything there is, so that what is missing is gone.

    ``token`` and ``ctag`` are what to keep once all of it is done.
    """

    there: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    is_whole: bool = False
    token: str = ""
    ctag: str = ""


def changes_in(remote: Remote, collection: Collection) -> Listing:
    """What changed since collection.token, or ctag. Raises RemoteRefused."""
    if collection.can_sync:
        if collection.token:
            try:
                return _since(remote, collection.url, collection.token)
            except RemoteRefused as problem:
                if problem.status not in STALE:
                    raise
        try:
            return _since(remote, collection.url, "")
        except RemoteRefused as problem:
            if problem.status not in UNKNOWN:
                raise
    return _by_etags(remote, collection)


def _since(remote: Remote, url: str, token: str) -> Listing:
    """By sync-collection, page by page where the server cuts its answer (507 for the collection itself)."""
    listing = Listing(is_whole=not token, token=token)
    for _page in range(MOST_PAGES):
        answer = remote.report(url, sync_collection(listing.token), depth=0)
        is_cut = _take(listing, answer, url)
        is_new = bool(answer.token) and answer.token != listing.token
        listing.token = answer.token
        if not (is_cut and is_new):
            break
    return listing


def _take(listing: Listing, answer: Multistatus, url: str) -> bool:
    is_cut = False
    for each in answer.responses:
        if _is_itself(each.url, url):
            is_cut = is_cut or each.status == 507
        elif each.status in {404, 410}:
            listing.gone.add(each.url)
            listing.there.pop(each.url, None)
        elif each.status == 200 and not each.url.endswith("/"):
            listing.gone.discard(each.url)
            listing.there[each.url] = clean_etag(each.text("d:getetag"))
    return is_cut


def _is_itself(url: str, collection: str) -> bool:
    return url.rstrip("/") == canonical(collection).rstrip("/")


def _by_etags(remote: Remote, collection: Collection) -> Listing:
    ctag = ctag_of(remote, collection.url)
    if ctag and ctag == collection.ctag:
        return Listing(ctag=ctag)
    listing = Listing(is_whole=True, ctag=ctag)
    _at, answer = remote.props(collection.url, "d:getetag", "d:resourcetype", depth=1)
    _take(listing, answer, collection.url)
    return listing


def ctag_of(remote: Remote, url: str) -> str:
    """What changes whenever anything in the collection does; "" where the server has no such thing."""
    _at, answer = remote.props(url, "cs:getctag")
    return answer.responses[0].text("cs:getctag") if answer.responses else ""
