"""The owners of this instance, as whoever runs it sees them: their accounts, never their people (M17)."""

from __future__ import annotations

from typing import Any

from needless.owners.audit import note
from needless.owners.factors import ways_of
from needless.owners.invitations import admins
from needless.owners.models import Owner


def owners_here() -> list[dict[str, Any]]:
    """Each as name, mail, is_admin, is_active, last_login and ways ("link", "passkey", "password", "codes")."""
    may = set(admins().values_list("pk", flat=True))
    return [
        {
            "name": owner.username,
            "mail": owner.email,
            "is_admin": owner.pk in may,
            "is_active": owner.is_active,
            "last_login": owner.last_login,
            "ways": _ways(owner),
        }
        for owner in Owner.objects.order_by("pk")
    ]


def _ways(owner: Owner) -> list[str]:
    ways = ways_of(owner)
    there = (
        (True, "link"),
        (bool(ways.passkeys), "passkey"),
        (ways.has_password, "password"),
        (bool(ways.codes), "codes"),
    )
    return [name for has, name in there if has]


def set_admin(name: str, may: bool) -> bool:
    """Whether this owner may invite others. False where there is no such owner, or where nobody would be left."""
    owner = Owner.objects.filter(username=name, is_active=True).first()
    if owner is None or (not may and not admins().exclude(pk=owner.pk).exists()):
        return False
    if not Owner.objects.filter(is_staff=True).exists():  # so far the first owner was admin by being first
        admins().update(is_staff=True)
    Owner.objects.filter(pk=owner.pk).update(is_staff=may)
    note(owner, "made-admin" if may else "no-admin")
    return True
