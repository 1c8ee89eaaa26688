"""Online threads and their way to a table: who is ripe for a meeting, and how many threads became one (M12)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from needless.contacts.models import Address, Contact
from needless.gatherings.models import Trip
from needless.gatherings.trips import home_of, trips_of
from needless.interactions.models import Participation
from needless.meetings.models import Meeting
from needless.method.meeting import FEWEST_TALKS, next_step
from needless.method.places import NEAR_KM, City, city_of, kilometres
from needless.owners.models import Owner

RECENT_DAYS = 730  # a thread that is still one
LOOKED_AT = 150
MONTHS = 12
WITHIN_DAYS = 180  # a meeting so long after a thread began is its fruit


@dataclass(frozen=True, slots=True)
class Ripe:
    """Somebody to meet: ``step`` is coffee, lunch, call or letter; ``km`` how far, None where it is not known."""

    contact: Contact
    step: str
    km: float | None
    met_on: date | None
    trip: Trip | None


def ripe_threads(owner: Owner, on: date, most: int = 12) -> list[Ripe]:
    """Who was talked with online of late, and met never or not for a year; the nearest and most alive first.

    Where a trip takes the owner goes before, with half of the places at most: who lives near is not crowded out.
    """
    home, trips = home_of(owner), [(trip, city_of(trip.place)) for trip in trips_of(owner, on)]
    people = list(_threads(owner, on)[:LOOKED_AT])
    found = [ripe for contact in people if (ripe := _ripe(contact, on, home, trips))]
    found.sort(key=lambda r: (r.trip is None, r.step not in {"coffee", "lunch"}, -r.contact.strength))
    on_trips = [ripe for ripe in found if ripe.trip]
    return (on_trips[: most // 2] + found[len(on_trips) :] + on_trips[most // 2 :])[:most]


def step_of(owner: Owner, contact: Contact, on: date) -> Ripe | None:
    """The next step towards a meeting with that one person; None where nothing is due, or something is under way."""
    home, trips = home_of(owner), [(trip, city_of(trip.place)) for trip in trips_of(owner, on)]
    found = _threads(owner, on).filter(pk=contact.pk).first()
    return _ripe(found, on, home, trips) if found else None


def under_way_with(owner: Owner, contact: Contact) -> Meeting | None:
    """The latest proposal to them that is neither met nor over."""
    rows = Meeting.objects.of(owner).filter(contact=contact, stage__in=("proposed", "agreed"))
    found: Meeting | None = rows.select_related("contact").order_by("-proposed_at").first()
    return found


def _threads(owner: Owner, on: date) -> QuerySet[Contact]:
    parts = Participation.objects.of(owner).filter(contact=OuterRef("pk"), interaction__channel="meeting")
    waiting = Meeting.objects.of(owner).filter(contact=OuterRef("pk"), stage__in=("proposed", "agreed"))
    post = Address.objects.of(owner).filter(contact=OuterRef("pk"), kind="postal")
    rows: QuerySet[Contact] = Contact.objects.of(owner).filter(
        deleted_at=None, let_go_at=None, is_deceased=False, never_suggest=False, talks__gte=FEWEST_TALKS,
        last_talk_on__gte=on - timedelta(days=RECENT_DAYS),
    )  # fmt: skip
    last_met = parts.order_by("-at").values("at")[:1]
    rows = rows.annotate(met_at=last_met, has_post=Exists(post)).exclude(Exists(waiting))
    long_ago = timezone.make_aware(datetime.combine(on - timedelta(days=365), datetime.min.time()))
    return (
        rows.filter(Q(met_at=None) | Q(met_at__lt=long_ago))
        .defer("search", "extra")
        .order_by("-strength", "pk")
    )


def _ripe(
    contact: Contact, on: date, home: City | None, trips: list[tuple[Trip, City | None]]
) -> Ripe | None:
    there = city_of(contact.place) if contact.place else None
    km = kilometres(home, there) if home and there else None
    trip = next((trip for trip, city in trips if city and there and kilometres(city, there) <= NEAR_KM), None)
    met_at = getattr(contact, "met_at", None)
    met_on = timezone.localdate(met_at) if met_at else None
    since = (on - met_on).days if met_on else None
    if since is None and contact.met_in_person:
        since = 10_000  # long ago, nobody knows when
    step = next_step(
        contact.talks, since, km, bool(trip), contact.tier, bool(getattr(contact, "has_post", False))
    )
    return Ripe(contact, step, km, met_on, trip) if step else None


@dataclass(frozen=True, slots=True)
class Month:
    """Threads that began online in a month, and how many of them led to a meeting within half a year."""

    first: date
    threads: int
    met: int

    @property
    def share(self) -> float:
        """Which part became a meeting, 0 to 1."""
        return self.met / self.threads if self.threads else 0.0


def threads_by_month(owner: Owner, on: date) -> list[Month]:
    """The last twelve months, oldest first: of whom the first talk was written or called, and who was met since."""
    since = (on.replace(day=1) - timedelta(days=31 * (MONTHS - 1))).replace(day=1)
    began = Contact.objects.of(owner).filter(deleted_at=None, first_talk_on__gte=since)
    days = {pk: day for pk, day in began.values_list("pk", "first_talk_on") if day}
    parts = Participation.objects.of(owner).filter(contact__in=days, interaction__channel="meeting")
    first_met = {pk: timezone.localdate(at) for pk, at in parts.values_list("contact_id").annotate(Min("at"))}
    counts: defaultdict[date, list[int]] = defaultdict(lambda: [0, 0])
    for pk, day in days.items():
        met = first_met.get(pk)
        if met is None or met > day:  # who was met first is no thread of the screen
            count = counts[day.replace(day=1)]
            count[0] += 1
            count[1] += bool(met and (met - day).days <= WITHIN_DAYS)
    return [Month(month, *counts[month]) for month in sorted(counts)]
