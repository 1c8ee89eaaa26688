"""Bearer tokens of the API: shown once, kept as a hash, for what its scopes say, and as long as it is wanted."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils import timezone

from needless.owners import audit
from needless.owners.models import KeptAnswer, Token
from needless.owners.scopes import WRITE, scopes_of
from needless.tables import row_security

if TYPE_CHECKING:
    from needless.owners.models import Owner

KEPT_FOR = timedelta(days=2)  # a program that lost an answer asks again sooner
NOTED_EVERY = timedelta(minutes=5)  # a write at each request would be slower than most requests


def make_token(
    owner: Owner, name: str, may_write: bool = False, *, scopes: Iterable[str] = (), days: int | None = None
) -> str:
    """A new token's text, which nobody can see again; for that many days, or until it is revoked.

    Raises ValueError for a scope that there is none of.
    """
    text = f"needless_{secrets.token_urlsafe(32)}"
    name, now = name.strip()[:100], timezone.now()
    granted = WRITE if may_write else scopes_of(scopes)
    expires_at = now + timedelta(days=days) if days else None
    Token.objects.create(
        owner=owner, name=name, hash=_hash(text), scopes=granted, made_at=now, expires_at=expires_at
    )
    audit.note(owner, "token-made", name=name, scopes=granted)
    return text


def tokens_of(owner: Owner) -> QuerySet[Token]:
    """The owner's, the newest first."""
    rows: QuerySet[Token] = Token.objects.of(owner).order_by("-made_at")
    return rows


def token_of(text: str) -> Token | None:
    """The token with this text, its owner with it; None where there is none, it expired or the owner may not sign in."""
    rows = Token.objects.select_related("owner").filter(hash=_hash(text), owner__is_active=True)
    token: Token | None = rows.first()
    if token is None or (token.expires_at and token.expires_at <= timezone.now()):
        return None
    row_security.name(token.owner_id)
    _note_use(token)
    return token


def token_owner(text: str) -> Owner | None:
    """Whose token this is."""
    token = token_of(text)
    return token.owner if token else None


def delete_token(owner: Owner, token_id: int) -> None:
    """Revoke it. Raises Token.DoesNotExist."""
    token = Token.objects.of(owner).get(pk=token_id)
    token.delete()
    audit.note(owner, "token-revoked", name=token.name)


def forget_answers(now: datetime) -> int:
    """Answers kept for programs that may ask again go after two days; how many went."""
    return KeptAnswer.objects.filter(at__lt=now - KEPT_FOR).delete()[0]


def _note_use(token: Token) -> None:
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > NOTED_EVERY:
        Token.objects.filter(pk=token.pk).update(last_used_at=now)
        audit.note_seldom(token.owner, "token-used", name=token.name)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
