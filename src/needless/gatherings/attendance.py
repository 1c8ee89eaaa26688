"""Which events fit what one enjoys, and who among the contacts is likely there, with the reason (M14)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeAlias

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from needless.contacts.models import Address, Contact
from needless.gatherings.companions import OPEN, said_of, stems_of
from needless.gatherings.models import Activity, Companion, Event, Guest
from needless.gatherings.nearness import Away, OwnPlaces, away_from, own_places
from needless.gatherings.records import Kept, activities_of
from needless.method.meeting import DAY_KM
from needless.method.places import NEAR_KM
from needless.owners.models import Owner
from needless.tables.bulk import batches
from needless.tables.notes import MARK

Wanted: TypeAlias = "list[tuple[Kept, set[str]]]"
MOST_COMING = 3000
FEW = 500  # events: for more all that was ever noted is read
MOST_PEOPLE = 12
OWN_AHEAD = timedelta(days=21)
SEEN_LATELY = timedelta(days=400)
SHORTEST_NAME = 8  # letters: a shorter name of an event stands in too many cards by chance
# Words of events that say nothing of what they are about.
EMPTY = frozenset(
    stems_of(
        "meeting meetup event evening annual conference week weekly monthly day open with from for the and session group round"
    )
)


@dataclass(frozen=True, slots=True)
class Likely:
    """Somebody who may be there, why, and whether the owner wants to look for them. ``guest``: the owner's own word."""

    contact: Contact
    why: str
    sureness: int  # 3: the owner or the invitation says so, 2: of the activity, 1: by place and interest
    guest: Guest | None = None


@dataclass(slots=True)
class Coming:
    """An event to come: the activity that it is like, whether it is near, who is invited or of that activity."""

    event: Event
    like: Kept | None = None
    away: Away | None = None
    people: list[Contact] = field(default_factory=list)
    score: float = 0.0

    @property
    def is_near(self) -> bool:
        return self.away is not None and self.away.km <= NEAR_KM

    @property
    def is_far(self) -> bool:
        """Farther than one goes in a day; False where nobody knows."""
        return self.away is not None and self.away.km > DAY_KM

    @property
    def is_fitting(self) -> bool:
        return self.score > 0 and self.event.answer != Event.Answer.NOT and not self.is_far

    @property
    def why(self) -> str:
        """The reason in a sentence; "" where nothing speaks for it."""
        parts = []
        if self.like:
            enjoyed = self.like.verdict == "keep"
            said = _("like %(activity)s, which you enjoy") if enjoyed else _("like %(activity)s")
            parts.append(said % {"activity": self.like.activity.name})
        if self.away:
            parts.append(self.away.said)
        if self.people:
            names = ", ".join(c.first_name for c in self.people[:3])
            parts.append(_("%(names)s likely there") % {"names": names})
        return "; ".join(parts)[:1].upper() + "; ".join(parts)[1:]


def coming_events(owner: Owner, now: datetime, on: date) -> list[Coming]:
    """What is to come, soonest first, with what speaks for each."""
    rows = Event.objects.of(owner).filter(ends_at__gte=now).select_related("activity")
    events = list(rows.order_by("starts_at", "pk")[:MOST_COMING])
    wanted, places = _wanted(owner, on), own_places(owner, on)
    invited = _invited(owner, events)
    found = [_coming(event, wanted, invited.get(event.pk, []), places) for event in events]
    return list(_worth_showing(found, now))


def _worth_showing(found: Iterable[Coming], now: datetime) -> Iterator[Coming]:
    """Of the owner's own calendar what they do in company in the next weeks, and of a series the next time only."""
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for coming in found:
        event = coming.event
        same = event.name, tuple(event.mails)
        if not event.is_mine or coming.like:
            yield coming
        elif event.mails and same not in seen and event.starts_at < now + OWN_AHEAD:
            seen.add(same)
            yield coming


def coming_of(owner: Owner, pk: int, on: date) -> Coming:
    """One event with what speaks for it, also a past one. Raises Event.DoesNotExist."""
    event: Event = Event.objects.of(owner).select_related("activity").get(pk=pk)
    return _coming(event, _wanted(owner, on), _invited(owner, [event]).get(pk, []), own_places(owner, on))


def _wanted(owner: Owner, on: date) -> Wanted:
    """Every activity that was not dropped, with the stems that tell it."""
    kept = (k for k in activities_of(owner, on) if k.verdict != "dropped")
    return [(k, interests_of(k.activity)) for k in kept]


def _coming(event: Event, wanted: Wanted, invited: list[Contact], places: OwnPlaces) -> Coming:
    like = like_of(event, wanted)
    coming = Coming(event, like, away_from(event, places), list(invited))
    if like:
        coming.score += (like.judgement.enjoyed - 3) / 2 + 0.5 if like.verdict != "drop" else -1.0
    if like and event.activity_id:  # one time of it: who is in it comes; a similar event draws who knows whom
        there = {c.pk for c in invited}
        coming.people += [c.contact for c in like.companions if c.contact_id not in there][:MOST_PEOPLE]
    coming.score += 0.3 * min(3, len(coming.people)) + (0.3 if coming.is_near and coming.score > 0 else 0)
    return coming


def like_of(event: Event, wanted: Wanted) -> Kept | None:
    """The activity that an event belongs to by the owner's word, else the one whose name or interests it names most."""
    if event.activity_id:
        return next((k for k, _stems in wanted if k.activity.pk == event.activity_id), None)
    words = set(stems_of(f"{event.name} {event.about[:500]}")) - EMPTY
    scored = [(len(words & stems), n) for n, (_kept, stems) in enumerate(wanted)]
    most, place = max(scored, default=(0, 0), key=lambda pair: (pair[0], -pair[1]))
    return wanted[place][0] if most else None


