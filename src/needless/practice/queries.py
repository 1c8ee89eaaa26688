"""What the last twelve weeks were: every use of a muscle, from what is on record anyway (M1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Min
from django.utils import timezone

from needless.gatherings.models import Letter, Occasion
from needless.helping.models import Recommendation
from needless.interactions.models import Interaction
from needless.method import memory
from needless.method.practice import WEEKS, Muscle, muscles_of, weeks_kept
from needless.owners.models import Owner
from needless.tables.notes import in_clear

BY_CHANNEL = {
    "call": "call", "video": "call", "meeting": "meet", "mail": "write", "message": "write", "letter": "write",
}  # fmt: skip
BY_KIND = {"ask": "ask", "thanks": "thank", "introduction": "introduce"}
EXERCISE = "exercise "  # the plan's exercises are logged as "exercise thank"


@dataclass(frozen=True, slots=True)
class Practice:
    """``mondays`` of the weeks, the oldest first; ``kept``: those with any use. The others were rest."""

    mondays: list[date]
    muscles: list[Muscle]
    kept: list[bool]


def practice_of(owner: Owner, on: date) -> Practice:
    """The weeks up to that day, Monday to Sunday; clicks and crowds exercise nothing."""
    monday = on - timedelta(days=on.weekday())
    first = monday - timedelta(weeks=WEEKS - 1)
    uses = [
        (name, (monday - (day - timedelta(days=day.weekday()))).days // 7)
        for name, day in _uses(owner, first, on)
    ]
    muscles = muscles_of(uses)
    return Practice([first + timedelta(weeks=n) for n in range(WEEKS)], muscles, weeks_kept(muscles))


def _uses(owner: Owner, first: date, on: date) -> Iterator[tuple[str, date]]:
    """(muscle, day) of each use from the first day on."""
    since, until = _moment(first), _moment(on + timedelta(days=1))
    yield from _talks(owner, since, until)
    given = Recommendation.objects.of(owner).filter(is_given=True, skill="", on__range=(first, on))
    yield from (("recommend", day) for day in given.values_list("on", flat=True) if day)
    yield from _new(owner, first, on)


def _talks(owner: Owner, since: datetime, until: datetime) -> Iterator[tuple[str, date]]:
    """What the owner did: what only came in exercises nobody."""
    rows = Interaction.objects.of(owner).filter(at__gte=since, at__lt=until).exclude(channel="click")
    for at, channel, size, kind, summary in rows.exclude(direction="in").values_list(
        "at", "channel", "group_size", "kind", "summary"
    ):
        if memory.is_talk(channel, size):
            day = timezone.localdate(at)
            yield BY_CHANNEL[channel], day
            muscle = BY_KIND.get(kind) or kind.removeprefix(EXERCISE)
            muscle = "thank" if not kind and _thanks(summary) else muscle
            if muscle != BY_CHANNEL[channel]:
                yield muscle, day


def _new(owner: Owner, first: date, on: date) -> Iterator[tuple[str, date]]:
    """The first time of an activity."""
    begun = Occasion.objects.of(owner).values("activity").annotate(begun=Min("on"))
    days = begun.filter(begun__range=(first, on)).values_list("begun", flat=True)
    return (("new", day) for day in days)


def _thanks(summary: str) -> bool:
    """Does a line say so, or is it that of a card of thanks?"""
    said = in_clear(summary).casefold()
    return "thank" in said or said == Letter.Occasion.THANKS.label.casefold()


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
