"""Activities, events, followed calendars and letters on the command line (M11, M14)."""

from __future__ import annotations

import click

ID = click.IntRange(min=1)
as_json = click.option("--json", "is_json", is_flag=True, help="Print JSON.")


@click.command("activities")
@as_json
@click.pass_context
def activities(ctx: click.Context, is_json: bool) -> None:
    """What each activity brought: keep, try, drop, and why."""
    from django.utils import timezone

    from needless.cli.root import acting_owner, print_json
    from needless.gatherings.records import activities_of
    from needless.gatherings.shapes import activity_shape

    kept = activities_of(acting_owner(ctx), timezone.localdate())
    if is_json:
        print_json([activity_shape(each) for each in kept])
    for each in kept if not is_json else []:
        click.echo(f"{each.verdict:8}{each.activity.name}: {each.reason}")


@click.command("events")
@click.option("--all", "is_all", is_flag=True, help="Also what does not fit.")
@as_json
@click.pass_context
def events(ctx: click.Context, is_all: bool, is_json: bool) -> None:
    """What is to come: where you go, and what would fit."""
    from django.utils import timezone

    from needless.cli.root import acting_owner, print_json
    from needless.gatherings.attendance import coming_events
    from needless.gatherings.shapes import event_shape

    coming = coming_events(acting_owner(ctx), timezone.now(), timezone.localdate())
    shown = [c for c in coming if is_all or c.is_fitting or c.event.answer == "going"]
    if is_json:
        print_json([event_shape(each) for each in shown])
    for each in shown if not is_json else []:
        at = f"{timezone.localtime(each.event.starts_at):%a %d %b %H:%M}"
        click.echo(f"{each.event.pk:>5}  {at}  {each.event.name}{f' ({each.why})' if each.why else ''}")


@click.command("calendars")
@click.argument("url", required=False)
@click.option("--mine", "is_mine", is_flag=True, help="It is your own: you are at its events.")
@click.option("--remove", type=ID, metavar="ID", help="Stop following one.")
@click.option("--fetch", "is_fetch", is_flag=True, help="Ask for those that are due.")
@as_json
@click.pass_context
def calendars(
    ctx: click.Context, url: str | None, is_mine: bool, remove: int | None, is_fetch: bool, is_json: bool
) -> None:
    """List the calendars that are followed; follow the one at URL."""
    from django.utils import timezone

    from needless.cli.root import acting_owner, print_json, stop
    from needless.gatherings.feeds import follow_calendar, refresh_due, unfollow_calendar
    from needless.gatherings.models import CalendarFeed
    from needless.gatherings.shapes import calendar_shape

    owner = acting_owner(ctx)
    try:
        if url:
            follow_calendar(owner, url, is_mine, timezone.now())
        if remove:
            unfollow_calendar(owner, remove)
    except (ValueError, CalendarFeed.DoesNotExist) as problem:
        stop(str(problem))
    if is_fetch or url:
        refresh_due(timezone.now())
    rows = [calendar_shape(feed) for feed in CalendarFeed.objects.of(owner).order_by("pk")]
    if is_json:
        print_json(rows)
    for row in rows if not is_json else []:
        click.echo(
            f"{row['id']:>4}  {row['name'] or row['url']}  {row['problem'] or row['fetched_at'] or 'waiting'}"
        )


@click.command("debrief")
@click.argument("event", type=ID)
@click.option(
    "--met", "met", type=ID, multiple=True, metavar="ID", help="A contact you talked with; may be repeated."
)
@click.option("--new", "new", multiple=True, metavar="'NAME, FIRM'", help="Somebody new; may be repeated.")
@click.option("--enjoyment", type=click.IntRange(1, 5), help="How it was, from 1 to 5.")
@click.option("--note", default="", help="A line to remember.")
@click.option("--follow-up", is_flag=True, help="Remind me to write to them within two days.")
@as_json
@click.pass_context
def debrief(
    ctx: click.Context, event: int, met: tuple[int, ...], new: tuple[str, ...], enjoyment: int | None, note: str,
    follow_up: bool, is_json: bool,
) -> None:  # fmt: skip
    """Say whom you met at EVENT, and how it was."""
    from django.utils import timezone

    from needless.cli.root import acting_owner, print_json, stop
    from needless.contacts.models import Contact
    from needless.contacts.queries import contact_of
    from needless.gatherings import debriefs
    from needless.gatherings.models import Event

    owner = acting_owner(ctx)
    try:
        row = Event.objects.of(owner).select_related("activity").get(pk=event)
        people = [contact_of(owner, pk) for pk in met]
    except (Event.DoesNotExist, Contact.DoesNotExist) as problem:
        stop(str(problem))
    undo = debriefs.debrief(
        owner, row, people, debriefs.newcomers("\n".join(new)), timezone.now(), timezone.localdate(),
        enjoyment, note, follow_up,
    )  # fmt: skip
    print_json({"undo": undo.pk, "label": undo.label}) if is_json else click.echo(undo.label)


@click.command("letter")
@click.argument("contact", type=ID)
@click.argument("path", type=click.Path(dir_okay=False, writable=True), metavar="FILE.pdf")
@click.option(
    "--for", "occasion", type=click.Choice(["word", "thanks", "birthday", "new_job"]), default="word"
)
@click.option("--text", help="The words; a beginning is written without it.")
@click.option("--card", default="a6", help="a6, a7, 4x6, a5 or letter.")
@click.option("--envelope", default="c6", help="c6, dl, c5, 10 or a7us.")
@click.option("--by-hand", "is_ruled", is_flag=True, help="Only lines to write on.")
@as_json
@click.pass_context
def letter(
    ctx: click.Context,
    contact: int,
    path: str,
    occasion: str,
    text: str | None,
    card: str,
    envelope: str,
    is_ruled: bool,
    is_json: bool,
) -> None:
    """Write a card and its envelope to CONTACT as a PDF."""
    from pathlib import Path

    from django.utils import timezone

    from needless.cards.own import sender_lines
    from needless.cli.root import acting_owner, print_json, stop
    from needless.contacts.models import Contact
    from needless.contacts.queries import contact_of
    from needless.gatherings.letters import address_lines, first_words
    from needless.gatherings.postal import Post, post_pdf, unprintable

    owner = acting_owner(ctx)
    try:
        person = contact_of(owner, contact)
        words = text or first_words(owner, person, occasion)
        post = Post(
            words,
            address_lines(owner, person).splitlines(),
            sender_lines(owner),
            timezone.localdate(),
            is_ruled,
        )
        Path(path).write_bytes(post_pdf(post, card, envelope))
    except Contact.DoesNotExist:
        stop("There is no such contact.")
    except KeyError as size:
        stop(f"There is no size {size}.", 2)
    missing = unprintable(words)
    if is_json:
        print_json({"path": str(Path(path).absolute()), "text": words, "unprintable": missing})
    click.echo(f"Written to {path}", err=True)
    if missing:
        click.echo(f"The font has no letters for {missing}: write them by hand.", err=True)


commands = (activities, events, debrief, calendars, letter)
