"""Whoever was erased for good stays away: their addresses are known by a hash, and by nothing else (M17)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.utils.crypto import salted_hmac

from needless.contacts.models import Address, Forgotten, SourceKey

if TYPE_CHECKING:
    from needless.owners.models import Owner


class Forgetting:
    """The hashes of one owner, in memory; empty for most."""

    def __init__(self, owner: Owner) -> None:
        self.owner = owner
        self.hashes = set(Forgotten.objects.of(owner).values_list("hash", flat=True))

    def __bool__(self) -> bool:
        return bool(self.hashes)

    def holds(self, key: str, identities: Iterable[tuple[str, str]]) -> bool:
        """Is the source key, or one of the (kind, key) of addresses, somebody's who was erased?"""
        if not self.hashes:
            return False
        pairs = [*identities, *([("key", key)] if key else [])]
        return any(mark(self.owner, kind, key) in self.hashes for kind, key in pairs)


def mark(owner: Owner, kind: str, key: str) -> str:
    """The hash, by the instance's secret: without it nobody can try addresses against the table."""
    return salted_hmac(f"forgotten {owner.pk} {kind}", key, algorithm="sha256").hexdigest()


def forget(owner: Owner, contact_ids: Sequence[int]) -> int:
    """Keep the hashes of these contacts' addresses and source keys; how many are new. Postal ones tell nobody apart."""
    rows = Address.objects.of(owner).filter(contact__in=contact_ids).exclude(kind="postal")
    keys = SourceKey.objects.of(owner).filter(contact__in=contact_ids).values_list("key", flat=True)
    pairs = {*rows.values_list("kind", "key"), *(("key", key) for key in keys)}
    made = [Forgotten(owner=owner, hash=mark(owner, kind, key)) for kind, key in sorted(pairs)]
    return len(Forgotten.objects.bulk_create(made, ignore_conflicts=True))
