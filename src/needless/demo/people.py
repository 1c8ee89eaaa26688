"""Who the demo's people are: circles around three jobs, friends, hikers, faces from conferences (M9, M10)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import NamedTuple

from needless.demo import phrases, words
from needless.demo.words import Organisation


class Span(NamedTuple):
    """From ``older`` to ``newer`` days ago, something every ``gap`` days on average."""

    older: int
    newer: int
    gap: int


@dataclass(frozen=True, slots=True)
class Circle:
    """People of one origin. ``files``: the chance to be in each kind of file; ``channels``: weights."""

    key: str
    count: int
    theme: str  # a key of phrases.SUBJECTS, MESSAGES or MEETINGS
    files: Mapping[str, float]
    spans: tuple[Span, ...]
    channels: Mapping[str, int]
    employer: Organisation | None = None


Phones = Mapping[str, Iterator[int]]
FRIENDLY = {"mail": 5, "call": 3, "meeting": 3, "letter": 1, "video": 1}
AT_WORK = {"mail": 8, "meeting": 2, "video": 1, "message": 1}
LATER = {"mail": 1, "message": 4, "call": 1}
CIRCLES = (
    Circle(
        "inner", 5, "friend", {"vcard": 1, "linkedin": 0.4}, (Span(2100, 900, 30), Span(900, 0, 6)), FRIENDLY
    ),
    Circle("family", 6, "friend", {"vcard": 1}, (Span(2190, 0, 60),), {"call": 3, "meeting": 2, "mail": 1}),
    Circle(
        "close", 14, "friend", {"vcard": 0.8, "google": 0.3, "linkedin": 0.5}, (Span(1900, 0, 32),), FRIENDLY
    ),
    Circle("hiking", 14, "group", {"google": 1}, (Span(900, 0, 160),), {"mail": 3, "call": 1, "meeting": 1}),
    Circle("community", 15, "group", {"google": 0.8, "vcard": 0.4}, (Span(1000, 0, 110),), FRIENDLY),
    Circle(
        "team", 30, "work", {"linkedin": 0.9, "google": 0.5}, (Span(690, 0, 32),), AT_WORK, words.THIRD_JOB
    ),
    Circle(
        "second job",
        55,
        "work",
        {"linkedin": 0.9, "google": 0.2},
        (Span(1470, 720, 75), Span(700, 0, 600)),
        AT_WORK,
        words.SECOND_JOB,
    ),
    Circle(
        "first job",
        45,
        "work",
        {"linkedin": 0.85, "google": 0.15},
        (Span(2180, 1490, 80), Span(1480, 0, 1100)),
        AT_WORK,
        words.FIRST_JOB,
    ),
    Circle(
        "client",
        35,
        "client",
        {"google": 0.8, "linkedin": 0.6},
        (Span(1400, 300, 90), Span(300, 0, 220)),
        AT_WORK,
    ),
    Circle("conference", 80, "event", {"linkedin": 1}, (), {"message": 1}),
    Circle("recruiter", 18, "pitch", {"linkedin": 1}, (), {"message": 1}),
    Circle(
        "old friend",
        35,
        "old",
        {"linkedin": 0.5, "google": 0.5, "vcard": 0.2},
        (Span(2190, 1500, 240), Span(1500, 0, 1500)),
        {"mail": 4, "message": 2, "call": 1, "letter": 1},
    ),
    Circle("online", 50, "online", {"linkedin": 1}, (), {"message": 1}),
)


@dataclass(slots=True)
class Person:
    """One made-up person, as the owner's files will show them."""

    given: str
    family: str
    circle: Circle
    organisation: Organisation
    title: str
    place: str
    email: str
    slug: str
    phone: str
    birthday: str
    met_on: date
    how_we_met: str
    files: set[str]
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def link(self) -> str:
        return f"https://www.linkedin.com/in/{self.slug}"


def folded(text: str) -> str:
    """Plain lower-case letters, for addresses."""
    plain = text.translate(str.maketrans("łøđıŁØĐß", "lodiLODs"))
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if c.isascii() and c.isalpha()).lower()


