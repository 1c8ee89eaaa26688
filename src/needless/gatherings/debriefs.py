"""After an event: whom did you meet, how was it; twenty seconds make contacts, a talk and follow-ups (M10, M14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.contacts.actions import save_contact
from needless.contacts.models import Contact, Undo
from needless.contacts.queries import contacts_of
from needless.contacts.undo import kept, made, remember
from needless.gatherings.activities import join, log_gathering
from needless.gatherings.models import Event, Occasion
from needless.helping.models import Promise
from needless.interactions.actions import way_back
from needless.interactions.models import Interaction, Participation
from needless.interactions.tallies import retally
from needless.method.folding import fold
from needless.owners.models import Owner

FOLLOW_UP_DAYS = 2
LONGEST = 600  # minutes: a fair of three days was not one talk of three days
STILL_FRESH = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody met there who is no contact yet."""

    name: str
    organisation: str = ""


def newcomers(text: str) -> list[Newcomer]:
    """One on a line: "Maria Lopes, Vinci" or a name alone."""
    parts = (line.partition(",") for line in text.splitlines())
    return [Newcomer(name.strip()[:300], org.strip()[:300]) for name, _comma, org in parts if name.strip()][
        :30
    ]


@dataclass(slots=True)
class _Way:
    """The way back, as it is collected: rows to remove, columns to restore."""

    remove: list[list[Any]] = field(default_factory=list)
    restore: list[list[Any]] = field(default_factory=list)


@transaction.atomic
def debrief(
    owner: Owner,
    event: Event,
    people: Sequence[Contact],
    new: Sequence[Newcomer],
    now: datetime,
    on: date,
    enjoyment: int | None = None,
    summary: str = "",
    follow_up: bool = False,
) -> Undo:
    """Log the event: new contacts, one talk with all who were met, a follow-up for each. The Undo takes all back.

    ``enjoyment`` 1 to 5. A calendar's import knows the talk again, and does not count it twice.
    """
    way = _Way(restore=[kept(event, ["answer", "debriefed_at"])])
    known = {person: _known(owner, person) for person in new}
    added = [_add(owner, event, person) for person, contact in known.items() if not contact]
    way.restore += [["Contact", person.pk, {"deleted_at": now}] for person in added]
    met = list({person.pk: person for person in [*people, *filter(None, known.values()), *added]}.values())
    if follow_up:
        way.remove += _follow_ups(owner, event, met, on)
    _log(owner, event, met, min(event.starts_at, now), enjoyment, summary, way)
    event.answer, event.debriefed_at = Event.Answer.GOING, now
    event.save(update_fields=["answer", "debriefed_at"])
    return remember(owner, _("Logged %(event)s.") % {"event": event.name}, way.restore, way.remove)


def _known(owner: Owner, person: Newcomer) -> Contact | None:
    """Who is called so already, where that is one contact and no other organisation contradicts it."""
    rows = list(contacts_of(owner).filter(name__iexact=person.name)[:2])
    alike = [
        c
        for c in rows
        if not (person.organisation and c.organisation) or fold(c.organisation) == fold(person.organisation)
    ]
    return alike[0] if len(rows) == len(alike) == 1 else None


def _add(owner: Owner, event: Event, person: Newcomer) -> Contact:
    values: dict[str, Any] = {
        "name": person.name, "organisation": person.organisation, "met_in_person": True,
        "met_on": timezone.localdate(event.starts_at), "how_we_met": _("At %(event)s") % {"event": event.name},
    }  # fmt: skip
    return save_contact(owner, values)


def _log(
    owner: Owner,
    event: Event,
    met: Sequence[Contact],
    at: datetime,
    enjoyment: int | None,
    summary: str,
    way: _Way,
) -> None:
    """The talk, and the time of its activity."""
    day = timezone.localdate(at)
    if event.activity:
        way.remove += join(owner, event.activity, met, day)
    length = (
        None
        if event.is_all_day
        else min(LONGEST, round((event.ends_at - event.starts_at).total_seconds() / 60))
    )
    talk = _talk(owner, event, met, at, length, enjoyment, summary, way)
    if event.activity:
        row = Occasion.objects.create(
            owner=owner, activity=event.activity, on=day, minutes=length or event.activity.minutes,
            enjoyment=enjoyment, event=event, interaction=talk,
        )  # fmt: skip
        way.remove.insert(0, made(row))


def _talk(
    owner: Owner, event: Event, met: Sequence[Contact], at: datetime, minutes: int | None,
    enjoyment: int | None, summary: str, way: _Way,
) -> Interaction | None:  # fmt: skip
    words = f"{event.name}: {summary}" if summary else event.name
    there: Interaction | None = Interaction.objects.of(owner).filter(key=event.key).first()
    if there is not None:
        _add_to_talk(owner, there, met, enjoyment, words, way)
        return there
    talk = log_gathering(owner, met, at, minutes, enjoyment, words)
    if talk and event.is_mine:
        talk.key = event.key
        talk.save(update_fields=["key"])
    way.remove += way_back(talk)
    return talk


def _add_to_talk(
    owner: Owner, talk: Interaction, met: Sequence[Contact], enjoyment: int | None, summary: str, way: _Way
) -> None:
    """The calendar brought it already: say how it was, and who else was there."""
    inside = set(talk.participations.values_list("contact_id", flat=True))
    rows = [
        Participation.objects.create(owner=owner, contact=person, interaction=talk, at=talk.at)
        for person in met
        if person.pk not in inside
    ]
    way.restore.append(kept(talk, ["enjoyment", "summary"]))
    way.remove += [made(row) for row in rows]
    talk.enjoyment, talk.summary = enjoyment or talk.enjoyment, summary
    talk.save(update_fields=["enjoyment", "summary"])
    retally(owner, [row.contact_id for row in rows])


def _follow_ups(owner: Owner, event: Event, met: Sequence[Contact], on: date) -> list[list[Any]]:
    text = _("a word after %(event)s") % {"event": event.name}
    due = on + timedelta(days=FOLLOW_UP_DAYS)
    rows = [
        Promise.objects.create(owner=owner, contact=person, text=text, mine=True, due_on=due, made_on=on)
        for person in met
    ]
    return [made(row) for row in rows]


def waiting_for_a_word(owner: Owner, now: datetime) -> list[Event]:
    """Events of the last week that the owner went to and has not spoken of, the latest first.

    Of the owner's own calendar only what is part of an activity: the rest is in the history already, or was the dentist.
    """
    rows = Event.objects.of(owner).filter(answer=Event.Answer.GOING, debriefed_at=None)
    rows = rows.filter(Q(is_mine=False) | Q(activity__isnull=False))
    return list(rows.filter(ends_at__lt=now, ends_at__gte=now - STILL_FRESH).order_by("-starts_at")[:5])
