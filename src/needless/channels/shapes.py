"""Channels as JSON: the API and the command line see the same."""

from __future__ import annotations

from typing_extensions import TypedDict

from needless.channels.queries import Shown


class ChannelShape(TypedDict):
    """A way by which the plan is sent. ``days``: 0 is Monday; ``state`` is a sentence; moments are ISO texts."""

    id: int
    kind: str
    where: str
    hour: int
    days: list[int]
    is_stopped: bool
    state: str
    is_troubled: bool
    last_on: str | None
    next_at: str | None


def channel_shape(row: Shown) -> ChannelShape:
    return {
        "id": row.channel.pk,
        "kind": row.channel.kind,
        "where": row.where,
        "hour": row.channel.hour,
        "days": [int(day) for day in row.channel.days],
        "is_stopped": row.channel.stopped_at is not None,
        "state": row.state,
        "is_troubled": row.is_troubled,
        "last_on": row.last.on.isoformat() if row.last else None,
        "next_at": row.next_at.isoformat() if row.next_at else None,
    }
