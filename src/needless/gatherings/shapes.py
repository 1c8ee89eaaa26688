"""Activities, events and letters as they leave as JSON: the API and the command line show the same (M14)."""

from __future__ import annotations

from datetime import datetime

from typing_extensions import TypedDict  # pydantic wants this one before Python 3.12

from needless.contacts.models import Contact
from needless.gatherings.attendance import Coming, Likely
from needless.gatherings.letters import Reason
from needless.gatherings.models import CalendarFeed, Event
from needless.gatherings.records import Kept


class PersonShape(TypedDict):
    id: int
    name: str


class TiesShape(TypedDict):
    """``met`` there in all; of those ``old`` enough to tell, how many were still in touch after a year."""

    met: int
    old: int
    lasting: int


class ActivityShape(TypedDict):
    """``enjoyed`` is 1 to 5, drawn to the owner's mean; ``minutes`` of the last twelve months."""

    id: int
    name: str
    form: str
    stage: str
    verdict: str
    reason: str
    enjoyed: float
    ratings: int
    minutes: int
    place: str
    interests: str
    ties: TiesShape
    people: list[PersonShape]


class AttendeeShape(TypedDict):
    id: int
    name: str
    why: str


class EventShape(TypedDict):
    """Moments with their zone; ``answer``: "going", "not" or "" (not decided)."""

    id: int
    name: str
    starts_at: str
    ends_at: str
    is_all_day: bool
    place: str
    url: str
    answer: str
    activity: PersonShape | None
    fits: bool
    why: str


class EventFullShape(EventShape):
    """An event with what it says and who is likely there."""

    about: str
    people: list[AttendeeShape]


class CalendarShape(TypedDict):
    id: int
    url: str
    name: str
    is_mine: bool
    fetched_at: str | None
    problem: str


class LetterReasonShape(TypedDict):
    contact: PersonShape
    occasion: str
    why: str


def person_shape(contact: Contact) -> PersonShape:
    return {"id": contact.pk, "name": contact.name}


def activity_shape(kept: Kept) -> ActivityShape:
    activity, record = kept.activity, kept.record
    return {
        "id": activity.pk, "name": activity.name, "form": activity.form, "stage": activity.stage,
        "verdict": kept.verdict, "reason": kept.reason, "enjoyed": round(kept.judgement.enjoyed, 2),
        "ratings": record.ratings, "minutes": kept.minutes, "place": activity.place,
        "interests": activity.interests, "ties": {"met": kept.met, "old": record.ties, "lasting": record.lasting},
        "people": [person_shape(companion.contact) for companion in kept.companions],
    }  # fmt: skip


def event_shape(coming: Coming) -> EventShape:
    event = coming.event
    return {**_event(event), "fits": coming.is_fitting, "why": coming.why}


def event_full_shape(coming: Coming, people: list[Likely]) -> EventFullShape:
    there: list[AttendeeShape] = [{**person_shape(one.contact), "why": one.why} for one in people]
    return {**event_shape(coming), "about": coming.event.about, "people": there}


def _event(event: Event) -> EventShape:
    activity: PersonShape | None = (
        {"id": event.activity.pk, "name": event.activity.name} if event.activity else None
    )
    return {
        "id": event.pk, "name": event.name, "starts_at": event.starts_at.isoformat(),
        "ends_at": event.ends_at.isoformat(), "is_all_day": event.is_all_day, "place": event.place,
        "url": event.url, "answer": event.answer, "activity": activity, "fits": False, "why": "",
    }  # fmt: skip


def calendar_shape(feed: CalendarFeed) -> CalendarShape:
    return {
        "id": feed.pk, "url": feed.url, "name": feed.name, "is_mine": feed.is_mine,
        "fetched_at": _moment(feed.fetched_at), "problem": feed.problem,
    }  # fmt: skip


def letter_reason_shape(reason: Reason) -> LetterReasonShape:
    return {"contact": person_shape(reason.contact), "occasion": reason.occasion, "why": reason.why}


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
