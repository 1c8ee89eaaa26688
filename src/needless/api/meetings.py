"""Meetings and trips over the API (M12)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from ninja.errors import HttpError
from pydantic import AwareDatetime, ConfigDict, Field

from needless.api.access import AskedByOwner
from needless.contacts.queries import contact_of
from needless.gatherings import trips
from needless.gatherings.models import Trip
from needless.gatherings.shapes import person_shape
from needless.meetings import proposing, where
from needless.meetings.models import Meeting
from needless.meetings.prelude import ripe_threads, threads_by_month
from needless.meetings.shapes import (
    MeetingShape,
    MeetingsShape,
    OfferShape,
    TripFullShape,
    TripShape,
    meeting_shape,
    month_shape,
    ripe_shape,
    trip_full_shape,
    trip_shape,
)
from needless.method.places import city_of

router = Router(tags=["meetings"])
Kind = Literal["coffee", "lunch", "dinner", "call"]
Place = Annotated[str, Field(max_length=300)]


class MeetingIn(Schema):
    """What is proposed; without ``times`` three free ones."""

    model_config = ConfigDict(extra="forbid")
    contact: int
    kind: Kind = "coffee"
    place: Place = ""
    times: list[AwareDatetime] = Field([], max_length=6)


class DecisionIn(Schema):
    """They chose ``at``; it happened, and how it was; or it came to nothing."""

    model_config = ConfigDict(extra="forbid")
    act: Literal["agree", "met", "lapse"]
    at: AwareDatetime | None = None
    enjoyment: int | None = Field(None, ge=1, le=5)


class TripIn(Schema):
    """``place`` may say the days as well: "Lisbon 3 to 6 March"."""

    model_config = ConfigDict(extra="forbid")
    place: Annotated[str, Field(min_length=1, max_length=300)]
    begins_on: date | None = None
    ends_on: date | None = None


@router.get(
    "/meetings", response=MeetingsShape, summary="What is under way, who is ripe, what became of threads"
)
def list_meetings(request: AskedByOwner) -> Any:
    owner, on = request.auth, timezone.localdate()
    rows = Meeting.objects.of(owner).filter(stage__in=("proposed", "agreed")).select_related("contact")
    return {
        "under_way": [meeting_shape(row) for row in rows.order_by("at", "-proposed_at")],
        "ripe": [ripe_shape(each) for each in ripe_threads(owner, on)],
        "months": [month_shape(month) for month in threads_by_month(owner, on)],
    }


@router.get(
    "/meetings/offer", response=OfferShape, summary="Three free times and the words; nothing is written"
)
def offer(request: AskedByOwner, contact: int, kind: Kind = "coffee", place: Place = "") -> Any:
    owner, person = request.auth, contact_of(request.auth, contact)
    times = proposing.times_for(owner, person, kind, timezone.localdate())
    return {
        "contact": person_shape(person), "kind": kind, "place": place, "times": [at.isoformat() for at in times],
        "message": proposing.message(owner, person, kind, times, place),
    }  # fmt: skip


@router.post("/meetings", response={201: MeetingShape}, summary="It was proposed: follow it")
def propose(request: AskedByOwner, given: MeetingIn) -> Any:
    owner, person = request.auth, contact_of(request.auth, given.contact)
    times: list[datetime] = list(given.times) or proposing.times_for(
        owner, person, given.kind, timezone.localdate()
    )
    row, _undo = proposing.propose(owner, person, given.kind, times, given.place, timezone.now())
    return Status(201, meeting_shape(row))


@router.post("/meetings/{int:meeting_id}", response=MeetingShape, summary="Agreed, met, or came to nothing")
def decide(request: AskedByOwner, meeting_id: int, given: DecisionIn) -> Any:
    owner, now = request.auth, timezone.now()
    if given.act == "agree" and given.at is None:
        raise HttpError(422, _("Please choose a time."))
    try:
        if given.act == "agree":
            proposing.agree(owner, meeting_id, given.at or now, now)
        elif given.act == "met":
            proposing.met(owner, meeting_id, given.enjoyment, now)
        else:
            proposing.lapse(owner, meeting_id, now)
    except ValueError as problem:
        raise HttpError(422, str(problem)) from problem
    return meeting_shape(Meeting.objects.of(owner).select_related("contact").get(pk=meeting_id))


@router.get("/meetings/{int:meeting_id}/invitation", summary="The invitation as a calendar file")
def invitation(request: AskedByOwner, meeting_id: int) -> HttpResponse:
    row = Meeting.objects.of(request.auth).select_related("contact").get(pk=meeting_id)
    at = row.at or next(iter(map(datetime.fromisoformat, row.times)), None)
    if at is None:
        raise HttpError(422, _("Please choose a time."))
    content = proposing.invitation(request.auth, row, at, timezone.now())
    return HttpResponse(content, content_type="text/calendar; method=REQUEST; charset=utf-8")


@router.get(
    "/trips", response=list[TripShape], summary="Trips to come, and those that the calendar speaks of"
)
def list_trips(request: AskedByOwner) -> Any:
    owner, on = request.auth, timezone.localdate()
    found: list[Trip | trips.Stay] = [*trips.trips_of(owner, on), *trips.proposed_trips(owner, on)]
    return [trip_shape(trip) for trip in found]


@router.post("/trips", response={201: TripFullShape}, summary="Where will you be? Who is there?")
def add_trip(request: AskedByOwner, given: TripIn) -> Any:
    owner, on = request.auth, timezone.localdate()
    try:
        row = trips.plan_trip(owner, given.place, given.begins_on, given.ends_on, on)
    except ValueError as problem:
        raise HttpError(422, str(problem)) from problem
    return Status(201, _full(request, row))


@router.get("/trips/{int:trip_id}", response=TripFullShape, summary="Who is there, whom to see first")
def get_trip(request: AskedByOwner, trip_id: int) -> Any:
    return _full(request, Trip.objects.of(request.auth).get(pk=trip_id))


@router.delete("/trips/{int:trip_id}", response={204: None}, summary="No trip after all (can be undone)")
def remove_trip(request: AskedByOwner, trip_id: int) -> Any:
    trips.cancel_trip(request.auth, Trip.objects.of(request.auth).get(pk=trip_id))
    return Status(204, None)


def _full(request: AskedByOwner, row: Trip) -> TripFullShape:
    city = city_of(row.place)
    near = where.people_near(request.auth, city, timezone.localdate()) if city else []
    return trip_full_shape(row, near)
