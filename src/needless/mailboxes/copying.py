"""The private address of an owner: whoever knows it may log mail for them, so it is long, kept sealed, and can be renewed."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.conf import settings

from needless.mailboxes.models import CopyAddress
from needless.owners.models import Owner
from needless.owners.sealing import seal, unseal

LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # 32, none that reads as another
LENGTH = 26  # 130 bits


def copy_address(owner: Owner) -> CopyAddress | None:
    """The owner's private address, if there is one."""
    found: CopyAddress | None = CopyAddress.objects.of(owner).first()
    return found


def renew_copy_address(owner: Owner, now: datetime) -> CopyAddress:
    """A new private address; the old one, if there was one, takes nothing any more."""
    token = "".join(secrets.choice(LETTERS) for _letter in range(LENGTH))
    values = {"hash": _hash(token), "token": seal(token), "made_at": now, "last_used_at": None}
    found, _is_new = CopyAddress.objects.update_or_create(owner=owner, defaults=values)
    made: CopyAddress = found
    return made


def drop_copy_address(owner: Owner) -> None:
    """No private address any more; what came by it stays."""
    CopyAddress.objects.of(owner).delete()


def address_of_token(token: str) -> CopyAddress | None:
    """Whose address has this token; also where it stands behind a plus, as hosts of incoming mail write it."""
    hashes = [_hash(part) for part in token[:200].lower().split("@")[0].split("+")[:5]]
    rows = CopyAddress.objects.filter(hash__in=hashes, owner__is_active=True)
    found: CopyAddress | None = rows.select_related("owner", "made_by").first()
    return found


def is_copy_address(mail: str, address: CopyAddress) -> bool:
    """Is this mail address the private one?"""
    return any(_hash(part) == address.hash for part in mail.lower().partition("@")[0].split("+")[:5])


def token_of(address: CopyAddress) -> str:
    """What stands before the @. Raises CannotUnseal."""
    return unseal(address.token)


def mail_address(address: CopyAddress) -> str:
    """To be put under Bcc; empty where NEEDLESS_MAIL_DOMAIN is not set. Raises CannotUnseal."""
    return f"{token_of(address)}@{settings.MAIL_DOMAIN}" if settings.MAIL_DOMAIN else ""


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
