"""`needless benefits`: what came, the chain that it came by, and by kind of origin (M15)."""

from __future__ import annotations

import click


@click.command("benefits")
@click.option("--json", "is_json", is_flag=True, help="Print JSON.")
@click.pass_context
def benefits(ctx: click.Context, is_json: bool) -> None:
    """What came of your ties, from where it began; and of how many people of each origin something did."""
    from needless.benefits.queries import benefits_of, by_origin
    from needless.benefits.shapes import benefit_shape, yield_shape
    from needless.cli.root import acting_owner, print_json

    owner = acting_owner(ctx)
    found = [benefit_shape(row) for row in benefits_of(owner)]
    origins = [yield_shape(row) for row in by_origin(owner)]
    if is_json:
        print_json({"benefits": found, "origins": origins})
        return
    for row in found:
        click.echo(f"{row['on']}  " + " → ".join(step["words"] for step in row["chain"]))
    for each in origins:
        share = "too few to say" if each["share"] is None else f"{each['share']:.0%}"
        click.echo(f"{each['words']}: {each['brought']} of {each['people']} ({share})")


commands = (benefits,)
