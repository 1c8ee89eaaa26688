"""Who tries token after token is told to wait; a right one is never kept waiting."""

from __future__ import annotations

import time
from collections import Counter

WRONG_A_MINUTE = 30
_wrong: Counter[str] = Counter()
_minute = [0]


def is_too_much(address: str) -> bool:
    """Count one more wrong token from this address; True once there were too many this minute."""
    minute = int(time.time() // 60)
    if _minute[0] != minute:
        _wrong.clear()
        _minute[0] = minute
    _wrong[address] += 1
    return _wrong[address] > WRONG_A_MINUTE


def seconds_to_wait() -> int:
    """Until a new minute begins."""
    return 60 - int(time.time()) % 60
