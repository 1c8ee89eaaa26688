"""`needless introductions`: who should know each other, and why (M16)."""

from __future__ import annotations

import click


@click.command("introductions")
@click.option("--json", "is_json", is_flag=True, help="Print JSON.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="At most so many.")
@click.pass_context
def introductions(ctx: click.Context, is_json: bool, limit: int) -> None:
    """List pairs of contacts who would gain from knowing each other, the best first."""
    from django.utils import timezone

    from needless.cli.root import acting_owner, print_json
    from needless.introducing.shapes import pair_shape
    from needless.introducing.suggesting import introductions_for

    found = introductions_for(acting_owner(ctx), timezone.localdate(), limit)
    if is_json:
        print_json([pair_shape(pair) for pair in found])
        return
    for pair in found:
        click.echo(f"{pair.a.name} and {pair.b.name}")
        click.echo(
            f"  for {pair.a.first_name}: {pair.reason_for_a}\n  for {pair.b.first_name}: {pair.reason_for_b}"
        )
    if not found:
        click.echo("Nobody just now: log what people look for and what they offer.", err=True)


commands = (introductions,)
