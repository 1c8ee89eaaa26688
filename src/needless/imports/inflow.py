"""What comes in by itself, little by little (mail, calendars): by the same rules as an import, and taken back like one (M17).

One :class:`Import` stands for everything that a mailbox or calendar ever brought; it is done from the start, and grows.
Each portion is one transaction with the ties and states that it changed, so that a process may be killed at any moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from needless.imports.drafts import Asked, Read
from needless.imports.known import Known
from needless.imports.models import Import, ImportFile, Refused
from needless.imports.people import Writing
from needless.imports.running import asked_by
from needless.imports.taking import Taking
from needless.interactions.actions import propose_tiers
from needless.interactions.models import Participation
from needless.interactions.tallies import retally
from needless.owners.models import OwnAddress, Owner
from needless.triage.states import restate


def open_inflow(owner: Owner, name: str) -> Import:
    """The import under which something brings what it finds; ``name`` is what the list of imports calls it."""
    now = timezone.now()
    made: Import = Import.objects.create(
        owner=owner, paths=[name], stage=Import.Stage.DONE, started_at=now, ended_at=now
    )
    return made


class Inflow:
    """One visit: who is known is read once, at the first portion."""

    def __init__(self, import_: Import, on: date, mails: Iterable[str] = ()) -> None:
        self.import_, self.on, self.owner = import_, on, import_.owner
        self.asked: Asked = asked_by(self.owner, mails, on)
        self.taking: Taking | None = None
        self.touched = False

    def learn_mails(self, mails: Iterable[str]) -> None:
        """These addresses are the owner's own, now and later."""
        for mail in set(mails) - self.asked.me.emails:
            OwnAddress.objects.get_or_create(owner=self.owner, kind="email", value=mail[:320])
            self.asked.me.emails.add(mail)

    def known(self) -> Known:
        """Who is a contact already."""
        return self._taking().known

    def file(self, path: str, kind: str) -> ImportFile:
        """The line of the report for one folder or address."""
        files = ImportFile.objects.of(self.owner).filter(of=self.import_, is_preview=False)
        found: ImportFile | None = files.filter(path=path, kind=kind).first()
        if found is None:
            position = (files.aggregate(most=Max("position"))["most"] or 0) + 1
            found = ImportFile.objects.create(
                owner=self.owner, of=self.import_, position=position, path=path, kind=kind, is_done=True
            )
        return found

    def begin_again(self, path: str, kind: str) -> ImportFile:
        """The line of the report for what is read from its start again: what was refused or left out counts anew."""
        file = self.file(path, kind)
        Refused.objects.of(self.owner).filter(file=file).delete()
        file.refused, file.skipped, file.skips = 0, 0, {}
        file.save(update_fields=["refused", "skipped", "skips"])
        return file

    @transaction.atomic
    def take(self, file: ImportFile, drafts: Sequence[Read]) -> None:
        """Write a portion, and bring up to date whom it touched."""
        before = self._latest()
        self._taking().take(file, drafts)
        file.drafts_done += len(drafts)
        file.save()
        parts = Participation.objects.of(self.owner).filter(pk__gt=before)
        if ids := sorted(set(parts.values_list("contact_id", flat=True))):
            self.touched = True
            retally(self.owner, ids, self.on)
            restate(self.owner, ids)

    def settle(self) -> None:
        """At the end of a visit: tiers are proposed anew where somebody was touched."""
        if self.touched:
            propose_tiers(self.owner, self.on)
            self.touched = False

    def _taking(self) -> Taking:
        """Who is known is read again at each visit, not kept from one to the next."""
        if self.taking is None:
            writing = Writing(self.owner, self.import_.pk, timezone.now(), self.on, self.asked.region)
            self.taking = Taking(writing, False, [])
        return self.taking

    def _latest(self) -> int:
        found: int | None = Participation.objects.of(self.owner).aggregate(most=Max("pk"))["most"]
        return found or 0
