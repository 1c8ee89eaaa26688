"""The honest week on the command line (M8)."""

from __future__ import annotations

from datetime import datetime

import click


@click.command("mix")
@click.option(
    "--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="A day of the week to look at; today without it."
)
@click.option("--json", "is_json", is_flag=True, help="Print JSON.")
@click.pass_context
def mix(ctx: click.Context, day: datetime | None, is_json: bool) -> None:
    """An honest week: how much was conversation, how much only clicks."""
    from django.utils import timezone

    from needless.cli.root import acting_owner, print_json
    from needless.interactions.mix import honest_week, sentence_of
    from needless.shapes import mix_shape

    owner = acting_owner(ctx)
    week = honest_week(owner, day.date() if day else timezone.localdate())
    print_json(mix_shape(week)) if is_json else click.echo(sentence_of(week))


commands = (mix,)
