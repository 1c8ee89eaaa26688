"""`needless export`: their data is theirs (M17)."""

from __future__ import annotations

from pathlib import Path

import click

from needless.cli.backups import (
    file_argument,
    lock_of,
    passphrase_file_option,
    passphrase_option,
    recipient_option,
)
from needless.cli.root import acting_owner, print_json, stop


@click.command()
@file_argument
@recipient_option
@passphrase_option
@passphrase_file_option
@click.option("--json", "is_json", is_flag=True, help="Print JSON.")
@click.pass_context
def export(
    ctx: click.Context,
    file: Path,
    recipients: tuple[str, ...],
    passphrase: bool,
    passphrase_file: Path | None,
    is_json: bool,
) -> None:
    """Write everything into FILE, a zip: JSON, vCard, CSV and a calendar; locked with age where asked."""
    from needless.backups.ages import NotUnlocked
    from needless.exports.actions import export_all

    keys = lock_of(recipients, passphrase, passphrase_file)
    owner = acting_owner(ctx)
    try:
        export_all(owner, file, keys)
    except NotUnlocked as error:
        stop(str(error))
    except OSError as error:
        stop(f"{file}: {error.strerror or error}")
    if is_json:
        print_json({"path": str(file.absolute()), "bytes": file.stat().st_size, "is_locked": bool(keys)})
    click.echo(f"Everything is in {file}.", err=True)


commands = (export,)
