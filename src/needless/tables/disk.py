"""What is wrong where nothing can be written: a full disk or a read-only one, in plain words (M17)."""

from __future__ import annotations

import errno

from django.utils.translation import gettext as _

FULL, READ_ONLY = 507, 503  # what a server answers
CODES = {
    errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EFBIG: FULL, errno.EROFS: READ_ONLY, errno.EACCES: READ_ONLY,
    errno.EPERM: READ_ONLY,
}  # fmt: skip
SAID = {  # by SQLite and PostgreSQL
    "database or disk is full": FULL,
    "no space left on device": FULL,
    "disk quota exceeded": FULL,
    "disk i/o error": FULL,
    "attempt to write a readonly database": READ_ONLY,
    "unable to open database file": READ_ONLY,
    "in a read-only transaction": READ_ONLY,
}


def trouble(error: BaseException | None) -> int:
    """FULL or READ_ONLY where that is what lies under the error; 0 for anything else."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, OSError) and error.errno in CODES:
            return CODES[error.errno]
        is_database = type(error).__name__ in {"OperationalError", "InternalError", "DiskFull"}
        text = str(error).lower()
        if found := next((code for said, code in SAID.items() if is_database and said in text), 0):
            return found
        error = error.__cause__ or error.__context__
    return 0


def words(code: int) -> str:
    """What happened and what helps."""
    if code == FULL:
        return _(
            "The disk of the machine that runs Needless is full. What was saved before is safe; what you did just now "
            "was not saved. Make room, then do it again."
        )
    return _(
        "Needless may not write to its data folder: the disk is read-only, or belongs to another user. What was saved "
        "before is safe; what you did just now was not saved."
    )
