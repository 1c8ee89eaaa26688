"""`needless invite` and `owners`: several people on one instance (M17)."""

from __future__ import annotations

import click

from needless.cli.root import acting_owner, migrate, print_json, stop


@click.command()
@click.argument("mail", required=False, default="")
@click.option("--address", default="http://localhost:8000", show_default=True, help="Where this instance is.")
@click.option("--json", "is_json", is_flag=True)
@click.pass_context
def invite(ctx: click.Context, mail: str, address: str, is_json: bool) -> None:
    """Print a link by which somebody becomes an owner here: it works once, within a week."""
    from django.core.exceptions import ValidationError
    from django.urls import reverse

    from needless.owners.invitations import invite as make
    from needless.owners.invitations import is_admin

    owner = acting_owner(ctx)
    if not is_admin(owner):
        stop(f"{owner.username} may not invite others here: `needless owners` says who may.")
    try:
        link = address.rstrip("/") + reverse("invitation", args=[make(owner, mail)])
    except ValidationError as problem:
        stop(" ".join(problem.messages), code=2)
    if is_json:
        print_json({"link": link})
    else:
        click.echo(link)


@click.command()
@click.option("--admin", metavar="NAME", help="Let this owner invite others.")
@click.option("--no-admin", metavar="NAME", help="Let this owner invite nobody any more.")
@click.option("--json", "is_json", is_flag=True)
def owners(admin: str | None, no_admin: str | None, is_json: bool) -> None:
    """Who has a network here, who may invite others, and by what they sign in."""
    from needless.owners.accounts import owners_here, set_admin

    migrate()
    for name, may in ((admin, True), (no_admin, False)):
        if name and not set_admin(name, may):
            stop(f"There is no owner called {name!r} here, or nobody would be left who may invite.")
    rows = owners_here()
    if is_json:
        print_json(rows)
        return
    for row in rows:
        marks = [*(["invites others"] if row["is_admin"] else []), *row["ways"]]
        seen = f"last signed in {row['last_login']:%Y-%m-%d}" if row["last_login"] else "never signed in"
        click.echo(f"{row['name']}: {', '.join(marks)}; {seen}")


commands = (invite, owners)
