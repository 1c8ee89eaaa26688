"""`needless open`, `triage`, `conflicts`: what waits for a word of the owner's, and the word (M10, M16)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from needless.cli.root import acting_owner, print_json, say_done, stop

if TYPE_CHECKING:
    from needless.contacts.models import Undo
    from needless.owners.models import Owner

ID = click.IntRange(1, 2**62)
as_json = click.option("--json", "is_json", is_flag=True, help="Print JSON.")


@click.command("open")
@click.option("--kept", type=ID, metavar="NUMBER", help="That promise was kept.")
@click.option("--ended", type=ID, metavar="NUMBER", help="That need or offer no longer holds.")
@click.option("--renewed", type=ID, metavar="NUMBER", help="That need or offer still holds.")
@click.option("--drop", type=ID, metavar="NUMBER", help="That line of the log is settled.")
@as_json
@click.pass_context
def open_(ctx: click.Context, /, is_json: bool, **numbers: int | None) -> None:
    """Promises not kept yet, needs and offers, lines of the log with a question; or settle one of them."""
    from django.core.exceptions import ObjectDoesNotExist
    from django.utils import timezone

    from needless.helping import actions

    owner, now = acting_owner(ctx), timezone.now()
    acts: dict[str, Callable[[int], Undo]] = {
        "kept": lambda pk: actions.keep_promise(owner, pk, now),
        "ended": lambda pk: actions.end_wish(owner, pk, now),
        "renewed": lambda pk: actions.renew_wish(owner, pk, timezone.localdate()),
        "drop": lambda pk: actions.drop_line(owner, pk),
    }
    chosen = [(name, number) for name, number in numbers.items() if number is not None]
    if len(chosen) > 1:
        raise click.UsageError("One at a time.")
    for name, number in chosen:
        try:
            return say_done(acts[name](number), is_json)
        except ObjectDoesNotExist:
            stop(f"There is nothing open under {number}.")
    told = _open_things(owner)
    return print_json(told) if is_json else _print_open(told)


def _open_things(owner: Owner) -> dict[str, list[dict[str, Any]]]:
    from needless.helping.queries import open_promises, open_wishes, unfiled_lines
    from needless.tables.notes import is_locked, readable

    return {
        "promises": [
            {"id": row.pk, "contact": row.contact_id, "name": row.contact.name if row.contact else "",
             "text": row.text, "mine": row.mine, "due_on": row.due_on}
            for row in open_promises(owner)
        ],
        "wishes": [
            {"id": row.pk, "contact": row.contact_id, "name": row.contact.name if row.contact else "",
             "kind": row.kind, "text": row.text, "on": row.on}
            for row in open_wishes(owner)
        ],
        "lines": [
            {"id": row.pk, "text": readable(row.text), "question": readable(row.question), "notes_locked": is_locked(row.text)}
            for row in unfiled_lines(owner)
        ],
    }  # fmt: skip


def _print_open(told: dict[str, list[dict[str, Any]]]) -> None:
    for row in told["promises"]:
        due = f", by {row['due_on']}" if row["due_on"] else ""
        owes = f"you owe {row['name']}" if row["mine"] else f"{row['name']} owes you"
        click.echo(f"{row['id']:>6}  {owes}: {row['text']}{due}")
    for row in told["wishes"]:
        click.echo(
            f"{row['id']:>6}  {row['name']} {'needs' if row['kind'] == 'need' else 'offers'}: {row['text']}"
        )
    for row in told["lines"]:
        said = "Your notes are locked." if row["notes_locked"] else f"“{row['text']}”: {row['question']}"
        click.echo(f"{row['id']:>6}  {said}")


@click.command("triage")
@click.argument("contact", type=ID, metavar="[ID]", required=False)
@click.option(
    "--keep", "tier", type=click.Choice(["inner", "close", "warm", "keep", "none"]), help="At a tier."
)
@click.option("--met", metavar="TEXT", help="How you met.")
@click.option("--revive", is_flag=True, help="Get in touch again.")
@click.option("--let-go", "lets_go", is_flag=True, help="Kept, and never suggested.")
@click.option("--later", is_flag=True, help="Ask again another time.")
@as_json
@click.pass_context
def triage(ctx: click.Context, /, contact: int | None, is_json: bool, **decided: Any) -> None:
    """Who is to be placed, the likeliest first; or decide about one."""
    from django.utils import timezone

    from needless.shapes import contact_shapes
    from needless.triage.queries import deck_of

    owner, on = acting_owner(ctx), timezone.localdate()
    wanted = [name for name, value in decided.items() if value]
    if bool(contact) != (len(wanted) == 1):
        raise click.UsageError("An ID and one decision: needless triage 17 --keep warm")
    if contact:
        return say_done(_decided(owner, contact, wanted[0], decided[wanted[0]]), is_json)
    shapes = contact_shapes(owner, deck_of(owner, on, "", "")[:100], on)
    if is_json:
        return print_json(shapes)
    for row in shapes:
        work = ", ".join(part for part in (row["title"], row["organisation"]) if part)
        click.echo(f"{row['id']:>6}  {row['name']}  {work}".rstrip())
    return None


def _decided(owner: Owner, pk: int, act: str, said: Any) -> Undo:
    from django.utils import timezone

    from needless.contacts.models import Contact
    from needless.contacts.queries import contact_of
    from needless.triage import actions

    on = timezone.localdate()
    acts: dict[str, Callable[[list[int]], Undo]] = {
        "tier": lambda ids: actions.keep(owner, ids, said, on),
        "met": lambda ids: actions.tell_how_met(owner, ids, said, on, in_person=False),
        "revive": lambda ids: actions.revive(owner, ids, on),
        "lets_go": lambda ids: actions.let_go(owner, ids, on),
        "later": lambda ids: actions.put_off(owner, ids, on),
    }
    try:
        return acts[act]([contact_of(owner, pk).pk])
    except Contact.DoesNotExist:
        stop(f"There is no contact {pk}.")
    except ValueError as problem:
        stop(str(problem))


@click.command("conflicts")
@click.argument("number", type=ID, required=False)
@click.argument("answer", type=click.Choice(["mine", "theirs"]), required=False)
@as_json
@click.pass_context
def conflicts(ctx: click.Context, number: int | None, answer: str | None, is_json: bool) -> None:
    """What was changed here and elsewhere at once; with a NUMBER and "mine" or "theirs" say which holds."""
    from needless.contacts.conflicts import open_conflicts
    from needless.syncing.shapes import conflict_shape

    owner = acting_owner(ctx)
    if bool(number) != bool(answer):
        raise click.UsageError('A number and whose version holds: needless conflicts 3 "theirs"')
    if number and answer:
        _answer(owner, number, answer)
    rows = [conflict_shape(row) for row in open_conflicts(owner)]
    if is_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['id']:>6}  {row['name']}, {row['field']} ({row['where']})")
        click.echo(f"        mine: {row['mine']}   theirs: {row['theirs']}")


def _answer(owner: Owner, number: int, answer: str) -> None:
    from django.core.exceptions import ValidationError

    from needless.contacts.conflicts import answer_conflict
    from needless.contacts.models import Conflict

    try:
        answer_conflict(owner, number, answer)
    except Conflict.DoesNotExist:
        stop(f"There is no question {number}.")
    except ValidationError as problem:
        stop(" ".join(problem.messages))


commands = (open_, triage, conflicts)
