"""`needless heard`: possibilities and perspectives, and one more in a line (M5, M6)."""

from __future__ import annotations

import click


@click.command("heard")
@click.argument("words", metavar="[LINE]", nargs=-1)
@click.option("--from", "source", type=int, metavar="ID", help="The contact who told it.")
@click.option("--thought", is_flag=True, help="It is a thought for your work, no possibility.")
@click.option("--work", default="", help="What of your work it touches.")
@click.option("--quarter", default="", metavar="2026-Q4", help="The thoughts of one quarter alone.")
@click.option("--json", "is_json", is_flag=True, help="Print JSON.")
@click.pass_context
def heard(
    ctx: click.Context,
    words: tuple[str, ...],
    source: int | None,
    thought: bool,
    work: str,
    quarter: str,
    is_json: bool,
) -> None:
    """What you heard of, from whom, and what became of it. With LINE and --from: keep one more."""
    from needless.cli.root import acting_owner, print_json
    from needless.hearing.queries import perspectives_of, possibilities_of, quarter_of
    from needless.hearing.shapes import perspective_shape, possibility_shape

    owner = acting_owner(ctx)
    if words:
        _keep(owner, " ".join(words), source, "perspective" if thought else "possibility", work)
    thoughts = [r for r in perspectives_of(owner) if quarter in ("", str(quarter_of(r.on)))]
    found = {
        "possibilities": [] if quarter else [possibility_shape(row) for row in possibilities_of(owner)],
        "perspectives": [perspective_shape(row) for row in thoughts],
    }
    if is_json:
        print_json(found)
        return
    for row in (*found["possibilities"], *found["perspectives"]):
        about = row.get("state") or row.get("work") or ""
        click.echo(f"{row['on']}  {row['text']}  ({row['from']['name']}{', ' * bool(about)}{about})")


def _keep(owner: object, text: str, source: int | None, kind: str, work: str) -> None:
    from typing import cast

    from django.utils import timezone

    from needless.cli.root import stop
    from needless.contacts.models import Contact
    from needless.contacts.queries import contact_of
    from needless.hearing.actions import keep_heard
    from needless.owners.models import Owner

    if source is None:
        raise click.UsageError("Say from whom with --from and a contact's number (`needless contacts NAME`).")
    who = cast(Owner, owner)
    try:
        keep_heard(who, contact_of(who, source), kind, text, timezone.localdate(), work=work)
    except Contact.DoesNotExist:
        stop(f"There is no contact {source} here.", 1)


commands = (heard,)
