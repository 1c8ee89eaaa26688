"""The owner's dates in one list: the plan, meetings, events, trips, promises, birthdays; calendar feed and CalDAV read it (M12)."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.contacts.models import Contact, ImportantDate
from needless.contacts.queries import contacts_of
from needless.gatherings.models import Event, Trip
from needless.helping.models import Promise
from needless.meetings.models import Meeting
from needless.method.meeting import MINUTES
from needless.owners.models import Owner
from needless.plan.models import Suggestion

A_DAY = timedelta(days=1)
BACK = timedelta(days=30)  # what is over longer is history, and the export has it
WHEN = re.compile(r"(?:(?P<year>[12]\d{3})|-)-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])")
LEAP_YEAR = 2000  # a yearly day without a year begins here, so that 29 February may


@dataclass(frozen=True, slots=True)
class Dated:
    """One entry. ``begins`` and ``ends`` are moments, or days of which the last is not in it any more (RFC 5545);
    ``url`` is a path here; ``changed_at`` says when it last became another."""

    uid: str
    summary: str
    begins: date
    ends: date
    changed_at: datetime
    url: str
    text: str = ""
    place: str = ""
    is_yearly: bool = False

    @property
    def is_all_day(self) -> bool:
        """Is it about days rather than moments?"""
        return not isinstance(self.begins, datetime)

    def falls_on(self, on: date) -> bool:
        """Is this, a thing of whole days, on that day? Each year's is on 28 February where there is no 29th."""
        if not self.is_yearly:
            return self.begins <= on < self.ends
        last = calendar.monthrange(on.year, self.begins.month)[1]
        return (on.month, on.day) == (self.begins.month, min(self.begins.day, last)) and self.begins <= on


def dates_of(owner: Owner, on: date) -> list[Dated]:
    """All entries that a calendar shows: what is to come, a month back, and each year's days. Reads only."""
    since = on - BACK
    return [
        *_planned(owner, on), *_postponed(owner, on), *_meetings(owner, since), *_events(owner, since),
        *_trips(owner, since), *_promises(owner, since), *_birthdays(owner), *_important(owner),
    ]  # fmt: skip


def _planned(owner: Owner, on: date) -> Iterator[Dated]:
    """Today's plan, where it was made, as one entry."""
    rows = Suggestion.objects.of(owner).filter(on=on, stage=Suggestion.Stage.OPEN).select_related("contact")
    found = [] if owner.is_paused(on) else list(rows.select_related("plan").order_by("position"))
    if found:
        title = _("Today: %(what)s") % {
            "what": ", ".join(s.contact.first_name if s.contact else s.action for s in found)
        }
        yield _day(
            f"plan-{on}",
            title,
            on,
            found[0].plan.made_at,
            reverse("today"),
            "\n".join(s.action for s in found),
        )


def _postponed(owner: Owner, on: date) -> Iterator[Dated]:
    rows = Suggestion.objects.of(owner).filter(stage=Suggestion.Stage.LATER, again_on__gte=on)
    for row in rows.filter(contact__deleted_at=None).select_related("contact").order_by("again_on", "pk"):
        assert row.again_on is not None
        url = row.contact.get_absolute_url() if row.contact else reverse("today")
        yield _day(f"later-{row.pk}", row.action, row.again_on, row.decided_at, url, row.reason)


def _meetings(owner: Owner, since: date) -> Iterator[Dated]:
    stages = (Meeting.Stage.AGREED, Meeting.Stage.MET)
    rows = Meeting.objects.of(owner).filter(stage__in=stages, at__gte=_midnight(since))
    for row in rows.filter(contact__deleted_at=None).select_related("contact").order_by("at", "pk"):
        title = _("%(name)s (meeting)") % {"name": row.contact.name}
        assert row.at is not None
        ends = row.at + timedelta(minutes=MINUTES[row.kind])
        yield Dated(
            f"meeting-{row.pk}", title, row.at, ends, row.decided_at or row.proposed_at,
            row.contact.get_absolute_url(), place=row.place,
        )  # fmt: skip


def _events(owner: Owner, since: date) -> Iterator[Dated]:
    """Those that the owner goes to; own calendars are shown by the calendar that they came from."""
    rows = Event.objects.of(owner).filter(answer=Event.Answer.GOING, is_mine=False)
    for row in rows.filter(ends_at__gte=_midnight(since)).order_by("starts_at", "pk"):
        begins: date = timezone.localdate(row.starts_at) if row.is_all_day else row.starts_at
        last = max(timezone.localdate(row.starts_at), timezone.localdate(row.ends_at - timedelta(minutes=1)))
        ends: date = last + A_DAY if row.is_all_day else row.ends_at
        url = reverse("event", args=[row.pk])
        yield Dated(
            f"event-{row.pk}", row.name, begins, ends, row.starts_at, url, place=row.place, text=row.about
        )


def _trips(owner: Owner, since: date) -> Iterator[Dated]:
    for row in Trip.objects.of(owner).filter(ends_on__gte=since).order_by("begins_on", "pk"):
        title, url = _("In %(place)s") % {"place": row.place}, reverse("trip", args=[row.pk])
        yield Dated(
            f"trip-{row.pk}", title, row.begins_on, row.ends_on + A_DAY, _midnight(row.begins_on), url
        )


def _promises(owner: Owner, since: date) -> Iterator[Dated]:
    """The owner's own, still to be kept."""
    rows = Promise.objects.of(owner).filter(mine=True, kept_at=None, due_on__gte=since)
    for row in rows.filter(contact__deleted_at=None).select_related("contact").order_by("due_on", "pk"):
        assert row.due_on is not None
        title = _("Promised to %(name)s: %(what)s") % {"name": row.contact.first_name, "what": row.text}
        yield _day(
            f"promise-{row.pk}", title[:200], row.due_on, _midnight(row.made_on), reverse("open-things")
        )


def _birthdays(owner: Owner) -> Iterator[Dated]:
    rows = contacts_of(owner).filter(is_deceased=False, let_go_at=None).exclude(birthday="")
    for row in rows.only("pk", "name", "birthday", "changed_at", "owner_id").order_by("pk"):
        yield from _yearly(
            f"birthday-{row.pk}", _("%(name)s: birthday") % {"name": row.name}, row.birthday, row
        )


def _important(owner: Owner) -> Iterator[Dated]:
    living = {"contact__deleted_at": None, "contact__let_go_at": None, "contact__is_deceased": False}
    rows = ImportantDate.objects.of(owner).filter(**living).select_related("contact").order_by("pk")
    for row in rows:
        yield from _yearly(f"date-{row.pk}", f"{row.contact.name}: {row.label}", row.when, row.contact)


def _yearly(uid: str, title: str, when: str, contact: Contact) -> Iterator[Dated]:
    """Each year on that day ("1980-02-08", "--02-08"); nothing for what is no day."""
    if (first := first_day(when)) is not None:
        url = contact.get_absolute_url()
        yield Dated(uid, title, first, first + A_DAY, contact.changed_at, url, is_yearly=True)


def first_day(when: str) -> date | None:
    """The first of the yearly days that ``when`` names, or None where it names none."""
    found = WHEN.fullmatch(when)
    if found is None:
        return None
    year, month = int(found["year"] or LEAP_YEAR), int(found["month"])
    return date(year, month, min(int(found["day"]), calendar.monthrange(year, month)[1]))


def _day(uid: str, title: str, on: date, changed_at: datetime | None, url: str, text: str = "") -> Dated:
    return Dated(uid, title, on, on + A_DAY, changed_at or _midnight(on), url, text)


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), UTC)
