"""Who may be one person, on the command line: asked, merged, or said to be two (M10)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from needless.contacts.duplicates import Pair
    from needless.contacts.models import Undo
    from needless.owners.models import Owner

ID = click.IntRange(min=1)
as_json = click.option("--json", "is_json", is_flag=True, help="Print JSON.")


@click.command("duplicates")
@as_json
@click.pass_context
def duplicates(ctx: click.Context, is_json: bool) -> None:
    """List contacts who may be one person, the likeliest first; what was decided is left out."""
    from needless.cli.root import acting_owner, print_json
    from needless.contacts.duplicates import pairs_of

    owner = acting_owner(ctx)
    pairs = pairs_of(owner)
    if is_json:
        print_json([{"a": p.a, "b": p.b, "score": p.score, "why": p.why} for p in pairs])
    else:
        _print_pairs(owner, pairs)


@click.command("merge")
@click.argument("keep", type=ID, metavar="A")
@click.argument("other", type=ID, metavar="B")
@as_json
@click.pass_context
def merge(ctx: click.Context, keep: int, other: int, is_json: bool) -> None:
    """Make B part of A: nothing is lost, and it can be undone."""
    from django.utils import timezone

    from needless.helping.merging import merge_contacts

    _decide(ctx, is_json, lambda owner: merge_contacts(owner, keep, other, timezone.localdate()))


@click.command("two-people")
@click.argument("a", type=ID)
@click.argument("b", type=ID)
@as_json
@click.pass_context
def two_people(ctx: click.Context, a: int, b: int, is_json: bool) -> None:
    """Say that A and B are not the same: never asked again."""
    from needless.contacts.duplicates import say_two_people

    _decide(ctx, is_json, lambda owner: say_two_people(owner, a, b))


def _decide(ctx: click.Context, is_json: bool, act: Callable[[Owner], Undo]) -> None:
    from needless.cli.root import acting_owner, print_json, stop
    from needless.contacts.models import Contact

    owner = acting_owner(ctx)
    try:
        undo = act(owner)
    except Contact.DoesNotExist:
        stop("There is no such contact.")
    except ValueError as problem:
        stop(str(problem))
    print_json({"undo": undo.pk, "label": undo.label}) if is_json else click.echo(undo.label)


def _print_pairs(owner: Owner, pairs: list[Pair]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from needless.contacts.models import Contact

    names = dict(Contact.objects.of(owner).values_list("pk", "name"))
    table = Table("score", "A", "", "B", "", "why", box=None, header_style="bold")
    for pair in pairs:
        a, b = escape(names[pair.a]), escape(names[pair.b])
        table.add_row(f"{pair.score:.0%}", str(pair.a), a, str(pair.b), b, escape(pair.why))
    Console().print(table if pairs else "Nobody is here twice, as far as one can tell.")


commands = (duplicates, merge, two_people)
