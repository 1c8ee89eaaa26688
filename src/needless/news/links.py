"""When are two links the same story: without what only tells where one came from (M13)."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

TRACKING = ("utm_", "mc_", "pk_", "hsa_")
TRACKERS = frozenset(
    [
        "fbclid",
        "gclid",
        "dclid",
        "msclkid",
        "igshid",
        "ref",
        "ref_src",
        "referrer",
        "source",
        "smid",
        "cmpid",
        "ito",
        "xtor",
        "ncid",
        "guccounter",
    ]
)
LONGEST = 700


def key_of(url: str) -> str:
    """Host and path, lower-cased host without "www." or "m.", and those parameters that say which page it is."""
    at = urlsplit(url.strip())
    host = (at.hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("amp.")
    kept = [(name, value) for name, value in parse_qsl(at.query) if not _is_tracking(name.lower())]
    query = f"?{urlencode(sorted(kept))}" if kept else ""
    return f"{host}{at.path.rstrip('/') or '/'}{query}"[:LONGEST]


def _is_tracking(name: str) -> bool:
    return name in TRACKERS or name.startswith(TRACKING)


def site_of(url: str) -> str:
    """The host as one says it."""
    return (urlsplit(url).hostname or "").removeprefix("www.")
