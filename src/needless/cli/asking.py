"""`needless asks`, `needless references`, `needless mode`: asks, who could vouch, and employed or looking (M2, M3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from needless.owners.models import Owner


@click.command("asks")
@click.option("--json", "is_json", is_flag=True, help="Print JSON.")
@click.option(
    "--check",
    "contact_id",
    type=int,
    metavar="CONTACT",
    help="What the check says of asking this contact now.",
)
@click.option("--kind", type=click.Choice(["reference", "introduction", "advice", "lead"]), default="advice", show_default=True, help="For --check: what would be asked for.")  # fmt: skip
@click.pass_context
def asks(ctx: click.Context, is_json: bool, contact_id: int | None, kind: str) -> None:
    """List what was asked of whom, and what became of it; or check an ask before it is sent."""
    from needless.asking.queries import asks_of
    from needless.asking.shapes import ask_shape
    from needless.cli.root import acting_owner, print_json

    owner = acting_owner(ctx)
    if contact_id is not None:
        return _check(owner, contact_id, kind, is_json)
    rows = list(asks_of(owner))
    if is_json:
        return print_json([ask_shape(row) for row in rows])
    for row in rows:
        what = f"{row.get_kind_display()}: {row.about}" if row.about else row.get_kind_display()
        click.echo(
            f"{row.pk}  {row.contact.name}, {what} ({row.get_stage_display()}, {row.stage_at:%Y-%m-%d})"
        )
    if not rows:
        click.echo("You have asked nobody for anything.", err=True)


def _check(owner: Owner, contact_id: int, kind: str, is_json: bool) -> None:
    from django.utils import timezone

    from needless.asking.checking import check_of
    from needless.asking.shapes import check_shape
    from needless.cli.root import print_json, stop
    from needless.contacts.models import Contact
    from needless.contacts.queries import contact_of

    try:
        found = check_of(owner, contact_of(owner, contact_id), kind, timezone.now())
    except Contact.DoesNotExist:
        stop(f"There is no contact {contact_id}.")
    if is_json:
        return print_json(check_shape(found))
    click.echo(f"{found.sentence}\n{found.advice}")
    for hand in found.first:
        click.echo(f"  first: {hand.words}")


@click.command("references")
@click.option("--json", "is_json", is_flag=True, help="Print JSON.")
@click.option("--job", type=int, metavar="ID", help="For this job of yours alone.")
@click.option("--skill", default="", help="For this skill alone.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many.")
@click.pass_context
def references(ctx: click.Context, is_json: bool, job: int | None, skill: str, limit: int | None) -> None:
    """List who could vouch for your work, the readiest first, with what would raise it most."""
    from django.utils import timezone

    from needless.asking.references import references as references_of
    from needless.asking.shapes import reference_shape
    from needless.cli.root import acting_owner, print_json

    rows = references_of(acting_owner(ctx), timezone.localdate(), job, skill)[:limit]
    if is_json:
        return print_json([reference_shape(row) for row in rows])
    for row in rows:
        words = {"talk": "a call", "note": "writing down what you did together"}
        by = f"; {words[row.raised_by[0]]} makes it {row.raised_by[1]:.0%}" if row.raised_by else ""
        click.echo(f"{row.parts.readiness:4.0%}  {row.contact.name}{f', {row.firm}' if row.firm else ''}{by}")
    if not rows:
        click.echo("Nobody yet, as far as is known.", err=True)


@click.command("mode")
@click.argument("mode", type=click.Choice(["employed", "looking"]), required=False)
@click.option("--json", "is_json", is_flag=True, help="Print JSON.")
@click.pass_context
def mode(ctx: click.Context, mode: str | None, is_json: bool) -> None:
    """Say whether you look for a job, or see it."""
    from django.utils import timezone

    from needless.asking.actions import current_search, set_mode
    from needless.cli.root import acting_owner, print_json

    owner = acting_owner(ctx)
    if mode:
        set_mode(owner, mode == "looking", timezone.localdate())
    search = current_search(owner)
    shape = {"mode": "looking" if search else "employed", "since": search.began_on if search else None}
    if is_json:
        return print_json(shape)
    click.echo(shape["mode"])


commands = (asks, references, mode)
