"""`needless recommendations`: who has one coming, and those there are; passed over, or not written after all (M16)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from needless.contacts.models import Undo


@click.group("recommendations", invoke_without_command=True)
@click.option("--json", "is_json", is_flag=True, help="Print JSON.")
@click.pass_context
def recommendations(ctx: click.Context, is_json: bool) -> None:
    """List who has a recommendation from you coming, and why; then those given and received."""
    if ctx.invoked_subcommand:
        return
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


@recommendations.command("pass")
@click.argument("who")
@click.option("--json", "is_json", is_flag=True, help="Print JSON.")
@click.pass_context
def pass_over(ctx: click.Context, who: str, is_json: bool) -> None:
    """Not from you: WHO (a name or a number) is not offered again."""
    from django.utils import timezone

    from needless.cli.daily import contact_called
    from needless.cli.root import acting_owner
    from needless.recommending.actions import pass_over as passed

    owner = acting_owner(ctx)
    contact = contact_called(owner, who)
    _done(lambda: passed(owner, contact, timezone.now()), is_json)


@recommendations.command("drop")
@click.argument("number", type=click.IntRange(1, 2**62))
@click.option("--json", "is_json", is_flag=True, help="Print JSON.")
@click.pass_context
def drop(ctx: click.Context, number: int, is_json: bool) -> None:
    """Not written after all: the draft of that NUMBER goes."""
    from needless.cli.root import acting_owner, stop
    from needless.recommending.actions import delete_draft
    from needless.recommending.models import Draft

    owner = acting_owner(ctx)
    try:
        _done(lambda: delete_draft(owner, number), is_json)
    except Draft.DoesNotExist:
        stop(f"There is no draft {number}.")


def _done(act: Callable[[], Undo], is_json: bool) -> None:
    """What was done, and how it is taken back."""
    from needless.cli.root import say_done, stop

    try:
        undo = act()
    except ValueError as problem:
        stop(str(problem))
    say_done(undo, is_json)


commands = (recommendations,)
