"""Where the plan is sent, over the API (M1)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import Router, Schema, Status
from ninja.errors import HttpError
from pydantic import ConfigDict, Field
from typing_extensions import TypedDict

from needless.api.access import AskedByOwner
from needless.api.acts import UndoShape, done
from needless.channels import actions
from needless.channels.kinds import NotSent
from needless.channels.links import site_of
from needless.channels.queries import Shown, channels_of
from needless.channels.shapes import ChannelShape, channel_shape

router = Router(tags=["notifications"])
Hour = Annotated[int, Field(ge=0, le=23)]
Days = Annotated[list[Annotated[int, Field(ge=0, le=6)]], Field(min_length=1, max_length=7)]


class ChannelIn(Schema):
    """A way to send the plan. ``given``: "to" of an e-mail; "url" and "brief" of Apprise's. Days: 0 is Monday."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["email", "apprise"]
    given: dict[str, Annotated[str, Field(max_length=1000)]]
    hour: Hour = 7
    days: Days = [0, 1, 2, 3, 4, 5, 6]


class ChannelChange(Schema):
    model_config = ConfigDict(extra="forbid")
    hour: Hour | None = None
    days: Days | None = None
    is_stopped: bool | None = None


class SaidShape(TypedDict):
    said: str


def _shown(request: AskedByOwner, pk: int) -> ChannelShape:
    rows: list[Shown] = channels_of(request.auth, timezone.now())
    return next(channel_shape(row) for row in rows if row.channel.pk == pk)


@router.get("/notifications", response=list[ChannelShape], summary="Where the plan is sent, and how it went")
def list_channels(request: AskedByOwner) -> Any:
    return [channel_shape(row) for row in channels_of(request.auth, timezone.now())]


@router.post("/notifications", response={201: ChannelShape}, summary="Send the plan there")
def add_channel(request: AskedByOwner, given: ChannelIn) -> Any:
    try:
        row = actions.add_channel(
            request.auth, given.kind, given.given, given.hour, given.days, site_of(request)
        )
    except ValueError as problem:
        raise HttpError(422, str(problem)) from problem
    return Status(201, _shown(request, row.pk))


@router.patch(
    "/notifications/{int:channel_id}", response=ChannelShape, summary="Another hour, other days, stop"
)
def change_channel(request: AskedByOwner, channel_id: int, given: ChannelChange) -> Any:
    row = actions.channel_of(request.auth, channel_id)
    hour = row.hour if given.hour is None else given.hour
    actions.change_channel(request.auth, channel_id, hour, given.days or row.days)
    if given.is_stopped:
        actions.stop_channel(request.auth, channel_id, "", timezone.now())
    elif given.is_stopped is False:
        _start(request, channel_id)
    return _shown(request, channel_id)


def _start(request: AskedByOwner, channel_id: int) -> None:
    try:
        actions.start_channel(request.auth, channel_id, site_of(request))
    except ValueError as problem:
        raise HttpError(409, str(problem)) from problem


@router.delete("/notifications/{int:channel_id}", response=UndoShape, summary="Send nothing there any more")
def remove_channel(request: AskedByOwner, channel_id: int) -> Any:
    return done(lambda: actions.remove_channel(request.auth, channel_id))


@router.post("/notifications/{int:channel_id}/try", response=SaidShape, summary="Send today's plan there now")
def try_channel(request: AskedByOwner, channel_id: int) -> Any:
    try:
        return {"said": actions.try_channel(request.auth, channel_id, timezone.localdate())}
    except NotSent as problem:
        raise HttpError(502, str(problem)) from problem
