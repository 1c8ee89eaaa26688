"""How far an event is from where the owner will be: at home, at a place of theirs, or on a trip (M12, M14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from needless.gatherings.models import Activity, Event, Trip
from needless.gatherings.trips import home_of, trips_of
from needless.method.folding import fold
from needless.method.places import NEAR_KM, City, city_of, city_of_address, kilometres
from needless.owners.models import Owner

HERE_KM = 5.0


@dataclass(frozen=True, slots=True)
class OwnPlaces:
    """Cities that are the owner's own, and the trips to come with theirs."""

    cities: tuple[City, ...]
    trips: tuple[tuple[Trip, City], ...]


@dataclass(frozen=True, slots=True)
class Away:
    """How far, and on which trip, if it is that one which makes it near."""

    km: float
    trip: Trip | None = None

    @property
    def said(self) -> str:
        """ "Near you", "35 km from you", "where you will be: Lisbon"."""
        if self.trip:
            return _("where you will be: %(place)s") % {"place": self.trip.place}
        if self.km <= HERE_KM:
            return _("near you")
        return _("%(km)s km from you") % {"km": f"{round(self.km):,}".replace(",", "\u202f")}


def own_places(owner: Owner, on: date) -> OwnPlaces:
    """Home, and where the activities are that the owner did not drop; trips that are not over."""
    doing = Activity.objects.of(owner).exclude(stage=Activity.Stage.DROPPED).exclude(place="")
    found = [home_of(owner), *(city_of(place) for place in doing.values_list("place", flat=True))]
    trips = ((trip, city_of(trip.place)) for trip in trips_of(owner, on))
    cities = dict.fromkeys(city for city in found if city)
    return OwnPlaces(tuple(cities), tuple((trip, city) for trip, city in trips if city))


def away_from(event: Event, places: OwnPlaces) -> Away | None:
    """How far the event is; None where it or the owner is nobody knows where."""
    city = city_of_address(event.place) if event.place else None
    if city is None:
        words = fold(event.place)
        return Away(0.0) if any(fold(own.name) in words for own in places.cities) else None
    first, last = event.starts_at.date(), event.ends_at.date()
    for trip, there in places.trips:
        if trip.begins_on <= last and first <= trip.ends_on and kilometres(city, there) <= NEAR_KM:
            return Away(kilometres(city, there), trip)
    return Away(min(kilometres(city, own) for own in places.cities)) if places.cities else None
