"""`needless mail`: mailboxes that are read by themselves (M9, M17)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import click

Found = TypeVar("Found")

as_json = click.option("--json", "is_json", is_flag=True, help="Print JSON.")
ID = click.IntRange(min=1)


@click.group("mail")
def mail() -> None:
    """Mailboxes whose headers are read: who wrote to whom, and when; never a text."""


@mail.command("list")
@as_json
@click.pass_context
def list_(ctx: click.Context, is_json: bool) -> None:
    """The mailboxes, and how it goes with them."""
    from django.utils import timezone

    from needless.cli.root import acting_owner, print_json
    from needless.mailboxes.queries import mailboxes_of
    from needless.mailboxes.shapes import mailbox_shape

    found = mailboxes_of(acting_owner(ctx), timezone.now())
    if is_json:
        print_json([mailbox_shape(each.row).model_dump() for each in found])
        return
    for each in found:
        state = "paused" if each.row.paused_at else each.row.problem or f"{each.seen} of {each.messages} read"
        click.echo(f"{each.row.pk:5}  {each.row.address}  {each.row.host}  {state}")


@mail.command("add")
@click.argument("address")
@click.option("--host", help="The IMAP server; known for Gmail, Outlook, Fastmail and iCloud.")
@click.option("--port", type=click.IntRange(1, 65535))
@click.option("--security", type=click.Choice(["tls", "starttls", "none"]), default="tls", show_default=True)
@click.option("--user", help="The user name, where it is not ADDRESS.")
@click.option("--client-id", help="For OAuth, with --token-url.")
@click.option("--token-url", help="Where OAuth tokens are got.")
@as_json
@click.pass_context
def add(ctx: click.Context, /, address: str, is_json: bool, **given: Any) -> None:
    """Read the mailbox of ADDRESS. Its password (for OAuth the refresh token, then the client secret) is asked for, or
    read from standard input, a line each."""
    from django.utils import timezone

    from needless.cli.root import acting_owner, print_json, stop
    from needless.mailboxes.actions import NotAMailbox, add_mailbox
    from needless.mailboxes.presets import preset_of
    from needless.mailboxes.session import CannotRead
    from needless.mailboxes.shapes import mailbox_shape

    owner, preset = acting_owner(ctx), preset_of(address)
    given["host"] = given["host"] or (preset.host if preset else "")
    given["token_url"] = given["token_url"] or (preset.token_url if preset and given["client_id"] else "")
    try:
        row = add_mailbox(
            owner, {"address": address, **given, **_secrets(bool(given["client_id"]))}, timezone.now()
        )
    except (NotAMailbox, CannotRead) as problem:
        stop(str(problem))
    told = mailbox_shape(row)
    print_json(told.model_dump()) if is_json else click.echo(
        f"Reading {row}: {len(told.folders)} folders. `needless mail fetch` reads it now.", err=True
    )


def _secrets(is_oauth: bool) -> dict[str, str]:
    names = (
        {"refresh_token": "Refresh token", "client_secret": "Client secret"}
        if is_oauth
        else {"password": "Password"}
    )
    if not sys.stdin.isatty():
        return {name: sys.stdin.readline().strip("\r\n") for name in names}
    return {
        name: click.prompt(label, hide_input=True, default="", show_default=False)
        for name, label in names.items()
    }


@mail.command("fetch")
@click.argument("mailbox", type=ID, required=False, metavar="[ID]")
@as_json
@click.pass_context
def fetch(ctx: click.Context, mailbox: int | None, is_json: bool) -> None:
    """Read what is new now, in all mailboxes or in one. Exit code 1 where one could not be read."""
    from django.utils import timezone

    from needless.cli.root import acting_owner, print_json
    from needless.mailboxes.actions import ask_now, fetch_mailbox
    from needless.mailboxes.models import Mailbox
    from needless.mailboxes.shapes import mailbox_shape

    owner, now = acting_owner(ctx), timezone.now()
    reading = Mailbox.objects.of(owner).filter(paused_at=None).values_list("pk", flat=True)
    rows = [_of(partial(ask_now, owner, pk, now)) for pk in ([mailbox] if mailbox else list(reading))]
    for row in rows:
        if row.claim(now):
            fetch_mailbox(row, now)
        click.echo(f"{row.address}: {row.problem or 'read'}", err=True)
    if is_json:
        print_json([mailbox_shape(row).model_dump() for row in rows])
    raise SystemExit(1 if any(row.problem for row in rows) else 0)


@mail.command("pause")
@click.argument("mailbox", type=ID, metavar="ID")
@as_json
@click.pass_context
def pause(ctx: click.Context, mailbox: int, is_json: bool) -> None:
    """Read it no more for now; `needless mail fetch ID` goes on."""
    from django.utils import timezone

    from needless.cli.root import acting_owner, print_json
    from needless.mailboxes.actions import pause_mailbox
    from needless.mailboxes.shapes import mailbox_shape

    owner = acting_owner(ctx)
    row = _of(partial(pause_mailbox, owner, mailbox, timezone.now()))
    if is_json:
        print_json(mailbox_shape(row).model_dump())
    click.echo(f"Paused: {row.address}.", err=True)


@mail.command("remove")
@click.argument("mailbox", type=ID, metavar="ID")
@as_json
@click.pass_context
def remove(ctx: click.Context, mailbox: int, is_json: bool) -> None:
    """Read it no longer; what it brought stays (`needless undo-import` takes that back)."""
    from needless.cli.root import acting_owner, say_done
    from needless.mailboxes.actions import remove_mailbox

    owner = acting_owner(ctx)
    say_done(_of(partial(remove_mailbox, owner, mailbox)), is_json)


@mail.command("address")
@click.option("--renew", is_flag=True, help="Make a new one; the old one takes nothing any more.")
@as_json
@click.pass_context
def address(ctx: click.Context, renew: bool, is_json: bool) -> None:
    """Your private address: what you copy (Bcc) or forward to it is logged. Made at the first call."""
    from django.conf import settings
    from django.utils import timezone

    from needless.cli.root import acting_owner, print_json, stop
    from needless.mailboxes.copying import mail_address, make_copy_address, renew_copy_address, token_of
    from needless.owners.sealing import CannotUnseal

    owner = acting_owner(ctx)
    row = make_copy_address(owner, timezone.now())
    if renew:
        renew_copy_address(owner, timezone.now())
        row.refresh_from_db()
    try:
        told = {"address": mail_address(row), "path": f"/in/mail/{token_of(row)}/"}
    except CannotUnseal as problem:
        stop(str(problem))
    if is_json:
        print_json(told)
        return
    click.echo(told["address"] or "NEEDLESS_MAIL_DOMAIN is not set: only the web address takes mail.")
    click.echo(f"By web, where this server is reached: {told['path']}")
    if not settings.LMTP:
        click.echo("NEEDLESS_LMTP is not set: no mail server can hand mail over here.", err=True)


@click.command("lmtp")
@click.option("--listen", metavar="HOST:PORT|PATH", help="Instead of NEEDLESS_LMTP.")
def lmtp(listen: str | None) -> None:
    """Take mail for private addresses from a mail server (LMTP), until told to stop."""
    from django.conf import settings

    from needless.cli.root import migrate, stop
    from needless.mailboxes.lmtp import NoPlace, serve_lmtp

    migrate()
    try:
        serve_lmtp(listen or settings.LMTP)
    except (NoPlace, OSError) as problem:
        stop(str(problem))


def _of(act: Callable[[], Found]) -> Found:
    from needless.cli.root import stop
    from needless.mailboxes.models import Mailbox

    try:
        return act()
    except Mailbox.DoesNotExist:
        stop("There is no such mailbox.")


commands = (mail, lmtp)
