"""The LinkedIn archive of the demo's owner, table by table, as FORMATS knows them (M8, M17)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random

from needless.demo import phrases, words
from needless.demo.people import Person
from needless.demo.talks import Talk

MY_LINK = "https://www.linkedin.com/in/jordan-pike-demo"
PREAMBLE = (
    'Notes:\n"When exporting your connection data, you may notice that some addresses are missing."\n\n'
)
PRAISE = (
    "{first} kept {project} calm when nobody else was. I would work with {first} again tomorrow.",
    "Clear, fair and funny: {first} made our meetings shorter and our plans better.",
    "I learned most of what I know about {topic} from {first}.",
    "{first} listens first. Our customers noticed, and so did the team.",
    "A rare mix of patience and speed, shown week after week on {project}.",
)
SKILLS = ("Operations", "Negotiation", "Process design", "Stakeholder management", "Forecasting", "Mentoring")
POSTS = (
    "What a night shift taught me about dashboards.",
    "Three questions to ask before you buy software for a ward.",
    "Empty trucks are a planning problem, not a fuel problem.",
    "Thank you to the team that got the storage tender over the line.",
    "Notes from a week of shadowing nurses.",
)


def tables(
    people: Sequence[Person], talks: Sequence[Talk], on: date, rng: Random
) -> Iterator[tuple[str, str]]:
    """File names and texts of a whole archive. ``people`` are the connections, ``talks`` the messages."""
    yield "Connections.csv", PREAMBLE + _connections(people, on)
    yield "messages.csv", _messages(talks)
    yield "Invitations.csv", _invitations(people, rng)
    colleagues = [p for p in people if p.circle.theme == "work"]
    for name, some in (("Given", colleagues[3:45:6]), ("Received", colleagues[5:60:8])):
        yield f"Recommendations_{name}.csv", _recommendations(some, on, rng)
    yield "Endorsement_Received_Info.csv", _endorsements("Endorser", colleagues[::4], on, rng)
    yield "Endorsement_Given_Info.csv", _endorsements("Endorsee", colleagues[1::6], on, rng)
    yield "Notes.csv", _notes(people, on, rng)
    yield from _own(on)
    yield from _clicks(on, rng)


def _table(header: str, rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return out.getvalue()


def _connections(people: Sequence[Person], on: date) -> str:
    rows = [
        (
            p.given,
            p.family,
            p.link,
            p.email if _shows_mail(p) else "",
            p.organisation.name,
            p.title,
            _day(p.met_on),
        )
        for p in sorted(people, key=lambda p: p.met_on, reverse=True)
    ]
    hidden = [("", "", "", "", "", "", _day(on - timedelta(days=90 * n))) for n in (2, 5, 11)]
    return _table("First Name,Last Name,URL,Email Address,Company,Position,Connected On", [*rows, *hidden])


def _shows_mail(person: Person) -> bool:
    """All with whom there is mail too, so that they are one contact; conference faces rarely."""
    return bool(person.circle.spans) or len(person.slug) % 7 == 0


def _day(day: date) -> str:
    return f"{day:%d %b %Y}"


def _messages(talks: Sequence[Talk]) -> str:
    header = (
        "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,"
        "CONTENT,FOLDER,ATTACHMENTS"
    )
    return _table(header, [_message(talk) for talk in reversed(talks)])


def _message(talk: Talk) -> tuple[str, ...]:
    person = talk.people[0]
    them, me = (person.name, person.link), ("Jordan Pike", MY_LINK)
    sender, receiver = (them, me) if talk.direction == "in" else (me, them)
    at = f"{talk.at:%Y-%m-%d %H:%M:%S} UTC"
    return (f"2-{talk.thread}", "", *sender, *receiver, at, "", talk.summary, "INBOX", "")


def _invitations(people: Sequence[Person], rng: Random) -> str:
    rows = [_invitation(person, rng) for person in people if rng.random() < 0.7]
    return _table("From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl", rows)


def _invitation(person: Person, rng: Random) -> tuple[str, ...]:
    sent = person.met_on - timedelta(days=rng.randrange(3))
    at = f"{sent.month}/{sent.day}/{sent:%y}, {rng.randrange(1, 13)}:{rng.randrange(60):02d} PM"
    line = rng.choice(phrases.INVITES).format(month="May", **person.facts)
    text = line if person.circle.theme == "event" and rng.random() < 0.6 else ""
    if rng.random() < 0.5:
        return ("Jordan Pike", person.name, at, text, "OUTGOING", MY_LINK, person.link)
    return (person.name, "Jordan Pike", at, text, "INCOMING", person.link, MY_LINK)


def _recommendations(people: Sequence[Person], on: date, rng: Random) -> str:
    rows = [
        (p.given, p.family, p.organisation.name, p.title, rng.choice(PRAISE).format(**p.facts),
         f"{on - timedelta(days=rng.randrange(60, 1800)):%m/%d/%y}, 10:10 AM", "VISIBLE")
        for p in people
    ]  # fmt: skip
    return _table("First Name,Last Name,Company,Job Title,Text,Creation Date,Status", rows)


def _endorsements(who: str, people: Sequence[Person], on: date, rng: Random) -> str:
    header = (
        f"Endorsement Date,Skill Name,{who} First Name,{who} Last Name,{who} Public Url,Endorsement Status"
    )
    rows = [
        (f"{on - timedelta(days=rng.randrange(30, 1900)):%Y/%m/%d} 09:12:00 UTC", rng.choice(SKILLS),
         p.given, p.family, f"www.linkedin.com/in/{p.slug}", "ACCEPTED")
        for p in people
    ]  # fmt: skip
    return _table(header, rows)


def _notes(people: Sequence[Person], on: date, rng: Random) -> str:
    header = "Connection First Name,Connection Last Name,Connection Profile URL,Note,Created On,Edited On"
    rows = []
    for person in people[::9]:
        line = rng.choice(phrases.NOTES).format(month="October", **person.facts)
        made = datetime.combine(on - timedelta(days=rng.randrange(20, 900)), datetime.min.time())
        rows.append((person.given, person.family, person.link, line, f"{made:%Y-%m-%d %H:%M:%S} UTC", ""))
    return _table(header, rows)


def _own(on: date) -> Iterator[tuple[str, str]]:
    """What the archive says about its owner: the profile, three jobs in six years, the address."""
    header = (
        "First Name,Last Name,Maiden Name,Address,Birth Date,Headline,Summary,Industry,Zip Code,Geo Location,"
    )
    headline = "Head of Operations at Almeria Digital Care"
    profile = ("Jordan", "Pike", "", "", "", headline, "", "Health", "", "Lisbon", "", "", "")
    yield "Profile.csv", _table(header + "Twitter Handles,Websites,Instant Messengers", [profile])
    jobs = (
        (words.THIRD_JOB, "Head of Operations", 700, 0),
        (words.SECOND_JOB, "Operations Manager", 1480, 715),
        (words.FIRST_JOB, "Planning Lead", 2190, 1490),
    )
    rows = [(o.name, title, "", o.place, _month(on, start), _month(on, end)) for o, title, start, end in jobs]
    yield "Positions.csv", _table("Company Name,Title,Description,Location,Started On,Finished On", rows)
    mail = [("jordan.pike@example.org", "Yes", "Yes", "1/1/20, 9:00 AM")]
    yield "Email Addresses.csv", _table("Email Address,Confirmed,Primary,Updated On", mail)


def _month(on: date, days_ago: int) -> str:
    return f"{on - timedelta(days=days_ago):%b %Y}" if days_ago else ""


def _clicks(on: date, rng: Random) -> Iterator[tuple[str, str]]:
    """Reactions, comments and posts: what feels like networking (M8)."""
    moments = [
        f"{on - timedelta(days=ago + 1):%Y-%m-%d} 12:{rng.randrange(60):02d}:00" for ago in range(0, 1500, 11)
    ]
    link = "https://www.linkedin.com/feed/update/urn:li:activity:70000000000000"
    kinds = ("LIKE", "PRAISE", "INTEREST", "EMPATHY")
    reactions = [(at, rng.choice(kinds), f"{link}{n:05d}") for n, at in enumerate(moments)]
    yield "Reactions.csv", _table("Date,Type,Link", reactions)
    comments = [(at, f"{link}{n:05d}", "Well said!") for n, at in enumerate(moments[::5])]
    yield "Comments.csv", _table("Date,Link,Message", comments)
    shares = [
        (at, f"{link}{n + 900:05d}", rng.choice(POSTS), "", "", "MEMBER") for n, at in enumerate(moments[::9])
    ]
    yield "Shares.csv", _table("Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility", shares)
