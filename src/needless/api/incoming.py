"""Files come in over the API: sent, looked at, confirmed, watched, taken back (M10, M17)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import File, Form, Router, Status, UploadedFile
from ninja.errors import HttpError

from needless.api.access import AskedByOwner
from needless.clock.jobs import run_due_imports
from needless.imports import actions, queries
from needless.imports.models import Import
from needless.imports.undoing import undo_import
from needless.imports.uploads import keep_files

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
def send_files(request: AskedByOwner, files: File[list[UploadedFile]], me: Form[list[str]] = []) -> Any:  # noqa: B006
    import_ = actions.start_import(request.auth, keep_files(list(files)), me, is_copy=True)
    transaction.on_commit(run_due_imports)
    return Status(202, import_shape(queries.import_of(request.auth, import_.pk)))


@router.get("/imports/{int:import_id}", response=Shape, summary="One import: its preview, progress or result")
def get_import(request: AskedByOwner, import_id: int) -> Any:
    return import_shape(queries.import_of(request.auth, import_id))


@router.post(
    "/imports/{int:import_id}/confirm", response={202: Shape}, summary="The preview is right: write it"
)
def confirm(request: AskedByOwner, import_id: int) -> Any:
    if not actions.confirm(request.auth, import_id):
        raise HttpError(409, _("This import does not wait for that."))
    transaction.on_commit(run_due_imports)
    return Status(202, import_shape(queries.import_of(request.auth, import_id)))


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
