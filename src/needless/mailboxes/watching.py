"""Waits at servers that tell of new mail by themselves (IDLE): in the worker's process, a thread for each mailbox (M9, M17).

Of several workers one waits at a mailbox: whose UPDATE takes the lease, which is renewed while it waits. Whatever goes wrong
here, the clock's round still reads the mailbox every ten minutes.
"""

from __future__ import annotations

import logging
import random
import threading
from datetime import datetime, timedelta

from django.db import DatabaseError, close_old_connections
from django.db.models import Q
from django.utils import timezone

from needless.mailboxes.actions import fetch_mailbox, login_of
from needless.mailboxes.models import Mailbox, MailFolder
from needless.mailboxes.session import CannotRead, Session, session

ROUND_SECONDS = 20.0
LEASE = timedelta(minutes=2)
REST = timedelta(minutes=10)
SITTING_SECONDS = 25 * 60.0  # RFC 2177: a new IDLE before 29 minutes are over
MOST_WATCHED = 200
logger = logging.getLogger(__name__)


class Watch:
    """Everything that is waited for by this process. ``round`` looks what is to be watched now; ``stop`` ends it all."""

    def __init__(self) -> None:
        self.sitting: dict[int, _Sitting] = {}
        self.resting: dict[int, datetime] = {}  # until when nobody sits down there: it did not go well
        self.stopped = threading.Event()

    def run(self) -> None:
        """Round after round until stopped."""
        while not self.stopped.is_set():
            try:
                self.round(timezone.now())
            except DatabaseError:
                logger.exception("mailboxes could not be looked up")
            finally:
                close_old_connections()
            self.stopped.wait(ROUND_SECONDS)
        for each in self.sitting.values():
            each.leave()

    def stop(self) -> None:
        """Leave all of them."""
        self.stopped.set()

    def round(self, now: datetime) -> None:
        """Sit down at mailboxes that nobody waits at; leave those that were paused or removed; renew the leases."""
        wanted = {row.pk for row in watchable(now)}
        for pk in [pk for pk, each in self.sitting.items() if not each.is_alive()]:
            self.resting[pk] = now + REST
            del self.sitting[pk]
        for pk in self.sitting.keys() - wanted:
            self.sitting[pk].leave()
        Mailbox.objects.filter(pk__in=self.sitting.keys() & wanted).update(watched_until=now + LEASE)
        new = [pk for pk in wanted - self.sitting.keys() if self.resting.get(pk, now) <= now]
        for pk in sorted(new)[: MOST_WATCHED - len(self.sitting)]:
            if take_lease(pk, now):
                self.sitting[pk] = _Sitting(pk)
                self.sitting[pk].start()


def watchable(now: datetime) -> list[Mailbox]:
    """Mailboxes of all owners whose server tells of new mail, and with which all is well."""
    rows = Mailbox.objects.filter(idles=True, paused_at=None, failures=0, owner__is_active=True)
    return list(rows.filter(fetched_at__isnull=False).order_by("pk")[:1000])


def take_lease(pk: int, now: datetime) -> bool:
    """May this process wait there?"""
    free = Q(watched_until=None) | Q(watched_until__lt=now)
    return bool(Mailbox.objects.filter(free, pk=pk).update(watched_until=now + LEASE))


def place_to_wait(pk: int) -> MailFolder | None:
    """The folder of a mailbox in which new mail shows: the one that holds everything, else the inbox, else any that is read."""
    first = (MailFolder.Use.ALL, MailFolder.Use.INBOX)
    rows = MailFolder.objects.filter(mailbox=pk, is_read=True).order_by("pk")
    return min(rows, key=lambda row: first.index(row.use) if row.use in first else len(first), default=None)


class _Sitting(threading.Thread):
    """Waits at one mailbox, and reads what came, until it is told to leave or something goes wrong."""

    def __init__(self, pk: int) -> None:
        super().__init__(name=f"mailbox-{pk}", daemon=True)
        self.pk, self.left = pk, threading.Event()
        self.open: Session | None = None

    def leave(self) -> None:
        """From another thread: whatever it waits for, it is over."""
        self.left.set()
        if self.open is not None:
            self.open.hang_up()

    def run(self) -> None:
        try:
            while not self.left.wait(random.uniform(0, 2)) and self._sit():  # noqa: S311 - jitter
                pass
        except CannotRead:
            pass  # the clock's round finds it, too, and says it on the page
        except Exception:
            logger.exception("waiting at a mailbox ended")
        finally:
            Mailbox.objects.filter(pk=self.pk).update(watched_until=None)
            close_old_connections()

    def _sit(self) -> bool:
        """One sitting on one connection; False where the mailbox is not to be watched any more."""
        mailbox = self._mailbox()
        if mailbox is None:
            return False
        with session(login_of(mailbox, timezone.now()), SITTING_SECONDS + 60) as self.open:
            while self.open.tells and not self.left.is_set():
                if not self._is_read():
                    return False
                close_old_connections()
                if not self.open.wait(SITTING_SECONDS):
                    return True
        return False

    def _is_read(self) -> bool:
        """Open the folder to wait at, and read all where something is new; False where that does not go well."""
        mailbox, place = self._mailbox(), place_to_wait(self.pk)
        if mailbox is None or place is None or self.open is None:
            return False
        opened = self.open.open(place.name)
        if opened.uidnext - 1 > place.last_uid or opened.uidvalidity != place.uidvalidity:
            if mailbox.claim(timezone.now()) and not fetch_mailbox(mailbox, timezone.now(), self.open):
                return False
            self.open.open(place.name)
        return True

    def _mailbox(self) -> Mailbox | None:
        rows = Mailbox.objects.filter(pk=self.pk, paused_at=None).select_related("owner", "made_by")
        found: Mailbox | None = rows.first()
        return found
