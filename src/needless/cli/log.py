"""`needless log`: one plain line becomes a talk, with what was promised, needed and offered (M9, M16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from needless.cli.root import acting_owner, print_json

if TYPE_CHECKING:
    from needless.helping.actions import Understood

KEPT_AS_QUESTION = 1


@click.command("log")
@click.argument("words", metavar="LINE", nargs=-1, required=True)
@click.option("--yes", is_flag=True, help="Save without asking.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON; without --yes nothing is saved.")
@click.pass_context
def log(ctx: click.Context, words: tuple[str, ...], yes: bool, as_json: bool) -> None:
    """Log a talk: "lunch with Ana Silva and Tom yesterday, I owe Tom the book list"."""
    from django.utils import timezone

    from needless.hearing.actions import keep_told
    from needless.helping.actions import log_line, understand
    from needless.helping.shapes import understood_shape

    if not " ".join(words).strip():
        raise click.UsageError("There is nothing to log: the line is empty.")
    owner, now = acting_owner(ctx), timezone.now()
    understood = understand(owner, " ".join(words), now)
    print_json(understood_shape(understood)) if as_json else _show(understood)
    if not (yes or (not as_json and click.confirm("Log this?", err=True))):
        return
    logged = log_line(owner, understood, now)
    keep_told(owner, understood.note, understood.contacts, logged.interaction, logged.undo, now)
    if logged.unfiled:
        click.echo("The line is kept, with its question.", err=True)
        raise SystemExit(0 if understood.contacts and not understood.is_to_come else KEPT_AS_QUESTION)


def _at(said: Understood) -> str | None:
    from django.utils import timezone

    return timezone.localtime(said.at).isoformat(timespec="seconds") if said.at else None


def _show(said: Understood) -> None:
    who = ", ".join(contact.name for contact in said.contacts) or "nobody for certain"
    when = (_at(said) or "")[:16].replace("T", " ")
    click.echo(f"{said.channel or 'note'}  {when}  {who}" + (f"  {said.minutes} min" if said.minutes else ""))
    for promise in said.promises:
        name = promise.contact.name if promise.contact else promise.name
        owes = f"you owe {name}" if promise.mine else f"{name} owes you"
        click.echo(f"  {owes}: {promise.text}" + (f", by {promise.due_on}" if promise.due_on else ""))
    for wish in said.wishes:
        verb = "needs" if wish.kind == "need" else "offers"
        click.echo(f"  {wish.contact.name if wish.contact else wish.name} {verb}: {wish.text}")
    if said.note:
        click.echo(f"  note: {said.note}")
    for question in said.questions:
        click.echo(f"  ? {question}", err=True)


commands = (log,)
