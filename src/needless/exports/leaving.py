"""Deletes an account with all that is its owner's: rows, files, sessions, tokens (M17)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.db import connections, router, transaction

from needless.imports.models import Import
from needless.owners.invitations import admins
from needless.owners.models import Owner
from needless.tables.owned import Owned

if TYPE_CHECKING:
    from collections.abc import Iterable


def heir(owner: Owner) -> Owner | None:
    """Who may invite others once this owner is gone: whoever is admin too, else the oldest that is left; None if none."""
    others = Owner.objects.filter(is_active=True).exclude(pk=owner.pk)
    return admins().exclude(pk=owner.pk).first() or others.order_by("pk").first()


def delete_account(owner: Owner) -> None:
    """Everything of the owner's goes at once, for good; only backups still hold it. Files go once the rows are gone."""
    files = [Path(path) for path in _uploads(owner)]
    _on_sqlite("PRAGMA secure_delete=ON")  # what is deleted is written over, not only let go
    with transaction.atomic():
        _hand_on(owner)
        for model in reversed(_tables()):
            rows = model.objects.of(owner)
            rows._raw_delete(
                using=rows.db
            )  # a million rows need not be read to go; keys are checked at the end
        Owner.objects.get(pk=owner.pk).delete()
    for path in files:
        path.unlink(missing_ok=True)
    _on_sqlite("PRAGMA secure_delete=OFF")
    _on_sqlite("PRAGMA wal_checkpoint(TRUNCATE)")  # the log of writes held it, too


def _tables() -> list[type[Owned]]:
    return [model for model in apps.get_app_config("needless").get_models() if issubclass(model, Owned)]


def _uploads(owner: Owner) -> Iterable[str]:
    """Files that wait to be imported: those in this instance's own folder, never the owner's own files elsewhere."""
    waiting = Import.objects.of(owner).values_list("paths", flat=True)
    paths = [str(path) for paths in waiting for path in paths]
    return [path for path in paths if Path(path).is_relative_to(settings.UPLOADS)]


def _hand_on(owner: Owner) -> None:
    """An instance is never without somebody who may invite."""
    next_one = heir(owner)
    if next_one is not None and not admins().exclude(pk=owner.pk).exists():
        Owner.objects.filter(pk=next_one.pk).update(is_staff=True)


def _on_sqlite(pragma: str) -> None:
    connection = connections[router.db_for_write(Owner)]
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute(pragma)
