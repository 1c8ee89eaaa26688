"""By what an owner can sign in, beside the one-time link: passkeys, a password, codes, recovery codes (M17)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator

from needless.owners.audit import note

if TYPE_CHECKING:
    from needless.owners.models import Owner


@dataclass(frozen=True, slots=True)
class Ways:
    """What there is: passkeys, codes of an app, and recovery codes that are left (None where none were made)."""

    passkeys: list[Authenticator]
    codes: Authenticator | None
    recovery_left: int | None
    has_password: bool

    @property
    def is_link_alone(self) -> bool:
        """Is the one-time link the only way in?"""
        return not self.passkeys and not self.has_password


def ways_of(owner: Owner) -> Ways:
    """The ways in that this owner has."""
    rows = list(Authenticator.objects.filter(user_id=owner.pk).order_by("pk"))
    kinds = Authenticator.Type
    passkeys = [row for row in rows if row.type == kinds.WEBAUTHN]
    codes = next((row for row in rows if row.type == kinds.TOTP), None)
    recovery = next((row for row in rows if row.type == kinds.RECOVERY_CODES), None)
    left = len(recovery.wrap().get_unused_codes()) if recovery else None
    return Ways(passkeys, codes, left, owner.has_usable_password())


def passkey_of(owner: Owner, pk: int) -> Authenticator:
    """One of the owner's passkeys. Raises Authenticator.DoesNotExist."""
    return Authenticator.objects.get(user_id=owner.pk, type=Authenticator.Type.WEBAUTHN, pk=pk)


def has_second_factor(owner: Owner) -> bool:
    """A passkey, or a password with codes: what a guessed password alone does not open."""
    kinds = (Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP)
    return bool(Authenticator.objects.filter(user_id=owner.pk, type__in=kinds).exists())


def set_password(owner: Owner, text: str | None) -> None:
    """A new password, or none any more."""
    if text is None:
        owner.set_unusable_password()
    else:
        owner.set_password(text)
    owner.save(update_fields=["password"])
    note(owner, "password-set" if text else "password-removed")


def recovery_owner(owner: Owner | None, code: str, password: str) -> Authenticator | None:
    """The recovery codes of the owner where this one is good, which uses it up; a password, where one is set, too."""
    row = Authenticator.objects.filter(
        user_id=owner.pk if owner else 0, type=Authenticator.Type.RECOVERY_CODES
    ).first()
    if row is None or owner is None or not owner.is_active:
        return None
    if owner.has_usable_password() and not owner.check_password(password):
        return None
    return row if row.wrap().validate_code(code) else None
