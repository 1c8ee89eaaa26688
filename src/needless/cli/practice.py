"""`needless practice`: which networking muscles were used, and which go slack (M1)."""

from __future__ import annotations

import click


@click.command("practice")
@click.option("--json", "is_json", is_flag=True, help="Print JSON.")
@click.pass_context
def practice(ctx: click.Context, is_json: bool) -> None:
    """The last twelve weeks, a column for each: how often you called, met, wrote, introduced, ..."""
    from django.utils import timezone

    from needless.cli.root import acting_owner, print_json
    from needless.practice.queries import practice_of
    from needless.practice.shapes import practice_shape
    from needless.practice.words import NAMES, kept_words, state

    found = practice_of(acting_owner(ctx), timezone.localdate())
    if is_json:
        print_json(practice_shape(found))
        return
    for muscle in found.muscles:
        weeks = "".join(f"{n or '·':>4}" for n in muscle.uses)
        click.echo(f"{NAMES[muscle.name]!s:<18}{weeks}  {state(muscle)}")
    click.echo(kept_words(found))


commands = (practice,)
