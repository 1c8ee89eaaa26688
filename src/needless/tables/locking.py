"""One process at a time, by a file that is locked while something is done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: nothing else is run there beside the server
    fcntl = None  # type: ignore[assignment]


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Waits for whoever has it; the system lets go of it when its process ends, however that ends."""
    with path.open("a") as file:
        path.chmod(0o600)
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
