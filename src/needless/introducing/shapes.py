"""Two who should know each other, as JSON: the API and the command line see the same (M16)."""

from __future__ import annotations

from typing import Any

from needless.introducing.suggesting import Suggested


def pair_shape(pair: Suggested) -> dict[str, Any]:
    """The keys of COMMANDS.md's `needless introductions`."""
    return {
        "a": {"id": pair.a.pk, "name": pair.a.name},
        "b": {"id": pair.b.pk, "name": pair.b.name},
        "score": round(pair.score, 4),
        "reason_for_a": pair.reason_for_a,
        "reason_for_b": pair.reason_for_b,
    }
