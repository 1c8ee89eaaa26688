"""Passwords for programs that know no tokens (a phone's address book, a mail program): one each, shown once (M17).

They are made here, never chosen: 20 letters of 23 are 90 bits, so a plain hash keeps them, and costs a request nothing.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils import timezone

from needless.owners.audit import note, note_seldom
from needless.owners.models import AppPassword
from needless.tables import row_security

if TYPE_CHECKING:
    from needless.owners.models import Owner

LETTERS = "abcdefghjkmnpqrstuvwxyz"  # i, l and o are taken for others where they are typed off a screen
GROUPS, OF = 5, 4
NOTED_EVERY = timedelta(minutes=5)  # a write at each request would be slower than most requests


def make_app_password(owner: Owner, name: str) -> str:
    """A new password's text, "abcd-efgh-jkmn-pqrs-tuvw", which nobody can see again."""
    groups = ["".join(secrets.choice(LETTERS) for _ in range(OF)) for _ in range(GROUPS)]
    text = "-".join(groups)
    name = name.strip()[:100]
    AppPassword.objects.create(owner=owner, name=name, hash=_hash(text), made_at=timezone.now())
    note(owner, "app-password-made", name=name)
    return text


def app_password_owner(username: str, password: str) -> Owner | None:
    """Whose password this is, if the name is theirs too; with or without the dashes, in any case."""
    row = app_password_of(username, password)
    owner: Owner | None = row.owner if row else None
    return owner


def app_password_of(username: str, password: str) -> AppPassword | None:
    """The password with this text and this owner, who is with it; None where there is none."""
    rows = AppPassword.objects.select_related("owner").filter(hash=_hash(password), owner__is_active=True)
    row: AppPassword | None = rows.first()
    if row is None or row.owner.username.casefold() != username.strip().casefold():
        return None
    row_security.name(row.owner_id)
    _note_use(row)
    return row


def app_passwords(owner: Owner) -> QuerySet[AppPassword]:
    """The owner's, the newest first."""
    rows: QuerySet[AppPassword] = AppPassword.objects.of(owner).order_by("-made_at", "-pk")
    return rows


def revoke_app_password(owner: Owner, password_id: int) -> None:
    """It opens nothing any more. Raises AppPassword.DoesNotExist."""
    row = AppPassword.objects.of(owner).get(pk=password_id)
    row.delete()
    note(owner, "app-password-revoked", name=row.name)


def _note_use(row: AppPassword) -> None:
    now = timezone.now()
    if row.last_used_at is None or now - row.last_used_at > NOTED_EVERY:
        AppPassword.objects.filter(pk=row.pk).update(last_used_at=now)
        note_seldom(row.owner, "app-password-used", name=row.name)


def _hash(text: str) -> str:
    plain = "".join(text.split()).replace("-", "").lower()
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()
