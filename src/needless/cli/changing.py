"""`needless note` and `needless change`: what one learns of somebody, and what is to be other, from the command line (M10)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from needless.cli.root import acting_owner, print_json, say_done, stop

if TYPE_CHECKING:
    from needless.contacts.models import Contact, Undo
    from needless.owners.models import Owner

PLAIN = ("name", "organisation", "title", "place", "birthday", "how_we_met")
LISTS = {"emails": "email", "phones": "phone", "links": "link"}
as_json = click.option("--json", "is_json", is_flag=True, help="Print JSON.")


@click.command("note")
@click.argument("who", metavar="NAME|ID")
@click.argument("words", metavar="TEXT", nargs=-1, required=True)
@as_json
@click.pass_context
def note(ctx: click.Context, who: str, words: tuple[str, ...], is_json: bool) -> None:
    """Write a note about somebody: needless note "Ana Silva" her boat is called Maré."""
    from needless.cli.daily import contact_called
    from needless.contacts.actions import add_note

    owner = acting_owner(ctx)
    contact = contact_called(owner, who)
    row = add_note(owner, contact, " ".join(words))
    if is_json:
        from needless.tables.notes import is_locked, readable

        said = {"text": readable(row.text), "notes_locked": is_locked(row.text)}
        print_json({"id": row.pk, "contact": contact.pk, **said, "on": row.on})
    click.echo(f"Noted about {contact.name}.", err=True)


@click.command("change")
@click.argument("who", metavar="NAME|ID")
@click.option("--name", help="Another name.")
@click.option("--firm", "organisation", help="Where they work.")
@click.option("--title", help="What they do there.")
@click.option("--place", help="Where they live.")
@click.option("--birthday", help="1980-02-08, or --02-08 without the year.")
@click.option("--met", "how_we_met", help="How you met.")
@click.option("--email", "emails", multiple=True, help="One more; may be repeated.")
@click.option("--phone", "phones", multiple=True, help="One more; may be repeated.")
@click.option("--link", "links", multiple=True, help="One more; may be repeated.")
@click.option("--tier", type=click.Choice(["inner", "close", "warm", "keep", "none"]))
@click.option("--tag", "tags", multiple=True, help="Give a tag; may be repeated.")
@click.option("--untag", "untags", multiple=True, help="Take a tag away; may be repeated.")
@click.option("--let-go", "lets_go", is_flag=True, help="Kept, and never suggested.")
@click.option("--take-back", "takes_back", is_flag=True, help="Suggested again.")
@click.option("--delete", "deletes", is_flag=True, help="Into the trash.")
@as_json
@click.pass_context
def change(ctx: click.Context, /, who: str, is_json: bool, **given: Any) -> None:
    """Change what is known of a contact, their tier and tags; let them go, take them back, delete them."""
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from needless.cli.daily import contact_called

    owner = acting_owner(ctx)
    contact = contact_called(owner, who)
    if not any(given.values()):
        raise click.UsageError("Say what is to be other: needless change --help lists it.")
    try:
        with transaction.atomic():
            _change(owner, contact, given)
    except ValidationError as problem:
        stop(" ".join(problem.messages))
    if given["deletes"]:
        from needless.contacts.actions import delete_contact

        say_done(delete_contact(owner, contact.pk), is_json)
    else:
        _tell(owner, contact.pk, is_json)


def _change(owner: Owner, contact: Contact, given: dict[str, Any]) -> None:
    """All of it, or, where one thing cannot be kept, nothing."""
    from needless.contacts import actions
    from needless.interactions.tiers import set_tier

    values: dict[str, Any] = {name: given[name] for name in PLAIN if given[name] is not None}
    for name, kind in LISTS.items():
        if given[name]:
            there = [(row.value, row.label) for row in contact.addresses.all() if row.kind == kind]
            values[name] = [*there, *given[name]]
    if values:
        actions.save_contact(owner, values, contact)
    ids = [contact.pk]
    acts: list[tuple[Any, Callable[[], Undo | Contact]]] = [
        (given["tier"], lambda: set_tier(owner, ids, given["tier"])),
        (given["lets_go"], lambda: actions.let_go(owner, ids)),
        (given["takes_back"], lambda: actions.take_back(owner, contact.pk)),
    ]
    for is_wanted, act in acts:
        if is_wanted:
            act()
    for tag in given["tags"]:
        actions.add_tag(owner, ids, tag)
    for tag in given["untags"]:
        actions.remove_tag(owner, ids, tag)


def _tell(owner: Owner, pk: int, is_json: bool) -> None:
    from django.utils import timezone

    from needless.contacts.queries import contact_of
    from needless.shapes import contact_full_shape

    row = contact_of(owner, pk)
    if is_json:
        print_json(contact_full_shape(owner, row, timezone.localdate()))
    click.echo(f"Changed: {row.name} (needless undo takes it back).", err=True)


commands = (note, change)
