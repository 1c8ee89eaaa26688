"""Of old messages only the day may be kept: then a hash stands for their key, so that they are known when read again (M17)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from needless.interactions.models import Interaction

if TYPE_CHECKING:
    from needless.owners.models import Owner

MARK, BEYOND = "day:", "day;"  # a range of keys, so that an index finds them


def only_day_key(key: str) -> str:
    """What is left of a message's own key."""
    return MARK + hashlib.sha256(key.encode()).hexdigest()[:40]


def has_only_days(owner: Owner) -> bool:
    """Are there any of which only the day was kept?"""
    return bool(Interaction.objects.of(owner).filter(key__gte=MARK, key__lt=BEYOND).exists())
