"""The deck and the quiz over the API: who is this, keep, revive or let go (M10)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from django.utils import timezone
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from needless.api.access import AskedByOwner
from needless.api.acts import UndoShape, done
from needless.contacts.models import Undo
from needless.contacts.queries import contact_of
from needless.owners.models import Owner
from needless.shapes import contact_shapes
from needless.triage import actions, queries, quiz

router = Router(tags=["contacts"])
Shape = dict[str, Any]


class DecisionIn(Schema):
    """What is decided: keep (at a tier), met (how), revive, let-go, later."""

    model_config = ConfigDict(extra="forbid")
    act: Literal["keep", "met", "revive", "let-go", "later"]
    tier: Literal["inner", "close", "warm", "keep", "none"] = "keep"
    how_we_met: str = Field("", max_length=2000)
    in_person: bool = False


class GroupDecisionIn(DecisionIn):
    """The same for everybody of a group, by its kind and value."""

    kind: Literal["event", "organisation", "year", "import"]
    value: str = Field(max_length=300)


class RatingIn(Schema):
    """1: no idea, to 4: at once."""

    rating: int = Field(ge=1, le=4)


@router.get("/triage", response=list[Shape], summary="Who is to be placed, the likeliest first")
def deck(request: AskedByOwner, kind: str = "", value: str = "") -> Any:
    on = timezone.localdate()
    return contact_shapes(request.auth, queries.deck_of(request.auth, on, kind, value)[:100], on)


@router.post("/triage/{int:contact_id}", response=UndoShape, summary="Decide about one")
def decide(request: AskedByOwner, contact_id: int, given: DecisionIn) -> Any:
    contact = contact_of(request.auth, contact_id)
    return done(_decided(request.auth, [contact.pk], given))


@router.get("/triage/groups", response=list[Shape], summary="Who can be decided about at once")
def groups(request: AskedByOwner) -> Any:
    found = queries.groups_of(request.auth, timezone.localdate())
    return [{"kind": g.kind, "value": g.value, "count": g.count} for some in found.values() for g in some]


@router.post("/triage/groups", response=UndoShape, summary="Decide about a whole group")
def decide_group(request: AskedByOwner, given: GroupDecisionIn) -> Any:
    ids = actions.members(request.auth, timezone.localdate(), given.kind, given.value)
    return done(_decided(request.auth, ids, given))


def _decided(owner: Owner, ids: list[int], given: DecisionIn) -> Callable[[], Undo]:
    on = timezone.localdate()
    acts: dict[str, Callable[[], Undo]] = {
        "keep": lambda: actions.keep(owner, ids, given.tier, on),
        "met": lambda: actions.tell_how_met(owner, ids, given.how_we_met, on, given.in_person),
        "revive": lambda: actions.revive(owner, ids, on),
        "let-go": lambda: actions.let_go(owner, ids, on),
        "later": lambda: actions.put_off(owner, ids, on),
    }
    return acts[given.act]


@router.get("/quiz", response=Shape, summary="Whom to recall now; null when the day's few are done")
def who(request: AskedByOwner) -> Any:
    on = timezone.localdate()
    contact = quiz.next_to_recall(request.auth, on)
    asked = {"id": contact.pk, "name": contact.name} if contact else None
    return {"contact": asked, "done": quiz.answered_on(request.auth, on), "most": quiz.A_DAY}


@router.post("/quiz/{int:contact_id}", response=UndoShape, summary="How well you recalled them")
def answer(request: AskedByOwner, contact_id: int, given: RatingIn) -> Any:
    return done(lambda: quiz.answer(request.auth, contact_id, given.rating, timezone.now()))
