"""Where the owner is: at home, on a trip, or soon away by what stands in the calendar (M12)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from needless.contacts.models import Undo
from needless.contacts.undo import remember, whole
from needless.gatherings.models import Event, Trip
from needless.method.places import NEAR_KM, City, city_of, city_of_address, kilometres
from needless.method.stay import stay_in
from needless.owners.models import Owner, OwnPosition

PAUSE = timedelta(days=1)  # two events in one city so many days apart are one stay
MOST_EVENTS, MOST_STAYS = 2000, 12


def home_of(owner: Owner) -> City | None:
    """The city of the owner's present job, else the one that their time zone is called after."""
    jobs = OwnPosition.objects.of(owner).filter(ended="").exclude(place="").order_by("-started")
    places = [*jobs.values_list("place", flat=True), owner.time_zone.rsplit("/", 1)[-1].replace("_", " ")]
    return next((city for place in places if (city := city_of(place))), None)


def trips_of(owner: Owner, on: date) -> QuerySet[Trip]:
    """Trips that are not over, the next first."""
    rows: QuerySet[Trip] = Trip.objects.of(owner).filter(ends_on__gte=on)
    return rows.order_by("begins_on", "pk")


def plan_trip(owner: Owner, place: str, begins_on: date | None, ends_on: date | None, on: date) -> Trip:
    """A new trip; ``place`` may say the days as well ("Lisbon 3 to 6 March"). Raises ValueError with what is missing."""
    told = stay_in(place, on)
    if begins_on is None and told.begins_on:
        place, begins_on, ends_on = told.place, told.begins_on, ends_on or told.ends_on
    if city_of(place) is None:
        raise ValueError(_("No city of this name is known: try the largest one near."))
    if begins_on is None:
        raise ValueError(_("When? For example: Lisbon 3 to 6 March."))
    ends_on = ends_on or begins_on
    if ends_on < begins_on:
        raise ValueError(_("A trip ends after it begins."))
    row: Trip = Trip.objects.create(owner=owner, place=place[:300], begins_on=begins_on, ends_on=ends_on)
    return row


def cancel_trip(owner: Owner, trip: Trip) -> Undo:
    """It does not take place."""
    undo = remember(owner, _("%(place)s: no trip") % {"place": trip.place}, insert=[whole(trip)])
    trip.delete()
    return undo


@dataclass(frozen=True, slots=True)
class Stay:
    """A trip that the calendar speaks of, and nobody typed: what takes the owner there, from which day until which."""

    city: City
    begins_on: date
    ends_on: date
    events: tuple[Event, ...]

    @property
    def place(self) -> str:
        """As it would be typed."""
        return f"{self.city.name}, {self.city.country}"


def proposed_trips(owner: Owner, on: date) -> list[Stay]:
    """Stays by the places of the owner's own events to come, more than an hour's way from home; none that is a trip already."""
    home = home_of(owner)
    if home is None:
        return []
    known = [(trip, city_of(trip.place)) for trip in trips_of(owner, on)]
    away = (s for s in _single_stays(owner, on) if kilometres(home, s.city) > NEAR_KM)
    return [stay for stay in _joined(away) if not _is_known(stay, known)][:MOST_STAYS]


def _single_stays(owner: Owner, on: date) -> Iterator[Stay]:
    """One for each event that names a city, soonest first."""
    zone = ZoneInfo(owner.time_zone)
    start = datetime(on.year, on.month, on.day, tzinfo=zone)
    rows = Event.objects.of(owner).filter(Q(is_mine=True) | Q(answer="going"), ends_at__gte=start)
    for event in rows.exclude(place="").exclude(answer="not").order_by("starts_at", "pk")[:MOST_EVENTS]:
        if city := city_of_address(event.place):
            last = event.ends_at - timedelta(seconds=1)
            begins, ends = event.starts_at.astimezone(zone), max(event.starts_at, last).astimezone(zone)
            yield Stay(city, begins.date(), ends.date(), (event,))


def _joined(stays: Iterator[Stay]) -> list[Stay]:
    """Those in one city without a pause between them are one."""
    found: list[Stay] = []
    for stay in stays:
        before = next(
            (n for n, s in enumerate(found) if s.city == stay.city and stay.begins_on <= s.ends_on + PAUSE),
            None,
        )
        if before is None:
            found.append(stay)
        else:
            old = found[before]
            found[before] = replace(
                old, ends_on=max(old.ends_on, stay.ends_on), events=(*old.events, *stay.events)
            )
    return found


def _is_known(stay: Stay, trips: Sequence[tuple[Trip, City | None]]) -> bool:
    return any(
        city is not None and kilometres(city, stay.city) <= NEAR_KM
        and trip.begins_on <= stay.ends_on and stay.begins_on <= trip.ends_on
        for trip, city in trips
    )  # fmt: skip
