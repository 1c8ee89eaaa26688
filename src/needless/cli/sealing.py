"""`needless renew-key`: a new key for the secrets that are sealed."""

from __future__ import annotations

import click


@click.command("renew-key")
@click.option("--forget-old", is_flag=True, help="Old backups can then no longer open their secrets.")
def renew_key(forget_old: bool) -> None:
    """Seal passwords and tokens of accounts elsewhere with a new key; old keys stay, to open old backups."""
    from needless.cli.root import migrate, stop
    from needless.owners.sealing import CannotUnseal
    from needless.owners.sealing import renew_key as renew

    migrate()
    try:
        click.echo(f"Sealed with a new key: {renew(forget_old)} secrets.", err=True)
    except CannotUnseal as problem:
        stop(str(problem))


commands = (renew_key,)
