"""Adding, trying, reading, pausing and removing mailboxes; the clock's round over all that are due (M9, M17)."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.contacts.models import Undo
from needless.contacts.undo import remember, whole
from needless.imports.models import Import
from needless.mailboxes.folders import is_read_unasked
from needless.mailboxes.models import Mailbox, MailFolder, Security
from needless.mailboxes.oauth import access_token
from needless.mailboxes.reading import read_mailbox, refresh_folders
from needless.mailboxes.session import CannotRead, Login, Session, session
from needless.owners import audit
from needless.owners.models import OwnAddress, Owner
from needless.owners.sealing import CannotUnseal, seal, unseal

EVERY = timedelta(minutes=10)
LONGEST_PAUSE = timedelta(days=1)
TRY_SECONDS = 30.0
READ_SECONDS = 300.0
logger = logging.getLogger(__name__)
SECRETS = ("password", "client_secret", "refresh_token")
PLAIN = ("address", "host", "port", "security", "user", "client_id", "token_url")


class NotAMailbox(ValueError):
    """What was typed is no mailbox: the field, and what was expected."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(problem)
        self.field = field


def add_mailbox(owner: Owner, given: Mapping[str, Any], now: datetime) -> Mailbox:
    """Sign in, list the folders, and keep it: it is due at once. Raises NotAMailbox, CannotRead; then nothing is kept."""
    mailbox = _mailbox(owner, given, now)
    with session(login_of(mailbox, now), TRY_SECONDS) as open_:
        return _kept(mailbox, open_)


@transaction.atomic
def _kept(mailbox: Mailbox, open_: Session) -> Mailbox:
    mailbox.idles = open_.tells
    try:
        with transaction.atomic():
            mailbox.save()
    except IntegrityError:
        raise NotAMailbox("user", _("That mailbox is read already.")) from None
    OwnAddress.objects.get_or_create(owner=mailbox.owner, kind="email", value=mailbox.address)
    refresh_folders(mailbox, open_.folders())
    audit.note(mailbox.owner, "account-connected", account=mailbox.address)
    return mailbox


def change_secret(owner: Owner, pk: int, given: Mapping[str, str], now: datetime) -> Mailbox:
    """Another password or grant, tried before it is kept. Raises Mailbox.DoesNotExist, NotAMailbox, CannotRead."""
    mailbox: Mailbox = Mailbox.objects.of(owner).get(pk=pk)
    for name in SECRETS:
        if given.get(name):
            setattr(mailbox, name, seal(given[name]))
    mailbox.access_until = None
    with session(login_of(mailbox, now), TRY_SECONDS) as open_:
        mailbox.idles = open_.tells
    mailbox.failures, mailbox.problem, mailbox.next_at, mailbox.paused_at = 0, "", now, None
    mailbox.save()
    audit.note(owner, "account-secret-changed", account=mailbox.address)
    return mailbox


def _mailbox(owner: Owner, given: Mapping[str, Any], now: datetime) -> Mailbox:
    """A row not yet kept. Raises NotAMailbox."""
    values = {name: str(given.get(name) or "").strip() for name in (*PLAIN, *SECRETS)}
    values["address"], values["host"] = values["address"].lower(), values["host"].lower()
    values["security"] = values["security"] or Security.TLS
    values["user"] = values["user"] or values["address"]
    _check(values)
    plain: dict[str, Any] = {name: values[name] for name in PLAIN}
    plain["port"] = int(values["port"] or (993 if values["security"] == Security.TLS else 143))
    sealed = {name: seal(values[name]) for name in SECRETS}
    return Mailbox(owner=owner, next_at=now, **plain, **sealed)


def _check(values: Mapping[str, str]) -> None:
    try:
        validate_email(values["address"])
    except ValidationError:
        raise NotAMailbox("address", _("A mail address was expected, such as ana@example.org.")) from None
    if not values["host"] or not values["host"].replace("-", "").replace(".", "").replace(":", "").isalnum():
        raise NotAMailbox("host", _("The name of a mail server was expected, such as imap.example.org."))
    if values["port"] and not (values["port"].isdecimal() and 0 < int(values["port"]) < 65536):
        raise NotAMailbox("port", _("A port between 1 and 65535 was expected."))
    if values["security"] not in Security.values:
        raise NotAMailbox("security", _("Expected tls, starttls or none."))
    if any(not value.isprintable() for value in values.values()):
        raise NotAMailbox("password", _("Something in it cannot be typed: copy it again."))
    if not values["password"] and not (
        values["refresh_token"] and values["client_id"] and values["token_url"]
    ):
        raise NotAMailbox(
            "password",
            _("A password was expected; for OAuth a client id, a refresh token and the token address."),
        )


