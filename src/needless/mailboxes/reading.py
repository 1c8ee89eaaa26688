"""Reads what is new in a mailbox, headers alone, by the rules of the import; it may be killed at any moment (M9, M17).

How far a folder was read is written in the same transaction as what came of it. UIDs are asked for in runs that grow
where there is little and shrink where there is much, so that a million mails or a gap of a million cost the same memory.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.fetching.polling import CLAIMED
from needless.imports.drafts import Read, Skip
from needless.imports.inflow import Inflow, open_inflow
from needless.imports.models import Import
from needless.imports.sources.mail import MailReader
from needless.imports.sources.mail_headers import addresses, fields
from needless.imports.sources.mail_owner import Evidence
from needless.mailboxes.folders import FolderSeen, is_read_unasked
from needless.mailboxes.models import Mailbox, MailFolder
from needless.mailboxes.session import CannotRead, Opened, Session

FIRST_RUN, LEAST_RUN, MOST_RUN = 500, 100, 50_000  # UIDs asked for at once
ENOUGH = 1000  # messages in one answer, from which on the next run is shorter
KIND = "imap"


def read_mailbox(mailbox: Mailbox, session: Session, on: date, seconds: float) -> bool:
    """Read what is new in the folders that are to be read; False where there is more than could be read in that time.
    Raises CannotRead; what was read before that stays read."""
    until = time.monotonic() + seconds
    folders = refresh_folders(mailbox, session.folders())
    visit = _Visit(mailbox, session, Inflow(inflow_of(mailbox), on, [mailbox.address, mailbox.user]))
    try:
        for folder in sorted(folders, key=lambda f: (f.use != MailFolder.Use.SENT, f.pk)):
            if folder.is_read and not visit.read(folder, until):
                return False
    finally:
        visit.inflow.settle()
    return True


def inflow_of(mailbox: Mailbox) -> Import:
    """The import that holds what this mailbox brings. Raises CannotRead where the owner took that back."""
    if mailbox.made_by is None:
        mailbox.made_by = open_inflow(mailbox.owner, str(mailbox))
        mailbox.save(update_fields=["made_by"])
    if mailbox.made_by.stage == Import.Stage.UNDONE:
        raise CannotRead(
            _("What it brought was taken back. Read it all again if you want it after all."), True
        )
    found: Import = mailbox.made_by
    return found


@transaction.atomic
def refresh_folders(mailbox: Mailbox, seen: Sequence[FolderSeen]) -> list[MailFolder]:
    """Bring the list of folders up to date: new ones are read unasked unless the owner chose some."""
    rows = {row.name: row for row in MailFolder.objects.of(mailbox.owner).filter(mailbox=mailbox)}
    has_all = any(folder.use == "all" for folder in seen)
    for folder in seen:
        row = rows.get(folder.name)
        if row is None:
            is_read = mailbox.all_folders and is_read_unasked(folder.use, has_all)
            MailFolder.objects.create(
                owner=mailbox.owner, mailbox=mailbox, name=folder.name, label=folder.label, use=folder.use, is_read=is_read
            )  # fmt: skip
        elif (row.label, row.use) != (folder.label, folder.use):
            row.label, row.use = folder.label, folder.use
            row.save(update_fields=["label", "use"])
    gone = set(rows) - {folder.name for folder in seen}
    MailFolder.objects.of(mailbox.owner).filter(mailbox=mailbox, name__in=gone).delete()
    return list(MailFolder.objects.of(mailbox.owner).filter(mailbox=mailbox).order_by("pk"))


class _Visit:
    """One visit to a mailbox."""

    def __init__(self, mailbox: Mailbox, session: Session, inflow: Inflow) -> None:
        self.mailbox, self.session, self.inflow = mailbox, session, inflow

    def read(self, folder: MailFolder, until: float) -> bool:
        """Everything new in one folder; False where time ran out."""
        opened = self.session.open(folder.name)
        self._begin(folder, opened)
        run = FIRST_RUN
        while opened.messages and folder.last_uid + 1 < opened.uidnext:
            if time.monotonic() > until:
                return False
            last = min(folder.last_uid + run, opened.uidnext - 1)
            found = self.session.headers(folder.last_uid + 1, last)
            self._take(folder, found, last)
            run = max(LEAST_RUN, run // 2) if len(found) > ENOUGH else min(MOST_RUN, run * 2)
        return True

    def _begin(self, folder: MailFolder, opened: Opened) -> None:
        """Another UIDVALIDITY: the numbers mean other messages, and all are read again (each is known by its id)."""
        folder.messages = opened.messages
        if folder.uidvalidity != opened.uidvalidity:
            if folder.uidvalidity:
                self.inflow.begin_again(folder.label, KIND)
            folder.uidvalidity, folder.last_uid, folder.seen = opened.uidvalidity, 0, 0
        if opened.uidnext - 1 < folder.last_uid:  # it says that there is less than there was: start anew
            folder.last_uid, folder.seen = 0, 0
        folder.save()

    @transaction.atomic
    def _take(self, folder: MailFolder, found: Sequence[tuple[int, bytes]], last: int) -> None:
        """What a run held, and how far it went: both or neither."""
        if found:
            heads = [(uid, fields(block)) for uid, block in found]
            if folder.use == MailFolder.Use.SENT:
                self._learn([head for _uid, head in heads])
            reader = MailReader(folder.label, self.inflow.asked)
            drafts = counted([reader.safely(uid, head) for uid, head in heads])
            self.inflow.take(self.inflow.file(folder.label, KIND), drafts)
        folder.last_uid = last
        folder.seen += len(found)
        folder.save(update_fields=["last_uid", "seen"])
        self.mailbox.next_at = timezone.now() + CLAIMED  # a sign of life: nobody else need come
        Mailbox.objects.of(folder.owner).filter(pk=self.mailbox.pk).update(next_at=self.mailbox.next_at)

    def _learn(self, heads: Sequence[dict[bytes, bytes]]) -> None:
        """Whoever wrote a good part of what lies in Sent is the owner, by another address."""
        evidence = Evidence()
        evidence.sent.update(
            people[0].email for head in heads if (people := addresses(head.get(b"from", b"")))
        )
        self.inflow.learn_mails(evidence.owners())


def counted(found: Sequence[Read | str]) -> list[Read]:
    """Drafts and refusals as they are; reasons to leave a message out, counted."""
    skips = Counter(each for each in found if isinstance(each, str))
    drafts: list[Read] = [each for each in found if not isinstance(each, str)]
    return drafts + [Skip(reason, count) for reason, count in skips.items()]
