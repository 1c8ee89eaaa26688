"""The muscles as JSON, the same for the API and the command line (M1)."""

from __future__ import annotations

from typing import Any

from needless.practice.queries import Practice
from needless.practice.words import kept_words


def practice_shape(found: Practice) -> dict[str, Any]:
    """Uses of each muscle by week, the oldest first; whether it goes slack; and which weeks were kept."""
    return {
        "weeks": [monday.isoformat() for monday in found.mondays], "kept": found.kept, "said": kept_words(found),
        "muscles": [
            {"name": m.name, "uses": list(m.uses), "idle_weeks": m.idle_weeks, "is_slack": m.is_slack} for m in found.muscles
        ],
    }  # fmt: skip
