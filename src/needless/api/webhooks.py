"""Webhooks over the API: who is told what, the log, sending again (M17)."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils import timezone
from ninja import Router, Schema, Status
from ninja.errors import HttpError
from pydantic import ConfigDict, Field
from typing_extensions import TypedDict

from needless.api.access import AskedByOwner
from needless.api.acts import UndoShape, done
from needless.keeping.removing import remove_endpoint
from needless.webhooks import actions
from needless.webhooks.queries import endpoints_of, messages_of
from needless.webhooks.shapes import EndpointShape, MessageShape, endpoint_shape, message_shape

router = Router(tags=["webhooks"])
Events = Annotated[list[Annotated[str, Field(max_length=40)]], Field(min_length=1, max_length=50)]


class EndpointIn(Schema):
    """``events``: names such as "contact.created"; the manual lists them."""

    model_config = ConfigDict(extra="forbid")
    url: Annotated[str, Field(max_length=1000)]
    events: Events


class EndpointChange(Schema):
    model_config = ConfigDict(extra="forbid")
    events: Events | None = None
    is_stopped: bool | None = None


class SecretShape(TypedDict):
    """``secret`` signs what it is told: in this answer and in no other."""

    id: int
    url: str
    secret: str


def _shown(request: AskedByOwner, pk: int) -> EndpointShape:
    return next(endpoint_shape(row) for row in endpoints_of(request.auth) if row.endpoint.pk == pk)


@router.get("/webhooks", response=list[EndpointShape], summary="Addresses that are told what happens")
def list_webhooks(request: AskedByOwner) -> Any:
    return [endpoint_shape(row) for row in endpoints_of(request.auth)]


@router.post("/webhooks", response={201: SecretShape}, summary="Tell an address what happens")
def add_webhook(request: AskedByOwner, given: EndpointIn) -> Any:
    try:
        row, secret = actions.add_endpoint(request.auth, given.url, given.events)
    except ValueError as problem:
        raise HttpError(422, str(problem)) from problem
    return Status(201, {"id": row.pk, "url": row.url, "secret": secret})


@router.patch(
    "/webhooks/{int:endpoint_id}", response=EndpointShape, summary="Tell it of other things, stop, start"
)
def change_webhook(request: AskedByOwner, endpoint_id: int, given: EndpointChange) -> Any:
    actions.endpoint_of(request.auth, endpoint_id)
    try:
        if given.events:
            actions.change_endpoint(request.auth, endpoint_id, given.events)
        if given.is_stopped is False:
            actions.start_endpoint(request.auth, endpoint_id)
    except ValueError as problem:
        raise HttpError(422, str(problem)) from problem
    if given.is_stopped:
        actions.stop_endpoint(request.auth, endpoint_id, timezone.now())
    return _shown(request, endpoint_id)


@router.delete("/webhooks/{int:endpoint_id}", response=UndoShape, summary="Tell it nothing any more")
def remove_webhook(request: AskedByOwner, endpoint_id: int) -> Any:
    return done(lambda: remove_endpoint(request.auth, endpoint_id))


@router.post(
    "/webhooks/{int:endpoint_id}/secret", response=SecretShape, summary="Another secret: shown here alone"
)
def renew_secret(request: AskedByOwner, endpoint_id: int) -> Any:
    secret = actions.renew_secret(request.auth, endpoint_id)
    return {"id": endpoint_id, "url": actions.endpoint_of(request.auth, endpoint_id).url, "secret": secret}


@router.post("/webhooks/{int:endpoint_id}/try", response=MessageShape, summary="Send it a test")
def try_webhook(request: AskedByOwner, endpoint_id: int) -> Any:
    return message_shape(actions.try_endpoint(request.auth, endpoint_id, timezone.now()))


@router.get(
    "/webhooks/{int:endpoint_id}/messages", response=list[MessageShape], summary="What it was told lately"
)
def list_messages(request: AskedByOwner, endpoint_id: int) -> Any:
    return [message_shape(row) for row in messages_of(actions.endpoint_of(request.auth, endpoint_id))]


@router.post("/webhooks/messages/{int:message_id}/again", response=MessageShape, summary="Send it once more")
def send_again(request: AskedByOwner, message_id: int) -> Any:
    return message_shape(actions.send_again(request.auth, message_id, timezone.now()))
