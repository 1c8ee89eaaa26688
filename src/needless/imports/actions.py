"""Starting, confirming, running and undoing an import (M17)."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.imports.models import ColumnMapping, Import
from needless.imports.running import Heard, Run, tables_of
from needless.imports.sources.table import FIELDS
from needless.owners.models import Owner
from needless.webhooks.outbox import tell

STALE = timedelta(seconds=90)  # without a sign of life for so long, whoever ran it is gone
Stage = Import.Stage


def start_import(
    owner: Owner,
    paths: Sequence[str],
    me: Sequence[str] = (),
    is_copy: bool = False,
    columns: dict[str, str] | None = None,
    with_erased: bool = False,
) -> Import:
    """Note what is to be imported; nothing is read yet. ``is_copy``: the files are ours, and go when it is done."""
    made: Import = Import.objects.create(
        owner=owner,
        paths=[str(p) for p in paths],
        me=list(me),
        is_copy=is_copy,
        columns=columns or {},
        with_erased=with_erased,
    )
    return made


def start_or_go_on(
    owner: Owner, paths: Sequence[str], me: Sequence[str] = (), with_erased: bool = False
) -> Import:
    """The import of these very paths that was broken off while it wrote, if there is one; else a new one."""
    running = Import.objects.of(owner).filter(stage=Stage.RUNNING, is_copy=False).order_by("-pk")
    same = (each for each in running if each.paths == list(paths) and each.me == list(me))
    return next(same, None) or start_import(owner, paths, me, with_erased=with_erased)


def claim(import_: Import) -> bool:
    """True for the one process that may run it now; a run without a sign of life may be taken over."""
    silent = Q(beat_at=None) | Q(beat_at__lt=timezone.now() - STALE)
    rows = Import.objects.of(import_.owner).filter(silent, pk=import_.pk)
    return bool(rows.update(beat_at=timezone.now()))


def run_preview(import_: Import, on: date, heard: Heard | None = None) -> Import:
    """Read everything and count what would happen."""
    import_.files.filter(is_preview=True).delete()
    Run(import_, on, preview=True, heard=heard).run()
    return _end(import_, Stage.PREVIEWED)


def run_import(import_: Import, on: date, heard: Heard | None = None) -> Import:
    """Import everything, or the rest of it after an interruption."""
    import_.stage = Stage.RUNNING
    import_.started_at = import_.started_at or timezone.now()
    import_.rows_done = 0
    import_.save()
    Run(import_, on, preview=False, heard=heard).run()
    return _end(import_, Stage.DONE)


def _end(import_: Import, stage: Stage) -> Import:
    import_.stage, import_.ended_at, import_.beat_at = stage, timezone.now(), None
    import_.save()
    if stage == Stage.DONE:
        tell(import_.owner, "import.finished", **{"import": import_.pk})
        forget_files(import_)
    return import_


def import_now(owner: Owner, paths: Sequence[str], me: Sequence[str] = (), on: date | None = None) -> Import:
    """Import without a preview, in this process; what the command line does with --yes."""
    import_ = start_import(owner, paths, me)
    claim(import_)
    return run_import(import_, on or timezone.localdate())


def confirm(owner: Owner, pk: int) -> bool:
    """The owner said yes to the preview; False where it is not waiting for that. Raises Import.DoesNotExist."""
    import_ = Import.objects.of(owner).get(pk=pk)
    rows = Import.objects.of(owner).filter(pk=import_.pk, stage=Stage.PREVIEWED)
    return bool(
        rows.update(stage=Stage.RUNNING, beat_at=None, bytes_done=0, rows_done=0, started_at=timezone.now())
    )


def fail(import_: Import, problem: str) -> None:
    """Something that is not the file's fault stopped it; it can be started again."""
    import_.stage, import_.problem, import_.beat_at = Stage.FAILED, problem, None
    import_.save(update_fields=["stage", "problem", "beat_at"])


def set_columns(owner: Owner, pk: int, columns: dict[str, str], header: str) -> None:
    """The mapping page's answer: kept for this import, and remembered for the next file with the same header."""
    Import.objects.of(owner).filter(pk=pk).update(columns=columns, stage=Stage.PREVIEWING, beat_at=None)
    ColumnMapping.objects.update_or_create(owner=owner, header=header, defaults={"columns": columns})


def explain_columns(owner: Owner, import_: Import, chosen: Mapping[str, str]) -> bool:
    """What columns of its tables mean (name -> field, "" keeps one as a field of the owner's own): it is looked at anew.

    False where no table of it has such a column. Raises ValueError for a field that there is not.
    """
    if unknown := sorted(set(chosen.values()) - {"", *FIELDS}):
        raise ValueError(_("There is no field %(field)s.") % {"field": unknown[0][:60]})
    tables = [table for table in tables_of(import_) if {c.name for c in table.columns} & set(chosen)]
    for table in tables:
        own = {c.name: chosen[c.name] for c in table.columns if c.name in chosen}
        set_columns(
            owner, import_.pk, own | {n: f for n, f in import_.columns.items() if n not in own}, table.header
        )
    return bool(tables)


def set_me(owner: Owner, pk: int, mails: Sequence[str]) -> None:
    """Who the owner is, asked once: the preview is made anew with it."""
    Import.objects.of(owner).filter(pk=pk).update(me=list(mails), stage=Stage.PREVIEWING, beat_at=None)


def set_with_erased(owner: Owner, pk: int, wanted: bool) -> None:
    """Whether people who were erased for good come in all the same: the preview is made anew with it."""
    Import.objects.of(owner).filter(pk=pk).update(with_erased=wanted, stage=Stage.PREVIEWING, beat_at=None)


def forget_files(import_: Import) -> None:
    """Remove the uploaded copies."""
    if not import_.is_copy:
        return
    for path in map(Path, import_.paths):
        if Path(settings.UPLOADS) in path.parents:
            shutil.rmtree(path.parent, ignore_errors=True)


def cancel(owner: Owner, pk: int) -> None:
    """Not wanted after all: a preview and its files go. Raises Import.DoesNotExist."""
    import_ = Import.objects.of(owner).get(pk=pk, stage__in=[Stage.PREVIEWING, Stage.PREVIEWED])
    forget_files(import_)
    import_.delete()


def due_imports() -> list[Import]:
    """Imports of all owners that somebody should run now: confirmed, or left behind by a process that is gone."""
    silent = Q(beat_at=None) | Q(beat_at__lt=timezone.now() - STALE)
    return list(
        Import.objects.filter(silent, stage__in=[Stage.PREVIEWING, Stage.RUNNING]).order_by("made_at")
    )
