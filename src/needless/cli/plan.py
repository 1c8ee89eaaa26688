"""The day's plan on the command line: today, done, later, skip, let-go (M1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from needless.owners.models import Owner
    from needless.plan.models import Suggestion

DAY = click.DateTime(["%Y-%m-%d"])
as_json = click.option("--json", "is_json", is_flag=True, help="Print one JSON document.")
item = click.argument("item", type=click.IntRange(min=1))


@click.command()
@as_json
@click.option("--minutes", type=click.IntRange(0, 600), help="Minutes at the desk, for this day.")
@click.option("--on", "day", type=DAY, help="Another day than today, as 2026-01-31.")
@click.pass_context
def today(ctx: click.Context, is_json: bool, minutes: int | None, day: datetime | None) -> None:
    """The few people to turn to today, why, and how."""
    from needless.cli.root import acting_owner, print_json
    from needless.plan import queries
    from needless.shapes import today_shape

    owner = acting_owner(ctx)
    on = _day(day)
    plan = queries.plan_of_day(owner, on, minutes)
    rows = queries.open_suggestions_of(owner, on)
    if is_json:
        print_json(today_shape(on, plan.minutes, rows))
    else:
        _print_plan(rows, queries.minutes_left_this_week(owner, on), "" if rows else _why_empty(owner, on))


@click.command()
@item
@as_json
@click.option("--enjoyment", type=click.IntRange(1, 5), help="How it was, from 1 to 5.")
@click.option("--note", default="", help="A line to remember.")
@click.option("--on", "day", type=DAY, help="When it happened, if not today.")
@click.pass_context
def done(
    ctx: click.Context, item: int, is_json: bool, enjoyment: int | None, note: str, day: datetime | None
) -> None:
    """It happened: log it. ITEM is the number that `needless today` shows."""
    from needless.plan import actions, queries

    def finish(owner: Owner) -> bool:
        was_done = queries.suggestion_of(owner, item).interaction_id is not None
        actions.finish(owner, item, _day(day), enjoyment=enjoyment, summary=note)
        return not was_done

    _decide(ctx, item, is_json, finish, "Logged.", "This was done already; nothing changed.")


@click.command()
@item
@as_json
@click.option("--on", "day", type=DAY, required=True, help="The day on which it comes back, as 2026-01-31.")
@click.pass_context
def later(ctx: click.Context, item: int, is_json: bool, day: datetime) -> None:
    """Not today, but on that day."""
    from needless.plan import actions

    said = f"It comes back on {day.date().isoformat()}."
    _decide(ctx, item, is_json, lambda owner: actions.postpone(owner, item, day.date()), said, said)


@click.command()
@item
@as_json
@click.pass_context
def skip(ctx: click.Context, item: int, is_json: bool) -> None:
    """Not now: no contact, and no debt either."""
    from needless.plan import actions

    said = "Not now, then. It is no debt."
    _decide(ctx, item, is_json, lambda owner: actions.skip(owner, item), said, said)


@click.command("let-go")
@item
@as_json
@click.pass_context
def let_go(ctx: click.Context, item: int, is_json: bool) -> None:
    """Let this contact go: out of lists and plans, still found by searching."""
    from needless.plan import actions

    said = "Let go. They can still be found by searching."
    _decide(ctx, item, is_json, lambda owner: actions.let_go(owner, item), said, said)


commands: tuple[click.Command, ...] = (today, done, later, skip, let_go)


def _decide(
    ctx: click.Context, item: int, is_json: bool, act: Callable[[Owner], bool], said: str, said_again: str
) -> None:
    from needless.cli.root import acting_owner, print_json, stop
    from needless.plan.models import Suggestion
    from needless.plan.queries import suggestion_of
    from needless.shapes import suggestion_shape

    owner = acting_owner(ctx)
    try:
        is_new = act(owner)
    except Suggestion.DoesNotExist:
        stop(f"There is no item {item}.")
    except ValueError as problem:
        stop(str(problem))
    click.echo(said if is_new else said_again, err=is_json)
    if is_json:
        print_json({**suggestion_shape(suggestion_of(owner, item)), "is_changed": is_new})


def _day(day: datetime | None) -> date:
    from django.utils import timezone

    return day.date() if day else timezone.localdate()


def _why_empty(owner: Owner, on: date) -> str:
    from needless.contacts.models import Contact

    if owner.is_paused(on):
        return "You are on a break."
    if Contact.objects.of(owner).filter(deleted_at=None).exists():
        return "Nothing needs you today."
    return (
        "Nobody is here yet, so nobody needs you today. Bring in what you have: an archive of LinkedIn, an address\n"
        "book, a mailbox, a calendar, a chat:   needless import PATH...\n"
        'Or begin with one person:              needless add "Ana Silva" --email ana@example.org\n'
        "Or look around in a made-up network:   needless demo   (in an empty data folder, see NEEDLESS_HOME)"
    )


def _print_plan(rows: list[Suggestion], left: int, why_empty: str) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.padding import Padding

    console = Console(highlight=False)
    if not rows:
        console.print(escape(why_empty))
        return
    for row in rows:
        minutes = f"[dim]({row.minutes} min)[/dim]"
        console.print(f"[bold]{row.pk}[/bold]  [bold green]{escape(row.action)}[/bold green]  {minutes}")
        for line in (row.reason, *row.about):
            console.print(Padding(escape(line), (0, 0, 0, 4), style="" if line == row.reason else "dim"))
        console.print()
    console.print(
        f"[dim]needless done ITEM · later ITEM --on DATE · skip ITEM · {left} minutes left this week[/dim]"
    )
