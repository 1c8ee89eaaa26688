"""An opportunity and whom it is for, as JSON: the API and the command line see the same (M16)."""

from __future__ import annotations

from typing import Any

from needless.opportunities.models import Board, Portal, Tip
from needless.opportunities.words import message, reason


def tip_shape(tip: Tip) -> dict[str, Any]:
    """What is in hand for one contact."""
    row = tip.opportunity
    return {
        "id": tip.pk, "contact": {"id": tip.contact_id, "name": tip.contact.name}, "title": row.title,
        "organisation": row.organisation, "place": row.place, "url": row.url, "score": round(tip.score, 4),
        "reason": reason(tip), "message": message(tip),
    }  # fmt: skip


def portal_shape(portal: Portal, board: Board | None) -> dict[str, Any]:
    """What the owner follows; ``problem`` is "" where reading it went well."""
    read_at, problem = (board.fetched_at, board.problem) if board else (None, "")
    return {"id": portal.pk, "url": portal.url, "title": portal.title, "read_at": read_at, "problem": problem}
