"""Made-up mailboxes for the import benches, and our reading speed beside Python's own (M9)."""

from __future__ import annotations

import mailbox
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.parser import BytesHeaderParser
from email.utils import format_datetime, getaddresses, parsedate_to_datetime
from pathlib import Path

from needless.imports.drafts import Asked, Me, Piece
from needless.imports.sources.mail import SOURCES

OWNER = "me@example.org"
GIVEN = (
    "Ana Ben Carla Dan Elif Femi Greta Hana Ines Jonas Kofi Lena Mateo Nadia Omar Priya Quinn Rosa Sven Una"
)
FAMILY = (
    "Alvarez Becker Costa Dubois Eriksen Fischer Garcia Hansen Ivanov Jansen Keller Lopez Moreau Novak Silva"
)
WORDS = "about the draft we spoke of last week and lunch on Friday with figures for the new plan thanks again"
START = datetime(2020, 1, 1, tzinfo=UTC)
LATEST = date(2026, 1, 1)


def make_mbox(path: Path | str, messages: int, seed: int = 1) -> None:
    """Writes an mbox of ``messages`` messages of about 2 KB: 300 correspondents of whom 60 % write and are
    written to, 20 % newsletters; the owner is ``me@example.org``. The same seed writes the same bytes."""
    with Path(path).open("wb") as file:
        file.writelines(messages_of(messages, seed))


def messages_of(count: int, seed: int = 1) -> Iterator[bytes]:
    """The messages of a made-up mailbox, each with its separator line and the blank line behind it."""
    chance = random.Random(seed)
    people = _correspondents(chance)
    bodies = [_body(chance) for _ in range(50)]
    for number in range(count):
        at = START + timedelta(minutes=number * (LATEST - START.date()).days * 1440 // max(count, 1))
        headers = _headers(chance, people, number, at)
        separator = f"From {1790000000000000000 + number}@xxx {at:%a %b %d %H:%M:%S} +0000 {at:%Y}\n"
        yield (separator + headers).encode() + b"\n" + chance.choice(bodies) + b"\n\n"


def _correspondents(chance: random.Random) -> list[tuple[str, bool]]:
    """300 mailboxes and whether mail goes both ways with each."""
    names = [(given, family) for given in GIVEN.split() for family in FAMILY.split()]
    chance.shuffle(names)
    return [
        (f"{given} {family} <{given.lower()}.{family.lower()}@example.com>", place < 180)
        for place, (given, family) in enumerate(names)
    ]


def _body(chance: random.Random) -> bytes:
    lines = [" ".join(chance.choices(WORDS.split(), k=12)) for _ in range(28)]
    return "\n".join([*lines, ">From here on it is quoted.", ""]).encode()


def _headers(chance: random.Random, people: list[tuple[str, bool]], number: int, at: datetime) -> str:
    other, both_ways = people[min(int(chance.expovariate(1 / 80)), 299)]
    author, reader, marks = other, f"Me Myself <{OWNER}>", ""
    if chance.random() < 0.2:
        author = f"The {chance.choice(FAMILY.split())} Letter <letter@news{chance.randrange(40)}.example.net>"
        marks = f"List-Id: <letter{number % 40}.example.net>\nList-Unsubscribe: <https://example.net/u/{number}>\n"
    elif both_ways and chance.random() < 0.45:
        author, reader = reader, author
    if chance.random() < 0.1:
        marks += f"Cc: {chance.choice(people)[0]}, {chance.choice(people)[0]}\n"
    if number and chance.random() < 0.5:
        first = f"<{number // 9 * 9}@mail.example>"
        marks += f"In-Reply-To: {first}\nReferences: {first}\n {first}\n"
    subject = (
        "=?utf-8?Q?Gr=C3=BC=C3=9Fe?= und mehr" if chance.random() < 0.1 else f"Re: the plan {number % 977}"
    )
    return (
        f"X-GM-THRID: {1700000000000000000 + number // 9}\n"
        f"X-Gmail-Labels: {'Sent' if OWNER in author else chance.choice(('Inbox', 'Archived,Important'))}\n"
        f"Received: from mx{number % 9}.example.net (mx.example.net [192.0.2.{number % 250}])\n"
        f"        by mail.example.org with ESMTPS id {number:08x}; {format_datetime(at)}\n"
        f"Return-Path: <bounce-{number}@example.net>\nMIME-Version: 1.0\nDate: {format_datetime(at)}\n"
        f"Message-ID: <{number}@mail.example>\nSubject: {subject}\nFrom: {author}\nTo: {reader}\n{marks}"
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\nUser-Agent: Made Up 1.0\n"
    )


def piece_of(path: Path) -> Piece:
    """A mailbox on disk as the importer hands it to a reader."""
    with path.open("rb") as file:
        head = file.read(65536)
    return Piece(path.name, path.stat().st_size, lambda: path.open("rb"), head)


def our_rate(path: Path) -> float:
    """Messages per second of our reader, drafts made."""
    asked = Asked(me=Me(emails={OWNER}), today=LATEST)
    began = time.process_time()
    drafts = sum(getattr(read, "count", 1) for read in SOURCES[0].read(piece_of(path), asked))
    return drafts / (time.process_time() - began)


def python_rate(path: Path) -> float:
    """Messages per second of ``mailbox`` with ``email`` parsing the same headers."""
    parser = BytesHeaderParser()
    began = time.process_time()
    count = 0
    box = mailbox.mbox(path, create=False)
    for key in box.keys():  # noqa: SIM118 - a mailbox iterates over messages, not keys
        message = parser.parsebytes(box.get_bytes(key))
        getaddresses([*message.get_all("From", []), *message.get_all("To", []), *message.get_all("Cc", [])])
        parsedate_to_datetime(message["Date"])
        _ = [
            str(message.get(name, ""))
            for name in ("Message-ID", "Subject", "References", "List-Id", "X-GM-THRID")
        ]
        count += 1
    box.close()
    return count / (time.process_time() - began)


def read_speed(path: Path | str) -> float:
    """Prints both rates; returns ours divided by Python's."""
    ours, others = our_rate(Path(path)), python_rate(Path(path))
    sys.stdout.write(
        f"ours {ours:,.0f} msg/s; mailbox + email {others:,.0f} msg/s; ratio {ours / others:.1f}\n"
    )
    return ours / others


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "made.mbox"
        make_mbox(made, int(sys.argv[1]) if len(sys.argv) > 1 else 20000)
        read_speed(made)
