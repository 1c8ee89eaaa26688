"""Webhooks as JSON."""

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict

from needless.webhooks.models import Outgoing
from needless.webhooks.queries import Told, how_it_went


class EndpointShape(TypedDict):
    """An address that is told of ``events``; ``state`` is a sentence."""

    id: int
    url: str
    events: list[str]
    is_stopped: bool
    state: str
    is_troubled: bool
    waiting: int


class TryShape(TypedDict):
    at: str
    status: int
    problem: str


class MessageShape(TypedDict):
    """A message of the log; ``key`` is its webhook-id."""

    id: int
    key: str
    event: str
    made_at: str
    stage: str
    state: str
    tries: list[TryShape]


def endpoint_shape(row: Told) -> EndpointShape:
    found = row.endpoint
    return {
        "id": found.pk, "url": found.url, "events": list(found.events), "is_stopped": found.stopped_at is not None,
        "state": row.state, "is_troubled": row.is_troubled, "waiting": row.waiting,
    }  # fmt: skip


def message_shape(row: Outgoing) -> MessageShape:
    tries: list[Any] = row.tried
    return {
        "id": row.pk, "key": row.key, "event": row.event, "made_at": row.made_at.isoformat(), "stage": row.stage,
        "state": how_it_went(row), "tries": tries,
    }  # fmt: skip
