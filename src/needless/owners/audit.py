"""What happened with an account, for its owner to read: who came in, what went out, what was made or deleted (M17)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from needless.owners.models import AuditEntry
from needless.tables import row_security

if TYPE_CHECKING:
    from needless.owners.models import Owner

KEPT_FOR = timedelta(days=365)
SELDOM = timedelta(hours=1)
WORDS: dict[str, str | Promise] = {
    "signed-in": _("Signed in"),
    "sign-in-failed": _("A sign-in failed"),
    "signed-out": _("Signed out"),
    "link-made": _("A sign-in link was made"),
    "exported": _("Everything was exported"),
    "backed-up": _("The instance was backed up"),
    "restored": _("A backup was put in place"),
    "merged": _("Two contacts became one"),
    "contact-deleted": _("A contact was deleted"),
    "contact-erased": _("A contact was erased for good"),
    "import-undone": _("An import was taken back"),
    "token-made": _("A token was made"),
    "token-used": _("A token was used"),
    "token-revoked": _("A token was revoked"),
    "app-password-made": _("An app password was made"),
    "app-password-used": _("An app password was used"),
    "app-password-revoked": _("An app password was revoked"),
    "password-set": _("The password was set"),
    "way-added": _("The plan is sent one more way"),
    "way-removed": _("The plan is sent one way less"),
    "calendar-opened": _("Your dates got an address of their own"),
    "calendar-closed": _("The address of your dates was closed"),
    "webhook-added": _("A program is told what happens"),
    "webhook-secret-changed": _("The secret of a webhook was changed"),
    "webhook-removed": _("A program is told no more"),
    "account-connected": _("An account elsewhere was connected"),
    "account-secret-changed": _("The password of an account elsewhere was changed"),
    "copy-address-made": _("A private address for mail was made"),
    "account-removed": _("An account elsewhere was removed"),
    "password-removed": _("The password was removed"),
    "passkey-added": _("A passkey was added"),
    "passkey-removed": _("A passkey was removed"),
    "codes-on": _("Codes at sign-in were switched on"),
    "codes-off": _("Codes at sign-in were switched off"),
    "recovery-made": _("New recovery codes were made"),
    "session-ended": _("A device was signed out"),
    "sessions-ended": _("All other devices were signed out"),
    "invited": _("Somebody was invited"),
    "invitation-used": _("An invitation was used"),
    "made-admin": _("This account may invite others from now on"),
    "no-admin": _("This account may invite nobody any more"),
    "notes-sealed": _("Notes are sealed from now on"),
    "notes-opened": _("Notes are not sealed any more"),
    "notes-unlocked": _("Sealed notes were unlocked"),
    "notes-unlock-failed": _("A wrong passphrase for sealed notes"),
    "notes-passphrase-changed": _("The passphrase of sealed notes was changed"),
    "account-made": _("The account was made"),
}
_asker: ContextVar[tuple[str, str]] = ContextVar("asker", default=("", ""))


@contextmanager
def asked_from(address: str, program: str = "") -> Iterator[None]:
    """What is noted meanwhile was asked for from this address, with this program."""
    before = _asker.set((address[:45], program[:200]))
    try:
        yield
    finally:
        _asker.reset(before)


def asking_address() -> str:
    """From where what happens now was asked for; empty for what nobody asked for over the web."""
    return _asker.get()[0]


def asker() -> tuple[str, str]:
    """The address and the program of whoever asks; empty for jobs and the command line."""
    return _asker.get()


def note(owner: Owner, what: str, **detail: Any) -> None:
    """Write down what happened: one of WORDS (another is shown as it is), and small facts as JSON. No secrets."""
    with row_security.acting_for(str(owner.pk)):  # of a sign-in that failed nobody is known yet
        AuditEntry.objects.create(
            owner_id=owner.pk, what=what, at=timezone.now(), address=asker()[0], detail=detail
        )


def note_seldom(owner: Owner, what: str, **detail: Any) -> None:
    """The same, for what happens all the time: the same thing is noted once an hour at most."""
    since = timezone.now() - SELDOM
    if not AuditEntry.objects.of(owner).filter(what=what, at__gte=since, detail=detail).exists():
        note(owner, what, **detail)


def entries_of(owner: Owner) -> QuerySet[AuditEntry]:
    """All there is, the latest first."""
    entries: QuerySet[AuditEntry] = AuditEntry.objects.of(owner).order_by("-at", "-pk")
    return entries


def forget_old(now: datetime) -> int:
    """Entries go after a year; how many went."""
    return AuditEntry.objects.filter(at__lt=now - KEPT_FOR).delete()[0]
