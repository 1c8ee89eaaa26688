"""Runs an import or its preview: reads, writes in batches, each one transaction; started again, it goes on where it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from needless.contacts.models import Contact, Note, Position, Relation, Tag
from needless.imports import also, mapping
from needless.imports.drafts import Asked, Me, Piece, Read, Refusal, Source
from needless.imports.models import FieldChange, Import, ImportFile
from needless.imports.opening import counted, pieces_of
from needless.imports.people import Writing
from needless.imports.sources import source_of, table
from needless.imports.taking import Taking, refuse
from needless.interactions.actions import propose_tiers
from needless.interactions.models import Participation
from needless.interactions.tallies import retally
from needless.method.vagueness import employer_key
from needless.owners.models import OwnAddress, Owner
from needless.tables import bulk
from needless.triage.states import own_employers, restate

BATCH = 5000  # drafts in one transaction
Heard = Callable[[Import], None]


@dataclass(slots=True)
class Opened:
    """What lies under an import's paths: pieces with their source, in reading order, and what could not be opened."""

    readable: list[tuple[Piece, Source]] = field(default_factory=list)
    unknown: list[Piece] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    def tables(self) -> list[Piece]:
        """Those that nothing recognises but as a table, if at all."""
        return [piece for piece, source in self.readable if source is table.SOURCES[0]] + self.unknown

    def read_as_tables(self, columns: dict[str, str]) -> None:
        """Take in the tables that nothing recognised and whose columns the owner has explained."""
        explained = [piece for piece in self.unknown if mapping.may_be_read(piece, columns)]
        self.unknown = [piece for piece in self.unknown if piece not in explained]
        self.readable += [(piece, table.SOURCES[0]) for piece in explained]


def tables_of(import_: Import) -> list[mapping.Unmapped]:
    """Its tables that the owner may explain, each as chosen, remembered or guessed so far."""
    pieces = open_all(import_.paths).tables()
    found = (mapping.unmapped(import_.owner, piece, import_.columns) for piece in pieces)
    return [table for table in found if table]


def open_all(paths: Sequence[str]) -> Opened:
    """Open everything and recognise it by content."""
    opened = Opened()
    for found in pieces_of(paths):
        if isinstance(found, Refusal):
            opened.refusals.append(found)
        elif source := source_of(found):
            opened.readable.append((found, source))
        else:
            opened.unknown.append(found)
    opened.readable.sort(key=lambda pair: pair[1].order)
    return opened


def asked_by(owner: Owner, given: Iterable[str], on: date) -> Asked:
    """What readers are told of the owner; ``given`` are further addresses and names of theirs."""
    names = {name.lower() for name in given}
    me = Me({name for name in names if "@" in name}, names={name for name in names if "@" not in name})
    for kind, value in OwnAddress.objects.of(owner).values_list("kind", "value"):
        {"email": me.emails, "link": me.slugs, "name": me.names}[kind].add(value)
    if owner.email:
        me.emails.add(owner.email.lower())
    return Asked(me, owner.keep_subjects, on, owner.region or None, _zone_of(owner))


