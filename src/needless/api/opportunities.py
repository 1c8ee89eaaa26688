"""Opportunities over the API: what is in hand for whom, one more link, told or not for them (M16, M17)."""

from __future__ import annotations

from typing import Any, Literal

from django.utils import timezone
from ninja import Router, Schema, Status
from ninja.errors import HttpError
from pydantic import ConfigDict, Field

from needless.api.access import AskedByOwner
from needless.api.acts import UndoShape, done
from needless.fetching import FetchRefused
from needless.opportunities import portals, tips
from needless.opportunities.models import Opportunity, Tip
from needless.opportunities.shapes import portal_shape, tip_shape

router = Router(tags=["opportunities"])


class LinkIn(Schema):
    """A posting, or a portal's feed or a board that is read from now on."""

    model_config = ConfigDict(extra="forbid")
    url: str = Field(min_length=1, max_length=1000)


class MineIn(Schema):
    """Pursued or passed over, or what came of it."""

    model_config = ConfigDict(extra="forbid")
    act: str = Field(max_length=20)
    outcome: str = Field("", max_length=1000)


class TipActIn(Schema):
    """Told (by mail or message), declined (not for them), or what came of it in words."""

    model_config = ConfigDict(extra="forbid")
    act: Literal["told", "declined", "outcome"]
    channel: Literal["mail", "message"] = "message"
    outcome: str = Field("", max_length=1000)


@router.get("/opportunities", response=list[dict[str, Any]], summary="What is in hand, and for whom")
def opportunities(request: AskedByOwner) -> Any:
    return [tip_shape(tip) for tip in tips.open_tips(request.auth, timezone.now())]


@router.post(
    "/opportunities", response={201: dict[str, Any]}, summary="Take in a posting, or follow a portal"
)
def take_in(request: AskedByOwner, given: LinkIn) -> Any:
    try:
        found = portals.take_in(request.auth, given.url, timezone.now())
    except FetchRefused as refused:
        raise HttpError(422, str(refused)) from refused
    if not isinstance(found, Opportunity):
        return Status(201, {"portal": {"id": found.pk, "url": found.url, "title": found.title}})
    open_ = tips.open_tips(request.auth, timezone.now()).filter(opportunity=found)
    return Status(201, {"id": found.pk, "title": found.title, "for": [tip_shape(tip) for tip in open_]})


@router.get(
    "/portals", response=list[dict[str, Any]], summary="Portals and boards that you read, and how it went"
)
def list_portals(request: AskedByOwner) -> Any:
    return [portal_shape(*pair) for pair in portals.portals_and_boards(request.auth)]


@router.delete("/portals/{int:portal_id}", response=UndoShape, summary="Read it no longer")
def remove_portal(request: AskedByOwner, portal_id: int) -> Any:
    return done(lambda: portals.unfollow(request.auth, portal_id))


@router.post("/tips/{int:tip_id}", response=dict[str, Any], summary="Told, not for them, or what came of it")
def decide_tip(request: AskedByOwner, tip_id: int, given: TipActIn) -> Any:
    try:
        if given.act == "told":
            tips.tell(request.auth, tip_id, given.channel, timezone.now())
        elif given.act == "declined":
            tips.decline(request.auth, tip_id, timezone.now())
        else:
            tips.note_outcome(request.auth, tip_id, given.outcome)
    except ValueError as problem:
        raise HttpError(409, str(problem)) from problem
    row = Tip.objects.of(request.auth).get(pk=tip_id)
    return {"id": row.pk, "state": row.state, "outcome": row.outcome}


@router.get("/opportunities/{int:opportunity_id}", response=dict[str, Any], summary="One, and for whom it is")
def get_opportunity(request: AskedByOwner, opportunity_id: int) -> Any:
    row = Opportunity.objects.of(request.auth).get(pk=opportunity_id)
    open_ = tips.open_tips(request.auth, timezone.now()).filter(opportunity=row)
    told = {"id": row.pk, "title": row.title, "url": row.url, "mine": row.for_me}
    return {**told, "for": [tip_shape(tip) for tip in open_]}


@router.post("/opportunities/{int:opportunity_id}/mine", response=UndoShape, summary="Your own side of it")
def decide_mine(request: AskedByOwner, opportunity_id: int, given: MineIn) -> Any:
    row = Opportunity.objects.of(request.auth).get(pk=opportunity_id)
    return done(lambda: tips.decide_mine(request.auth, row.pk, given.act, given.outcome))
