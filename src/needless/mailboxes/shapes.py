"""Mailboxes as JSON: never with a secret in it."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from pydantic import BaseModel

from needless.mailboxes.models import Mailbox
from needless.mailboxes.queries import folders_of


class FolderShape(BaseModel):
    """A folder: how many messages lie there, of how many the headers were read."""

    id: int
    name: str
    use: str
    is_read: bool
    messages: int
    seen: int


class MailboxShape(BaseModel):
    """A mailbox: ``problem`` is empty where all is well, ``import_id`` takes back what it brought, and where it
    ``is_watched`` new mail comes at once."""

    id: int
    address: str
    host: str
    port: int
    security: str
    user: str
    is_paused: bool
    is_watched: bool
    read_at: datetime | None
    next_at: datetime
    problem: str
    import_id: int | None
    folders: list[FolderShape]


def mailbox_shape(mailbox: Mailbox) -> MailboxShape:
    """One of them."""
    folders = [
        FolderShape(id=f.pk, name=f.label, use=f.use, is_read=f.is_read, messages=f.messages, seen=f.seen)
        for f in folders_of(mailbox)
    ]
    return MailboxShape(
        id=mailbox.pk, address=mailbox.address, host=mailbox.host, port=mailbox.port, security=mailbox.security,
        user=mailbox.user, is_paused=mailbox.paused_at is not None, is_watched=mailbox.watched_until is not None and mailbox.watched_until > timezone.now(),
        read_at=mailbox.fetched_at, next_at=mailbox.next_at, problem=mailbox.problem,
        import_id=mailbox.made_by_id, folders=folders,
    )  # fmt: skip
