"""`needless undo`: what was done last, or what was done under a number, is taken back."""

from __future__ import annotations

import click


@click.command("undo")
@click.argument("number", type=click.IntRange(1, 2**62), required=False)
@click.option(
    "--list", "is_list", is_flag=True, help="What can be taken back, the latest first; nothing is done."
)
@click.option("--json", "is_json", is_flag=True, help="Print JSON.")
@click.pass_context
def undo(ctx: click.Context, number: int | None, is_list: bool, is_json: bool) -> None:
    """Take back what you did last, also on the pages; or what was done under NUMBER."""
    from django.core.exceptions import ValidationError

    from needless.cli.root import acting_owner, print_json, stop
    from needless.contacts.models import Undo
    from needless.contacts.undo import undo as take_back

    owner = acting_owner(ctx)
    rows = Undo.objects.of(owner).filter(used_at=None).order_by("-pk")
    if is_list:
        told = [{"undo": row.pk, "label": row.label, "at": row.made_at} for row in rows[:20]]
        print_json(told) if is_json else _print(told)
        return
    chosen = rows.filter(pk=number).first() if number else rows.first()
    if chosen is None:
        stop(f"There is nothing to take back under {number}." if number else "There is nothing to take back.")
    try:
        done: Undo = take_back(owner, chosen.pk)
    except ValidationError as problem:
        stop(" ".join(problem.messages))
    if is_json:
        print_json({"undo": done.pk, "label": done.label})
    click.echo(f"Taken back: {done.label}", err=True)


def _print(told: list[dict[str, object]]) -> None:
    for row in told:
        click.echo(f"{row['undo']:>6}  {row['label']}")


commands = (undo,)
