"""What passed with the demo's people over six years: bursts, fading, one-off talks (M9, M11)."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from math import exp
from random import Random

from needless.demo import phrases, words
from needless.demo.people import Person, Span

RECENTLY = 260  # days: what is older than this was not logged by hand, there was no Needless yet
HIKERS = ("hiking", "close")


@dataclass(slots=True)
class Talk:
    """One thing that passed. ``source`` tells of it: mail, linkedin, calendar, or the owner's hand."""

    at: datetime
    source: str
    channel: str
    direction: str  # in, out or both
    people: list[Person]
    summary: str
    minutes: int | None = None
    enjoyment: int | None = None
    thread: str = ""
    place: str = ""
    repeats: str = ""  # an RRULE
    key: str = field(default="")


def talks_of(person: Person, rng: Random, on: date) -> list[Talk]:
    """Everything with one person, oldest first, none of it after the day before ``on``."""
    talks = list(_single(person, rng, on)) if not person.circle.spans else _regular(person, rng, on)
    latest = datetime.combine(on, time(), UTC)
    return sorted((t for t in talks if t.at < latest), key=lambda t: t.at)


def _regular(person: Person, rng: Random, on: date) -> list[Talk]:
    liveliness = exp(rng.gauss(0, 0.45))
    days = [d for span in person.circle.spans for d in _days(span, rng, liveliness)]
    met = (on - person.met_on).days
    return [talk for ago in days if ago <= met for talk in _talk(person, rng, on, ago)]


def _days(span: Span, rng: Random, liveliness: float) -> Iterator[int]:
    ago = span.older - rng.expovariate(liveliness / span.gap)
    while ago > span.newer:
        yield int(ago)
        ago -= max(1.0, rng.expovariate(liveliness / span.gap))


def _single(person: Person, rng: Random, on: date) -> Iterator[Talk]:
    """A conference acquaintance, a recruiter, a stranger: one exchange, or none."""
    chance = {"event": 0.65, "pitch": 1.0}.get(person.circle.theme, 0.2)
    if rng.random() > chance:
        return
    at = _moment(person.met_on + timedelta(days=rng.randrange(1, 6)), rng)
    direction = "in" if person.circle.theme == "pitch" else rng.choice(["in", "out"])
    yield _message(person, rng, at, direction, person.circle.theme)
    if rng.random() < 0.4:
        other = "out" if direction == "in" else "in"
        yield _message(person, rng, at + timedelta(hours=rng.randrange(2, 60)), other, "answer")


def _talk(person: Person, rng: Random, on: date, ago: int) -> list[Talk]:
    circle = person.circle
    channel = rng.choices(list(circle.channels), weights=list(circle.channels.values()))[0]
    at = _moment(on - timedelta(days=max(1, ago)), rng)
    if channel == "message" and "linkedin" in person.files:
        return [_message(person, rng, at, rng.choice(["in", "out"]), "later")]
    by_hand = circle.theme not in phrases.MEETINGS
    if channel in ("meeting", "video") and not (by_hand and ago <= RECENTLY):
        return [_appointment(person, rng, at, channel)]
    if by_hand and ago <= RECENTLY and channel in phrases.LOGGED:
        return _by_hand(person, rng, at, channel, on)
    return _thread(person, rng, at)


def _by_hand(person: Person, rng: Random, at: datetime, channel: str, on: date) -> list[Talk]:
    """The week of ``on`` is left unspent, so that its plan is whole."""
    if at.date() >= on - timedelta(days=on.weekday()):
        return []
    summary = filled(rng.choice(phrases.LOGGED[channel]), person, rng)
    minutes = {"call": 25, "meeting": 90, "letter": 20, "video": 40}[channel] + rng.randrange(-3, 5) * 5
    direction = "out" if channel == "letter" else rng.choice(["both", "both", "in", "out"])
    liked = rng.choices([2, 3, 4, 5], weights=[1, 3, 5, 5])[0]
    return [Talk(at, "hand", channel, direction, [person], summary, minutes, liked)]


def _message(person: Person, rng: Random, at: datetime, direction: str, kind: str) -> Talk:
    lines = phrases.MESSAGES[kind]
    return Talk(
        at,
        "linkedin",
        "message",
        direction,
        [person],
        filled(rng.choice(lines), person, rng),
        thread=person.slug,
    )


