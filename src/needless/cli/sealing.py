"""`needless renew-key`: a new key for the secrets that are sealed."""

from __future__ import annotations

import click


@click.command("renew-key")
@click.option("--json", "is_json", is_flag=True, help="Print JSON.")
@click.option("--forget-old", is_flag=True, help="Old backups can then no longer open their secrets.")
def renew_key(forget_old: bool, is_json: bool) -> None:
    """Seal passwords and tokens of accounts elsewhere with a new key; old keys stay, to open old backups."""
    from needless.cli.root import migrate, print_json, stop
    from needless.owners.sealing import CannotUnseal
    from needless.owners.sealing import renew_key as renew

    migrate()
    try:
        count = renew(forget_old)
    except CannotUnseal as problem:
        stop(str(problem))
    if is_json:
        print_json({"secrets": count})
    click.echo(f"Sealed with a new key: {count} secrets.", err=True)


commands = (renew_key,)
