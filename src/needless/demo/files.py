"""Writes the demo's network as the files that real programs export (M17)."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.header import Header
from email.utils import format_datetime, formataddr
from pathlib import Path
from random import Random

from needless.demo import linkedin, phrases
from needless.demo.people import Person, folded
from needless.demo.talks import Talk

ME = ("Jordan Pike", "jordan.pike@example.org")


@dataclass(slots=True)
class Network:
    """The made-up people and everything that passed, oldest first."""

    people: list[Person]
    talks: list[Talk]
    on: date

    def of(self, source: str) -> list[Talk]:
        """What one kind of file tells of."""
        return [talk for talk in self.talks if talk.source == source]

    def within(self, file: str) -> list[Person]:
        """Who is in one kind of file."""
        return [person for person in self.people if file in person.files]


def write_files(network: Network, folder: Path, rng: Random) -> list[Path]:
    """A LinkedIn archive, two address books, a mailbox and a calendar in ``folder``; their paths."""
    archive = folder / f"Complete_LinkedInDataExport_{network.on:%m-%d-%Y}.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in linkedin.tables(
            network.within("linkedin"), network.of("linkedin"), network.on, rng
        ):
            file.writestr(name, text)
    texts = {
        "contacts.csv": google(network.within("google"), rng),
        "address book.vcf": vcards(network.within("vcard"), network.on, rng) + _twice(network),
        "mail.mbox": mailbox(network.of("mail"), network.on),
        "calendar.ics": calendar(network.of("calendar"), network.on),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return [archive, *(folder / name for name in texts)]


GOOGLE = (
    "First Name,Middle Name,Last Name,Nickname,Organization Name,Organization Title,Birthday,Notes,Labels,"
    "E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Address 1 - Label,Address 1 - City,"
    "Address 1 - Country,Website 1 - Label,Website 1 - Value"
)


def google(people: Sequence[Person], rng: Random) -> str:
    """Google's address book, in its newer layout."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(GOOGLE.split(","))
    for person in people:
        city, _, country = person.place.partition(", ")
        note = phrases.NOTES[rng.randrange(len(phrases.NOTES))].format(month="May", **person.facts)
        label = {"group": "Sunday hikers", "work": "Work", "client": "Clients"}.get(
            person.circle.theme, "Friends"
        )
        writer.writerow(
            [
                person.given,
                "",
                person.family,
                "",
                person.organisation.name,
                person.title,
                person.birthday if rng.random() < 0.4 else "",
                note if rng.random() < 0.3 else "",
                f"* myContacts ::: {label}",
                "* Work",
                person.email,
                "Mobile",
                person.phone,
                "Home",
                city,
                country,
                "Profile",
                person.link if "linkedin" in person.files else "",
            ]
        )
    return out.getvalue()


def vcards(people: Sequence[Person], on: date, rng: Random) -> str:
    """A phone's address book: vCard 3, with groups and an anniversary or two."""
    return "".join("\r\n".join(_card(person, on, rng)) + "\r\n" for person in people)