def _appointment(person: Person, rng: Random, at: datetime, channel: str) -> Talk:
    lines = phrases.MEETINGS.get(
        person.circle.theme, ("Dinner with {first}", "Coffee with {first}", "{first} visits")
    )
    place = "Video call" if channel == "video" else person.facts["city"]
    summary = filled(rng.choice(lines), person, rng)
    return Talk(at, "calendar", channel, "both", [person], summary, rng.choice([30, 45, 60, 90]), place=place)


def _thread(person: Person, rng: Random, at: datetime) -> list[Talk]:
    """A mail, and mostly its answers."""
    theme = person.circle.theme if person.circle.theme in phrases.SUBJECTS else "friend"
    subject = filled(rng.choice(phrases.SUBJECTS[theme]), person, rng)
    direction = rng.choice(["in", "out"])
    talks = []
    thread = f"{person.slug}.{at:%Y%m%d%H%M}"
    for number in range(rng.choices([1, 2, 3, 4], weights=[2, 5, 3, 1])[0]):
        talks.append(
            Talk(
                at,
                "mail",
                "mail",
                direction,
                [person],
                f"Re: {subject}" if number else subject,
                thread=thread,
            )
        )
        at += timedelta(minutes=rng.randrange(20, 2400))
        direction = "out" if direction == "in" else "in"
    return talks


def group_talks(people: list[Person], rng: Random, on: date) -> list[Talk]:
    """Hikes (small ones are a talk with each, large ones are not) and the team's weekly round."""
    hikers = [p for p in people if p.circle.key == "hiking"] + [p for p in people if p.circle.key == "close"][
        :3
    ]
    team = [p for p in people if p.circle.key == "team"]
    hikes = [_hike(hikers, rng, on - timedelta(days=ago)) for ago in range(870, 3, -24)]
    return [*hikes, *_rounds(team, rng, on), *_walks(hikers, rng, on)]


def _hike(hikers: list[Person], rng: Random, day: date) -> Talk:
    sunday = day - timedelta(days=(day.weekday() - 6) % 7)
    together = rng.sample(hikers, rng.choice([3, 4, 5, 5, 8, 11]))
    at = datetime.combine(sunday, time(8, 30), UTC)
    where = rng.choice(phrases.HIKES)
    return Talk(at, "calendar", "meeting", "both", together, f"Hike: {where}", 300, place=where)


def _rounds(team: list[Person], rng: Random, on: date) -> Iterator[Talk]:
    """Weekly and fortnightly meetings, as calendars hold them: one entry that repeats."""
    monday = on - timedelta(days=on.weekday())
    start = datetime.combine(monday - timedelta(weeks=60), time(9, 30), UTC)
    yield Talk(
        start,
        "calendar",
        "video",
        "both",
        team[:12],
        "Weekly round",
        30,
        place="Video call",
        repeats="FREQ=WEEKLY;COUNT=75",
    )
    for person in team[:3]:
        at = start + timedelta(days=rng.randrange(1, 4), hours=rng.randrange(1, 6))
        yield Talk(
            at,
            "calendar",
            "meeting",
            "both",
            [person],
            f"1:1 {person.given}",
            45,
            place="Room Atlântico",
            repeats="FREQ=WEEKLY;INTERVAL=2;COUNT=36",
        )


def _walks(hikers: list[Person], rng: Random, on: date) -> Iterator[Talk]:
    """What the owner logged by hand with two or three at once."""
    monday = on - timedelta(days=on.weekday())
    for ago in range(14, RECENTLY, 31):
        pair = rng.sample(hikers, rng.choice([2, 3]))
        line = f"After the hike: soup at {rng.choice(phrases.HIKES).split(',')[0]}, planned the next one."
        at = _moment(monday - timedelta(days=ago), rng)
        yield Talk(at, "hand", "meeting", "both", pair, line, 120, rng.choice([4, 5, 5]))


def filled(line: str, person: Person, rng: Random) -> str:
    """The line with its blanks filled in."""
    facts = dict(person.facts)
    if rng.random() < 0.6:
        facts["project"] = rng.choice(phrases.PROJECTS)
        facts["topic"] = rng.choice(phrases.TOPICS[person.organisation.field])
        facts["city"] = rng.choice(words.EMPLOYERS).place.split(",")[0]
    return line.format(month=calendar.month_name[rng.randrange(1, 13)], **facts)


def _moment(day: date, rng: Random) -> datetime:
    return datetime.combine(day, time(rng.randrange(8, 19), rng.randrange(60)), UTC)
