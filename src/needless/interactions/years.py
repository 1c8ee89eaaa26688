"""What a year was: the days with talk, the people, the ways, and what began in it (M1, M4, M8)."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Min
from django.utils import timezone

from needless.contacts.models import Contact
from needless.interactions.models import Participation
from needless.method import memory
from needless.method.mix import Part, Passed
from needless.owners.models import Owner


@dataclass(frozen=True, slots=True)
class Month:
    """A month of talk from its ``first`` day: so many people and talks, and the minutes, those face to face among them."""

    first: date
    people: int
    talks: int
    met: int
    minutes: int
    met_minutes: int


@dataclass(frozen=True, slots=True)
class Year:
    """Talk alone, no clicks and no group mail. ``days``: people by day; ``months``: those with talk."""

    days: dict[date, int]
    months: list[Month]
    channels: list[tuple[str, int]]
    people: int
    talks: int
    most: list[tuple[Contact, int]]
    began: list[Contact]
    back: list[Contact]


MOST = 5
AWAY_DAYS = 365


def year_of(owner: Owner, year: int) -> Year:
    """That year in the owner's time zone; the most talked with, the new and the taken up again, by days of talk."""
    rows = _talks(owner, year)
    by_day: defaultdict[date, set[int]] = defaultdict(set)
    by_person: Counter[int] = Counter()
    months: defaultdict[int, list[tuple[int, Passed]]] = defaultdict(list)
    for day, contact, talk in rows:
        if contact not in by_day[day]:
            by_person[contact] += 1
        by_day[day].add(contact)
        months[day.month].append((contact, talk))
    talks = {talk.thing: talk.channel for _day, _contact, talk in rows}
    days = {day: len(people) for day, people in by_day.items()}
    named = _named(owner, year, by_person)
    return Year(
        days,
        _by_month(year, months),
        Counter(talks.values()).most_common(),
        len(by_person),
        len(talks),
        *named,
    )


def years_of(owner: Owner, today: date) -> list[int]:
    """Every year from the first talk to this one, the newest first."""
    first = Participation.objects.of(owner).aggregate(first=Min("at"))["first"]
    begin = timezone.localdate(first).year if first else today.year
    return list(range(today.year, min(begin, today.year) - 1, -1))


def _talks(owner: Owner, year: int) -> list[tuple[date, int, Passed]]:
    """(day, contact, talk) of everything that was talk."""
    zone = timezone.get_current_timezone()
    begin, end = datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)
    rows = Participation.objects.of(owner).filter(at__gte=begin.astimezone(UTC), at__lt=end.astimezone(UTC))
    columns = (
        "at", "contact_id", "interaction_id", "interaction__channel", "interaction__group_size", "interaction__minutes"
    )  # fmt: skip
    return [
        (at.astimezone(zone).date(), contact, Passed(talk, contact, channel, "both", size, minutes))
        for at, contact, talk, channel, size, minutes in rows.filter(contact__deleted_at=None).values_list(
            *columns
        )
        if memory.is_talk(channel, size)
    ]


def _by_month(year: int, months: dict[int, list[tuple[int, Passed]]]) -> list[Month]:
    return [_month(date(year, month, 1), rows) for month, rows in sorted(months.items())]


def _month(first: date, rows: list[tuple[int, Passed]]) -> Month:
    """Each talk counts once, with however many it was."""
    talks = {talk.thing: talk for _contact, talk in rows}
    all_, met = Part(), Part()
    for talk in talks.values():
        all_.add(talk)
        if talk.channel == "meeting":
            met.add(talk)
    return Month(
        first, len({contact for contact, _talk in rows}), len(talks), met.count, all_.minutes, met.minutes
    )


def _named(
    owner: Owner, year: int, by_person: Counter[int]
) -> tuple[list[tuple[Contact, int]], list[Contact], list[Contact]]:
    people = {c.pk: c for c in Contact.objects.of(owner).filter(pk__in=by_person).defer("search", "extra")}
    ranked = [
        (people[pk], days)
        for pk, days in sorted(by_person.items(), key=lambda p: (-p[1], p[0]))
        if pk in people
    ]
    began = [c for c, _days in ranked if c.first_talk_on and c.first_talk_on.year == year]
    older = [c for c, _days in ranked if c.first_talk_on and c.first_talk_on.year < year]
    return ranked[:MOST], began[:MOST], _back(owner, year, older)[:MOST]


def _back(owner: Owner, year: int, older: list[Contact]) -> list[Contact]:
    """Those whose first talk of the year ended a silence of a year or more."""
    begin = datetime(year, 1, 1, tzinfo=timezone.get_current_timezone())
    since = begin - timedelta(days=AWAY_DAYS)
    rows = (
        Participation.objects.of(owner)
        .filter(contact__in=[c.pk for c in older])
        .exclude(interaction__channel="click")
    )
    recent = set(rows.filter(at__gte=since, at__lt=begin).values_list("contact_id", flat=True))
    return [c for c in older if c.pk not in recent]
