"""Two who should know each other, as JSON: the API and the command line see the same (M16)."""

from __future__ import annotations

from typing import Any

from needless.introducing.models import Introduction
from needless.introducing.stages import may
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


def introduction_shape(row: Introduction) -> dict[str, Any]:
    """Who and why, how far it is, and what may come next."""
    return {
        "id": row.pk,
        "a": {"id": row.a_id, "name": row.a.name},
        "b": {"id": row.b_id, "name": row.b.name},
        "for_a": row.for_a,
        "for_b": row.for_b,
        "stage": row.stage,
        "stage_at": row.stage_at,
        "outcome": row.outcome,
        "may": may(row),
    }