def interests_of(activity: Activity) -> set[str]:
    """The stems of an activity's interests and name that say something."""
    return set(stems_of(f"{activity.interests} {activity.name}")) - EMPTY


def _invited(owner: Owner, events: Iterable[Event]) -> dict[int, list[Contact]]:
    """By event: who was invited, or noted by the owner; a dozen at most of each."""
    events = list(events)
    ids = _contacts_by_mail(owner, {mail for event in events for mail in event.mails})
    by_event = {e.pk: list(dict.fromkeys(ids[m] for m in e.mails if m in ids)) for e in events}
    guests = Guest.objects.of(owner)
    if len(events) < FEW:
        guests = guests.filter(event__in=list(by_event))
    for pk, contact in guests.values_list("event_id", "contact_id"):
        if contact not in by_event.get(pk, [contact]):
            by_event[pk].insert(0, contact)
    wanted = sorted({pk for people in by_event.values() for pk in people[:MOST_PEOPLE]})
    people = {c.pk: c for some in batches(wanted, 5000) for c in _shown(owner, some)}
    return {
        pk: [people[c] for c in found[:MOST_PEOPLE] if c in people] for pk, found in by_event.items() if found
    }


def _contacts_by_mail(owner: Owner, mails: Iterable[str]) -> dict[str, int]:
    rows = Address.objects.of(owner).filter(kind="email", contact__deleted_at=None)
    return {
        key: pk
        for some in batches(sorted(mails), 5000)
        for key, pk in rows.filter(key__in=some).values_list("key", "contact_id")
    }


def _shown(owner: Owner, ids: Sequence[int]) -> Iterable[Contact]:
    """As much of them as a line or a page of an event shows."""
    rows: QuerySet[Contact] = Contact.objects.of(owner).filter(pk__in=ids, deleted_at=None)
    return rows.defer("search", "extra")


def likely_there(owner: Owner, event: Event, on: date) -> list[Likely]:
    """Who will be there, the surest first, and among them the ties most alive; at most a dozen."""
    found: dict[int, Likely] = {}
    activity = event.activity or _activity_like(owner, event, on)
    for source in (_noted, _by_mail):
        for likely in source(owner, event):
            found.setdefault(likely.contact.pk, likely)
    if activity:
        for likely in _of_activity(owner, activity, on):
            found.setdefault(likely.contact.pk, likely)
    for likely in (*_met_there(owner, event), *_in_town(owner, event, activity)):
        found.setdefault(likely.contact.pk, likely)
    ranked = sorted(found.values(), key=lambda one: (-one.sureness, -one.contact.strength, one.contact.pk))
    return ranked[:MOST_PEOPLE]


def _activity_like(owner: Owner, event: Event, on: date) -> Activity | None:
    like = like_of(event, _wanted(owner, on))
    return like.activity if like else None


def _noted(owner: Owner, event: Event) -> list[Likely]:
    rows = Guest.objects.of(owner).filter(event=event, contact__deleted_at=None).select_related("contact")
    return [
        Likely(g.contact, _("you look for them") if g.is_sought else _("you noted it"), 3, g) for g in rows
    ]


def _by_mail(owner: Owner, event: Event) -> list[Likely]:
    return [Likely(contact, _("invited"), 3) for contact in _invited(owner, [event]).get(event.pk, [])]


def _of_activity(owner: Owner, activity: Activity, on: date) -> list[Likely]:
    rows = Companion.objects.of(owner).filter(activity=activity, contact__last_talk_on__gte=on - SEEN_LATELY)
    rows = rows.filter(
        **{f"contact__{name}": value for name, value in OPEN.items() if name != "never_suggest"}
    )
    why = _("comes to %(activity)s") % {"activity": activity.name}
    return [
        Likely(c.contact, why, 2)
        for c in rows.select_related("contact").order_by("-contact__strength")[:MOST_PEOPLE]
    ]


def _met_there(owner: Owner, event: Event) -> list[Likely]:
    """Whom one met at an earlier one, by what stands on their card."""
    name = re.sub(r"\W*\b(?:19|20)\d\d\b\W*", " ", event.name).strip()
    if len(name) < SHORTEST_NAME:
        return []
    rows = (
        Contact.objects.of(owner)
        .filter(how_we_met__icontains=name, **OPEN)
        .exclude(how_we_met__startswith=MARK)
        .order_by("-strength")
    )
    return [Likely(c, _("you met at an earlier one"), 2) for c in rows.defer("search", "extra")[:MOST_PEOPLE]]


def _in_town(owner: Owner, event: Event, activity: Activity | None) -> list[Likely]:
    """Who lives there and is interested in what it is about."""
    city = event.place.rsplit(",", 2)
    towns = [part.strip() for part in city if len(part.strip()) > 2]
    stems = set(stems_of(event.name)) | (interests_of(activity) if activity else set())
    said = said_of(owner, sorted(stems - EMPTY - {s for town in towns for s in stems_of(town)}))
    if not towns or not said:
        return []
    near = Q()
    for town in towns:
        near |= Q(place__icontains=town)
    rows = Contact.objects.of(owner).filter(near, pk__in=list(said)[:2000], **OPEN).order_by("-strength")
    return [
        Likely(c, _("lives there: “%(said)s”") % {"said": next(iter(said[c.pk].values()))[:80]}, 1)
        for c in rows.defer("search", "extra")[:MOST_PEOPLE]
    ]
