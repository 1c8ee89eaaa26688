"""Several owners on one instance: by invitation alone, each with a link that works once within a week (M17)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.owners.audit import note
from needless.owners.models import Invitation, Owner

if TYPE_CHECKING:
    from django.db.models import QuerySet

LASTS = timedelta(days=7)


def admins() -> QuerySet[Owner]:
    """Who may invite: those who were made so, else the first owner of the instance."""
    active = Owner.objects.filter(is_active=True)
    made = active.filter(is_staff=True)
    return made if made.exists() else active.filter(pk__in=active.order_by("pk").values("pk")[:1])


def is_admin(owner: Owner) -> bool:
    """May this owner invite others?"""
    return admins().filter(pk=owner.pk).exists()


def invite(owner: Owner, mail: str = "") -> str:
    """The token of a new invitation, which nobody can see again."""
    token = secrets.token_urlsafe(32)
    row = Invitation(owner_id=owner.pk, hash=_hash(token), mail=mail.strip(), made_at=timezone.now())
    row.clean_fields(exclude=["owner", "used_at"])
    row.save()
    note(owner, "invited", **({"name": row.mail} if row.mail else {}))
    return token


def invitations_of(owner: Owner) -> Sequence[Invitation]:
    """The owner's invitations that are open, and what became of the others; the latest first."""
    return list(Invitation.objects.of(owner).order_by("-made_at", "-pk"))


def is_open(row: Invitation) -> bool:
    """Would its link still work?"""
    return row.used_at is None and timezone.now() - row.made_at <= LASTS


def invitation_of(token: str) -> Invitation | None:
    """The open invitation with this token, from somebody who still may invite."""
    row: Invitation | None = Invitation.objects.filter(hash=_hash(token)).select_related("owner").first()
    return row if row and is_open(row) and row.owner.is_active else None


def withdraw(owner: Owner, pk: int) -> None:
    """Its link works no more. Raises Invitation.DoesNotExist."""
    Invitation.objects.of(owner).get(pk=pk).delete()


@transaction.atomic
def accept(token: str, username: str, mail: str = "") -> Owner | None:
    """The new owner; None where the link is unknown, used or too old. Raises ValidationError for a name that is taken."""
    row = invitation_of(token)
    if row is None:
        return None
    new = new_owner(username, mail or row.mail)
    # Claimed by the UPDATE: of two who come at the same moment one gets in, and the other's account is taken back.
    if not Invitation.objects.filter(pk=row.pk, used_at=None).update(
        used_at=timezone.now(), name=new.username
    ):
        transaction.set_rollback(True)
        return None
    note(row.owner, "invitation-used", name=new.username)
    note(new, "account-made")
    return new


def new_owner(username: str, mail: str = "") -> Owner:
    """An account without a password. Raises ValidationError for a name or an address that is none, or taken."""
    owner = Owner(username=username.strip(), email=mail.strip())
    owner.set_unusable_password()
    owner.full_clean()
    taken = Owner.objects.filter(username__iexact=owner.username)
    if taken.exists():
        raise ValidationError({"username": _("Somebody here has that name already.")})
    if owner.email and Owner.objects.filter(email__iexact=owner.email).exists():
        raise ValidationError({"email": _("Somebody here has that address already.")})
    owner.save()
    return owner


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
