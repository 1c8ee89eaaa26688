"""When are two addresses the same: the same e-mail, phone number in E.164 or LinkedIn slug is the same contact (M10)."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote, urlsplit

LINKEDIN = re.compile(r"linkedin\.com/(?:in|pub)/([^/?#\s]+)", re.IGNORECASE)
_ABROAD = re.compile(r"00[1-9]\d{7}")  # "0044 20 7123 4567" says its country as "+44 20 7123 4567" does
SHARED_MAILBOXES = frozenset(
    [
        "info",
        "office",
        "contact",
        "kontakt",
        "hello",
        "hi",
        "mail",
        "team",
        "sales",
        "support",
        "admin",
        "help",
        "jobs",
        "hr",
        "press",
        "billing",
        "service",
        "hallo",
        "secretariat",
        "reception",
        "buero",
        "booking",
        "bookings",
        "enquiries",
        "inquiries",
    ]
)


def email_key(text: str) -> str:
    """Lower-cased address, "" where it is none."""
    key = text.strip().strip("<>").lower().removeprefix("mailto:")
    return key if "@" in key[1:-1] and " " not in key else ""


@lru_cache(maxsize=65536)
def phone_key(text: str, region: str | None = None) -> str:
    """The number in E.164 ("+351912345678"); without a known country its bare digits ("0912…"), "" where it is none."""
    import phonenumbers  # heavy: 48 MB, and most owners' files have no phone number

    try:
        number = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        abroad = _digits(text)
        return phone_key(f"+{abroad[2:]}") if _ABROAD.match(abroad) else abroad
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _digits(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    return digits if len(digits) >= 5 else ""


@lru_cache(maxsize=65536)
def link_key(url: str) -> str:
    """ "linkedin:<slug>" for a LinkedIn profile, else host and path without scheme, "www." and final slash, lower-cased."""
    if match := LINKEDIN.search(url):
        return f"linkedin:{unquote(match[1]).lower()}"
    parts = urlsplit(url if "//" in url else f"//{url}")
    host = parts.netloc.lower().removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}{'?' + parts.query if parts.query else ''}" if host else ""


def is_identity(kind: str, key: str) -> bool:
    """Does this address tell who somebody is? A company's web page, a postal address or a number without country do not."""
    return (
        kind == "email"
        or (kind == "phone" and key.startswith("+"))
        or (kind == "link" and key.startswith("linkedin:"))
    )


def is_shared_mailbox(key: str) -> bool:
    """info@, office@ and the like: several people answer there."""
    return key.split("@", 1)[0] in SHARED_MAILBOXES


def names_agree(a: str, b: str) -> bool:
    """May these two be one person? Equal, or one's words are among the other's ("Ana Silva", "Ana Maria Silva"); or one is empty."""
    from needless.method.folding import fold

    first, second = set(fold(a).replace(",", " ").split()), set(fold(b).replace(",", " ").split())
    return not first or not second or first <= second or second <= first
