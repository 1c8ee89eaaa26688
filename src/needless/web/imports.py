"""Files come in: dropped, looked at, confirmed, watched, and taken back if they were a mistake (M10, M17)."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from needless.backups.ages import NotUnlocked
from needless.clock.jobs import run_due_imports
from needless.exports.previewing import confirm_archive, is_of_archive, preview_archive, take_erased
from needless.exports.queries import NotAnArchive, is_archive
from needless.imports import actions, queries
from needless.imports.mapping import Unmapped
from needless.imports.models import Import, ImportFile
from needless.imports.running import tables_of
from needless.imports.talk import ERASED, ERASED_FIELD
from needless.imports.undoing import undo_import
from needless.imports.uploads import apart, keep_files, open_locked
from needless.owners.models import OwnAddress
from needless.web.forms import FIELDS
from needless.web.requests import OwnersRequest, say
from needless.web.today import with_404

BUSY = (Import.Stage.PREVIEWING, Import.Stage.RUNNING)
MOST_SHOWN = 200  # refusals on one page


@require_http_methods(["GET", "POST"])
def imports(request: OwnersRequest) -> HttpResponse:
    """Drop files here; and what was imported before."""
    files = [file for file in request.FILES.getlist("files") if isinstance(file, UploadedFile)]
    if request.method == "POST" and files:
        try:
            return _look_at(request, open_locked(keep_files(files), request.POST.get("key", "")))
        except NotUnlocked as problem:
            say(request, str(problem))
            return redirect("imports")
    if request.method == "POST":
        say(request, _("Choose at least one file."))
    return render(request, "imports.html", {"imports": queries.imports_of(request.user)})


def _look_at(request: OwnersRequest, paths: list[str]) -> HttpResponse:
    """Preview what was dropped; an export of Needless is an import of its own, also among other files."""
    ours = [path for path in paths if is_archive(Path(path))]
    others = [path for path in paths if path not in ours]
    found = [looked.pk for path in ours if (looked := _preview(request, apart(Path(path))))]
    if others:
        found.append(actions.start_import(request.user, others, is_copy=True).pk)
        run_due_imports()
    if len(found) != 1:
        if found:
            say(request, _("These are several imports: look at each, and say yes to each."))
        return redirect("imports")
    return redirect("import", found[0])


def _preview(request: OwnersRequest, path: Path) -> Import | None:
    """An export of Needless comes in whole or not at all."""
    try:
        return preview_archive(request.user, path)
    except NotAnArchive as problem:
        say(request, str(problem))
        shutil.rmtree(path.parent, ignore_errors=True)
    return None


def import_or_404(request: OwnersRequest, pk: int) -> Import:
    """This owner's import."""
    return with_404(lambda: queries.import_of(request.user, pk))


@require_GET
def one_import(request: OwnersRequest, pk: int) -> HttpResponse:
    """Its preview, its progress or its result, as far as it is."""
    import_ = import_or_404(request, pk)
    is_busy = import_.stage in BUSY
    shown = {"import": import_, "is_busy": is_busy, "progress": queries.progress_of(import_)}
    if request.htmx.target == "progress":
        return render(request, "import.html#progress", shown) if is_busy else HttpResponseClientRefresh()
    return render(request, "import.html", shown if is_busy else {**shown, **_report(import_)})


def _report(import_: Import) -> dict[str, object]:
    preview = import_.stage == Import.Stage.PREVIEWED
    files = queries.files_of(import_, preview)
    refusals = queries.refusals_of(import_, preview, MOST_SHOWN + 1)
    is_mail = any(file.kind.startswith(("mbox", "maildir", "eml", "mail")) for file in files)
    is_chat = any(refusal["field"] == "sender" for refusal in refusals)
    own = OwnAddress.objects.of(import_.owner).filter(kind="email").values_list("value", flat=True)
    mine = sorted({*import_.me, *own, import_.owner.email} - {""})
    return {
        "files": files,
        "refusals": refusals[:MOST_SHOWN],
        "are_more": len(refusals) > MOST_SHOWN,
        "may_map": preview and any(file.kind == "table" or not file.path for file in files),
        "asks_who": preview and is_mail and not mine,
        "has_erased": preview and (import_.with_erased or _has_erased(files, refusals)),
        "asks_name": preview and is_chat,
        "knows_who": mine if preview and is_mail else [],
        "sums": {name: sum(getattr(file, name) for file in files) for name in (*queries.SUMMED, "alike")},
    }


