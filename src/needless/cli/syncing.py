"""Address books and calendars elsewhere on the command line (M17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from needless.owners.models import Owner
    from needless.syncing.models import Account, SyncRun

ID = click.IntRange(min=1)
DIRECTIONS = click.Choice(["off", "pull", "push", "both"])
as_json = click.option("--json", "is_json", is_flag=True, help="Print JSON.")


@click.group("sync", invoke_without_command=True)
@click.option(
    "--dry-run", "is_dry", is_flag=True, help="Show what would change on both sides, and change nothing."
)
@click.option("--yes", "is_sure", is_flag=True, help="Also what you have not looked at yet.")
@as_json
@click.pass_context
def sync(ctx: click.Context, is_dry: bool, is_sure: bool, is_json: bool) -> None:
    """Keep address books and calendars on other servers the same as here."""
    if ctx.invoked_subcommand:
        return
    from needless.cli.root import acting_owner, stop
    from needless.syncing.queries import accounts_of, is_waiting

    owner = acting_owner(ctx)
    accounts = list(accounts_of(owner))
    if not accounts:
        stop("No account is connected: needless sync add URL --user NAME")
    if is_dry:
        return _preview(accounts, is_json)
    if not is_sure and any(is_waiting(account) for account in accounts):
        stop("Look first: needless sync --dry-run. Then: needless sync --yes")
    return _run(owner, accounts, is_json)


def _preview(accounts: list[Account], is_json: bool) -> None:
    from django.utils import timezone

    from needless.cli.root import print_json
    from needless.syncing.accounts import preview
    from needless.syncing.recording import Record
    from needless.syncing.remote import RemoteRefused
    from needless.syncing.shapes import changes_shape

    shown: list[Any] = []
    for account in accounts:
        try:
            shown.append(changes_shape(account, preview(account, timezone.now())))
        except RemoteRefused as problem:
            shown.append(changes_shape(account, Record(), str(problem)))
    if is_json:
        print_json({"accounts": shown})
    else:
        for each in shown:
            _say(each)
    _exit_by([each["problem"] for each in shown], any(each["refused"] for each in shown))


def _run(owner: Owner, accounts: list[Account], is_json: bool) -> None:
    from django.utils import timezone

    from needless.cli.root import print_json
    from needless.syncing.accounts import confirm, sync
    from needless.syncing.shapes import run_shape

    runs: list[SyncRun] = []
    for account in accounts:
        confirm(owner, account.pk)
        account.refresh_from_db()
        now = timezone.now()
        done = sync(account, now) if account.claim(now) else None
        if done:
            runs.append(done)
        else:
            click.echo(f"{account.name}: another process is at it.", err=True)
    if is_json:
        print_json({"runs": [run_shape(run) for run in runs]})
    else:
        for run in runs:
            _say({**run_shape(run), "name": run.account.name})
    _exit_by([run.problem for run in runs], any(run.refused for run in runs))


def _exit_by(problems: list[str], are_refused: bool) -> None:
    if any(problems):
        raise SystemExit(3 if all(problems) else 1)
    if are_refused:
        raise SystemExit(1)


def _say(shown: Any) -> None:
    from needless.syncing.queries import counts_said

    click.echo(f"{shown['name']}: {shown['problem'] or counts_said(shown['counts'])}")
    for line in shown["changes"]:
        click.echo(f"  {line['what']:8}{line['side']:6} {line['name']} ({line['where']})")
        for change in line["changes"]:
            click.echo(f"      {change['field']}: {change['old'] or '-'} -> {change['new'] or '-'}")
    for refused in shown["refused"]:
        click.echo(f"  refused: {refused['name']}: {refused['why']}", err=True)


@sync.command("add")
@click.argument("url")
@click.option("--user", required=True, help="The name to sign in with.")
@click.option("--token", "is_token", is_flag=True, help="The secret is an OAuth access token (Google).")
@click.option("--client-id", default="", help="Of your own OAuth client: the secret is a refresh token then.")
@click.option("--client-secret", envvar="NEEDLESS_SYNC_CLIENT_SECRET", default="", help="Of the same.")
@click.option(
    "--direction", type=DIRECTIONS, default="off", help="For everything found; else choose one by one."
)
@as_json
@click.pass_context
def add(
    ctx: click.Context,
    url: str,
    user: str,
    is_token: bool,
    client_id: str,
    client_secret: str,
    direction: str,
    is_json: bool,
) -> None:
    """Connect a server: cloud.example.org, icloud, google. The password is asked for, or read from NEEDLESS_SYNC_PASSWORD
    or from standard input."""
    from django.core.exceptions import ValidationError

    from needless.cli.root import acting_owner, stop
    from needless.syncing.accounts import add_account, choose
    from needless.syncing.tokens import refreshing

    owner, secret, kind = acting_owner(ctx), _secret(), "bearer" if is_token else "password"
    if client_id:
        secret, kind = refreshing(secret, client_id, client_secret), "oauth"
    try:
        account = add_account(owner, url, user, secret, kind)
    except ValueError as problem:
        stop(str(problem))
    for row in account.collections.all() if direction != "off" else ():
        try:
            choose(owner, row.pk, direction=direction)
        except ValidationError:
            choose(owner, row.pk, direction="pull")
    _show([account], is_json)


def _secret() -> str:
    import os
    import sys

    if given := os.environ.get("NEEDLESS_SYNC_PASSWORD"):
        return given
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    return str(click.prompt("Password", hide_input=True))


@sync.command("list")
@as_json
@click.pass_context
def list_(ctx: click.Context, is_json: bool) -> None:
    """The accounts, what is chosen of each, and how it stands."""
    from needless.cli.root import acting_owner
    from needless.syncing.queries import accounts_of

    _show(list(accounts_of(acting_owner(ctx))), is_json)


def _show(accounts: list[Account], is_json: bool) -> None:
    from needless.cli.root import print_json
    from needless.syncing.shapes import account_shape

    shapes = [account_shape(each) for each in accounts]
    if is_json:
        return print_json(shapes)
    for each in shapes:
        click.echo(f"{each['id']:>4}  {each['name']} ({each['user']}): {each['state']}")
        for row in each["collections"]:
            click.echo(f"      {row['id']:>4}  {row['kind']:9}{row['direction']:5} {row['name']}")
    return None


@sync.command("choose")
@click.argument("collection", type=ID)
@click.argument("direction", type=DIRECTIONS)
@click.option("--sends", type=click.Choice(["nobody", "tier", "known", "all"]), help="Who new is sent there.")
@click.option(
    "--when-deleted", type=click.Choice(["ask", "remove", "keep"]), help="Cards of whom you delete here."
)
@click.option("--with-notes/--without-notes", default=None, help="Whether your notes are sent too.")
@as_json
@click.pass_context
def choose_(
    ctx: click.Context,
    collection: int,
    direction: str,
    sends: str | None,
    when_deleted: str | None,
    with_notes: bool | None,
    is_json: bool,
) -> None:
    """Keep an address book or calendar the same: off, pull, push or both."""
    from django.core.exceptions import ValidationError

    from needless.cli.root import acting_owner, print_json, stop
    from needless.syncing.accounts import choose
    from needless.syncing.models import Collection
    from needless.syncing.shapes import collection_shape

    said = {"direction": direction, "sends": sends, "when_deleted": when_deleted, "with_notes": with_notes}
    try:
        row = choose(acting_owner(ctx), collection, **{k: v for k, v in said.items() if v is not None})
    except Collection.DoesNotExist:
        stop("There is no such address book or calendar.")
    except ValidationError as problem:
        stop("; ".join(problem.messages))
    if is_json:
        print_json(collection_shape(row))
    click.echo(f"{row.name}: {row.get_direction_display()}. Look first: needless sync --dry-run", err=True)


@sync.command("remove")
@click.argument("account", type=ID)
@as_json
@click.pass_context
def remove(ctx: click.Context, account: int, is_json: bool) -> None:
    """Disconnect an account; contacts and cards stay on both sides."""
    from needless.cli.root import acting_owner, say_done, stop
    from needless.syncing.accounts import remove_account
    from needless.syncing.models import Account

    try:
        say_done(remove_account(acting_owner(ctx), account), is_json)
    except Account.DoesNotExist:
        stop("There is no such account.")


@sync.command("back")
@click.argument("run", type=ID)
@as_json
@click.pass_context
def back(ctx: click.Context, run: int, is_json: bool) -> None:
    """Take back what a run changed here; syncing rests until you look again."""
    from django.core.exceptions import ValidationError
    from django.utils import timezone

    from needless.cli.root import acting_owner, print_json, stop
    from needless.syncing.models import SyncRun
    from needless.syncing.shapes import run_shape
    from needless.syncing.taking_back import take_back

    try:
        row = take_back(acting_owner(ctx), run, timezone.localdate())
    except SyncRun.DoesNotExist:
        stop("There is no such run.")
    except ValidationError as problem:
        stop("; ".join(problem.messages))
    if is_json:
        print_json(run_shape(row))
    click.echo("Taken back.", err=True)


commands = [sync]