def made_up_people(rng: Random, on: date) -> list[Person]:
    """About 400 people, no two with one name, in the order of ``CIRCLES``."""
    names = _names(rng)
    counters = {country: count(5) for country in words.PHONES}
    return [
        _person(Random(f"{rng.random()}"), circle, next(names), counters, on)  # noqa: S311 - a story, not a secret
        for circle in CIRCLES
        for _ in range(circle.count)
    ]


def _names(rng: Random) -> Iterator[tuple[str, str]]:
    """Given and family name, spread over the cultures."""
    pairs = {c: [(g, f) for g in given for f in family] for c, (given, family) in words.NAMES.items()}
    for each in pairs.values():
        rng.shuffle(each)
    cultures = [*pairs, "portuguese", "english", "german"]
    while True:
        yield pairs[rng.choice(cultures)].pop()


def _person(rng: Random, circle: Circle, name: tuple[str, str], phones: Phones, on: date) -> Person:
    organisation = _organisation(rng, circle)
    place = organisation.place if rng.random() < 0.75 else rng.choice(words.EMPLOYERS).place
    met_on, facts = _meeting(rng, circle, organisation, on)
    facts |= {
        "first": name[0],
        "org": organisation.name,
        "topic": rng.choice(phrases.TOPICS[organisation.field]),
    }
    return Person(
        given=name[0],
        family=name[1],
        circle=circle,
        organisation=organisation,
        title=_title(rng, organisation),
        place=place,
        email=_email(name, circle, organisation),
        slug="-".join(filter(None, map(folded, name))) + rng.choice(["", "", f"-{rng.randrange(16**6):06x}"]),
        phone=_phone(rng, place, phones),
        birthday=_birthday(rng),
        met_on=met_on,
        how_we_met=_how_we_met(rng, circle, facts),
        files=_files(rng, circle),
        facts=facts,
    )


def _organisation(rng: Random, circle: Circle) -> Organisation:
    if circle.key == "recruiter":
        return rng.choice(words.RECRUITERS)
    stays = {"team": 0.95, "second job": 0.45, "first job": 0.3}.get(circle.key, 0.0)
    if circle.employer and rng.random() < stays:
        return circle.employer
    return rng.choice(words.EMPLOYERS)


def _title(rng: Random, organisation: Organisation) -> str:
    """Few are at the top of the ladder."""
    return rng.choices(words.TITLES[organisation.field], weights=(3, 5, 5, 4, 2, 1))[0]


def _email(name: tuple[str, str], circle: Circle, organisation: Organisation) -> str:
    domain = (
        organisation.domain if circle.theme in ("work", "client", "event", "pitch") else "post.example.net"
    )
    return f"{folded(name[0])}.{folded(name[1])}@{domain}"


def _phone(rng: Random, place: str, phones: Phones) -> str:
    country = place.rsplit(", ", 1)[-1]
    country = country if country in phones else ""
    number = next(phones[country])
    return words.PHONES[country].format(number) if rng.random() < 0.8 else ""


def _birthday(rng: Random) -> str:
    day = date(1958, 1, 1) + timedelta(days=rng.randrange(365 * 40))
    return day.isoformat() if rng.random() < 0.7 else f"--{day:%m-%d}"


def _files(rng: Random, circle: Circle) -> set[str]:
    """In which files they are; the rest is known from mail alone."""
    return {name for name, chance in circle.files.items() if rng.random() < chance}


def _meeting(
    rng: Random, circle: Circle, organisation: Organisation, on: date
) -> tuple[date, dict[str, str]]:
    """The day on which they met, and what the lines about them may name."""
    event, city, days_ago = rng.choice(phrases.EVENTS)
    if circle.key != "conference":
        first = circle.spans[0].older if circle.spans else rng.randrange(40, 1900)
        days_ago = first - rng.randrange(max(1, first // 3))
        city = rng.choice(words.EMPLOYERS).place.split(",")[0]
    day = on - timedelta(days=days_ago)
    employer = (circle.employer or organisation).name
    return day, {
        "event": f"{event} {day.year}",
        "city": city,
        "employer": employer,
        "project": rng.choice(phrases.PROJECTS),
    }


def _how_we_met(rng: Random, circle: Circle, facts: Mapping[str, str]) -> str:
    lines = phrases.MET.get(circle.theme)
    return rng.choice(lines).format(**facts) if lines and circle.key != "family" else ""
