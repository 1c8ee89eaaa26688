"""What passed, for other programs: interactions as CSV, meetings as a calendar (M17)."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TextIO

from needless.contacts.models import Address
from needless.exports.tables import rows_of
from needless.imports.sources.vcard_syntax import content_line, escape, fold
from needless.interactions.models import Interaction, Participation
from needless.owners.audit import entries_of
from needless.tables.bulk import batches
from needless.tables.notes import readable

if TYPE_CHECKING:
    from needless.owners.models import Owner

HEADER = (
    "id", "at", "channel", "direction", "group_size", "minutes", "enjoyment", "kind", "summary", "contacts",
)  # fmt: skip
AN_HOUR = 60
People = dict[int, list[tuple[int, str]]]


def write_csv(owner: Owner, file: TextIO) -> None:
    """One interaction a row, the newest last; contacts by name, joined by "; "."""
    out = csv.writer(file)
    out.writerow(HEADER)
    for row, people in _with_people(owner, rows_of(owner, Interaction)):
        names = "; ".join(name for _pk, name in people)
        cells = (row.channel, row.direction, row.group_size, row.minutes, row.enjoyment, row.kind)
        out.writerow((row.pk, row.at.isoformat(), *cells, _harmless(readable(row.summary)), _harmless(names)))


def write_account(owner: Owner, file: TextIO) -> None:
    """What happened with the account in the last year, the newest first."""
    out = csv.writer(file)
    out.writerow(("at", "what", "address", "detail"))
    for entry in entries_of(owner):
        detail = _harmless(json.dumps(entry.detail, ensure_ascii=False))
        out.writerow((entry.at.isoformat(), _harmless(entry.what), entry.address, detail))


def calendar_lines(owner: Owner) -> Iterator[str]:
    """Meetings and video calls as an iCalendar, folded lines."""
    yield from map(fold, ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Needless//Needless//EN"))
    rows = rows_of(owner, Interaction).filter(channel__in=["meeting", "video"])
    for row, people in _with_people(owner, rows):
        yield from map(fold, _event(row, people, _mails(owner, [pk for pk, _name in people])))
    yield fold("END:VCALENDAR")


def _event(row: Interaction, people: list[tuple[int, str]], mails: dict[int, str]) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield content_line("UID", escape(row.key or f"needless-{row.pk}"))
    yield content_line("DTSTAMP", _moment(row.at))
    yield content_line("DTSTART", _moment(row.at))
    yield content_line("DTEND", _moment(row.at + timedelta(minutes=min(row.minutes or AN_HOUR, 60 * 24))))
    yield content_line("SUMMARY", escape(readable(row.summary) or ", ".join(name for _pk, name in people)))
    for pk, name in people:
        if pk in mails:
            yield content_line("ATTENDEE", f"mailto:{mails[pk]}", {"CN": name, "PARTSTAT": "ACCEPTED"})
    yield "END:VEVENT"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _harmless(text: str) -> str:
    """A cell that a spreadsheet will not run as a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _with_people(owner: Owner, rows: Any) -> Iterator[tuple[Interaction, list[tuple[int, str]]]]:
    for some in batches(rows.iterator(chunk_size=2000), 2000):
        people = _people(owner, [row.pk for row in some])
        yield from ((row, people[row.pk]) for row in some)


def _people(owner: Owner, ids: Sequence[int]) -> People:
    found: People = defaultdict(list)
    parts = (
        Participation.objects.of(owner).filter(interaction__in=ids, contact__deleted_at=None).order_by("pk")
    )
    for of, pk, name in parts.values_list("interaction_id", "contact_id", "contact__name"):
        found[of].append((pk, name))
    return found


def _mails(owner: Owner, ids: Sequence[int]) -> dict[int, str]:
    rows = Address.objects.of(owner).filter(contact__in=ids, kind="email").order_by("-pk")
    return dict(rows.values_list("contact_id", "key"))
