"""What was heard as JSON, the same for the API and the command line (M5, M6)."""

from __future__ import annotations

from typing import Any

from needless.hearing.models import Perspective, Possibility


def heard_shape(row: Possibility | Perspective) -> dict[str, Any]:
    """Either kind."""
    return possibility_shape(row) if isinstance(row, Possibility) else perspective_shape(row)


def possibility_shape(row: Possibility) -> dict[str, Any]:
    """One possibility, from whom, to whom it was told, and what became of it."""
    told = row.opportunity.told if row.opportunity else []  # type: ignore[attr-defined]  # prefetched under this name
    return {
        "id": row.pk, "text": row.text, "url": row.url, "on": row.on.isoformat(), "state": row.state,
        "from": _who(row.contact), "opportunity": row.opportunity_id, "told": [_who(tip.contact) for tip in told],
        "outcome": row.outcome,
    }  # fmt: skip


def perspective_shape(row: Perspective) -> dict[str, Any]:
    """One insight, with its source and what of the owner's work it touches."""
    return {
        "id": row.pk,
        "text": row.text,
        "work": row.work,
        "on": row.on.isoformat(),
        "from": _who(row.contact),
    }


def _who(contact: Any) -> dict[str, Any]:
    return {"id": contact.pk, "name": contact.name}
