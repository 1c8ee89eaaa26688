"""`needless import` and `needless undo-import`."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from needless.cli.backups import identity_option, opened, passphrase_file_option
from needless.cli.root import acting_owner, print_json, stop

if TYPE_CHECKING:
    from needless.owners.models import Owner


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Import without asking after the preview.")
@click.option("--dry-run", is_flag=True, help="Show what would happen; write nothing.")
@click.option(
    "--me",
    multiple=True,
    metavar="MAIL|NAME",
    help="A mail address of yours, or your name in a chat; may be repeated.",
)
@click.option("--with-erased", is_flag=True, help="Also people whom you erased for good.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
@passphrase_file_option
@identity_option
@click.pass_context
def import_(
    ctx: click.Context, paths: tuple[Path, ...], yes: bool, dry_run: bool, me: tuple[str, ...], with_erased: bool,
    as_json: bool, passphrase_file: Path | None, identity: Path | None,
) -> None:  # fmt: skip
    """Bring in files, zips and folders: archives, address books, mailboxes, calendars, chats, a telephone's calls."""
    from needless.exports.queries import is_archive as is_export

    owner = acting_owner(ctx)
    missing = [str(path) for path in paths if not path.exists()]
    if len(missing) == len(paths):
        stop(f"There is no such file: {', '.join(missing)}. Nothing was imported.")
    paths = tuple(ctx.with_resource(opened(path, passphrase_file, identity)) for path in paths)
    ours = [path for path in paths if is_export(path)]
    others = [path for path in paths if path not in ours]
    yes, looks_only = yes and not dry_run, dry_run or as_json
    reports = [_read_back(owner, path, yes, not looks_only, with_erased) for path in ours]
    if others:
        reports.append(_read(owner, others, me, yes, looks_only, with_erased))
    _finish(_joined(reports), as_json)


def _read(
    owner: Owner, paths: list[Path], me: tuple[str, ...], yes: bool, looks_only: bool, with_erased: bool
) -> dict[str, Any]:
    """Everything that is no export of Needless, as one import; without ``yes`` a preview comes first."""
    from django.utils import timezone

    from needless.imports import actions
    from needless.imports.queries import report_of

    on, bar = timezone.localdate(), Bar()
    whole = [os.path.abspath(path) for path in paths]  # noqa: PTH100 - a link stays what it is
    work = (actions.start_or_go_on if yes else actions.start_import)(
        owner, whole, me, with_erased=with_erased
    )
    actions.claim(work)
    if not yes:
        actions.run_preview(work, on, bar.heard)
        report = report_of(work, preview=True)
        if looks_only or not _agreed(report):
            actions.cancel(owner, work.pk)
            return report
    actions.run_import(work, on, bar.heard)
    return report_of(work)


def _joined(reports: list[dict[str, Any]]) -> dict[str, Any]:
    """Several imports of one call as one report: ``import_id`` is the last one's, ``import_ids`` are all."""
    joined: dict[str, Any] = {
        name: [each for report in reports for each in report[name]] for name in ("sources", "refusals")
    }
    for name in ("contacts_created", "contacts_updated", "interactions_created"):
        joined[name] = sum(report[name] for report in reports)
    ids = [report["import_id"] for report in reports]
    return {"import_id": ids[-1], **({"import_ids": ids} if len(ids) > 1 else {}), **joined}


def _read_back(owner: Owner, path: Path, is_agreed: bool, may_ask: bool, with_erased: bool) -> dict[str, Any]:
    """Bring in an export of Needless, whole or not at all; a preview reads it too, and takes it back."""
    from django.db import transaction

    from needless.exports.queries import NotAnArchive
    from needless.exports.reading import read_archive
    from needless.imports.queries import import_of, report_of

    try:
        with transaction.atomic():
            report = report_of(import_of(owner, read_archive(owner, path, with_erased).import_id))
            if not (is_agreed or (may_ask and _agreed(report))):
                transaction.set_rollback(True)
    except NotAnArchive as problem:
        stop(str(problem))
    return report


def _agreed(report: dict[str, Any]) -> bool:
    _show(report)
    return click.confirm("Import this?", err=True)


def _finish(report: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(report)
    else:
        _show(report)
    raise SystemExit(1 if report["refusals"] else 0)


def _show(report: dict[str, Any]) -> None:
    idle = [file for file in report["sources"] if set(file["skips"]) == {"not needed"}]
    for file in (file for file in report["sources"] if file not in idle):
        counts = ", ".join(
            f"{file[n]:,} {n}" for n in ("created", "updated", "unchanged", "skipped", "refused") if file[n]
        )
        click.echo(f"{file['path']}  ({file['kind']}): {counts or 'nothing new'}")
        for reason, count in sorted(file["skips"].items(), key=lambda pair: -pair[1]):
            click.echo(f"    left out, {reason}: {count:,}")
    if idle:
        click.echo(f"{len(idle)} more files hold nothing that Needless needs.")
    for refusal in report["refusals"][:20]:
        where = f"row {refusal['row']}" if refusal["row"] else "file"
        click.echo(f"  {refusal['path']}, {where}, {refusal['field'] or '-'}: {refusal['problem']}", err=True)
    click.echo(
        f"{report['contacts_created']:,} contacts new, {report['interactions_created']:,} interactions new."
    )


class Bar:
    """Percentage, rate and time left on standard error, at most ten times a second."""

    def __init__(self) -> None:
        self.last = 0.0
        self.is_shown = sys.stderr.isatty()

    def heard(self, work: Any) -> None:
        """Called after each batch."""
        if not self.is_shown or time.monotonic() - self.last < 0.1:
            return
        from needless.imports.queries import progress_of

        self.last = time.monotonic()
        at = progress_of(work)
        rate = f"{at.rows_per_second:,}/s" if at.rows_per_second else ""
        click.echo(
            f"\r{at.percent:3d} %  {at.rows:,} rows  {rate}  {at.seconds_left or 0} s left   ",
            nl=False,
            err=True,
        )


@click.command("undo-import")
@click.argument("pk", metavar="ID", type=int)
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def undo_import(ctx: click.Context, pk: int, as_json: bool) -> None:
    """Take a whole import back."""
    from django.utils import timezone

    from needless.imports.models import Import
    from needless.imports.undoing import undo_import as undo

    owner = acting_owner(ctx)
    try:
        gone = undo(owner, pk, timezone.localdate())
    except Import.DoesNotExist:
        stop(f"There is no import {pk}.")
    if as_json:
        print_json(
            {"contacts_removed": gone.contacts_removed, "interactions_removed": gone.interactions_removed}
        )
    else:
        click.echo(
            f"{gone.contacts_removed:,} contacts and {gone.interactions_removed:,} interactions removed."
        )


commands = (import_, undo_import)
