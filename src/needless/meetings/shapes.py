"""Meetings and trips as they leave as JSON: the API and the command line show the same (M12)."""

from __future__ import annotations

from typing_extensions import TypedDict  # pydantic wants this one before Python 3.12

from needless.gatherings.models import Trip
from needless.gatherings.shapes import PersonShape, person_shape
from needless.gatherings.trips import Stay
from needless.meetings.models import Meeting
from needless.meetings.prelude import Month, Ripe
from needless.meetings.where import Near


class MeetingShape(TypedDict):
    """``times``: the moments offered, ``at`` the one agreed on, with their zone."""

    id: int
    contact: PersonShape
    kind: str
    place: str
    stage: str
    times: list[str]
    proposed_at: str
    at: str | None


class RipeShape(TypedDict):
    """``step``: coffee, lunch, call or letter; ``km`` where both places are known; ``trip``: its id."""

    contact: PersonShape
    step: str
    km: float | None
    met_on: str | None
    trip: int | None


class MonthShape(TypedDict):
    """Threads that began online in that month, and how many led to a meeting within half a year."""

    month: str
    threads: int
    met: int


class MeetingsShape(TypedDict):
    under_way: list[MeetingShape]
    ripe: list[RipeShape]
    months: list[MonthShape]


class OfferShape(TypedDict):
    """What would be sent: ``times`` with their zone, and the words."""

    contact: PersonShape
    kind: str
    place: str
    times: list[str]
    message: str


class NearShape(TypedDict):
    contact: PersonShape
    km: float
    never_met: bool
    talked: bool
    last_talk_on: str | None


class TripShape(TypedDict):
    """``id`` is None where the calendar speaks of it and nobody typed it; ``because``: the events."""

    id: int | None
    place: str
    begins_on: str
    ends_on: str
    because: list[str]


class TripFullShape(TripShape):
    """With who is there or within an hour's way, whom to see first at the top."""

    people: list[NearShape]


def meeting_shape(row: Meeting) -> MeetingShape:
    return {
        "id": row.pk, "contact": person_shape(row.contact), "kind": row.kind, "place": row.place,
        "stage": row.stage, "times": list(row.times), "proposed_at": row.proposed_at.isoformat(),
        "at": row.at.isoformat() if row.at else None,
    }  # fmt: skip


def ripe_shape(ripe: Ripe) -> RipeShape:
    return {
        "contact": person_shape(ripe.contact), "step": ripe.step, "trip": ripe.trip.pk if ripe.trip else None,
        "km": None if ripe.km is None else round(ripe.km, 1),
        "met_on": ripe.met_on.isoformat() if ripe.met_on else None,
    }  # fmt: skip


def month_shape(month: Month) -> MonthShape:
    return {"month": f"{month.first:%Y-%m}", "threads": month.threads, "met": month.met}


def near_shape(near: Near) -> NearShape:
    talked_on = near.contact.last_talk_on
    return {
        "contact": person_shape(near.contact), "km": round(near.km, 1), "never_met": near.is_new,
        "talked": near.contact.talks > 0, "last_talk_on": talked_on.isoformat() if talked_on else None,
    }  # fmt: skip


def trip_shape(trip: Trip | Stay) -> TripShape:
    return {
        "id": trip.pk if isinstance(trip, Trip) else None, "place": trip.place,
        "begins_on": trip.begins_on.isoformat(), "ends_on": trip.ends_on.isoformat(),
        "because": [] if isinstance(trip, Trip) else [event.name for event in trip.events],
    }  # fmt: skip


def trip_full_shape(trip: Trip, people: list[Near]) -> TripFullShape:
    return {**trip_shape(trip), "people": [near_shape(near) for near in people]}
