"""`needless recommendations`: who has one coming, and those there are (M16)."""

from __future__ import annotations

import click


@click.command("recommendations")
@click.option("--json", "is_json", is_flag=True, help="Print JSON.")
@click.pass_context
def recommendations(ctx: click.Context, is_json: bool) -> None:
    """List who has a recommendation from you coming, and why; then those given and received."""
    from django.utils import timezone

    from needless.cli.root import acting_owner, print_json
    from needless.recommending.shapes import recommendations_shape

    told = recommendations_shape(acting_owner(ctx), timezone.localdate())
    if is_json:
        print_json(told)
        return
    for each in told["coming"]:
        click.echo(each["reason"])
    for title in ("drafts", "given", "received"):
        for row in told[title]:
            name = row["contact"]["name"] if row["contact"] else row["name"]
            click.echo(f"{title}: {name}: {' '.join(row['text'].split())[:80]}")


commands = (recommendations,)
