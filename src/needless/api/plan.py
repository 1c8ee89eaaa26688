"""Today over the API, and what is decided about it: done, later, not now, let go, and back again (M1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from ninja.errors import HttpError
from pydantic import ConfigDict, Field

from needless.api.access import AskedByOwner
from needless.plan import actions
from needless.plan.queries import open_suggestions_of, plan_of_day, suggestion_of
from needless.shapes import SuggestionShape, TodayShape, suggestion_shape, today_shape

router = Router(tags=["plan"])


class DoneIn(Schema):
    """How it was done: by another channel than suggested, on another day than today, and how it was."""

    model_config = ConfigDict(extra="ignore")
    channel: Literal["", "mail", "message", "letter", "call", "video", "meeting"] = ""
    on: date | None = None
    minutes: int | None = Field(None, ge=0, le=100_000)
    enjoyment: int | None = Field(None, ge=1, le=5)
    summary: Annotated[str, Field(max_length=20_000)] = ""
    remembered: Literal["", "yes", "vaguely", "no"] = ""


class LaterIn(Schema):
    on: date | None = None


@router.get("/today", response=TodayShape, summary="The few things to do today")
def today(
    request: AskedByOwner, on: date | None = None, minutes: Annotated[int | None, Query(ge=0, le=600)] = None
) -> Any:
    day = on or timezone.localdate()
    plan = plan_of_day(request.auth, day, minutes)
    return today_shape(day, plan.minutes, open_suggestions_of(request.auth, day))


@router.post("/suggestions/{int:item}/done", response=SuggestionShape, summary="It happened: log it")
def done(request: AskedByOwner, item: int, given: DoneIn) -> Any:
    values = given.model_dump(exclude={"on"})
    on = given.on or timezone.localdate()
    return _decided(request, item, lambda: actions.finish(request.auth, item, on, **values))


@router.post("/suggestions/{int:item}/later", response=SuggestionShape, summary="It comes back on that day")
def later(request: AskedByOwner, item: int, given: LaterIn) -> Any:
    def postpone() -> None:
        if given.on is None:
            suggestion_of(request.auth, item)
            raise ValueError(_("A day to come was expected."))
        actions.postpone(request.auth, item, given.on)

    return _decided(request, item, postpone)


@router.post("/suggestions/{int:item}/skip", response=SuggestionShape, summary="Not now; no debt")
def skip(request: AskedByOwner, item: int) -> Any:
    return _decided(request, item, lambda: actions.skip(request.auth, item))


@router.post("/suggestions/{int:item}/let-go", response=SuggestionShape, summary="Let the contact go")
def let_go(request: AskedByOwner, item: int) -> Any:
    return _decided(request, item, lambda: actions.let_go(request.auth, item))


@router.post("/suggestions/{int:item}/reopen", response=SuggestionShape, summary="Take the decision back")
def reopen(request: AskedByOwner, item: int) -> Any:
    return _decided(request, item, lambda: actions.reopen(request.auth, item))


def _decided(request: AskedByOwner, item: int, act: Callable[[], object]) -> SuggestionShape:
    """Do it; 409 for what cannot be done now."""
    try:
        act()
    except ValueError as problem:
        raise HttpError(409, str(problem)) from problem
    return suggestion_shape(suggestion_of(request.auth, item))