def _has_erased(files: Iterable[ImportFile], refusals: Iterable[queries.Refusals]) -> bool:
    """Did anything stay out because somebody was erased for good?"""
    return any(ERASED in file.skips for file in files) or any(r["field"] == ERASED_FIELD for r in refusals)


@require_POST
def confirm(request: OwnersRequest, pk: int) -> HttpResponse:
    """The preview is right: write it."""
    if is_of_archive(import_or_404(request, pk)):
        return _confirm_archive(request, pk)
    with_404(lambda: actions.confirm(request.user, pk))
    run_due_imports()
    return redirect("import", pk)


def _confirm_archive(request: OwnersRequest, pk: int) -> HttpResponse:
    try:
        return redirect("import", confirm_archive(request.user, pk).import_id)
    except NotAnArchive as problem:
        say(request, str(problem))
    return redirect("import", pk)


@require_POST
def me(request: OwnersRequest, pk: int) -> HttpResponse:
    """These mail addresses, or this name in a chat, are mine: look again."""
    mails = [mail for mail in request.POST.get("me", "").lower().replace(",", " ").split() if "@" in mail]
    names = [name.strip() for name in request.POST.get("name", "").lower().split(",") if name.strip()]
    import_ = import_or_404(request, pk)
    if (mails or names) and import_.stage == Import.Stage.PREVIEWED:
        kept = [one for one in import_.me if not (mails if "@" in one else names)]
        actions.set_me(request.user, pk, [*kept, *mails, *names])
        run_due_imports()
    return redirect("import", pk)


@require_POST
def erased(request: OwnersRequest, pk: int) -> HttpResponse:
    """Whether people whom the owner erased for good come in all the same: look again."""
    wanted = request.POST.get("with_erased") == "1"
    import_ = with_404(lambda: take_erased(request.user, pk, wanted))
    run_due_imports()
    return redirect("import", import_.pk)


@require_http_methods(["GET", "POST"])
def columns(request: OwnersRequest, pk: int) -> HttpResponse:
    """What the columns of unknown tables mean: guessed, corrected, remembered."""
    import_ = import_or_404(request, pk)
    tables = tables_of(import_)
    if import_.stage != Import.Stage.PREVIEWED or not tables:
        return redirect("import", pk)
    if request.method == "POST":
        for number, table in enumerate(tables):
            chosen = _chosen(request, number, table)
            actions.set_columns(request.user, pk, chosen | import_.columns, table.header)
        run_due_imports()
        return redirect("import", pk)
    return render(request, "import_columns.html", {"import": import_, "tables": tables, "fields": FIELDS})


def _chosen(request: OwnersRequest, number: int, table: Unmapped) -> dict[str, str]:
    """Column -> field for one table; "" keeps the column as a field of the owner's own."""
    given = {c.name: request.POST.get(f"{number}-{at}", "") for at, c in enumerate(table.columns)}
    return {name: field for name, field in given.items() if field in dict(FIELDS)}


@require_POST
def cancel(request: OwnersRequest, pk: int) -> HttpResponse:
    """Not wanted after all: nothing was written."""
    with_404(lambda: actions.cancel(request.user, pk))
    say(request, _("Nothing was imported."))
    return redirect("imports")


@require_POST
def undo(request: OwnersRequest, pk: int) -> HttpResponse:
    """Take a whole import back."""
    import_or_404(request, pk)
    undo_import(request.user, pk, timezone.localdate())
    say(request, _("The import is taken back."))
    return redirect("import", pk)
