"""Shows what an export of Needless would bring before it comes in, like any other file (M17)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from needless.exports.erased import note_left_out
from needless.exports.reading import KIND, ArchiveRead, read_archive
from needless.imports.actions import forget_files, set_with_erased
from needless.imports.models import Import, ImportFile

if TYPE_CHECKING:
    from needless.owners.models import Owner


@transaction.atomic
def preview_archive(owner: Owner, path: Path, with_erased: bool = False) -> Import:
    """An import that waits for the owner's word, with what it would bring. Raises NotAnArchive.

    ``path`` lies in a folder of its own under the uploads, and goes with it.
    """
    with transaction.atomic():
        counted = read_archive(owner, path, with_erased)
        transaction.set_rollback(True)
    owner.refresh_from_db()  # its preferences were set, and taken back
    size = path.stat().st_size
    import_: Import = Import.objects.create(
        owner=owner, paths=[str(path)], is_copy=True, stage=Import.Stage.PREVIEWED, with_erased=with_erased,
        bytes_total=size, bytes_done=size, ended_at=timezone.now(),
    )  # fmt: skip
    file: ImportFile = ImportFile.objects.create(
        owner=owner, of=import_, position=0, kind=KIND, path=str(path), size=size, is_preview=True,
        created=counted.contacts_created + counted.interactions_created, unchanged=counted.rows_unchanged,
        contacts_created=counted.contacts_created, interactions_created=counted.interactions_created,
    )  # fmt: skip
    note_left_out(file, counted.left_out)
    return import_


@transaction.atomic
def take_erased(owner: Owner, import_id: int, wanted: bool) -> Import:
    """Whoever was erased for good comes in all the same (or stays out): it is looked at anew. An export's preview is
    another import from then on. Raises Import.DoesNotExist where it waits for nothing, NotAnArchive."""
    waiting: Import = Import.objects.of(owner).get(pk=import_id, stage=Import.Stage.PREVIEWED)
    if not is_of_archive(waiting):
        set_with_erased(owner, import_id, wanted)
        return Import.objects.of(owner).get(pk=import_id)
    Import.objects.of(owner).filter(pk=import_id).delete()
    return preview_archive(owner, Path(waiting.paths[0]), wanted)


def is_of_archive(import_: Import) -> bool:
    """Is this the preview of an export of ours?"""
    files = ImportFile.objects.of(import_.owner).filter(of=import_, kind=KIND, is_preview=True)
    return bool(files.exists())


def confirm_archive(owner: Owner, import_id: int) -> ArchiveRead:
    """The preview is right: bring it in. Its import is a new one and stands in the preview's place.

    Raises Import.DoesNotExist where it was confirmed already, NotAnArchive (the preview stays).
    """
    with transaction.atomic():
        waiting: Import = (
            Import.objects.of(owner).select_for_update().get(pk=import_id, stage=Import.Stage.PREVIEWED)
        )
        read = read_archive(owner, Path(waiting.paths[0]), waiting.with_erased)
        Import.objects.of(owner).filter(pk=import_id).delete()
    forget_files(waiting)
    return read
