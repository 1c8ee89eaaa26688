"""`needless token make`, `list`, `revoke`: for programs of one's own and assistants elsewhere."""

from __future__ import annotations

import click

from needless.cli.root import acting_owner, print_json, stop


@click.group("token")
def token() -> None:
    """Tokens of the API and of assistants over HTTP: what each may do, and how long."""


@token.command("make")
@click.argument("name")
@click.option(
    "--scope", "scopes", multiple=True, metavar="SCOPE",
    help='"read" (as without), "write", or of one area: "plan:read", "interactions:write". May be repeated.',
)  # fmt: skip
@click.option(
    "--days", type=click.IntRange(1, 36_500), help="It ends after so many days; without, when it is revoked."
)
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def make(ctx: click.Context, name: str, scopes: tuple[str, ...], days: int | None, as_json: bool) -> None:
    """Make a token for the program NAME, and print it: it is not shown again."""
    from needless.owners.tokens import make_token

    owner = acting_owner(ctx)
    try:
        text = make_token(owner, name, scopes=scopes, days=days)
    except ValueError as problem:
        stop(str(problem), 2)
    print_json({"token": text}) if as_json else click.echo(text)


@token.command("list")
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def list_tokens(ctx: click.Context, as_json: bool) -> None:
    """Every token: its number, where it is used, what it may do."""
    from needless.owners.tokens import tokens_of

    columns = ("id", "name", "scopes", "made_at", "expires_at", "last_used_at")
    rows = list(tokens_of(acting_owner(ctx)).values(*columns))
    if as_json:
        print_json(rows)
        return
    for row in rows:
        until = f", until {row['expires_at']:%Y-%m-%d}" if row["expires_at"] else ""
        click.echo(f"{row['id']:>4}  {row['name']}: {row['scopes']}{until}")


@token.command("revoke")
@click.argument("number", type=click.IntRange(min=1, max=2**62))
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def revoke(ctx: click.Context, number: int, as_json: bool) -> None:
    """The token opens nothing any more."""
    from needless.owners.models import Token
    from needless.owners.tokens import delete_token

    try:
        delete_token(acting_owner(ctx), number)
    except Token.DoesNotExist:
        stop(f"There is no token {number}; `needless token list` tells them.")
    click.echo("Revoked.", err=True)

    if as_json:
        print_json({"revoked": number})


commands = (token,)
