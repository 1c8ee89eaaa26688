"""Proposing a meeting: three free times in both zones, a short message, an invitation; then whether it happened (M12)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from icalendar import Calendar, Event, vCalAddress, vText

from needless.contacts.models import Contact, Undo
from needless.contacts.undo import kept, made, remember
from needless.gatherings.events import own_mails
from needless.gatherings.models import Event as OwnEvent
from needless.gatherings.models import Trip
from needless.gatherings.trips import trips_of
from needless.interactions.actions import log_interaction, way_back
from needless.meetings.models import Meeting
from needless.meetings.where import zone_of
from needless.method.meeting import FIRST_DAY, LAST_DAY, MINUTES, Span, free_times
from needless.method.places import city_of
from needless.owners.models import Owner

Stage = Meeting.Stage
LAPSES_AFTER = timedelta(days=30)  # a proposal that nobody answered is no debt


def busy_times(owner: Owner, first: date, last: date) -> list[Span]:
    """When the owner is taken: own events, those they go to, meetings agreed on, and times that somebody else may choose."""
    begin, end = _midnight(first), _midnight(last + timedelta(days=1))
    rows = OwnEvent.objects.of(owner).filter(starts_at__lt=end, ends_at__gt=begin, is_free=False)
    taken = rows.filter(is_mine=True) | rows.filter(answer="going")
    found = list(taken.exclude(answer="not").values_list("starts_at", "ends_at"))
    return found + [span for span in _spoken_for(owner) if span[0] < end and span[1] > begin]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def _spoken_for(owner: Owner) -> Iterator[Span]:
    """Meetings that are agreed, and every time that was offered and not answered: nobody is promised what is gone."""
    for row in Meeting.objects.of(owner).filter(stage__in=(Stage.PROPOSED, Stage.AGREED)):
        times = [row.at] if row.at else [datetime.fromisoformat(text) for text in row.times]
        yield from ((at, at + timedelta(minutes=MINUTES[row.kind])) for at in times)


def _away(owner: Owner, on: date) -> list[Span]:
    """The days of trips: nobody sits at a table at home."""
    return [
        (_midnight(trip.begins_on), _midnight(trip.ends_on + timedelta(days=1)))
        for trip in trips_of(owner, on)
    ]


def times_for(
    owner: Owner, contact: Contact, kind: str, on: date, begins: date | None = None, ends: date | None = None
) -> list[datetime]:
    """Three free times for that kind of meeting, in the owner's zone; within a trip's days where those are given."""
    here = ZoneInfo(owner.time_zone)
    first = max(begins or on, on) if begins else on + timedelta(days=FIRST_DAY)
    busy = busy_times(owner, first, ends or first + timedelta(days=LAST_DAY))
    if begins is None and kind != "call":
        busy += _away(owner, on)
    return free_times(kind, busy, first, here, zone_of(contact, here), ends)


def trip_times(owner: Owner, trip: Trip, kind: str, on: date) -> list[datetime]:
    """Three free times within a trip's days, at the hours of where it goes; in the owner's zone."""
    here, city = ZoneInfo(owner.time_zone), city_of(trip.place)
    first = max(trip.begins_on, on)
    there = ZoneInfo(city.zone) if city else here
    return free_times(kind, busy_times(owner, first, trip.ends_on), first, here, there, trip.ends_on)


def said(times: Sequence[datetime], here: ZoneInfo, there: ZoneInfo) -> list[str]:
    """The times as one writes them; in both zones where they differ."""
    found = []
    for at in times:
        mine, theirs = at.astimezone(here), at.astimezone(there)
        text = date_format(mine, "l j F, H:i")
        if mine.utcoffset() != theirs.utcoffset():
            text += " " + _("(%(time)s for you)") % {
                "time": date_format(theirs, "H:i" if mine.date() == theirs.date() else "l H:i")
            }
        found.append(text)
    return found


WORDS = {
    "coffee": gettext_lazy("a coffee"), "lunch": gettext_lazy("lunch"), "dinner": gettext_lazy("dinner"), "call": gettext_lazy("a call"),
}  # fmt: skip


def message(owner: Owner, contact: Contact, kind: str, times: Sequence[datetime], place: str) -> str:
    """A short proposal, in the owner's words to change."""
    here = ZoneInfo(owner.time_zone)
    lines = "\n".join(f"- {text}" for text in said(times, here, zone_of(contact, here)))
    facts = {"name": contact.first_name, "what": WORDS[kind], "place": place}
    asked = (
        _("Hi %(name)s, shall we have %(what)s at %(place)s?")
        if place
        else _("Hi %(name)s, shall we have %(what)s?")
    )
    return f"{asked % facts} {_('One of these, perhaps:')}\n{lines}"


@transaction.atomic
def propose(
    owner: Owner, contact: Contact, kind: str, times: Sequence[datetime], place: str, now: datetime
) -> tuple[Meeting, Undo]:
    """It was proposed: followed from now on, and logged as a note of the owner's."""
    if kind not in MINUTES:
        raise ValueError(_("A meeting is a coffee, a lunch, a dinner or a call."))
    talk = log_interaction(
        owner, [contact], now, "message", "out", summary=_("Proposed to meet"), kind="proposal"
    )
    row: Meeting = Meeting.objects.create(
        owner=owner,
        contact=contact,
        kind=kind,
        place=place[:300],
        proposed_at=now,
        times=[at.isoformat() for at in times],
    )
    label = _("Proposed to %(name)s.") % {"name": contact.first_name}
    return row, remember(owner, label, remove=[made(row), *way_back(talk)])


