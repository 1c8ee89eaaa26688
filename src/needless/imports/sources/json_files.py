"""Files that are one JSON document, read whole; what is broken in them is told by its place (M17)."""

from __future__ import annotations

import json
import re
from typing import Any

from needless.imports.drafts import Piece, Refusal
from needless.imports.sources.tables import UNREADABLE

LARGEST = 500 << 20  # bytes


def load_json(piece: Piece, opening: re.Pattern[str] | None = None) -> Any | Refusal:
    """The document, after what ``opening`` matches at its beginning; or why there is none. Never raises for bad content."""
    if piece.size > LARGEST:
        return Refusal(
            piece.path, 0, "", f"a file of at most {LARGEST >> 20} MB expected; nothing was read of it"
        )
    try:
        with piece.open() as stream:
            whole = stream.read().decode("utf-8-sig", "replace")
        return json.loads(opening.sub("", whole, count=1).rstrip(" ;\r\n\t") if opening else whole)
    except json.JSONDecodeError as problem:
        where = f"line {problem.lineno}, column {problem.colno}"
        told = f"whole JSON expected, broken at {where}: {problem.msg}; nothing was read of it"
        return Refusal(piece.path, problem.lineno, "", told)
    except (*UNREADABLE, ValueError, RecursionError) as problem:
        return Refusal(piece.path, 0, "", f"readable JSON expected: {problem}; nothing was read of it")
