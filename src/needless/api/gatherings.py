"""Activities, events, followed calendars and occasions for letters over the API (M11, M14)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from ninja.errors import HttpError
from pydantic import ConfigDict, Field

from needless.api.access import AskedByOwner
from needless.api.acts import UndoShape, done
from needless.contacts.queries import contact_of
from needless.gatherings import activities, events
from needless.gatherings.attendance import Coming, coming_events, coming_of, likely_there
from needless.gatherings.debriefs import Newcomer, debrief
from needless.gatherings.feeds import follow_calendar, unfollow_calendar
from needless.gatherings.letters import occasions_to_write
from needless.gatherings.models import Activity, CalendarFeed, Event
from needless.gatherings.records import activities_of, activity_of
from needless.gatherings.shapes import (
    ActivityShape,
    CalendarShape,
    EventFullShape,
    EventShape,
    LetterReasonShape,
    activity_shape,
    calendar_shape,
    event_full_shape,
    event_shape,
    letter_reason_shape,
)

router = Router(tags=["gatherings"])
Text = Annotated[str, Field(max_length=500)]


class ActivityIn(Schema):
    """An activity of the catalogue."""

    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(min_length=1, max_length=200)]
    form: Literal["formal", "informal"] = "informal"
    stage: Literal["idea", "doing", "dropped"] = "doing"
    times_a_year: int | None = Field(None, ge=1, le=400)
    minutes: int | None = Field(None, ge=1, le=10_000)
    place: Annotated[str, Field(max_length=300)] = ""
    interests: Text = ""
    note: Annotated[str, Field(max_length=5000)] = ""


class OccasionIn(Schema):
    """One time that it took place: with whom (contact ids), and how it was."""

    on: date | None = None
    contacts: list[int] = Field([], max_length=500)
    enjoyment: int | None = Field(None, ge=1, le=5)
    minutes: int | None = Field(None, ge=1, le=10_000)
    summary: Annotated[str, Field(max_length=10_000)] = ""


class NewcomerIn(Schema):
    name: Annotated[str, Field(min_length=1, max_length=300)]
    organisation: Annotated[str, Field(max_length=300)] = ""


class DebriefIn(Schema):
    """Whom one met: contacts by id, and new people."""

    contacts: list[int] = Field([], max_length=500)
    new: list[NewcomerIn] = Field([], max_length=50)
    enjoyment: int | None = Field(None, ge=1, le=5)
    summary: Annotated[str, Field(max_length=2000)] = ""
    follow_up: bool = False


class AnswerIn(Schema):
    answer: Literal["going", "not", ""]


class CalendarIn(Schema):
    model_config = ConfigDict(extra="forbid")
    url: Annotated[str, Field(max_length=1000)]
    is_mine: bool = False


@router.get(
    "/activities", response=list[ActivityShape], summary="What each activity brought, what to keep first"
)
def list_activities(request: AskedByOwner) -> Any:
    return [activity_shape(kept) for kept in activities_of(request.auth, timezone.localdate())]


@router.post("/activities", response={201: ActivityShape}, summary="Add an activity")
def add_activity(request: AskedByOwner, given: ActivityIn) -> Any:
    row = activities.save_activity(request.auth, given.model_dump())
    return Status(201, activity_shape(activity_of(request.auth, row.pk, timezone.localdate())))


@router.post(
    "/activities/{int:activity_id}/occasions", response={201: ActivityShape}, summary="It took place"
)
def log_occasion(request: AskedByOwner, activity_id: int, given: OccasionIn) -> Any:
    owner, on = request.auth, timezone.localdate()
    row = Activity.objects.of(owner).get(pk=activity_id)
    day = given.on or on
    if not on - timedelta(days=36525) <= day <= on:
        raise HttpError(422, _("That day is still to come."))
    people = [contact_of(owner, pk) for pk in dict.fromkeys(given.contacts)]
    at = timezone.now() if day == on else timezone.make_aware(datetime(day.year, day.month, day.day, 12))
    activities.log_occasion(owner, row, people, at, day, given.enjoyment, given.minutes, given.summary)
    return Status(201, activity_shape(activity_of(owner, activity_id, on)))


@router.get("/events", response=list[EventShape], summary="What is to come, soonest first")
def list_events(request: AskedByOwner) -> Any:
    return [event_shape(each) for each in coming_events(request.auth, timezone.now(), timezone.localdate())]


@router.get("/events/{int:event_id}", response=EventFullShape, summary="One event, and who is likely there")
def get_event(request: AskedByOwner, event_id: int) -> Any:
    return _full(request, coming_of(request.auth, event_id, timezone.localdate()))


@router.post("/events/{int:event_id}/answer", response=EventFullShape, summary="Going, or not")
def answer_event(request: AskedByOwner, event_id: int, given: AnswerIn) -> Any:
    events.answer_event(request.auth, event_id, given.answer)
    return _full(request, coming_of(request.auth, event_id, timezone.localdate()))


@router.post(
    "/events/{int:event_id}/debrief", response=EventFullShape, summary="Whom you met, and how it was"
)
def tell(request: AskedByOwner, event_id: int, given: DebriefIn) -> Any:
    owner, on = request.auth, timezone.localdate()
    row = Event.objects.of(owner).select_related("activity").get(pk=event_id)
    met = [contact_of(owner, pk) for pk in dict.fromkeys(given.contacts)]
    new = [Newcomer(each.name, each.organisation) for each in given.new]
    debrief(owner, row, met, new, timezone.now(), on, given.enjoyment, given.summary, given.follow_up)
    return _full(request, coming_of(owner, event_id, on))


def _full(request: AskedByOwner, coming: Coming) -> EventFullShape:
    return event_full_shape(coming, likely_there(request.auth, coming.event, timezone.localdate()))


@router.get("/calendars", response=list[CalendarShape], summary="Calendars that are followed")
def list_calendars(request: AskedByOwner) -> Any:
    return [calendar_shape(feed) for feed in CalendarFeed.objects.of(request.auth).order_by("pk")]


@router.post("/calendars", response={201: CalendarShape}, summary="Follow a calendar")
def add_calendar(request: AskedByOwner, given: CalendarIn) -> Any:
    try:
        feed = follow_calendar(request.auth, given.url, given.is_mine, timezone.now())
    except ValueError as problem:
        raise HttpError(422, str(problem)) from problem
    return Status(201, calendar_shape(feed))


@router.delete("/calendars/{int:calendar_id}", response=UndoShape, summary="Stop following (can be undone)")
def remove_calendar(request: AskedByOwner, calendar_id: int) -> Any:
    return done(lambda: unfollow_calendar(request.auth, calendar_id))


@router.get("/letters/occasions", response=list[LetterReasonShape], summary="Who deserves a card just now")
def letter_occasions(request: AskedByOwner) -> Any:
    return [letter_reason_shape(each) for each in occasions_to_write(request.auth, timezone.localdate())]
