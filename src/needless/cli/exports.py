"""`needless export`, `backup` and `restore`: their data is theirs (M17)."""

from __future__ import annotations

from pathlib import Path

import click

from needless.cli.root import acting_owner, migrate, stop

file_argument = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))


@click.command()
@file_argument
@click.pass_context
def export(ctx: click.Context, file: Path) -> None:
    """Write everything into FILE, a zip: JSON, vCard, CSV and a calendar."""
    from needless.exports.actions import export_all

    owner = acting_owner(ctx)
    try:
        export_all(owner, file)
    except OSError as error:
        stop(f"{file}: {error.strerror or error}")
    click.echo(f"Everything is in {file}.", err=True)


@click.command()
@file_argument
def backup(file: Path) -> None:
    """Copy the whole instance, as it is now, to FILE."""
    from needless.exports.backups import NotABackup, back_up
    from needless.owners.audit import note
    from needless.owners.first_run import first_owner

    migrate()
    try:
        back_up(file)
    except (NotABackup, OSError) as error:
        stop(str(error))
    note(first_owner(), "backed-up", file=file.name)
    click.echo(f"Backed up to {file}.", err=True)


@click.command()
@file_argument
def restore(file: Path) -> None:
    """Put the backup FILE in place. Stop the server before; what was there is kept beside it."""
    from needless.exports.backups import NotABackup
    from needless.exports.backups import restore as put_back

    try:
        kept = put_back(file)
    except (NotABackup, OSError) as error:
        stop(str(error))
    migrate()
    click.echo(f"Restored. What was there before is in {kept}.", err=True)


commands = (export, backup, restore)
