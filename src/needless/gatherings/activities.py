"""Writing the catalogue of activities: add, change, log a time, who is in it; each can be taken back (M7, M14)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.contacts.models import Contact, Undo
from needless.contacts.undo import kept, made, remember, whole
from needless.gatherings.models import Activity, Companion, Event, Occasion
from needless.interactions.actions import log_interaction, way_back
from needless.interactions.models import Interaction, Participation
from needless.interactions.queries import MOST_IN_TALK
from needless.owners.models import Owner
from needless.tables.notes import in_clear

MOST_TIMES = 1000
COLUMNS = ("name", "form", "stage", "times_a_year", "minutes", "place", "interests", "note")


@transaction.atomic
def save_activity(owner: Owner, values: dict[str, Any], activity: Activity | None = None) -> Activity:
    """Add an activity, or change what ``values`` (of COLUMNS) names. Raises ValidationError by field."""
    row = activity or Activity(owner=owner)
    for name in set(values) & set(COLUMNS):
        setattr(row, name, values[name].strip() if isinstance(values[name], str) else values[name])
    row.full_clean(exclude=["owner"], validate_constraints=False)
    if Activity.objects.of(owner).filter(name__iexact=row.name).exclude(pk=row.pk).exists():
        raise ValidationError({"name": _("There is an activity of that name already.")})
    row.save()
    return row


@transaction.atomic
def set_stage(owner: Owner, pk: int, stage: str) -> Undo:
    """Take it up, or drop it. Raises Activity.DoesNotExist, ValueError for no such stage."""
    row: Activity = Activity.objects.of(owner).get(pk=pk)
    if stage not in Activity.Stage.values:
        raise ValueError(_("An activity is to try, going on or dropped."))
    undo = remember(
        owner,
        _("%(name)s: %(stage)s") % {"name": row.name, "stage": Activity.Stage(stage).label},
        restore=[kept(row, ["stage"], {"stage": stage})],
    )
    row.stage = stage
    row.save(update_fields=["stage"])
    return undo


@transaction.atomic
def delete_activity(owner: Owner, pk: int) -> Undo:
    """Remove it from the catalogue; the talks stay logged. Raises Activity.DoesNotExist."""
    row: Activity = Activity.objects.of(owner).get(pk=pk)
    rows: list[Model] = [row, *row.occasions.all(), *row.companions.all()]
    events = Event.objects.of(owner).filter(activity=row)
    steps = [kept(event, ["activity_id"]) for event in events]
    undo = remember(
        owner, _("Deleted %(name)s") % {"name": row.name}, restore=steps, insert=[whole(r) for r in rows]
    )
    row.delete()
    return undo


@transaction.atomic
def log_occasion(
    owner: Owner,
    activity: Activity,
    people: Sequence[Contact],
    at: datetime,
    on: date,
    enjoyment: int | None = None,
    minutes: int | None = None,
    summary: str = "",
) -> Undo:
    """It took place: with whom, how it was. Who was never talked with before is met there."""
    steps = add_occasion(owner, activity, people, at, on, enjoyment, minutes, summary)
    return remember(owner, _("Logged %(name)s.") % {"name": activity.name}, remove=steps)


def add_occasion(
    owner: Owner,
    activity: Activity,
    people: Sequence[Contact],
    at: datetime,
    on: date,
    enjoyment: int | None = None,
    minutes: int | None = None,
    summary: str = "",
) -> list[list[Any]]:
    """As ``log_occasion``; returns the steps that take it back."""
    steps = join(owner, activity, people, on)
    talk = log_gathering(owner, people, at, minutes, enjoyment, summary or activity.name)
    occasion = Occasion.objects.create(
        owner=owner, activity=activity, on=on, minutes=minutes or activity.minutes, enjoyment=enjoyment,
        interaction=talk,
    )  # fmt: skip
    return [*steps, made(occasion), *way_back(talk)]


def log_gathering(
    owner: Owner,
    people: Sequence[Contact],
    at: datetime,
    minutes: int | None,
    enjoyment: int | None,
    summary: str,
) -> Interaction | None:
    """The talk with those met at a gathering; None where nobody was.

    Each of them was talked with, however many they were: so it is never counted as a crowd.
    """
    if not people:
        return None
    return log_interaction(
        owner, people, at, "meeting", "both", minutes, enjoyment, summary,
        group_size=min(len(people), MOST_IN_TALK),
    )  # fmt: skip


def join(owner: Owner, activity: Activity, people: Sequence[Contact], on: date) -> list[list[Any]]:
    """Note who is in an activity since that day; the steps that take it back. Call it before logging the talk."""
    there = set(Companion.objects.of(owner).filter(activity=activity).values_list("contact_id", flat=True))
    new = {person.pk: person for person in people if person.pk not in there}
    rows = [
        Companion.objects.create(
            owner=owner, activity=activity, contact=person, since=on, met_there=is_new_tie(person, on)
        )
        for person in new.values()
    ]
    return [made(row) for row in rows]


def is_new_tie(person: Contact, on: date) -> bool:
    """Did nothing pass between them before that day?"""
    earlier = [day for day in (person.first_talk_on, person.met_on, person.connected_on) if day]
    return not any(day < on for day in earlier)


@transaction.atomic
def take_from_history(owner: Owner, activity: Activity, word: str) -> Undo:
    """What the history holds under a word ("hike") was times of this activity: meetings whose line names it.

    Who was there at least twice, or was there first of all, is in it since the first time. Raises ValueError
    where nothing is found.
    """
    talks = found_in_history(owner, activity, word)
    if not talks:
        raise ValueError(_("Nothing in your history is called so, or it was taken in already."))
    times: dict[int, list[date]] = defaultdict(list)
    rows = Participation.objects.of(owner).filter(interaction__in=talks, contact__deleted_at=None)
    for contact, at in rows.order_by("at").values_list("contact_id", "at"):
        times[contact].append(timezone.localdate(at))
    people = Contact.objects.of(owner).filter(pk__in=times)
    often = sorted((p for p in people if _belongs(p, times[p.pk])), key=lambda p: times[p.pk][0])
    steps = [step for person in often for step in join(owner, activity, [person], times[person.pk][0])]
    made_ = [_occasion(owner, activity, talk) for talk in talks]
    label = _("%(name)s: %(n)d times taken in") % {"name": activity.name, "n": len(made_)}
    return remember(owner, label, remove=[*steps, *map(made, made_)])


def found_in_history(owner: Owner, activity: Activity, word: str) -> list[Interaction]:
    """Meetings whose line has a word that begins so and that are not yet times of an activity, oldest first."""
    word = word.strip()
    if len(word) < 3:
        return []
    rows = Interaction.objects.of(owner).filter(channel="meeting", summary__icontains=word)
    taken = Occasion.objects.of(owner).filter(interaction__isnull=False).values("interaction")
    begins = re.compile(rf"\b{re.escape(word)}", re.IGNORECASE)  # a shop is no workshop
    found = (row for row in rows.exclude(pk__in=taken).order_by("at")[: 2 * MOST_TIMES])
    return [row for row in found if begins.search(in_clear(row.summary))][:MOST_TIMES]


def _belongs(person: Contact, days: list[date]) -> bool:
    return len(days) > 1 or is_new_tie(person, days[0])


def _occasion(owner: Owner, activity: Activity, talk: Interaction) -> Occasion:
    row: Occasion = Occasion.objects.create(
        owner=owner, activity=activity, on=timezone.localdate(talk.at), minutes=talk.minutes or activity.minutes,
        enjoyment=talk.enjoyment, interaction=talk,
    )  # fmt: skip
    return row


@transaction.atomic
def add_companions(
    owner: Owner, activity: Activity, people: Sequence[Contact], since: date, met_there: bool | None = None
) -> Undo:
    """They are in it since that day. ``met_there``: whether the ties began there; by their history, if None."""
    steps = join(owner, activity, people, since)
    if met_there is not None:
        rows = Companion.objects.of(owner).filter(pk__in=[pk for _table, pk in steps])
        rows.update(met_there=met_there)
    names = ", ".join(person.first_name for person in people[:4])
    label = _("%(names)s: in %(activity)s") % {"names": names, "activity": activity.name}
    return remember(owner, label, remove=steps)


@transaction.atomic
def say_met_there(owner: Owner, pk: int, met_there: bool) -> Undo:
    """Whether a tie began in the activity. Raises Companion.DoesNotExist."""
    row: Companion = Companion.objects.of(owner).get(pk=pk)
    label = _("%(name)s: met there") if met_there else _("%(name)s: known from elsewhere")
    undo = remember(owner, label % {"name": row.contact.name}, restore=[kept(row, ["met_there"])])
    row.met_there = met_there
    row.save(update_fields=["met_there"])
    return undo


@transaction.atomic
def remove_companion(owner: Owner, pk: int) -> Undo:
    """They are not in it. Raises Companion.DoesNotExist."""
    row: Companion = Companion.objects.of(owner).get(pk=pk)
    label = _("%(name)s is no longer in %(activity)s")
    undo = remember(
        owner, label % {"name": row.contact.name, "activity": row.activity.name}, insert=[whole(row)]
    )
    row.delete()
    return undo