def _zone_of(owner: Owner) -> tzinfo:
    try:
        return ZoneInfo(owner.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


class Run:
    """One pass over the files of an import; ``preview`` counts and writes nothing but the counts."""

    def __init__(self, import_: Import, on: date, preview: bool, heard: Heard | None = None) -> None:
        self.import_, self.on, self.preview, self.heard = import_, on, preview, heard
        self.owner: Owner = import_.owner
        self.opened = open_all(import_.paths)
        self.columns = import_.columns or mapping.remembered(self.owner, self.opened.tables())
        self.opened.read_as_tables(self.columns)
        self.asked = self._asked()

    def _asked(self) -> Asked:
        asked = asked_by(self.owner, self.import_.me, self.on)
        me, asked.columns = asked.me, self.columns
        self.known = frozenset(me.emails)
        for source in {id(s): s for _piece, s in self.opened.readable}.values():
            # Each finds the addresses for itself: a LinkedIn archive may name another than the mailbox's own.
            found = Me(set(self.known), me.slugs, me.names)
            source.identify([p for p, s in self.opened.readable if s is source], found)
            me.emails |= found.emails
        return asked

    def run(self) -> None:
        """Read every file; then, unless it is a preview, bring ties, tiers and states up to date."""
        self._begin()
        writing = Writing(
            self.owner, self.import_.pk, timezone.now(), self.on, self.asked.region, self.import_.with_erased
        )
        self.taking = Taking(writing, self.preview, self._me())
        with bulk.many_rows() as tidy:
            for position, (piece, source) in enumerate(self.opened.readable, start=1):
                self._read_file(position, piece, source, tidy)
        if self.preview:
            found = self.asked.me.emails - self.known  # the page shows them, and asks where there are none
            self.import_.me = sorted({*self.import_.me, *found})
        else:
            self._settle()
            self._offer_to_others()

    def _offer_to_others(self) -> None:
        for taker in also.takers():
            pieces = [piece for piece, source in self.opened.readable if source.kind in taker.kinds]
            if pieces:
                taker.take(self.owner, self.import_, pieces, self.asked.me.emails, self.on)

    def _begin(self) -> None:
        self.import_.bytes_total = sum(piece.size for piece, _source in self.opened.readable)
        self.import_.bytes_done = 0
        first, made = self._file(0, "", "unknown", 0)
        if made:
            refusals = self.opened.refusals + [
                self._not_known(piece) for piece in self.opened.unknown if self._was_named(piece)
            ]
            refuse(first, refusals + self._fruitless())
            first.skipped = sum(not self._was_named(piece) for piece in self.opened.unknown)
            first.skips = {"not a file that Needless reads": first.skipped} if first.skipped else {}
            first.is_done = True
            first.save()
        if not self.preview:
            for kind, value in self._me():
                OwnAddress.objects.get_or_create(owner=self.owner, kind=kind, value=value)

    def _was_named(self, piece: Piece) -> bool:
        return piece.path in self.import_.paths

    def _not_known(self, piece: Piece) -> Refusal:
        if not piece.size:
            return Refusal(piece.path, 0, "", "The file is empty; nothing was read of it.")
        expected = "an archive of LinkedIn or X, an address book (CSV, vCard), a mailbox, a calendar, a chat, a telephone's backup, or another tool's export"
        return Refusal(piece.path, 0, "", f"Not recognised; expected {expected}. Nothing was read of it.")

    def _fruitless(self) -> list[Refusal]:
        """Folders and zips in which nothing is of use: silence would look like success."""
        opened = self.opened
        found = [piece.path for piece, _source in opened.readable] + [r.path for r in opened.refusals]
        found += [piece.path for piece in opened.unknown if self._was_named(piece)]
        barren = [p for p in self.import_.paths if not any(f == p or f.startswith(f"{p}/") for f in found)]
        problem = "Nothing in it is a file that Needless reads; nothing was imported of it."
        return [Refusal(path, 0, "", problem) for path in barren]

    def _me(self) -> list[tuple[str, str]]:
        """Who the owner is, as rows of their addresses."""
        me = self.asked.me
        told = (("email", me.emails), ("link", me.slugs), ("name", me.names))
        return [(kind, value[:320]) for kind, values in told for value in values]

    def _file(self, position: int, path: str, kind: str, size: int) -> tuple[ImportFile, bool]:
        values = {"path": path, "kind": kind, "size": size}
        key = {"of": self.import_, "is_preview": self.preview, "position": position}
        made: tuple[ImportFile, bool] = ImportFile.objects.get_or_create(
            owner=self.owner, **key, defaults=values
        )
        return made

    def _read_file(self, position: int, piece: Piece, source: Source, tidy: Callable[[], object]) -> None:
        file, _made = self._file(position, piece.path, source.kind, piece.size)
        if file.is_done:
            self.import_.bytes_done += piece.size
            return
        before = self.import_.bytes_done
        drafts = self._drafts(counted(piece, self._count_bytes), source)
        for _skipped in zip(range(file.drafts_done), drafts, strict=False):
            pass
        for batch in bulk.batches(drafts, BATCH):
            self._take(file, batch)
            batch.clear()
            tidy()
        file.is_done = True
        file.save(update_fields=["is_done"])
        self.import_.bytes_done = before + piece.size
        self._beat()

    def _count_bytes(self, count: int) -> None:
        self.import_.bytes_done += count

    def _drafts(self, piece: Piece, source: Source) -> Iterator[Read]:
        """The drafts of a file; a reader that breaks loses the rest of this file and nothing else."""
        try:
            yield from source.read(piece, self.asked)
        except Exception as problem:  # a file from outside: nothing in it may stop the others
            yield Refusal(
                piece.path,
                0,
                "",
                f"The file broke off ({type(problem).__name__}: {problem}); what came before was read.",
            )

    def _take(self, file: ImportFile, batch: list[Read]) -> None:
        with transaction.atomic():
            self.taking.take(file, batch)
            file.drafts_done += len(batch)
            self.import_.rows_done += len(batch)
            file.save()
            self._beat()

    def _beat(self) -> None:
        self.import_.beat_at = timezone.now()
        self.import_.save(update_fields=["bytes_total", "bytes_done", "rows_done", "beat_at"])
        if self.heard:
            self.heard(self.import_)

    def _settle(self) -> None:
        """Bring ties, tiers and states up to date for whom this import touched; asks the tables, so it may run twice."""
        touched = self._talked_with()
        retally(self.owner, sorted(touched), self.on)
        propose_tiers(self.owner, self.on)
        restate(self.owner, sorted(touched | self._told_of()))

    def _talked_with(self) -> set[int]:
        parts, found = Participation.objects.of(self.owner), set[int]()
        broken_off = (
            Import.objects.of(self.owner).filter(stage=Import.Stage.RUNNING).values_list("pk", flat=True)
        )
        imports = {self.import_.pk, *broken_off}  # whose talk this one may have found there, not yet counted
        for which in ("interaction__made_by", "contact__made_by", "contact__addresses__made_by"):
            rows = parts.filter(**{f"{which}__in": imports})
            found.update(rows.values_list("contact_id", flat=True).distinct())
        return found

    def _told_of(self) -> set[int]:
        """Those of whom more came in than a name and a job: most of a LinkedIn list has nothing to change their state."""
        found: set[int] = set()
        for model in (FieldChange, Note, Tag, Relation, Position):
            rows = model.objects.of(self.owner).filter(made_by=self.import_.pk)
            found.update(rows.values_list("contact_id", flat=True))
        made = Contact.objects.of(self.owner).filter(made_by=self.import_.pk)
        met = made.filter(Q(met_in_person=True) | ~Q(how_we_met=""))
        found.update(met.values_list("pk", flat=True))
        if mine := own_employers(self.owner):
            jobs = made.exclude(organisation="").values_list("pk", "organisation")
            found.update(pk for pk, organisation in jobs if employer_key(organisation) in mine)
        return found
