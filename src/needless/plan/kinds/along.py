"""Somebody who would like what the owner enjoys and goes to soon: ask them along (M12, M14)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from needless.contacts.models import Contact
from needless.gatherings.companions import Fitting, whom_to_bring
from needless.gatherings.models import Event
from needless.gatherings.records import activities_of
from needless.owners.models import Owner
from needless.plan.candidates import Candidate, Desk
from needless.plan.options import is_near, own_places

name = "along"
AHEAD_DAYS = 12
MOST_EVENTS, MOST = 2, 6
WORTH = 1.4
CHANNELS = ("message", "mail", "call")


def candidates(owner: Owner, on: date, desk: Desk) -> list[Candidate]:
    """For the next events that the owner goes to and enjoys: a few who know the owner, live near and would like it."""
    events = _coming(owner, on)
    if not events:
        return []
    enjoyed = {kept.activity.pk for kept in activities_of(owner, on) if kept.verdict == "keep"}
    near = own_places(owner)
    found: dict[int, tuple[Fitting, Event]] = {}
    for event in [event for event in events if event.activity_id in enjoyed][:MOST_EVENTS]:
        assert event.activity is not None
        for fitting in whom_to_bring(owner, event.activity, MOST):
            if fitting.is_near or is_near(fitting.contact.place, near):
                found.setdefault(fitting.contact.pk, (fitting, event))
    people = desk.people().filter(pk__in=found, talks__gt=0).order_by("pk")
    return [_candidate(contact, *found[contact.pk]) for contact in people]


def _coming(owner: Owner, on: date) -> list[Event]:
    since, until = (
        timezone.make_aware(datetime.combine(day, time()))
        for day in (on + timedelta(days=1), on + timedelta(days=AHEAD_DAYS))
    )
    rows = Event.objects.of(owner).filter(answer=Event.Answer.GOING, activity__isnull=False)
    return list(
        rows.filter(starts_at__gte=since, starts_at__lt=until)
        .select_related("activity")
        .order_by("starts_at")[:8]
    )


def _candidate(contact: Contact, fitting: Fitting, event: Event) -> Candidate:
    facts = {
        "name": contact.first_name, "event": event.name, "said": " ".join(fitting.said.split())[:80],
        "day": date_format(timezone.localtime(event.starts_at), "l, j F"),
    }  # fmt: skip
    reason = _("You go to “%(event)s” on %(day)s and enjoy it; on %(name)s's card stands “%(said)s”.") % facts
    return Candidate(contact, name, reason, WORTH, CHANNELS, _("Ask %(name)s along") % {"name": contact.name})
