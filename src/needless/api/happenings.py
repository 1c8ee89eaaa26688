"""Events and activities changed over the API: added, filed, who is there, dropped (M14)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from django.db import transaction
from django.utils import timezone
from ninja import Schema, Status
from pydantic import ConfigDict, Field

from needless.api.access import AskedByOwner
from needless.api.acts import UndoShape, done
from needless.api.gatherings import router  # one address takes all its methods from one router
from needless.clock.jobs import refresh_calendars
from needless.contacts.queries import contact_of
from needless.gatherings import activities, events
from needless.gatherings.attendance import coming_of
from needless.gatherings.models import Activity, CalendarFeed
from needless.gatherings.records import activity_of
from needless.gatherings.shapes import (
    ActivityShape,
    CalendarShape,
    EventShape,
    activity_shape,
    calendar_shape,
    event_shape,
)


class EventIn(Schema):
    """An event that no calendar tells of."""

    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(min_length=1, max_length=300)]
    starts_at: datetime
    hours: int = Field(2, ge=1, le=240)
    place: Annotated[str, Field(max_length=300)] = ""


class FiledIn(Schema):
    """The activity that it is one time of; null for none."""

    activity: int | None = None


class GuestsIn(Schema):
    """Who will be there; ``seek``: to be looked for."""

    model_config = ConfigDict(extra="forbid")
    contacts: list[int] = Field(min_length=1, max_length=100)
    seek: bool = False


class ActivityChange(Schema):
    """What is given is changed."""

    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    form: Literal["formal", "informal"] | None = None
    times_a_year: int | None = Field(None, ge=1, le=400)
    minutes: int | None = Field(None, ge=1, le=10_000)
    place: Annotated[str, Field(max_length=300)] | None = None
    interests: Annotated[str, Field(max_length=500)] | None = None
    note: Annotated[str, Field(max_length=5000)] | None = None


class WordIn(Schema):
    """A word that meetings in the history have in their line, such as "hike"."""

    model_config = ConfigDict(extra="forbid")
    word: Annotated[str, Field(min_length=1, max_length=200)]


class StageIn(Schema):
    stage: Literal["idea", "doing", "dropped"]


class CompanionIn(Schema):
    """Did the tie begin in the activity?"""

    met_there: bool


@router.post("/events", response={201: EventShape}, summary="Add an event")
def add_event(request: AskedByOwner, given: EventIn) -> Any:
    begin = given.starts_at if timezone.is_aware(given.starts_at) else timezone.make_aware(given.starts_at)
    values = {"name": given.name, "place": given.place, "starts_at": begin}
    row = events.save_event(request.auth, {**values, "ends_at": begin + timedelta(hours=given.hours)})
    return Status(201, event_shape(coming_of(request.auth, row.pk, timezone.localdate())))


@router.delete("/events/{int:event_id}", response=UndoShape, summary="Out of the list; talks stay")
def delete_event(request: AskedByOwner, event_id: int) -> Any:
    return done(lambda: events.delete_event(request.auth, event_id))


@router.put("/events/{int:event_id}/activity", response=UndoShape, summary="Of which activity it is one time")
def file_event(request: AskedByOwner, event_id: int, given: FiledIn) -> Any:
    return done(lambda: events.file_event(request.auth, event_id, given.activity))


@router.post("/events/{int:event_id}/people", response=UndoShape, summary="Who will be there")
def note_guests(request: AskedByOwner, event_id: int, given: GuestsIn) -> Any:
    people = [contact_of(request.auth, pk) for pk in dict.fromkeys(given.contacts)]
    return done(lambda: events.note_guests(request.auth, event_id, people, given.seek))


@router.delete("/events/guests/{int:guest_id}", response=UndoShape, summary="Not there after all")
def remove_guest(request: AskedByOwner, guest_id: int) -> Any:
    return done(lambda: events.remove_guest(request.auth, guest_id))


@router.post("/calendars/{int:calendar_id}/refresh", response={202: CalendarShape}, summary="Read it now")
def refresh(request: AskedByOwner, calendar_id: int) -> Any:
    feed = CalendarFeed.objects.of(request.auth).get(pk=calendar_id)
    CalendarFeed.objects.of(request.auth).filter(pk=feed.pk).update(next_at=timezone.now())
    transaction.on_commit(refresh_calendars)
    return Status(202, calendar_shape(feed))


@router.patch("/activities/{int:activity_id}", response=ActivityShape, summary="Change what is given")
def change_activity(request: AskedByOwner, activity_id: int, given: ActivityChange) -> Any:
    row = Activity.objects.of(request.auth).get(pk=activity_id)
    values = {name: value for name, value in given.model_dump().items() if value is not None}
    activities.save_activity(request.auth, values, row)
    return activity_shape(activity_of(request.auth, activity_id, timezone.localdate()))


@router.post(
    "/activities/{int:activity_id}/history", response=UndoShape, summary="What your history calls so was it"
)
def take_from_history(request: AskedByOwner, activity_id: int, given: WordIn) -> Any:
    row = Activity.objects.of(request.auth).get(pk=activity_id)
    return done(lambda: activities.take_from_history(request.auth, row, given.word))


@router.put("/activities/{int:activity_id}/stage", response=UndoShape, summary="Take it up, or drop it")
def set_stage(request: AskedByOwner, activity_id: int, given: StageIn) -> Any:
    return done(lambda: activities.set_stage(request.auth, activity_id, given.stage))


@router.delete(
    "/activities/{int:activity_id}", response=UndoShape, summary="Out of the catalogue; talks stay"
)
def delete_activity(request: AskedByOwner, activity_id: int) -> Any:
    return done(lambda: activities.delete_activity(request.auth, activity_id))


@router.put(
    "/activities/people/{int:companion_id}", response=UndoShape, summary="Whether the tie began there"
)
def met_there(request: AskedByOwner, companion_id: int, given: CompanionIn) -> Any:
    return done(lambda: activities.say_met_there(request.auth, companion_id, given.met_there))


@router.delete("/activities/people/{int:companion_id}", response=UndoShape, summary="They are not in it")
def remove_companion(request: AskedByOwner, companion_id: int) -> Any:
    return done(lambda: activities.remove_companion(request.auth, companion_id))