def login_of(mailbox: Mailbox, now: datetime) -> Login:
    """How to get in. Raises CannotRead."""
    try:
        token = access_token(mailbox, now) if mailbox.client_id and mailbox.refresh_token else ""
        password = "" if token else unseal(mailbox.password)
    except CannotUnseal as problem:
        raise CannotRead(str(problem), is_refused=True) from problem
    if not token and not password:
        raise CannotRead(_("Its password is not here: type it again."), is_refused=True)
    return Login(mailbox.host, mailbox.port, mailbox.security, mailbox.user, password, token)


def fetch_mailbox(mailbox: Mailbox, now: datetime, open_: Session | None = None) -> bool:
    """Read what is new, on an open session or one of its own, and note how it went; True where it went well."""
    with timezone.override(mailbox.owner.time_zone):
        on = timezone.localdate(now)
    try:
        is_all = _read(mailbox, now, on, open_)
    except CannotRead as problem:
        every = LONGEST_PAUSE / 4 if problem.is_refused else EVERY  # trying a wrong password locks accounts
        mailbox.put_off(str(problem), timezone.now(), every, LONGEST_PAUSE)
    except Exception as problem:  # of ours: it must not keep the clock from the other mailboxes
        logger.exception("a mailbox could not be read")
        says = _("Something went wrong here (%(problem)s).") % {"problem": type(problem).__name__}
        mailbox.put_off(says, timezone.now(), EVERY, LONGEST_PAUSE)
    else:
        mailbox.went_well(timezone.now(), EVERY if is_all else timedelta())
    mailbox.save(update_fields=["next_at", "fetched_at", "failures", "problem", "idles"])
    return not mailbox.problem


def _read(mailbox: Mailbox, now: datetime, on: date, open_: Session | None) -> bool:
    if open_ is not None:
        return read_mailbox(mailbox, open_, on, READ_SECONDS)
    with session(login_of(mailbox, now), READ_SECONDS + TRY_SECONDS) as own:
        mailbox.idles = own.tells
        return read_mailbox(mailbox, own, on, READ_SECONDS)


def due_mailboxes(now: datetime) -> list[Mailbox]:
    """Those of all owners that are to be read now."""
    rows = Mailbox.objects.filter(next_at__lte=now, paused_at=None, owner__is_active=True)
    return list(rows.select_related("owner", "made_by").order_by("next_at", "pk")[:200])


def refresh_due(now: datetime) -> int:
    """Read all that are due; how many were asked."""
    asked = 0
    for mailbox in due_mailboxes(now):
        if mailbox.claim(now):
            fetch_mailbox(mailbox, now)
            asked += 1
    return asked


def ask_now(owner: Owner, pk: int, now: datetime) -> Mailbox:
    """It is due at once; paused no longer. What was taken back is read again from the start. Raises Mailbox.DoesNotExist."""
    mailbox: Mailbox = Mailbox.objects.of(owner).select_related("made_by").get(pk=pk)
    if mailbox.made_by and mailbox.made_by.stage == Import.Stage.UNDONE:
        mailbox.made_by = None
        MailFolder.objects.of(owner).filter(mailbox=mailbox).update(last_uid=0, seen=0, uidvalidity=0)
    mailbox.next_at, mailbox.paused_at = now, None
    mailbox.save(update_fields=["made_by", "next_at", "paused_at"])
    return mailbox


def pause_mailbox(owner: Owner, pk: int, now: datetime) -> Mailbox:
    """Not read until the owner says so. Raises Mailbox.DoesNotExist."""
    mailbox: Mailbox = Mailbox.objects.of(owner).get(pk=pk)
    mailbox.paused_at = mailbox.paused_at or now
    mailbox.save(update_fields=["paused_at"])
    return mailbox


@transaction.atomic
def choose_folders(owner: Owner, pk: int, chosen: Collection[int] | None, now: datetime) -> Mailbox:
    """Read these folders alone (by their ids), or with None all that are read unasked. Raises Mailbox.DoesNotExist."""
    mailbox: Mailbox = Mailbox.objects.of(owner).get(pk=pk)
    rows = list(MailFolder.objects.of(owner).filter(mailbox=mailbox))
    has_all = any(row.use == MailFolder.Use.ALL for row in rows)
    for row in rows:
        row.is_read = is_read_unasked(row.use, has_all) if chosen is None else row.pk in chosen
        row.save(update_fields=["is_read"])
    mailbox.all_folders, mailbox.next_at = chosen is None, now
    mailbox.save(update_fields=["all_folders", "next_at"])
    return mailbox


@transaction.atomic
def remove_mailbox(owner: Owner, pk: int) -> Undo:
    """It is read no more; what it brought stays (the list of imports takes that back). Raises Mailbox.DoesNotExist."""
    mailbox: Mailbox = Mailbox.objects.of(owner).get(pk=pk)
    folders = list(MailFolder.objects.of(owner).filter(mailbox=mailbox))
    mailbox.watched_until = None
    label = _("No longer reading %(address)s") % {"address": mailbox.address}
    undo = remember(owner, label, insert=[whole(mailbox), *(whole(folder) for folder in folders)])
    mailbox.delete()
    audit.note(owner, "account-removed", account=mailbox.address)
    return undo
