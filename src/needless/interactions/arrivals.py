"""What a phone sends when it is back: twice is as once, also from two tabs or after a lost answer (M1)."""

from __future__ import annotations

from uuid import UUID

from needless.interactions.models import Arrival
from needless.owners.models import Owner


def is_first_arrival(owner: Owner, key: UUID) -> bool:
    """Claims the key; False where it was claimed before. To be called in the transaction that does the work."""
    return bool(Arrival.objects.get_or_create(owner=owner, key=key)[1])