@transaction.atomic
def agree(owner: Owner, pk: int, at: datetime, now: datetime) -> Undo:
    """They chose a time. Raises Meeting.DoesNotExist; ValueError where it is over."""
    row = _open(owner, pk)
    before = kept(row, ["stage", "at", "decided_at"])
    row.stage, row.at, row.decided_at = Stage.AGREED, at, now
    row.save()
    return remember(owner, _("Agreed with %(name)s.") % {"name": row.contact.first_name}, restore=[before])


@transaction.atomic
def lapse(owner: Owner, pk: int, now: datetime) -> Undo:
    """It came to nothing, and that is fine. Raises Meeting.DoesNotExist; ValueError where it is over."""
    row = _open(owner, pk)
    before = kept(row, ["stage", "decided_at"])
    row.stage, row.decided_at = Stage.LAPSED, now
    row.save()
    return remember(owner, _("Let be."), restore=[before])


@transaction.atomic
def met(owner: Owner, pk: int, enjoyment: int | None, now: datetime) -> Undo:
    """It happened: logged as a meeting (or call) of its day. Raises Meeting.DoesNotExist; ValueError where it is over."""
    row = _open(owner, pk)
    before = kept(row, ["stage", "decided_at", "interaction_id"])
    channel = "call" if row.kind == "call" else "meeting"
    at = min(row.at or now, now)
    talk = log_interaction(owner, [row.contact], at, channel, minutes=MINUTES[row.kind], enjoyment=enjoyment)
    row.stage, row.decided_at, row.interaction = Stage.MET, now, talk
    row.save()
    label = _("Logged with %(name)s.") % {"name": row.contact.first_name}
    return remember(owner, label, restore=[before], remove=way_back(talk))


def _open(owner: Owner, pk: int) -> Meeting:
    row: Meeting = Meeting.objects.of(owner).select_related("contact").get(pk=pk)
    if row.stage in (Stage.MET, Stage.LAPSED):
        raise ValueError(_("This is over: %(stage)s.") % {"stage": row.get_stage_display()})
    return row


def waiting_for_how(owner: Owner, now: datetime) -> list[Meeting]:
    """Meetings whose time is over and of which nobody said how they were, the latest first."""
    rows = Meeting.objects.of(owner).filter(stage=Stage.AGREED, at__lt=now).select_related("contact")
    return list(rows.order_by("-at", "pk"))


def lapse_old(owner: Owner, now: datetime) -> int:
    """Proposals of a month ago without an answer come to nothing by themselves; how many."""
    rows = Meeting.objects.of(owner).filter(stage=Stage.PROPOSED, proposed_at__lt=now - LAPSES_AFTER)
    return int(rows.update(stage=Stage.LAPSED, decided_at=now))


def invitation(owner: Owner, row: Meeting, at: datetime, now: datetime) -> bytes:
    """An iCalendar invitation (RFC 5545, RFC 5546 METHOD:REQUEST) in the owner's zone, its rules of summer time included."""
    who = owner.get_full_name() or owner.username
    mine = owner.email or min(own_mails(owner), default="")
    theirs = row.contact.addresses.filter(kind="email").values_list("value", flat=True).first() or ""
    return calendar_of(ZoneInfo(owner.time_zone), who, row, row.contact.name, at, now, mine, theirs)


def calendar_of(
    here: ZoneInfo, who: str, row: Meeting, other: str, at: datetime, now: datetime, mine: str = "", theirs: str = ""
) -> bytes:  # fmt: skip
    """The same from plain values: ``who`` invites (by mail from ``mine``) the ``other`` one (at ``theirs``)."""
    calendar, event = Calendar(), Event()
    for name, text in (("prodid", "-//Needless//Meetings//EN"), ("version", "2.0"), ("method", "REQUEST")):
        calendar.add(name, text)
    begins = at.astimezone(UTC)
    mark = uuid.uuid5(uuid.NAMESPACE_URL, f"needless:meeting:{row.pk}:{row.proposed_at.isoformat()}")
    is_agreed = row.stage != Stage.PROPOSED  # sent again with the time agreed on, it is a newer one
    told = {
        "uid": f"{mark}@needless", "dtstamp": now, "dtstart": begins.astimezone(here),
        "dtend": (begins + timedelta(minutes=MINUTES[row.kind])).astimezone(here),
        "summary": _("%(who)s and %(other)s") % {"who": who, "other": other},
        "sequence": int(is_agreed), "status": "CONFIRMED" if is_agreed else "TENTATIVE",
    }  # fmt: skip
    for name, value in told.items():
        event.add(name, value)
    if row.place:
        event.add("location", row.place)
    _people(event, who, mine, other, theirs)
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _people(event: Event, who: str, mine: str, other: str, theirs: str) -> None:
    if mine:
        organiser = vCalAddress(f"mailto:{mine}")
        organiser.params["CN"] = vText(who)
        event.add("organizer", organiser)
    if theirs:
        guest = vCalAddress(f"mailto:{theirs}")
        asked = {"CN": other, "ROLE": "REQ-PARTICIPANT", "RSVP": "TRUE", "PARTSTAT": "NEEDS-ACTION"}
        guest.params.update({name: vText(value) for name, value in asked.items()})
        event.add("attendee", guest)
