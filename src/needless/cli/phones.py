"""`needless phone make`, `list`, `revoke`: passwords for a phone's address book and calendar."""

from __future__ import annotations

import click

from needless.cli.root import acting_owner, print_json, stop


@click.group("phone")
def phone() -> None:
    """Passwords for phones and other programs that speak CardDAV and CalDAV."""


@phone.command("make")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def make(ctx: click.Context, name: str, as_json: bool) -> None:
    """Make a password for NAME ("My phone"), and print it with the user name: it is not shown again."""
    from needless.owners.app_passwords import make_app_password

    owner = acting_owner(ctx)
    made = {"username": owner.username, "password": make_app_password(owner, name), "path": "/dav/"}
    if as_json:
        print_json(made)
        return
    click.echo(
        f"User name: {made['username']}\nPassword:  {made['password']}\nAddress:   that of Needless, with /dav/"
    )


@phone.command("list")
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def list_phones(ctx: click.Context, as_json: bool) -> None:
    """Every password: its number, where it is used, and when it last was."""
    from needless.owners.app_passwords import app_passwords

    rows = list(app_passwords(acting_owner(ctx)).values("id", "name", "made_at", "last_used_at"))
    if as_json:
        print_json(rows)
        return
    for row in rows:
        used = f", last used {row['last_used_at']:%Y-%m-%d}" if row["last_used_at"] else ""
        click.echo(f"{row['id']:>4}  {row['name']}{used}")


@phone.command("revoke")
@click.argument("number", type=click.IntRange(min=1, max=2**62))
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def revoke(ctx: click.Context, number: int, as_json: bool) -> None:
    """The password opens nothing any more."""
    from needless.owners.app_passwords import revoke_app_password
    from needless.owners.models import AppPassword

    try:
        revoke_app_password(acting_owner(ctx), number)
    except AppPassword.DoesNotExist:
        stop(f"There is no password {number} here.")

    if as_json:
        print_json({"revoked": number})


commands = [phone]
