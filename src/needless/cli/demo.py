"""`needless demo`: look around in a made-up network before your own people are in (M1)."""

from __future__ import annotations

import click


@click.command()
@click.option("--seed", default=7, show_default=True, help="Another number makes another network.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def demo(ctx: click.Context, seed: int, as_json: bool) -> None:
    """Fill an empty data folder with a made-up network; changes nothing where there are people."""
    from django.utils import timezone

    from needless.cli.root import acting_owner, print_json, stop
    from needless.demo.actions import NotEmptyError, fill

    owner = acting_owner(ctx)
    try:
        counts = fill(owner, timezone.localdate(), seed)
    except NotEmptyError as problem:
        stop(str(problem))
    if as_json:
        print_json(counts)
    else:
        click.echo("{contacts} made-up contacts with {interactions} interactions are in.".format(**counts))


commands = (demo,)
