"""One run over an account at a time: a lock that goes with its process, so that nobody waits for one that was killed (M17)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from django.conf import settings


@contextmanager
def alone(account_id: int) -> Iterator[bool]:
    """Whether this process may run the account now; others on this machine see that it does. Several machines are kept
    apart by the claim in the database."""
    path = settings.HOME / f"sync-{account_id}.lock"
    with path.open("w") as file:
        yield _locked(file)


def _locked(file: Any) -> bool:
    try:
        fcntl = import_module("fcntl")
    except ImportError:  # not on this system: the claim alone keeps runs apart
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
