"""`needless backup`, `restore`, `backups` and `move`: nothing is ever lost (M17)."""

from __future__ import annotations

import os
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
@click.option(
    "--identity",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A file of age-keygen, for a locked backup.",
)
def restore(file: Path, passphrase_file: Path | None, identity: Path | None) -> None:
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


commands = (backup, restore, move)
