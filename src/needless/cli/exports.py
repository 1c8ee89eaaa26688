"""`needless export`: their data is theirs (M17)."""

from __future__ import annotations

from pathlib import Path

import click

from needless.cli.root import acting_owner, stop

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


commands = (export,)
