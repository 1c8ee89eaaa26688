"""A benefit with its chain as JSON, the same for the API and the command line (M15)."""

from __future__ import annotations

from typing import Any

from needless.benefits.chains import steps_of
from needless.benefits.models import Benefit
from needless.benefits.queries import ORIGINS
from needless.method.origins import Yield


def benefit_shape(row: Benefit) -> dict[str, Any]:
    """What came, when, and the chain back from where it began."""
    return {
        "id": row.pk, "kind": row.kind, "text": row.text, "on": row.on.isoformat(),
        "chain": [
            {"kind": s.kind, "words": s.words, "on": s.on.isoformat() if s.on else None, "id": s.pk} for s in steps_of(row)
        ],
    }  # fmt: skip


def yield_shape(row: Yield) -> dict[str, Any]:
    """Of how many people of one origin something came; ``share`` is null for fewer than five."""
    return {
        "origin": row.origin, "words": str(ORIGINS[row.origin]), "people": row.people, "brought": row.brought,
        "nothing_and_fine": row.fine, "share": row.share,
    }  # fmt: skip
