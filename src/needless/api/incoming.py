"""Files come in over the API: sent, looked at, confirmed, watched, taken back (M10, M17)."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import File, Form, Router, Schema, Status, UploadedFile
from ninja.errors import HttpError
from pydantic import ConfigDict, Field

from needless.api.access import AskedByOwner
from needless.backups.ages import NotUnlocked
from needless.clock.jobs import run_due_imports
from needless.exports.previewing import confirm_archive, is_of_archive, preview_archive, take_erased
from needless.exports.queries import NotAnArchive, is_archive
from needless.imports import actions, queries
from needless.imports.models import Import
from needless.imports.running import tables_of
from needless.imports.undoing import undo_import
from needless.imports.uploads import keep_files, open_locked
from needless.owners.models import Owner

router = Router(tags=["imports"])
Shape = dict[str, Any]


def import_shape(import_: Import) -> Shape:
    """How far it is, and what it holds or did, as `needless import --json` prints it."""
    progress = queries.progress_of(import_)
    report = queries.report_of(import_, import_.stage == Import.Stage.PREVIEWED)
    return {
        **report,
        "stage": progress.stage,
        "percent": progress.percent,
        "rows": progress.rows,
        "made_at": import_.made_at,
    }


@router.get("/imports", response=list[Shape], summary="The latest imports")
def list_imports(request: AskedByOwner) -> Any:
    return [import_shape(row) for row in queries.imports_of(request.auth)]


@router.post(
    "/imports", response={202: Shape}, summary="Send files; nothing is written before it is confirmed"
)
def send_files(
    request: AskedByOwner,
    files: File[list[UploadedFile]],
    me: Form[list[str]] = [],  # noqa: B006
    key: Form[str] = "",
) -> Any:
    try:
        paths = open_locked(keep_files(list(files)), key)
    except NotUnlocked as problem:
        raise HttpError(422, str(problem)) from problem
    if any(is_archive(Path(path)) for path in paths):
        return Status(202, import_shape(_looked_at(request.auth, paths)))
    import_ = actions.start_import(request.auth, paths, me, is_copy=True)
    transaction.on_commit(run_due_imports)
    return Status(202, import_shape(queries.import_of(request.auth, import_.pk)))


def _looked_at(owner: Owner, paths: list[str]) -> Import:
    """An export of Needless comes in whole or not at all, so it comes by itself."""
    try:
        if len(paths) == 1:
            return preview_archive(owner, Path(paths[0]))
        problem = _("An export of Needless is an import of its own: send it by itself.")
    except NotAnArchive as wrong:
        problem = str(wrong)
    shutil.rmtree(Path(paths[0]).parent, ignore_errors=True)
    raise HttpError(422, problem)


class ImportChange(Schema):
    """Before it is confirmed: mail addresses of yours, your name in a chat; what columns of unknown tables mean; whether
    people whom you erased for good come in all the same (then an export of Needless is looked at under a new number)."""

    model_config = ConfigDict(extra="forbid")
    me: list[Annotated[str, Field(max_length=320)]] | None = Field(None, max_length=50)
    columns: dict[str, str] | None = Field(None, max_length=500)
    with_erased: bool | None = None


@router.get(
    "/imports/{int:import_id}/columns", response=list[Shape], summary="What columns of its tables mean"
)
def get_columns(request: AskedByOwner, import_id: int) -> Any:
    return [asdict(table) for table in tables_of(queries.import_of(request.auth, import_id))]


@router.patch(
    "/imports/{int:import_id}",
    response={202: Shape},
    summary="Say who you are, what columns mean: look again",
)
def look_again(request: AskedByOwner, import_id: int, given: ImportChange) -> Any:
    import_ = queries.import_of(request.auth, import_id)
    is_ours = is_of_archive(import_)
    if import_.stage != Import.Stage.PREVIEWED or (is_ours and given.with_erased is None):
        raise HttpError(409, _("This import does not wait for that."))
    if is_ours:
        return Status(202, import_shape(take_erased(request.auth, import_id, bool(given.with_erased))))
    try:
        if given.columns and not actions.explain_columns(request.auth, import_, given.columns):
            raise HttpError(422, _("None of its tables has such a column."))
    except ValueError as problem:
        raise HttpError(422, str(problem)) from problem
    if given.with_erased is not None:
        actions.set_with_erased(request.auth, import_id, given.with_erased)
    if given.me is not None:
        actions.set_me(request.auth, import_id, [one.strip().lower() for one in given.me if one.strip()])
    transaction.on_commit(run_due_imports)
    return Status(202, import_shape(queries.import_of(request.auth, import_id)))


@router.get("/imports/{int:import_id}", response=Shape, summary="One import: its preview, progress or result")
def get_import(request: AskedByOwner, import_id: int) -> Any:
    return import_shape(queries.import_of(request.auth, import_id))


@router.post(
    "/imports/{int:import_id}/confirm", response={202: Shape}, summary="The preview is right: write it"
)
def confirm(request: AskedByOwner, import_id: int) -> Any:
    if is_of_archive(queries.import_of(request.auth, import_id)):
        return Status(202, _archive_read(request.auth, import_id))
    if not actions.confirm(request.auth, import_id):
        raise HttpError(409, _("This import does not wait for that."))
    transaction.on_commit(run_due_imports)
    return Status(202, import_shape(queries.import_of(request.auth, import_id)))


def _archive_read(owner: Owner, import_id: int) -> Shape:
    """In the place of the preview stands the import, under a number of its own."""
    try:
        return import_shape(queries.import_of(owner, confirm_archive(owner, import_id).import_id))
    except NotAnArchive as problem:
        raise HttpError(409, str(problem)) from problem


@router.post("/imports/{int:import_id}/undo", response=Shape, summary="Take a whole import back")
def undo(request: AskedByOwner, import_id: int) -> Any:
    undone = undo_import(request.auth, import_id, timezone.localdate())
    return {"contacts_removed": undone.contacts_removed, "interactions_removed": undone.interactions_removed}


@router.delete(
    "/imports/{int:import_id}", response={204: None}, summary="Not wanted after all: the preview goes"
)
def cancel(request: AskedByOwner, import_id: int) -> Any:
    actions.cancel(request.auth, import_id)
    return Status(204, None)
