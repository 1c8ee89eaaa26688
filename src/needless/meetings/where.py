"""Who is near a city, and whom to see there first (M12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from needless.contacts.models import Contact
from needless.interactions.ties import ties_of
from needless.method.places import NEAR_KM, City, Whereabouts, city_of
from needless.owners.models import Owner

MOST = 60


@dataclass(frozen=True, slots=True)
class Near:
    """Somebody who is there: how far off, and how likely they are in touch."""

    contact: Contact
    km: float
    chance: float

    @property
    def is_new(self) -> bool:
        """Talked with, and never met."""
        return not self.contact.met_in_person


def zone_of(contact: Contact, home: ZoneInfo) -> ZoneInfo:
    """The time zone of where a contact lives; the owner's where that is not known."""
    city = city_of(contact.place) if contact.place else None
    return ZoneInfo(city.zone) if city else home


def people_near(owner: Owner, city: City, on: date, within_km: float = NEAR_KM) -> list[Near]:
    """Who lives there or within an hour's way; whom to see first comes first.

    First those talked with and never met, then by how close one wants to stay and how alive the tie is; strangers
    who were never talked with come last.
    """
    rows = people_to_see(owner)
    homes = list(rows.exclude(place="").order_by("pk").values_list("pk", "place"))
    found = Whereabouts([place for _pk, place in homes]).near(city, within_km)
    away = {homes[number][0]: km for number, km in found}
    people = list(rows.filter(pk__in=away).defer("search", "extra"))
    return in_order(owner, people, away, on)[:MOST]


def people_to_see(owner: Owner) -> QuerySet[Contact]:
    """All but those who were let go, died, or are not to be suggested."""
    rows: QuerySet[Contact] = Contact.objects.of(owner)
    return rows.filter(deleted_at=None, let_go_at=None, is_deceased=False, never_suggest=False)


def in_order(owner: Owner, people: Sequence[Contact], away: Mapping[int, float], on: date) -> list[Near]:
    """Whom to see first comes first; ``away``: kilometres by contact."""
    ties = ties_of(owner, list(people), on, with_words=False)
    near = [Near(contact, away[contact.pk], ties[contact.pk].alive_90d) for contact in people]
    return sorted(near, key=_order)


TIERS = {"inner": 0, "close": 1, "warm": 2, "keep": 3, "none": 4}


def _order(near: Near) -> tuple[bool, bool, int, float, int]:
    contact = near.contact
    has_talked = contact.talks > 0
    return (not has_talked, not (has_talked and near.is_new), TIERS[contact.tier], -near.chance, contact.pk)
