"""Connecting an account, choosing what is kept the same, and running it, by the clock or now (M17)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.contacts.models import Undo
from needless.contacts.undo import remember, whole
from needless.owners import audit
from needless.owners.models import Owner
from needless.owners.sealing import CannotUnseal, seal, unseal
from needless.syncing.calendars import CalendarRun, preview_calendar
from needless.syncing.discovery import Found, address_of, discover, homes_of
from needless.syncing.meetings import MeetingsRun, is_chosen
from needless.syncing.models import Account, CardLink, Collection, SyncRun
from needless.syncing.planning import Desk
from needless.syncing.previewing import CardsPreview
from needless.syncing.recording import Record
from needless.syncing.remote import Login, Remote, RemoteRefused, TryLater
from needless.syncing.running import CardsRun
from needless.syncing.tokens import token_by
from needless.syncing.turns import alone

EVERY = timedelta(hours=1)
LONGEST_PAUSE = timedelta(days=2)
KEPT_RUNS = 50
CHOICES = ("direction", "sends", "when_deleted", "with_notes")
Connect = Callable[[Account], Remote]


def remote_of(account: Account) -> Remote:
    """The server, with the login opened. Raises RemoteRefused where the key does not fit."""
    try:
        secret = unseal(account.secret)
    except CannotUnseal as problem:
        raise RemoteRefused(str(problem)) from problem
    if not secret:
        raise RemoteRefused(_("Its password is not here: type it again."))
    if account.kind == Account.Kind.OAUTH:
        secret = token_by(secret, timezone.now())
    kind = "password" if account.kind == Account.Kind.PASSWORD else "bearer"
    login = Login(kind, account.user, secret)
    return Remote(login, homes_of(account.url, account.user))


def add_account(
    owner: Owner, typed: str, user: str, secret: str, kind: str = "password", name: str = ""
) -> Account:
    """Sign in, find what is there, and keep the account; nothing is synced before a collection is chosen.
    Raises ValueError for what is no address, RemoteRefused (a ValueError) where it is not let in."""
    url = address_of(typed)
    if Account.objects.of(owner).filter(url=url, user=user.strip()).exists():
        raise ValueError(_("That account is connected already."))
    account = Account(
        owner=owner, url=url, user=user.strip()[:300], kind=kind, secret=seal(secret), next_at=timezone.now(),
        name=(name.strip() or urlsplit(url).hostname or url)[:200],
    )  # fmt: skip
    found = discover(remote_of(account), url, account.user)
    with transaction.atomic():
        account.save()
        _note_found(account, found)
        audit.note(owner, "account-connected", account=account.name)
    return account


def look_again(account: Account) -> None:
    """Find out anew what is there; what was chosen stays. Raises RemoteRefused."""
    _note_found(account, discover(remote_of(account), account.url, account.user))


def _note_found(account: Account, found: list[Found]) -> None:
    for each in found:
        said = {"name": each.name, "may_write": each.may_write, "can_sync": each.can_sync}
        Collection.objects.update_or_create(
            owner=account.owner,
            account=account,
            url=each.url,
            defaults=said,
            create_defaults=said | {"kind": each.kind},
        )


@transaction.atomic
def change_secret(owner: Owner, pk: int, secret: str) -> Account:
    """Another password or token; tried at the next run. Raises Account.DoesNotExist."""
    account: Account = Account.objects.of(owner).get(pk=pk)
    account.secret, account.failures, account.problem = seal(secret), 0, ""
    account.next_at = timezone.now()
    account.save(update_fields=["secret", "failures", "problem", "next_at"])
    audit.note(owner, "account-secret-changed", account=account.name)
    return account


@transaction.atomic
def remove_account(owner: Owner, pk: int) -> Undo:
    """No longer synced; contacts and cards stay on both sides. Raises Account.DoesNotExist.

    What comes back by undo is the account with what was chosen of it. It finds its cards' contacts again, and nothing is
    synced before the owner has looked.
    """
    account: Account = Account.objects.of(owner).get(pk=pk)
    rows = list(account.collections.all())
    for row in rows:
        row.token, row.ctag, row.confirmed_at = "", "", None
    label = _("%(name)s is disconnected. Both sides keep what they have.") % {"name": account.name}
    undo = remember(owner, label, insert=[whole(account), *(whole(row) for row in rows)])
    account.delete()
    audit.note(owner, "account-removed", account=account.name)
    return undo


@transaction.atomic
def choose(owner: Owner, pk: int, **said: Any) -> Collection:
    """Set CHOICES of a collection. Another direction, or other people to send, is shown before it is done.
    Raises Collection.DoesNotExist, ValidationError."""
    row: Collection = Collection.objects.of(owner).get(pk=pk)
    before = row.direction, row.sends
    for name in set(said) & set(CHOICES):
        setattr(row, name, said[name])
    row.clean_fields(exclude=[f.name for f in row._meta.concrete_fields if f.name not in CHOICES])
    if not row.may_write and row.direction in {Collection.Direction.PUSH, Collection.Direction.BOTH}:
        raise ValidationError(
            {"direction": _("The server lets you only read %(name)s.") % {"name": row.name}}
        )
    if (row.direction, row.sends) != before:
        row.confirmed_at, row.token, row.ctag = None, "", ""
    row.save()
    return row


@transaction.atomic
def confirm(owner: Owner, account_id: int) -> list[Collection]:
    """The owner saw what the first run would do, and said yes. Raises Account.DoesNotExist."""
    account: Account = Account.objects.of(owner).get(pk=account_id)
    rows = list(account.collections.exclude(direction=Collection.Direction.OFF).filter(confirmed_at=None))
    now = timezone.now()
    Collection.objects.of(owner).filter(pk__in=[row.pk for row in rows]).update(confirmed_at=now)
    Account.objects.of(owner).filter(pk=account_id).update(next_at=now)
    return rows


@transaction.atomic
def decide_about_gone(owner: Owner, account_id: int, answer: str) -> int:
    """Cards of those who were deleted or let go here: "remove" them there, or "keep" them; how many there were.
    Raises Account.DoesNotExist, ValueError for no such answer."""
    account = Account.objects.of(owner).get(pk=account_id)
    if answer not in {CardLink.Gone.KEEP, CardLink.Gone.REMOVE}:
        raise ValueError(answer)
    rows = CardLink.objects.of(owner).filter(collection__account=account, gone=CardLink.Gone.ASK)
    count: int = rows.update(gone=answer)
    Account.objects.of(owner).filter(pk=account.pk).update(next_at=timezone.now())
    return count


def preview(account: Account, now: datetime, connect: Connect = remote_of) -> Record:
    """What a run would do now, of every collection that is chosen. Raises RemoteRefused."""
    record, remote, on = Record(), connect(account), timezone.localdate(now)
    for collection in account.collections.exclude(direction=Collection.Direction.OFF).order_by("pk"):
        _preview_one(Desk(collection, remote, on), record, now)
    return record


def _preview_one(desk: Desk, record: Record, now: datetime) -> None:
    if desk.collection.kind == Collection.Kind.CARDS:
        return CardsPreview(desk, record).run()
    if desk.collection.is_pulled:
        preview_calendar(desk, record, now)
    if is_chosen(desk.collection):
        MeetingsRun(desk, record, now, is_dry=True).run()
    return None


def sync(account: Account, now: datetime, connect: Connect = remote_of) -> SyncRun | None:
    """Run every collection that is chosen and confirmed; a problem is kept, and puts the next run off. None where
    another process is at it."""
    with alone(account.pk) as is_free:
        return _sync(account, now, connect) if is_free else None


def _sync(account: Account, now: datetime, connect: Connect) -> SyncRun:
    run: SyncRun = SyncRun.objects.create(owner=account.owner, account=account, began_at=now)
    record, problem = Record(run), ""
    try:
        _run_all(account, now, connect, record)
        account.failures, account.problem, account.fetched_at = 0, "", now
        account.next_at = now + account._pause(EVERY, EVERY * 2)
    except RemoteRefused as refused:
        problem = str(refused)
        _put_off(account, now, refused)
    except Exception as broken:  # not the server's fault: told, and tried less and less often
        _put_off(account, now, broken)
        _end(run, record, account.problem)
        raise
    finally:
        account.save(update_fields=["failures", "problem", "fetched_at", "next_at"])
    return _end(run, record, problem)


def _run_all(account: Account, now: datetime, connect: Connect, record: Record) -> None:
    remote = connect(account)
    rows = account.collections.exclude(confirmed_at=None).exclude(direction=Collection.Direction.OFF)
    for collection in rows.order_by("pk"):
        run_collection(collection, remote, now, record)


def _put_off(account: Account, now: datetime, problem: Exception) -> None:
    words = str(problem) if isinstance(problem, RemoteRefused) else f"{type(problem).__name__}: {problem}"
    account.put_off(words, now, EVERY, LONGEST_PAUSE)
    if isinstance(problem, TryLater):
        account.next_at = max(account.next_at, now + timedelta(seconds=problem.seconds))


def run_collection(collection: Collection, remote: Remote, now: datetime, record: Record) -> None:
    """One of them. Raises RemoteRefused."""
    desk = Desk(collection, remote, timezone.localdate(now))
    if collection.kind == Collection.Kind.CARDS:
        return CardsRun(desk, record).run()
    if is_chosen(collection):
        MeetingsRun(desk, record, now).run()
    if collection.is_pulled:
        CalendarRun(desk, record, now).run()
    return None


def _end(run: SyncRun, record: Record, problem: str) -> SyncRun:
    record.keep()
    run.ended_at, run.problem = timezone.now(), problem[:300]
    run.save(update_fields=["ended_at", "problem"])
    _forget_old(run)
    return run


def _forget_old(run: SyncRun) -> None:
    """Runs that did nothing but the last, and whatever is older than the last fifty."""
    rows = SyncRun.objects.of(run.owner).filter(account=run.account).exclude(pk=run.pk).order_by("-pk")
    rows.filter(counts={}, ended_at__isnull=False).delete()
    old = list(rows.values_list("pk", flat=True)[KEPT_RUNS:])
    SyncRun.objects.of(run.owner).filter(pk__in=old).delete()


def sync_due(now: datetime) -> int:
    """Run all accounts whose time has come, each by one process; how many there were."""
    rows = Account.objects.filter(
        next_at__lte=now, owner__is_active=True, collections__confirmed_at__isnull=False
    )
    count = 0
    for account in rows.distinct().order_by("next_at", "pk"):
        if account.claim(now):
            with timezone.override(account.owner.time_zone):
                sync(account, now)
            count += 1
    return count
