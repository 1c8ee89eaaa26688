"""Something is done, and how it is taken back: 409 for what cannot be done now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ninja.errors import HttpError
from typing_extensions import TypedDict

from needless.contacts.models import Undo


def file_of(kind: str) -> dict[str, Any]:
    """For the document: the answer is a file of that kind, no JSON."""
    told = {"description": "OK", "content": {kind: {"schema": {"type": "string", "format": "binary"}}}}
    return {"responses": {200: told}}


class UndoShape(TypedDict):
    """What was done, in words, and the number under which it can be undone."""

    undo: int
    label: str


def undo_shape(row: Undo) -> UndoShape:
    """The way back of what was just done."""
    return {"undo": row.pk, "label": row.label}


def done(act: Callable[[], Undo]) -> UndoShape:
    """Do it. What is not there is answered by 404 elsewhere; what an action refuses is a 409 with its words."""
    try:
        return undo_shape(act())
    except ValueError as problem:
        raise HttpError(409, str(problem)) from problem
