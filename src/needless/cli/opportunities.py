"""`needless opportunities`: what is open, and for whom (M16, M17)."""

from __future__ import annotations

import click


@click.command("opportunities")
@click.argument("url", required=False)
@click.option("--json", "is_json", is_flag=True, help="Print JSON.")
@click.option("--fetch", "is_fetched", is_flag=True, help="Read all your portals now.")
@click.pass_context
def opportunities(ctx: click.Context, url: str | None, is_json: bool, is_fetched: bool) -> None:
    """List what is in hand for whom. With URL: take in a posting, or read a portal or board from now on."""
    from django.utils import timezone

    from needless.cli.root import acting_owner, print_json, stop
    from needless.fetching import FetchRefused
    from needless.opportunities import portals, tips, words
    from needless.opportunities.shapes import tip_shape

    owner, now = acting_owner(ctx), timezone.now()
    try:
        if url:
            portals.take_in(owner, url, now)
    except FetchRefused as refused:
        stop(str(refused))
    if is_fetched:
        portals.refresh_now(owner, now)
    found = list(tips.open_tips(owner, now))
    if is_json:
        print_json([tip_shape(tip) for tip in found])
        return
    for tip in found:
        click.echo(f"{tip.opportunity.title}\n  {tip.contact.name}: {words.reason(tip)}")
    if not found:
        click.echo("Nothing is surely for anybody just now.", err=True)


commands = (opportunities,)
