"""`needless trash`, `record`, `erase`, `retention`: what is kept, and how it goes for good (M17)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from needless.cli.root import acting_owner, print_json, stop

if TYPE_CHECKING:
    from needless.contacts.models import Contact
    from needless.owners.models import Owner

MONTHS = click.IntRange(0, 600)
as_json = click.option("--json", "is_json", is_flag=True, help="Print JSON.")


@click.command("trash")
@click.option(
    "--restore", "number", type=click.IntRange(1, 2**62), metavar="NUMBER", help="Bring one of them back."
)
@as_json
@click.pass_context
def trash(ctx: click.Context, number: int | None, is_json: bool) -> None:
    """What was deleted in the last thirty days; `--restore NUMBER` brings it back."""
    from django.utils import timezone

    from needless.keeping.shapes import trash_shapes
    from needless.keeping.trash import trash_of

    owner = acting_owner(ctx)
    rows = trash_shapes(trash_of(owner, timezone.now()))
    if number is not None:
        if number not in [row["undo"] for row in rows]:
            stop(f"There is nothing under {number} in the trash.")
        _bring_back(owner, number, is_json)
    elif is_json:
        print_json(rows)
    else:
        for row in rows:
            click.echo(f"{row['undo']:>6}  {row['label']}  (until {row['goes_on'][:10]})")
            for part in row["parts"]:
                click.echo(f"        {part}")


def _bring_back(owner: Owner, number: int, is_json: bool) -> None:
    from django.core.exceptions import ValidationError

    from needless.contacts.undo import undo

    try:
        done = undo(owner, number)
    except ValidationError as problem:
        stop(" ".join(problem.messages))
    if is_json:
        print_json({"undo": done.pk, "label": done.label})
    click.echo(f"Back again: {done.label}", err=True)


@click.command("record")
@click.argument("words", metavar="NAME|ID", nargs=-1, required=True)
@click.option(
    "--file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write it there as JSON, to be handed over.",
)
@as_json
@click.pass_context
def record(ctx: click.Context, words: tuple[str, ...], file: Path | None, is_json: bool) -> None:
    """All that is kept about one person, whatever the chapter; by the id also of somebody in the trash."""
    from needless.keeping.about import as_document, record_of

    owner = acting_owner(ctx)
    document = as_document(record_of(owner, _anybody(owner, " ".join(words))))
    if file:
        _write(file, document)
    if is_json:
        print_json(document)
    elif not file:
        _print_record(document)


def _write(file: Path, document: dict[str, Any]) -> None:
    import json

    try:
        file.write_text(json.dumps(document, ensure_ascii=False, indent=1, default=str), encoding="utf-8")
    except OSError as error:
        stop(f"{file}: {error.strerror or error}")
    click.echo(f"All that is kept about {document['name']} is in {file}.", err=True)


def _print_record(document: dict[str, Any]) -> None:
    for title in ("tables", "mentions"):
        for name, rows in document[title].items():
            click.echo(f"{name}{' (names them)' if title == 'mentions' else ''}:")
            for row in rows:
                click.echo("  " + ", ".join(f"{key}: {value}" for key, value in row.items()))
    click.echo(f"Ways back that speak of them: {document['ways_back']}.", err=True)


@click.command("erase")
@click.argument("words", metavar="NAME|ID", nargs=-1, required=True)
@click.option("--name", "typed", help="Their whole name, to confirm; asked for without it.")
@as_json
@click.pass_context
def erase(ctx: click.Context, words: tuple[str, ...], typed: str | None, is_json: bool) -> None:
    """Erase a person for good, with every trace. There is no way back, and no import brings them back."""
    from needless.keeping.erasing import AnotherName, erase_named

    owner = acting_owner(ctx)
    person = _anybody(owner, " ".join(words))
    if typed is None:
        typed = click.prompt(f"There is no way back. To erase {person.name}, type the whole name", err=True)
    try:
        done = erase_named(owner, person.pk, str(typed))
    except AnotherName as problem:
        stop(str(problem))
    if is_json:
        print_json({"contacts": done.contacts, "rows": done.rows, "hashes": done.blocks})
    click.echo(f"Erased for good: {done.rows} rows.", err=True)


def _anybody(owner: Owner, written: str) -> Contact:
    """By id also one in the trash: there, too, something is kept."""
    from needless.cli.daily import contact_called
    from needless.contacts.models import Contact

    if written.isascii() and written.isdigit():
        found: Contact | None = Contact.objects.of(owner).filter(pk=int(written[:18])).first()
        return found or stop(f"There is no contact {written}.")
    return contact_called(owner, written)


@click.command("retention")
@click.option("--subjects", type=MONTHS, metavar="MONTHS", help="Subjects go after so many; 0 keeps them.")
@click.option(
    "--details", type=MONTHS, metavar="MONTHS", help="Hours, threads, message numbers too; 0 keeps them."
)
@click.option(
    "--forget-erased", "forgets", is_flag=True, help="Delete the hashes that keep erased people away."
)
@click.option("--yes", "is_sure", is_flag=True, help="Set the rule; without it only what would go is said.")
@as_json
@click.pass_context
def retention(
    ctx: click.Context, subjects: int | None, details: int | None, forgets: bool, is_sure: bool, is_json: bool
) -> None:
    """How long details of mails are kept; another rule is looked at first, and set with --yes."""
    from django.utils import timezone

    from needless.contacts.forgetting import forget_the_forgotten
    from needless.keeping.retention import set_rule, what_would_go
    from needless.keeping.shapes import rule_shape

    owner = acting_owner(ctx)
    if forgets:
        click.echo(f"Deleted: {forget_the_forgotten(owner)} hashes.", err=True)
    given = {"subjects_months": subjects, "details_months": details}
    wanted = {name: count or None for name, count in given.items() if count is not None}
    if is_sure:
        set_rule(owner, **wanted)
    for name, count in wanted.items():
        setattr(owner, name, count)
    rule = rule_shape(
        owner, what_would_go(owner, timezone.localdate(), owner.subjects_months, owner.details_months)
    )
    if is_json:
        print_json(rule)
    else:
        _print_rule(rule)
    if wanted and not is_sure:
        click.echo("Nothing was changed: set it with --yes.", err=True)


def _print_rule(rule: Any) -> None:
    for name, words in (("subjects", "Subjects"), ("details", "Hours, threads and message numbers")):
        months, going = rule[f"{name}_months"], rule[f"{name}_going"]
        click.echo(f"{words}: {f'{months} months ({going} would go now)' if months else 'kept'}")


commands = (trash, record, erase, retention)
