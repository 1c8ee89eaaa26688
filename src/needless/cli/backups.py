"""`needless backup`, `restore`, `backups` and `move`: nothing is ever lost (M17)."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from needless.cli.root import migrate, print_json, stop

if TYPE_CHECKING:
    from needless.backups.ages import Lock

file_argument = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
recipient_option = click.option(
    "--age-recipient",
    "recipients",
    metavar="age1...",
    multiple=True,
    help="Lock it for the holder of this age key.",
)
passphrase_option = click.option("--passphrase", is_flag=True, help="Lock it with a passphrase, asked for.")
passphrase_file_option = click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A file with the passphrase. NEEDLESS_PASSPHRASE names one, too.",
)
identity_option = click.option(
    "--identity",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A file of age-keygen, for what is locked.",
)


def lock_of(recipients: tuple[str, ...], asks: bool, file: Path | None) -> Lock:
    """How what is written is locked."""
    from needless.backups.ages import Lock

    wants = asks or file is not None
    return Lock(recipients, _passphrase(file, confirm=True) if wants else "")


def _passphrase(file: Path | None, confirm: bool = False) -> str:
    """Of the file, of the environment, else asked for."""
    if file:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    found: str = os.environ.get("NEEDLESS_PASSPHRASE") or click.prompt(
        "Passphrase", hide_input=True, confirmation_prompt=confirm, err=True
    )
    return found


@click.command()
@file_argument
@recipient_option
@passphrase_option
@passphrase_file_option
@click.option("--json", "as_json", is_flag=True)
def backup(
    file: Path, recipients: tuple[str, ...], passphrase: bool, passphrase_file: Path | None, as_json: bool
) -> None:
    """Copy the whole instance, while it runs, to FILE; it is restored to a temporary place and compared first.

    Locked with age it holds the keys of the instance, too.
    """
    from needless.backups.container import NotABackup
    from needless.backups.making import back_up
    from needless.owners.audit import note
    from needless.owners.first_run import first_owner

    keys = lock_of(recipients, passphrase, passphrase_file)
    migrate()
    try:
        made = back_up(file, keys)
    except NotABackup as error:
        stop(str(error))
    note(first_owner(), "backed-up", file=file.name)
    if as_json:
        print_json({"path": str(made.path), "rows": made.rows, "tables": made.tables, "files": made.files,
                    "bytes": made.size, "is_locked": made.is_locked, "is_verified": True})  # fmt: skip
    click.echo(
        f"Backed up to {file}: {made.rows} rows of {made.tables} tables, restored once and compared.",
        err=True,
    )


@click.command()
@file_argument
@passphrase_file_option
@identity_option
@click.option("--json", "as_json", is_flag=True)
def restore(file: Path, passphrase_file: Path | None, identity: Path | None, as_json: bool) -> None:
    """Put the backup FILE in place. Stop the server before; what was there is kept beside it."""
    from needless.backups.ages import NotUnlocked
    from needless.backups.container import NotABackup
    from needless.backups.restoring import restore as put_back

    migrate_for_restore()
    try:
        done = put_back(file, *_keys_for(file, passphrase_file, identity))
    except (NotABackup, NotUnlocked) as error:
        stop(str(error))
    migrate()
    kept = f" What was there before is in {done.kept}." if done.kept else ""
    if as_json:
        print_json({"path": str(file.absolute()), "kept": str(done.kept) if done.kept else None})
    click.echo(f"Restored.{kept}", err=True)


def migrate_for_restore() -> None:
    """PostgreSQL wants its tables before rows can come; an SQLite file is replaced whole."""
    from django.db import connection

    if connection.vendor != "sqlite":
        migrate()


def _keys_for(file: Path, passphrase_file: Path | None, identity: Path | None) -> tuple[str, list[Any]]:
    from needless.backups.ages import is_locked, read_identities

    if identity:
        return "", read_identities(identity)
    if file.is_file() and is_locked(file):
        return _passphrase(passphrase_file), []
    return "", []


@contextmanager
def opened(path: Path, passphrase_file: Path | None, identity: Path | None) -> Iterator[Path]:
    """The file itself; of one that is locked what is in it, for as long as the block lasts."""
    from needless.backups.ages import NotUnlocked, is_locked, unlock

    if not path.is_file() or not is_locked(path):
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / path.name.removesuffix(".age")
        try:
            unlock(path, target, *_keys_for(path, passphrase_file, identity))
        except NotUnlocked as error:
            stop(str(error))
        yield target


@click.command()
@click.option("--on/--off", "is_on", default=None, help="Whether the clock makes them.")
@click.option("--folder", help="Where they lie; another disk is best.")
@click.option("--every", "every_hours", type=click.IntRange(1, 744), metavar="HOURS", help="How often.")
@click.option(
    "--keep", nargs=3, type=click.IntRange(0, 366), metavar="DAYS WEEKS MONTHS", help="How many stay."
)
@recipient_option
@click.option("--now", "makes_one", is_flag=True, help="Make one now.")
@click.option("--json", "as_json", is_flag=True)
def backups(as_json: bool, makes_one: bool, **wanted: Any) -> None:
    """The backups that are made by themselves: how, and how the last ones went."""
    from django.utils import timezone

    from needless.backups import scheduling

    migrate()
    plan = scheduling.plan_of_backups()
    _set(plan, **wanted)
    if makes_one:
        scheduling.run_backup(plan, timezone.now())
    document = scheduling.state(plan)
    if as_json:
        print_json(document)
    else:
        _tell(document)
    raise SystemExit(3 if makes_one and document["problem"] else 0)


def _set(plan: Any, keep: tuple[int, int, int] | None, recipients: tuple[str, ...], **wanted: Any) -> None:
    from needless.backups.ages import NotUnlocked, check_recipient

    changed = {name: value for name, value in wanted.items() if value is not None}
    if keep:
        changed |= dict(zip(("keep_daily", "keep_weekly", "keep_monthly"), keep, strict=True))
    try:
        if recipients:
            changed["recipients"] = "\n".join(map(check_recipient, recipients))
    except NotUnlocked as error:
        stop(str(error), 2)
    if changed.get("folder"):
        changed["folder"] = str(Path(changed["folder"]).absolute())
    for name, value in changed.items():
        setattr(plan, name, value)
    if changed:
        plan.save(update_fields=changed)


def _tell(document: dict[str, Any]) -> None:
    for row in document["backups"]:
        click.echo(f"{row['at']:%Y-%m-%d %H:%M}  {row['rows']} rows  {row['path']}")
    often = f"Every {document['every_hours']} hours" if document["is_on"] else "Not by itself"
    days, weeks, months = document["keep"]
    kept = f"kept: {days} days, {weeks} weeks, {months} months"
    click.echo(f"{often}, to {document['folder']}; {kept}.", err=True)
    if document["problem"]:
        click.echo(document["problem"], err=True)


@click.command()
@click.option(
    "--to", required=True, metavar="URL", help="postgresql://user:password@host/name, or sqlite:/a/path."
)
@click.option("--json", "as_json", is_flag=True)
def move(to: str, as_json: bool) -> None:
    """Take the instance over to another database, compared at the end. Stop the server before; the original stays."""
    from needless.backups.moving import NotMoved
    from needless.backups.moving import move as take_over

    migrate()
    try:
        sums = take_over(to)
    except NotMoved as error:
        stop(str(error))
    rows = sum(count for count, _sum in sums.values())
    if as_json:
        print_json(
            {"rows": rows, "tables": {name: {"rows": n, "checksum": c} for name, (n, c) in sums.items()}}
        )
    click.echo(f"{rows} rows of {len(sums)} tables are there, and say the same.", err=True)
    click.echo(_how_to_use(to), err=True)


def _how_to_use(to: str) -> str:
    if to.startswith("sqlite:"):
        return "To use it, put the file in the data folder as needless.sqlite3, and leave NEEDLESS_DATABASE_URL out."
    return "To use it, start Needless with NEEDLESS_DATABASE_URL set to that address. The old database is as it was."


commands = (backup, restore, backups, move)
