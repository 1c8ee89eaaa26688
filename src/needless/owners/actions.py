"""Signing in by a link that works once, and what the owner says about themselves (M17)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from needless.owners.audit import note
from needless.owners.models import OwnAddress, Owner, SignInLink

LINK_LASTS = timedelta(days=1)


def make_sign_in_link(owner: Owner) -> str:
    """The path of a link that signs this owner in once, within a day. Only the hash of its token is kept."""
    token = secrets.token_urlsafe(32)
    SignInLink.objects.create(owner=owner, hash=_hash(token), made_at=timezone.now())
    note(owner, "link-made")
    return reverse("sign-in-link", args=[token])


def is_link_good(token: str) -> bool:
    """Would this token sign somebody in now?"""
    return _good_links(token).exists()


def sign_in_by_link(token: str) -> Owner | None:
    """The owner of a good link, which is used up by asking; None for one that is unknown, used or too old."""
    link = _good_links(token).select_related("owner").first()
    if link is None:
        return None
    # Claimed by the UPDATE: of two who come at the same moment one gets in.
    claimed: int = SignInLink.objects.filter(pk=link.pk, used_at=None).update(used_at=timezone.now())
    owner: Owner = link.owner
    return owner if claimed else None


def _good_links(token: str) -> QuerySet[SignInLink]:
    oldest = timezone.now() - LINK_LASTS
    links: QuerySet[SignInLink] = SignInLink.objects.filter(
        hash=_hash(token), used_at=None, made_at__gte=oldest, owner__is_active=True
    )
    return links


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def set_own_addresses(owner: Owner, kind: str, values: Iterable[str]) -> None:
    """These and no others are the owner's own of a kind: "email", "link" (LinkedIn slug) or "name"."""
    wanted = {cleaned for value in values if (cleaned := _own_address(kind, value))}
    with transaction.atomic():
        rows = OwnAddress.objects.of(owner).filter(kind=kind)
        rows.exclude(value__in=wanted).delete()
        there = set(rows.values_list("value", flat=True))
        OwnAddress.objects.bulk_create(
            OwnAddress(owner=owner, kind=kind, value=v) for v in sorted(wanted - there)
        )


def _own_address(kind: str, value: str) -> str:
    text = value.strip().lower()[:320]
    return text.rstrip("/").rsplit("/", 1)[-1] if kind == "link" else text
