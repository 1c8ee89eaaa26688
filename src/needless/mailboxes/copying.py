"""The private address of an owner: whoever knows it may log mail for them, so it is long, kept sealed, and can be renewed."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from needless.contacts.models import Undo
from needless.contacts.undo import kept, remember, whole
from needless.mailboxes.models import CopyAddress
from needless.owners import audit
from needless.owners.models import Owner
from needless.owners.sealing import seal, unseal
from needless.tables import row_security

LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # 32, none that reads as another
LENGTH = 26  # 130 bits


def copy_address(owner: Owner) -> CopyAddress | None:
    """The owner's private address, if there is one."""
    found: CopyAddress | None = CopyAddress.objects.of(owner).first()
    return found


def make_copy_address(owner: Owner, now: datetime) -> CopyAddress:
    """A private address for who has none yet; the one that there is otherwise."""
    there = copy_address(owner)
    if there is not None:
        return there
    made: CopyAddress = CopyAddress.objects.create(owner=owner, **_new(now))
    audit.note(owner, "copy-address-made")
    return made


@transaction.atomic
def renew_copy_address(owner: Owner, now: datetime) -> Undo:
    """Another private address: the old one takes nothing any more. Raises CopyAddress.DoesNotExist."""
    row: CopyAddress = CopyAddress.objects.of(owner).get()
    values = _new(now)
    undo = remember(owner, _("Your private address is a new one"), restore=[kept(row, values)])
    CopyAddress.objects.of(owner).filter(pk=row.pk).update(**values)
    audit.note(owner, "copy-address-made")
    return undo


@transaction.atomic
def drop_copy_address(owner: Owner) -> Undo:
    """No private address any more; what came by it stays. Raises CopyAddress.DoesNotExist."""
    row: CopyAddress = CopyAddress.objects.of(owner).get()
    undo = remember(owner, _("Your private address is closed"), insert=[whole(row)])
    row.delete()
    return undo


def _new(now: datetime) -> dict[str, Any]:
    token = "".join(secrets.choice(LETTERS) for _letter in range(LENGTH))
    return {"hash": _hash(token), "token": seal(token), "made_at": now, "last_used_at": None}


def address_of_token(token: str) -> CopyAddress | None:
    """Whose address has this token; also where it stands behind a plus, as hosts of incoming mail write it."""
    hashes = [_hash(part) for part in token[:200].lower().split("@")[0].split("+")[:5]]
    rows = CopyAddress.objects.filter(hash__in=hashes, owner__is_active=True)
    found: CopyAddress | None = rows.select_related("owner").first()
    if found:
        row_security.name(found.owner_id)
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
