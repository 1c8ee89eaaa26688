"""`needless add`, `find`, `who`, `intro` and `completion`: what one does every day, from the command line (M1, M16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from needless.cli.people import say_if_nearly
from needless.cli.root import acting_owner, print_json, stop

if TYPE_CHECKING:
    from needless.contacts.models import Contact
    from needless.introducing.models import Introduction
    from needless.owners.models import Owner

SHELLS = ("bash", "zsh", "fish")
as_json = click.option("--json", "is_json", is_flag=True, help="Print JSON.")


@click.command("add")
@click.argument("words", metavar="NAME", nargs=-1, required=True)
@click.option("--email", multiple=True, help="May be repeated.")
@click.option("--phone", multiple=True, help="May be repeated.")
@click.option("--link", multiple=True, help="A profile or web page; may be repeated.")
@click.option("--firm", default="", help="Where they work.")
@click.option("--title", default="", help="What they do there.")
@click.option("--place", default="", help="Where they live.")
@click.option("--met", default="", help="How you met.")
@click.option("--tag", multiple=True, help="May be repeated.")
@click.option("--tier", type=click.Choice(["inner", "close", "warm", "keep"]), default=None)
@as_json
@click.pass_context
def add(ctx: click.Context, /, words: tuple[str, ...], tier: str | None, is_json: bool, **given: Any) -> None:
    """Add a contact: needless add Ana Silva --firm Northwind --met "at the Lisbon meetup"."""
    from django.core.exceptions import ValidationError
    from django.utils import timezone

    from needless.contacts.actions import save_contact
    from needless.contacts.queries import contact_of
    from needless.interactions.tiers import set_tier
    from needless.shapes import contact_full_shape

    owner, on = acting_owner(ctx), timezone.localdate()
    try:
        row = save_contact(owner, _values(" ".join(words), given))
    except ValidationError as problem:
        stop(" ".join(problem.messages))
    if tier:
        set_tier(owner, [row.pk], tier, on)
    shape = contact_full_shape(owner, contact_of(owner, row.pk), on)
    print_json(shape) if is_json else click.echo(f"{row.pk}  {row.name}")


def _values(name: str, given: dict[str, Any]) -> dict[str, Any]:
    names = {
        "email": "emails",
        "phone": "phones",
        "link": "links",
        "tag": "tags",
        "firm": "organisation",
        "met": "how_we_met",
    }
    values = {
        names.get(key, key): list(value) if isinstance(value, tuple) else value
        for key, value in given.items()
    }
    return {"name": name.strip(), **{key: value for key, value in values.items() if value}}


@click.command("find")
@click.argument("words", metavar="WORDS", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True)
@as_json
@click.pass_context
def find(ctx: click.Context, words: tuple[str, ...], limit: int, is_json: bool) -> None:
    """Find contacts by any words of name, firm, place, note; the most alive first; else names spelt nearly so. Exit code 1 for nobody."""
    from needless.contacts.queries import names_like

    found = names_like(acting_owner(ctx), " ".join(words), limit)
    say_if_nearly(found, " ".join(words))
    if is_json:
        print_json([_found(contact) for contact in found])
    for contact in [] if is_json else found:
        last = contact.last_talk_on.isoformat() if contact.last_talk_on else "never"
        click.echo(f"{contact.pk:>7}  {contact.name}  {_work(contact)}  {last}".rstrip())
    raise SystemExit(0 if found else 1)


def _found(contact: Contact) -> dict[str, Any]:
    columns = ("name", "organisation", "title", "place", "tier", "state", "last_talk_on")
    return {"id": contact.pk, **{name: getattr(contact, name) for name in columns}}


def _work(contact: Contact) -> str:
    return ", ".join(part for part in (contact.title, contact.organisation) if part)


@click.command("who")
@click.argument("words", metavar="NAME|ID", nargs=-1, required=True)
@as_json
@click.pass_context
def who(ctx: click.Context, words: tuple[str, ...], is_json: bool) -> None:
    """Who is this, where did you leave off, and what is open between you: before a call or a meeting."""
    from needless.mcp.tools import brief_me

    owner = acting_owner(ctx)
    brief = brief_me(owner, contact_called(owner, " ".join(words)).pk)
    print_json(brief) if is_json else _print_brief(brief)


def _print_brief(brief: dict[str, Any]) -> None:
    click.echo(
        "  ".join(part for part in (brief["name"], brief.get("work", ""), brief.get("place", "")) if part)
    )
    for line in (brief.get("why_now"), brief.get("how_we_met"), *brief.get("talk_about", ())):
        click.echo(f"  {line}" if line else "", nl=bool(line))
    for talk in brief.get("latest", ()):
        click.echo(f"  {talk['on']}  {talk['channel']:8} {talk.get('about', '')}".rstrip())
    for name, said in (
        ("you_owe", "you owe"),
        ("they_owe", "owes you"),
        ("needs", "needs"),
        ("offers", "offers"),
        ("notes", "note"),
    ):
        for text in brief.get(name, ()):
            click.echo(f"  {said}: {text}")
    if brief.get("notes_locked"):
        click.echo("  Your notes are locked: NEEDLESS_NOTES_KEY or --unlock opens them.")


def contact_called(owner: Owner, written: str) -> Contact:
    """Whom a name or an id means; ends with exit code 3 and those whom it may mean where that is not certain."""
    from needless.contacts.models import Contact
    from needless.contacts.queries import contact_of
    from needless.interactions.quick_log import who as who_is

    if written.isascii() and written.isdigit():
        try:
            return contact_of(owner, int(written[:18]))
        except Contact.DoesNotExist:
            stop(f"There is no contact {written}.")
    fit = who_is(owner, written)
    if fit.contact is None:
        options = "".join(f"\n{contact.pk:>7}  {contact.name}  {_work(contact)}" for contact in fit.options)
        stop(
            f"Who is {written}? Say the number:{options}" if options else f"There is nobody called {written}."
        )
    return fit.contact


@click.command("intro")
@click.argument("first", metavar="[A|NUMBER]", default="")
@click.argument("second", metavar="[B|STEP]", default="")
@click.option("--outcome", default="", help='What came of it, with the step "outcome".')
@as_json
@click.pass_context
def intro(ctx: click.Context, first: str, second: str, outcome: str, is_json: bool) -> None:
    """Introductions begun; with two people (names or ids) begin one; with a NUMBER and a STEP go on with it."""
    from needless.introducing.queries import introductions_of
    from needless.introducing.stages import ACTS

    owner = acting_owner(ctx)
    if bool(first) != bool(second):
        raise click.UsageError(
            'Two people, or the number of an introduction and a step: needless intro "Ana Silva" 17'
        )
    if second in ACTS:
        rows = [_stepped(owner, first, second, outcome)]
    elif first:
        rows = [_begun(owner, first, second)]
    else:
        rows = list(introductions_of(owner))
    print_json([_told(row) for row in rows]) if is_json else _print_introductions(rows)


def _begun(owner: Owner, first: str, second: str) -> Introduction:
    from django.utils import timezone

    from needless.introducing.stages import choose

    a, b = contact_called(owner, first), contact_called(owner, second)
    try:
        return choose(owner, a, b, "", "", timezone.now())
    except ValueError as problem:
        stop(str(problem))


def _stepped(owner: Owner, number: str, act: str, outcome: str) -> Introduction:
    from django.utils import timezone

    from needless.introducing.models import Introduction
    from needless.introducing.queries import introductions_of
    from needless.introducing.stages import step

    pk = int(number[:18]) if number.isascii() and number.isdigit() else 0
    try:
        click.echo(step(owner, pk, act, timezone.now(), outcome).label, err=True)
    except Introduction.DoesNotExist:
        stop(f"There is no introduction {number}.")
    except ValueError as problem:
        stop(str(problem))
    return introductions_of(owner).get(pk=pk)


def _told(row: Introduction) -> dict[str, Any]:
    from needless.introducing.shapes import introduction_shape

    return introduction_shape(row)


def _print_introductions(rows: list[Introduction]) -> None:
    from needless.introducing.stages import may

    for row in rows:
        click.echo(f"{row.pk:>5}  {row.a.name} and {row.b.name}: {row.get_stage_display()}")
        click.echo(f"       next: {', '.join(may(row)) or 'nothing'}")
    if not rows:
        click.echo("None begun: needless introductions says who should know each other.", err=True)


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
@as_json
def completion(shell: str, is_json: bool) -> None:
    """Print what completes commands in your shell: eval "$(needless completion bash)"."""
    from click.shell_completion import get_completion_class

    from needless.cli.root import needless

    made = get_completion_class(shell)
    if made is None:
        stop(f"There is nothing for {shell} here.")
    source = made(needless, {}, "needless", "_NEEDLESS_COMPLETE").source()
    print_json({"shell": shell, "source": source}) if is_json else click.echo(source)


commands = (add, find, who, intro, completion)
