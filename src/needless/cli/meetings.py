"""Meetings and trips on the command line (M12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from needless.cli.gatherings import ID, as_json

if TYPE_CHECKING:
    from datetime import datetime

    from needless.gatherings.models import Trip
    from needless.gatherings.trips import Stay
    from needless.meetings.models import Meeting
    from needless.owners.models import Owner

KINDS = click.Choice(["coffee", "lunch", "dinner", "call"])
MOMENT = click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S%z"])


@click.command("meet")
@click.argument("contact", type=ID, required=False)
@click.option("--kind", type=KINDS, default="coffee", show_default=True)
@click.option("--place", default="", help="Where; it stands in the message.")
@click.option("--propose", "is_proposed", is_flag=True, help="You sent it: follow it from now on.")
@click.option("--invitation", type=click.Path(dir_okay=False, writable=True), metavar="FILE.ics")
@as_json
@click.pass_context
def meet(
    ctx: click.Context, contact: int | None, kind: str, place: str, is_proposed: bool, invitation: str | None, is_json: bool
) -> None:  # fmt: skip
    """Who is ripe for a meeting; with CONTACT, three free times in both zones and the words to send."""
    from pathlib import Path

    from django.utils import timezone

    from needless.cli.root import acting_owner, print_json, stop
    from needless.contacts.models import Contact
    from needless.contacts.queries import contact_of
    from needless.gatherings.shapes import person_shape
    from needless.meetings import proposing

    owner = acting_owner(ctx)
    if contact is None:
        _show_ripe(owner, is_json)
        return
    try:
        person = contact_of(owner, contact)
    except Contact.DoesNotExist:
        stop("There is no such contact.")
    times = proposing.times_for(owner, person, kind, timezone.localdate())
    text, number = proposing.message(owner, person, kind, times, place[:300]), None
    if is_proposed or invitation:
        row, _undo = proposing.propose(owner, person, kind, times, place, timezone.now())
        number = row.pk
        if invitation and times:
            Path(invitation).write_bytes(proposing.invitation(owner, row, times[0], timezone.now()))
    if is_json:
        moments = [at.isoformat() for at in times]
        print_json(
            {
                "meeting": number,
                "contact": person_shape(person),
                "kind": kind,
                "times": moments,
                "message": text,
            }
        )
    else:
        click.echo(text)


def _show_ripe(owner: Owner, is_json: bool) -> None:
    from django.utils import timezone

    from needless.cli.root import print_json
    from needless.meetings.prelude import ripe_threads
    from needless.meetings.shapes import ripe_shape

    ripe = ripe_threads(owner, timezone.localdate())
    if is_json:
        print_json([ripe_shape(each) for each in ripe])
    for each in ripe if not is_json else []:
        place = each.trip.place if each.trip else each.contact.place
        click.echo(f"{each.contact.pk:>5}  {each.step:7}{each.contact.name}{f' ({place})' if place else ''}")


@click.command("meetings")
@click.argument("meeting", type=ID, required=False)
@click.option("--agree", type=MOMENT, metavar="MOMENT", help="They chose this time: 2026-03-03T12:30, yours.")
@click.option("--met", type=click.IntRange(0, 5), help="It happened; how it was, 1 to 5 (0: not said).")
@click.option("--lapse", is_flag=True, help="It came to nothing.")
@click.option("--invitation", type=click.Path(dir_okay=False, writable=True), metavar="FILE.ics")
@as_json
@click.pass_context
def meetings(
    ctx: click.Context, meeting: int | None, agree: datetime | None, met: int | None, lapse: bool, invitation: str | None, is_json: bool
) -> None:  # fmt: skip
    """What is proposed and agreed; with MEETING, what became of it."""
    from django.utils import timezone

    from needless.cli.root import acting_owner, print_json, stop
    from needless.meetings import proposing
    from needless.meetings.models import Meeting
    from needless.meetings.shapes import meeting_shape

    owner, now = acting_owner(ctx), timezone.now()
    proposing.lapse_old(owner, now)
    rows = Meeting.objects.of(owner).select_related("contact")
    try:
        if meeting and agree:
            proposing.agree(owner, meeting, agree if agree.tzinfo else timezone.make_aware(agree), now)
        if meeting and met is not None:
            proposing.met(owner, meeting, met or None, now)
        if meeting and lapse:
            proposing.lapse(owner, meeting, now)
        found = [rows.get(pk=meeting)] if meeting else list(rows.filter(stage__in=("proposed", "agreed")))
    except (ValueError, Meeting.DoesNotExist) as problem:
        stop(str(problem))
    if invitation and meeting:
        _write_invitation(owner, found[0], invitation, now)
    if is_json:
        print_json([meeting_shape(row) for row in found])
    for row in found if not is_json else []:
        at = f"  {timezone.localtime(row.at):%a %d %b %H:%M}" if row.at else ""
        click.echo(f"{row.pk:>5}  {row.stage:9}{row.contact.name}, {row.kind}{at}")


def _write_invitation(owner: Owner, row: Meeting, path: str, now: datetime) -> None:
    from datetime import datetime
    from pathlib import Path

    from needless.cli.root import stop
    from needless.meetings import proposing

    at = row.at or next(iter(map(datetime.fromisoformat, row.times)), None)
    if at is None:
        stop("No time was agreed on or offered.")
    Path(path).write_bytes(proposing.invitation(owner, row, at, now))


@click.command("trips")
@click.argument("words", nargs=-1, metavar="[WHERE AND WHEN]...")
@click.option("--show", type=ID, metavar="ID", help="Who is there.")
@click.option("--remove", type=ID, metavar="ID", help="No trip after all.")
@as_json
@click.pass_context
def trips(
    ctx: click.Context, words: tuple[str, ...], show: int | None, remove: int | None, is_json: bool
) -> None:
    """Trips to come; with words such as "Lisbon 3 to 6 March" a new one, and who is there."""
    from django.utils import timezone

    from needless.cli.root import acting_owner, stop
    from needless.gatherings import trips as journeys
    from needless.gatherings.models import Trip

    owner, on = acting_owner(ctx), timezone.localdate()
    try:
        if remove:
            journeys.cancel_trip(owner, Trip.objects.of(owner).get(pk=remove))
        row = journeys.plan_trip(owner, " ".join(words), None, None, on) if words else None
        row = Trip.objects.of(owner).get(pk=show) if show else row
    except (ValueError, Trip.DoesNotExist) as problem:
        stop(str(problem))
    if row:
        _show_trip(owner, row, is_json)
    else:
        _list_trips(owner, is_json)


def _show_trip(owner: Owner, row: Trip, is_json: bool) -> None:
    from django.utils import timezone

    from needless.cli.root import print_json
    from needless.meetings.shapes import trip_full_shape
    from needless.meetings.where import people_near
    from needless.method.places import city_of

    city = city_of(row.place)
    near = people_near(owner, city, timezone.localdate()) if city else []
    if is_json:
        print_json(trip_full_shape(row, near))
        return
    click.echo(_days(row))
    for each in near:
        new = "  never met" if each.is_new and each.contact.talks else ""
        click.echo(f"{each.contact.pk:>5}  {each.contact.name}, {each.contact.place}{new}")


def _list_trips(owner: Owner, is_json: bool) -> None:
    from django.utils import timezone

    from needless.cli.root import print_json
    from needless.gatherings import trips as journeys
    from needless.meetings.shapes import trip_shape

    on = timezone.localdate()
    typed, proposed = list(journeys.trips_of(owner, on)), journeys.proposed_trips(owner, on)
    if is_json:
        print_json([*map(trip_shape, typed), *map(trip_shape, proposed)])
        return
    for trip in typed:
        click.echo(f"{trip.pk:>5}  {_days(trip)}")
    for stay in proposed:
        click.echo(f"    ?  {_days(stay)} ({', '.join(event.name for event in stay.events)})")


def _days(trip: Trip | Stay) -> str:
    return f"{trip.place}, {trip.begins_on} to {trip.ends_on}"


commands = (meet, meetings, trips)