def _twice(network: Network) -> str:
    """Some whom a phone met a second time, under a shortened, turned round or plainly written name."""
    known = [p for p in network.people if "linkedin" in p.files and not p.files & {"vcard", "google"}]
    met = [p for p in known if p.circle.theme == "work"][:: max(1, len(known) // 18)][:7]
    ways = ("{first} {family}", "{family} {given}", "{initial}. {family}")
    cards = []
    for number, person in enumerate(met):
        first = folded(person.given).title()
        names = {"given": person.given, "family": person.family, "first": first, "initial": first[0]}
        way = ways[number % 3] if number % 3 or first != person.given else ways[1]
        lines = (
            "BEGIN:VCARD", "VERSION:3.0", f"UID:{person.slug}-again@phone.example.org", f"FN:{way.format(**names)}",
            f"ORG:{_escaped(person.organisation.name)}", f"EMAIL;TYPE=HOME:{folded(person.given)}{number}@post.example.net",
            "END:VCARD",
        )  # fmt: skip
        cards.append("\r\n".join(lines) + "\r\n")
    return "".join(cards)


def _card(person: Person, on: date, rng: Random) -> Iterable[str]:
    city, _, country = person.place.partition(", ")
    yield from ("BEGIN:VCARD", "VERSION:3.0", f"UID:{person.slug}@phone.example.org")
    yield from (f"FN:{person.name}", f"N:{person.family};{person.given};;;")
    yield from (f"ORG:{_escaped(person.organisation.name)}", f"TITLE:{person.title}")
    yield f"EMAIL;TYPE=HOME:{person.email}"
    if person.phone:
        yield f"TEL;TYPE=CELL:{person.phone}"
    yield f"BDAY:{person.birthday}"
    yield f"ADR;TYPE=HOME:;;;{city};;;{country}"
    if "linkedin" in person.files:
        yield f"URL:{person.link}"
    if rng.random() < 0.3:
        wedding = on - timedelta(days=rng.randrange(700, 7000))
        yield from (f"item1.X-ABDATE:{wedding.isoformat()}", "item1.X-ABLabel:_$!<Anniversary>!$_")
    yield f"CATEGORIES:{'Family' if person.circle.key == 'family' else 'Friends'}"
    yield "END:VCARD"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")


def mailbox(talks: Sequence[Talk], on: date) -> str:
    """A mailbox of headers with one line of text each, newsletters between them."""
    threads: dict[str, list[str]] = {}
    mails = [_mail(talk, threads.setdefault(talk.thread, [])) for talk in talks]
    return "".join([*mails, *(_newsletter(on, number) for number in range(60))])


def _mail(talk: Talk, earlier: list[str]) -> str:
    person = talk.people[0]
    them = (person.name, person.email)
    sender, receiver = (them, ME) if talk.direction == "in" else (ME, them)
    mail_id = f"<{talk.thread}.{len(earlier)}@mail.example.org>"
    lines = [*_head(sender, receiver, talk.at, talk.summary), f"Message-ID: {mail_id}"]
    if earlier:
        lines += [f"In-Reply-To: {earlier[-1]}", f"References: {' '.join(earlier)}"]
    earlier.append(mail_id)
    return "\n".join([*lines, "", "A made-up letter.", "", ""])


def _head(sender: tuple[str, str], receiver: tuple[str, str], at: datetime, subject: str) -> list[str]:
    return [
        f"From {sender[1]} {at:%a %b %d %H:%M:%S %Y}",
        f"From: {formataddr(sender)}",
        f"To: {formataddr(receiver)}",
        f"Date: {format_datetime(at)}",
        f"Subject: {subject if subject.isascii() else Header(subject, 'utf-8').encode(maxlinelen=0)}",
    ]


def _newsletter(on: date, number: int) -> str:
    at = datetime.combine(on - timedelta(days=7 * number + 2), time(6, 15), UTC)
    title = phrases.NEWSLETTERS[number % len(phrases.NEWSLETTERS)]
    lines = _head((title, f"news{number % 5}@letters.example.com"), ME, at, f"{title}, no. {200 - number}")
    lines += [
        f"Message-ID: <news.{number}@letters.example.com>",
        "List-Id: <news.letters.example.com>",
        "Precedence: bulk",
    ]
    return "\n".join([*lines, "", "Read on.", "", ""])


def calendar(talks: Sequence[Talk], on: date) -> str:
    """A calendar of meetings, some of them repeating, with a trip that is still to come."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Made up//Needless demo//EN",
        "X-WR-CALNAME:Jordan Pike",
    ]
    for number, talk in enumerate(talks):
        lines += _event(talk, number)
    soon = on + timedelta(days=19)
    lines += ["BEGIN:VEVENT", "UID:trip@calendar.example.org", f"DTSTAMP:{on:%Y%m%d}T000000Z"]
    lines += [f"DTSTART;VALUE=DATE:{soon:%Y%m%d}", f"DTEND;VALUE=DATE:{soon + timedelta(days=3):%Y%m%d}"]
    lines += ["SUMMARY:Trip to Berlin", "LOCATION:Berlin", "END:VEVENT", "END:VCALENDAR"]
    return "\r\n".join(part for line in lines for part in _folded(line)) + "\r\n"


def _event(talk: Talk, number: int) -> list[str]:
    until = talk.at + timedelta(minutes=talk.minutes or 60)
    lines = [
        "BEGIN:VEVENT",
        f"UID:{number}.{talk.at:%Y%m%d}@calendar.example.org",
        f"DTSTAMP:{talk.at:%Y%m%dT%H%M%SZ}",
    ]
    lines += [
        f"DTSTART:{talk.at:%Y%m%dT%H%M%SZ}",
        f"DTEND:{until:%Y%m%dT%H%M%SZ}",
        f"SUMMARY:{_escaped(talk.summary)}",
    ]
    lines += [f"LOCATION:{_escaped(talk.place)}", f"ORGANIZER;CN={ME[0]}:mailto:{ME[1]}"]
    lines.append(f"ATTENDEE;CN={ME[0]};PARTSTAT=ACCEPTED:mailto:{ME[1]}")
    lines += [f"ATTENDEE;CN={p.name};PARTSTAT=ACCEPTED:mailto:{p.email}" for p in talk.people]
    if talk.repeats:
        lines.append(f"RRULE:{talk.repeats}")
    return [*lines, "STATUS:CONFIRMED", "END:VEVENT"]


def _folded(line: str) -> Iterable[str]:
    """Lines of at most 75 bytes, as calendars want them."""
    while len(line.encode()) > 75:
        cut = 75
        while len(line[:cut].encode()) > 74:
            cut -= 1
        yield line[:cut]
        line = " " + line[cut:]
    yield line
