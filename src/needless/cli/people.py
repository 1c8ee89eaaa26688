"""`needless contacts` and `needless contact`: who is in the network, as a table or as JSON (M9, M10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from needless.cli.root import acting_owner, print_json, stop

if TYPE_CHECKING:
    from collections.abc import Iterable

    from needless.contacts.models import Contact
    from needless.shapes import ContactFullShape, ContactShape


@click.command("contacts")
@click.argument("query", default="")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--state", type=click.Choice(["known", "vague", "unknown"]), default=None)
@click.option("--tier", type=click.Choice(["inner", "close", "warm", "keep", "none"]), default=None)
@click.option("--limit", type=click.IntRange(min=1), default=None, help="At most so many; all without it.")
@click.pass_context
def contacts(
    ctx: click.Context, query: str, as_json: bool, state: str | None, tier: str | None, limit: int | None
) -> None:
    """List contacts; QUERY finds words in names, organisations, places, notes."""
    from django.utils import timezone

    from needless.contacts.queries import contacts_found
    from needless.shapes import contact_shapes

    owner, on = acting_owner(ctx), timezone.localdate()
    found = contacts_found(owner, query, state=state or "", tier=tier or "", on=on)
    shown = found[:limit]
    say_if_nearly(shown, query)
    shapes = contact_shapes(owner, shown, on)
    print_json(shapes) if as_json else _print_contacts(shapes)


@click.command("contact")
@click.argument("contact_id", type=int, metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def contact(ctx: click.Context, contact_id: int, as_json: bool) -> None:
    """Show one contact with their history."""
    from django.utils import timezone

    from needless.contacts.models import Contact
    from needless.contacts.queries import contact_of
    from needless.shapes import contact_full_shape

    owner = acting_owner(ctx)
    try:
        row = contact_of(owner, contact_id)
    except Contact.DoesNotExist:
        stop(f"There is no contact {contact_id}.")
    shape = contact_full_shape(owner, row, timezone.localdate())
    print_json(shape) if as_json else _print_contact(shape)


def say_if_nearly(found: Iterable[Contact], query: str) -> None:
    """On standard error, where those found are guesses at a misspelt name."""
    if any(hasattr(contact, "slips") for contact in found):
        click.echo(f"Nobody is found for {query!r}. These names are spelt nearly so:", err=True)


def _print_contacts(shapes: list[ContactShape]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(
        "id", "name", "organisation", "tier", "alive", "last talk", "fades", box=None, header_style="bold"
    )
    for shape in shapes:
        days = (shape["last_talk_on"] or "", shape["fades_on"] or "")
        table.add_row(
            str(shape["id"]), _plain(shape["name"]), _plain(shape["organisation"]), shape["tier"],
            f"{shape['alive_90d']:.0%}", *days,
        )  # fmt: skip
    Console().print(table)


def _print_contact(shape: ContactFullShape) -> None:
    from rich.console import Console

    console = Console()
    job = ", ".join(part for part in (shape["title"], shape["organisation"], shape["place"]) if part)
    low, high = shape["would_answer"]
    console.print(f"[bold]{_plain(shape['name'])}[/bold]  {_plain(job)}")
    console.print(_plain("  ".join([*shape["emails"], *shape["phones"], *shape["links"]])))
    console.print(_plain(f"{shape['why']} Would answer: {low:.0%} to {high:.0%}."))
    for line in (shape["how_we_met"], *(note["text"] for note in shape["notes"])):
        if line:
            console.print(_plain(line), style="italic")
    if shape["notes_locked"]:
        console.print(
            _plain("Your notes are locked: NEEDLESS_NOTES_KEY or --unlock opens them."), style="italic"
        )
    for row in shape["history"][:20]:
        console.print(_plain(f"{row['at'][:10]}  {row['channel']:8} {row['direction']:5} {row['summary']}"))


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)


commands = (contacts, contact)
