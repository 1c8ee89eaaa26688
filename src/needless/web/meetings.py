"""Meetings and trips: who to sit down with, three free times, and whether it happened (M12)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from needless.contacts.models import Contact
from needless.contacts.queries import contact_of
from needless.gatherings import trips as journeys
from needless.gatherings.models import Trip
from needless.meetings import proposing, where
from needless.meetings.models import Meeting
from needless.meetings.prelude import ripe_threads, threads_by_month
from needless.method.meeting import MINUTES
from needless.method.places import city_of
from needless.web.forms import ENJOYMENT
from needless.web.requests import OwnersRequest, back_to, say, say_done
from needless.web.today import with_404

KINDS = (
    ("coffee", gettext_lazy("Coffee")),
    ("lunch", gettext_lazy("Lunch")),
    ("dinner", gettext_lazy("Dinner")),
    ("call", gettext_lazy("Call")),
)
MOST_OVER = 10
DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class TripForm(forms.Form):
    """Where, from when, until when; or all of it in the first line."""

    place = forms.CharField(label=gettext_lazy("Where, and when"), max_length=300)
    begins_on = forms.DateField(label=gettext_lazy("From"), required=False, widget=DAY)
    ends_on = forms.DateField(label=gettext_lazy("Until"), required=False, widget=DAY)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.label_suffix = ""
        self.fields["place"].widget.attrs["placeholder"] = _("Lisbon 3 to 6 March")


@require_GET
def meetings(request: OwnersRequest) -> HttpResponse:
    """What is proposed and agreed, who is ripe for a meeting, and what share of threads became one."""
    owner, now = request.user, timezone.now()
    proposing.lapse_old(owner, now)
    rows = Meeting.objects.of(owner).select_related("contact")
    under_way = rows.filter(stage__in=("proposed", "agreed")).order_by("at", "-proposed_at")
    months = threads_by_month(owner, timezone.localdate())
    shown = {
        "under_way": [
            (row, _moments(row, ZoneInfo(owner.time_zone)), bool(row.at and row.at < now))
            for row in under_way
        ],
        "ripe": ripe_threads(owner, timezone.localdate()),
        "over": rows.filter(stage__in=("met", "lapsed")).order_by("-decided_at")[:MOST_OVER],
        "months": months,
        "threads": (threads := sum(month.threads for month in months)),
        "met": (met := sum(month.met for month in months)),
        "share": met / threads if threads else 0.0,
        "enjoyment": ENJOYMENT,
    }
    return render(request, "meetings.html", shown)


def _moments(row: Meeting, here: ZoneInfo) -> list[tuple[str, str]]:
    """The times that were offered: (ISO, words)."""
    times = [datetime.fromisoformat(text) for text in row.times]
    return list(zip(row.times, proposing.said(times, here, here), strict=True))


@require_http_methods(["GET", "POST"])
def new(request: OwnersRequest) -> HttpResponse:
    """Three free times in both zones, a place, and the words; then it is followed."""
    asked = request.POST if request.method == "POST" else request.GET
    number = asked.get("contact", "")
    person = with_404(lambda: contact_of(request.user, int(number) if number.isdecimal() else 0))
    kind = asked.get("kind", "coffee") if asked.get("kind") in MINUTES else "coffee"
    place, trip = asked.get("place", "").strip()[:300], _trip(request, asked.get("trip", ""))
    times = _times(request, person, kind, trip)
    if request.method == "POST":
        _row, undo = proposing.propose(request.user, person, kind, times, place, timezone.now())
        say_done(request, undo)
        return redirect("meetings")
    text = proposing.message(request.user, person, kind, times, place)
    mail = person.addresses.filter(kind="email").values_list("value", flat=True).first()
    here, there = ZoneInfo(request.user.time_zone), where.zone_of(person, ZoneInfo(request.user.time_zone))
    shown = {
        "contact": person, "kind": kind, "kinds": KINDS, "place": place, "trip": trip, "message": text,
        "times": zip([at.isoformat() for at in times], proposing.said(times, here, there), strict=True),
        "mailto": f"mailto:{mail}?subject={quote(_('Shall we meet?'))}&body={quote(text)}" if mail else "",
    }  # fmt: skip
    return render(request, "meeting_new.html", shown)


def _trip(request: OwnersRequest, number: str) -> Trip | None:
    return Trip.objects.of(request.user).filter(pk=int(number)).first() if number.isdecimal() else None


def _times(request: OwnersRequest, person: Contact, kind: str, trip: Trip | None) -> list[datetime]:
    """Those that were shown, when they are sent back; else the next three."""
    if request.method == "POST" and (sent := request.POST.getlist("time")):
        return [at for text in sent[:6] if (at := _moment(text))]
    begins, ends = (trip.begins_on, trip.ends_on) if trip else (None, None)
    return proposing.times_for(request.user, person, kind, timezone.localdate(), begins, ends)


def _moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if timezone.is_aware(at) else timezone.make_aware(at)


@require_POST
def decide(request: OwnersRequest, pk: int) -> HttpResponse:
    """They chose a time; it happened, and how it was; or it came to nothing."""
    act, now = request.POST.get("act", ""), timezone.now()
    at, rated = _moment(request.POST.get("at", "")), request.POST.get("enjoyment", "")
    acts = {
        "agree": lambda: proposing.agree(request.user, pk, at or now, now),
        "lapse": lambda: proposing.lapse(request.user, pk, now),
        "met": lambda: proposing.met(request.user, pk, int(rated) if rated in set("12345") else None, now),
    }
    row = with_404(lambda: Meeting.objects.of(request.user).get(pk=pk))
    if act not in acts or (act == "agree" and at is None):
        say(request, _("Please choose a time."))
        return redirect(back_to(request, "meetings"))
    try:
        say_done(request, acts[act]())
    except ValueError as problem:
        say(request, f"{row.contact.name}: {problem}")
    return redirect(back_to(request, "meetings"))


@require_GET
def invitation(request: OwnersRequest, pk: int) -> HttpResponse:
    """The invitation as a calendar file, for the time agreed on or one that was offered."""
    row = get_object_or_404(Meeting.objects.of(request.user).select_related("contact"), pk=pk)
    at = (
        row.at
        or _moment(request.GET.get("at", ""))
        or next((m for t in row.times if (m := _moment(t))), None)
    )
    if at is None:
        say(request, _("Please choose a time."))
        return redirect("meetings")
    content = proposing.invitation(request.user, row, at, timezone.now())
    answer = HttpResponse(content, content_type="text/calendar; method=REQUEST; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    return answer


@require_http_methods(["GET", "POST"])
def trips(request: OwnersRequest) -> HttpResponse:
    """The next trips, those that the calendar speaks of, and one more."""
    owner, on = request.user, timezone.localdate()
    form = TripForm(request.POST or None, initial={"place": request.GET.get("place", "")[:300]})
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("trip", journeys.plan_trip(owner, **form.cleaned_data, on=on).pk)
        except ValueError as problem:
            form.add_error("place", str(problem))
    shown = {
        "form": form, "trips": journeys.trips_of(owner, on), "proposed": journeys.proposed_trips(owner, on),
    }  # fmt: skip
    return render(request, "trips.html", shown, status=422 if form.errors else 200)


@require_GET
def trip(request: OwnersRequest, pk: int) -> HttpResponse:
    """Who is there or within an hour's way, whom to see first, and the words for each."""
    row = get_object_or_404(Trip.objects.of(request.user), pk=pk)
    city, on = city_of(row.place), timezone.localdate()
    near = where.people_near(request.user, city, on) if city else []
    first = [each for each in near if each.contact.talks]
    is_over = row.ends_on < on
    shown = {
        "trip": row, "city": city, "is_over": is_over,
        "first": [(each, "") for each in first] if is_over else _with_words(request, row, first, on),
        "strangers": [each for each in near if not each.contact.talks],
    }  # fmt: skip
    return render(request, "trip.html", shown)


def _with_words(
    request: OwnersRequest, row: Trip, near: list[where.Near], on: date
) -> list[tuple[where.Near, str]]:
    """Each with a message that is ready: a lunch in those days."""
    times = proposing.trip_times(request.user, row, "lunch", on)
    return [(n, proposing.message(request.user, n.contact, "lunch", times, "")) for n in near]


@require_POST
def cancel(request: OwnersRequest, pk: int) -> HttpResponse:
    """No trip after all."""
    row = get_object_or_404(Trip.objects.of(request.user), pk=pk)
    say_done(request, journeys.cancel_trip(request.user, row))
    return redirect("trips")
