"""Takes back what a run changed here: who came in goes, who was changed is as before; syncing rests until the owner looks (M17).

Nothing is taken back on the other server: what it got from here stays there.
"""

from __future__ import annotations

from collections.abc import Collection as Some
from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.contacts.models import Undo
from needless.contacts.undo import undo
from needless.imports.drafts import Piece
from needless.imports.models import Import
from needless.imports.undoing import undo_import
from needless.owners.models import Owner
from needless.syncing.models import Account, Collection, SyncRun

kinds: tuple[str, ...] = ()  # no files of an import are wanted; see settings.ALSO_IMPORT


def take(owner: Owner, import_: Import, pieces: Sequence[Piece], mails: Some[str], on: date) -> None:
    """Nothing."""


def give_back(owner: Owner, import_: Import) -> None:
    """The import that a run made is undone by itself: the next run would bring everything again, so there is none."""
    for run in SyncRun.objects.of(owner).select_related("account"):
        if import_.pk in run.imports:
            rest(owner, run.account)


def rest(owner: Owner, account: Account) -> None:
    """No run before the owner has looked at what it would do."""
    rows = Collection.objects.of(owner).filter(account=account)
    rows.update(confirmed_at=None, token="", ctag="")


@transaction.atomic
def take_back(owner: Owner, run_id: int, on: date) -> SyncRun:
    """Undo what a run changed here. Raises SyncRun.DoesNotExist, ValidationError for one that was taken back already."""
    run: SyncRun = SyncRun.objects.of(owner).select_related("account").get(pk=run_id)
    if run.taken_back_at:
        raise ValidationError(_("This was taken back already."))
    if run.undo_id and Undo.objects.of(owner).filter(pk=run.undo_id, used_at=None).exists():
        undo(owner, run.undo_id)
    for pk in reversed(run.imports):
        if Import.objects.of(owner).filter(pk=pk).exclude(stage=Import.Stage.UNDONE).exists():
            undo_import(owner, pk, on)
    run.taken_back_at = timezone.now()
    run.save(update_fields=["taken_back_at"])
    rest(owner, run.account)
    return run
