"""`needless notify`: where the plan is sent, and sending it now (M1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from needless.channels.queries import Shown
    from needless.owners.models import Owner


@click.command()
@click.option("--now", is_flag=True, help="Send today's plan by every way that is not stopped.")
@click.option("--json", "is_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def notify(ctx: click.Context, now: bool, is_json: bool) -> None:
    """Where the plan is sent and how that went; with --now it is sent. Exit code 1 where one did not take it."""
    from django.utils import timezone

    from needless.channels.queries import channels_of
    from needless.channels.shapes import channel_shape
    from needless.cli.root import acting_owner, print_json

    owner = acting_owner(ctx)
    rows = channels_of(owner, timezone.now())
    problems = _send(owner, rows) if now else {}
    if is_json:
        print_json([{**channel_shape(row), "problem": problems.get(row.channel.pk)} for row in rows])
    else:
        _print(rows, problems)
    raise SystemExit(1 if any(problems.values()) else 0)


def _send(owner: Owner, rows: list[Shown]) -> dict[int, str]:
    """What kept each from being sent; "" where nothing did."""
    from django.utils import timezone

    from needless.channels.actions import try_channel
    from needless.channels.kinds import NotSent

    said: dict[int, str] = {}
    for row in rows:
        if row.channel.stopped_at is None:
            try:
                try_channel(owner, row.channel.pk, timezone.localdate())
                said[row.channel.pk] = ""
            except NotSent as problem:
                said[row.channel.pk] = str(problem)
    return said


def _print(rows: list[Shown], problems: dict[int, str]) -> None:
    if not rows:
        click.echo("Nothing is sent so far: choose ways on the page Settings, Notifications.")
    for row in rows:
        problem = problems.get(row.channel.pk)
        tried = row.state if problem is None else (f"Not sent: {problem}" if problem else "Sent.")
        click.echo(f"{row.where} ({row.kind.label}): {tried}")


commands = (notify,)
