"""Which mailboxes there are, and how it goes with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet, Sum

from needless.imports.models import Import, ImportFile
from needless.mailboxes.folders import UNWANTED
from needless.mailboxes.models import Mailbox, MailFolder
from needless.owners.models import Owner


@dataclass(frozen=True, slots=True)
class MailboxState:
    """A mailbox as the page shows it. ``seen`` of ``messages`` headers were read; ``is_watched``: new mail is told at once."""

    row: Mailbox
    folders: list[MailFolder]
    messages: int
    seen: int
    interactions: int
    contacts: int
    is_watched: bool

    @property
    def has_more(self) -> bool:
        """Is it still in the middle of its first reading?"""
        return self.seen < self.messages

    @property
    def is_busy(self) -> bool:
        """Will it look otherwise in a moment?"""
        is_new = self.row.fetched_at is None or self.has_more
        return is_new and not self.row.problem and not self.row.paused_at


def mailboxes_of(owner: Owner, now: datetime) -> list[MailboxState]:
    """All of them, by address."""
    rows = Mailbox.objects.of(owner).select_related("made_by").order_by("address", "pk")
    return [_state(row, now) for row in rows]


def mailbox_of(owner: Owner, pk: int) -> Mailbox:
    """One. Raises Mailbox.DoesNotExist."""
    found: Mailbox = Mailbox.objects.of(owner).select_related("made_by").get(pk=pk)
    return found


def folders_of(mailbox: Mailbox) -> QuerySet[MailFolder]:
    """Its folders: those with a use first, by name."""
    rows: QuerySet[MailFolder] = MailFolder.objects.of(mailbox.owner).filter(mailbox=mailbox)
    return rows.order_by("-use", "label")


def _state(row: Mailbox, now: datetime) -> MailboxState:
    folders = list(folders_of(row))
    read = [folder for folder in folders if folder.is_read]
    brought = _brought(row)
    return MailboxState(
        row=row,
        folders=[folder for folder in folders if folder.is_read or folder.use not in UNWANTED],
        messages=sum(folder.messages for folder in read),
        seen=sum(min(folder.seen, folder.messages) for folder in read),
        interactions=brought["interactions"] or 0,
        contacts=brought["contacts"] or 0,
        is_watched=bool(row.watched_until and row.watched_until > now and not row.paused_at),
    )


def _brought(row: Mailbox) -> dict[str, int]:
    if row.made_by is None or row.made_by.stage == Import.Stage.UNDONE:
        return {"interactions": 0, "contacts": 0}
    files = ImportFile.objects.of(row.owner).filter(of=row.made_by)
    found: dict[str, int] = files.aggregate(
        interactions=Sum("interactions_created"), contacts=Sum("contacts_created")
    )
    return found
