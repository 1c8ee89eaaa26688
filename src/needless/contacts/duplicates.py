"""Contacts who may be one person: asked, once, and never decided without the owner (M10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import time
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from needless.contacts import undo as way_back
from needless.contacts.identity import is_identity, is_shared_mailbox
from needless.contacts.models import Address, Contact, Merge, Position, TwoPeople, Undo
from needless.contacts.queries import contact_of, contacts_of
from needless.method.blocking import WORTH_ASKING, like_pairs
from needless.method.likeness import Names, Person, Reason, likeness

if TYPE_CHECKING:
    from needless.owners.models import Owner

FRESH_SECONDS = 600
A_WEEK = 7 * 86_400
MANY = 10_000  # with more contacts the pairs take seconds: a page shows those found last, a job looks each minute
KINDS = ("email", "shared", "phone", "link")
COLUMNS = ("pk", "name", "nickname", "organisation", "place", "birthday")


Keys = frozenset[str]


@dataclass(frozen=True, slots=True)
class Pair:
    """Ids of two contacts, the smaller first; ``score`` between 0 and 1; ``why`` is a sentence."""

    a: int
    b: int
    score: float
    why: str


def pairs_of(owner: Owner) -> list[Pair]:
    """Every pair worth asking about, the likeliest first, without those that were decided."""
    decided = _decided(owner)
    found = []
    for pair in like_pairs(people_of(owner)):
        a, b = sorted((pair.a, pair.b))
        if (a, b) not in decided:
            found.append(Pair(a, b, round(pair.score, 3), sentence(pair.reasons)))
    return found


def pairs_at_hand(owner: Owner) -> list[Pair]:
    """As pairs_of(), but those found last: for pages that ask one by one.

    They know of everybody who came in or back, and of what was changed ten minutes ago; among more than MANY
    contacts they are as old as the job that looks for them.
    """
    held: _Found | None = cache.get(_key(owner))
    if held is None or (_is_stale(owner, held) and contacts_of(owner).count() <= MANY):
        held = _look(owner)
    decided = _decided(owner)
    there = set(contacts_of(owner).values_list("pk", flat=True))
    return [pair for pair in held.pairs if {pair.a, pair.b} <= there and (pair.a, pair.b) not in decided]


def pair_at_hand(owner: Owner, contact: Contact) -> Pair | None:
    """Who this one may be, among the pairs found last; looks at no one else, so that it may be asked at any time."""
    held: _Found | None = cache.get(_key(owner))
    pairs = [pair for pair in (held.pairs if held else ()) if contact.pk in (pair.a, pair.b)]
    decided = _decided(owner) if pairs else set()
    there = set(
        contacts_of(owner)
        .filter(pk__in={pk for p in pairs for pk in (p.a, p.b)})
        .values_list("pk", flat=True)
    )
    for pair in pairs:
        if {pair.a, pair.b} <= there and (pair.a, pair.b) not in decided:
            now = pair_of(owner, pair.a, pair.b)
            return now if now.score >= WORTH_ASKING else None
    return None


def refresh_pairs(owner: Owner) -> bool:
    """Look for pairs again where anybody came in, back or was changed since the last look; was there need?"""
    held: _Found | None = cache.get(_key(owner))
    if held and (held.after, held.changed_at) == (_arrivals(owner), _changed_at(owner)):
        return False
    _look(owner)
    return True


@dataclass(frozen=True, slots=True)
class _Found:
    """The pairs that were found, and after which arrivals and changes."""

    pairs: list[Pair]
    after: tuple[UUID | None, datetime | None]
    changed_at: datetime | None
    at: float


def _is_stale(owner: Owner, held: _Found) -> bool:
    is_old = time() - held.at > FRESH_SECONDS
    return held.after != _arrivals(owner) or (is_old and held.changed_at != _changed_at(owner))


def _look(owner: Owner) -> _Found:
    after, changed_at = _arrivals(owner), _changed_at(owner)
    found = _Found(pairs_of(owner), after, changed_at, time())
    cache.set(_key(owner), found, A_WEEK)
    return found


def _key(owner: Owner) -> str:
    return f"duplicates-{owner.pk}"


def _arrivals(owner: Owner) -> tuple[UUID | None, datetime | None]:
    """Who came in last, and when something was last undone."""
    latest = Contact.objects.of(owner).order_by("-pk").values_list("uid", flat=True).first()
    return latest, Undo.objects.of(owner).exclude(used_at=None).aggregate(at=Max("used_at"))["at"]


def _changed_at(owner: Owner) -> datetime | None:
    changed_at: datetime | None = Contact.objects.of(owner).aggregate(at=Max("changed_at"))["at"]
    return changed_at


def pair_of(owner: Owner, a: int, b: int) -> Pair:
    """These two compared, whatever comes out. Raises Contact.DoesNotExist."""
    first, second = sorted((contact_of(owner, a).pk, contact_of(owner, b).pk))
    people = {p.key: p for p in people_of(owner, [first, second])}
    found = likeness(people[first], people[second], Names.of(people.values()))
    return Pair(first, second, round(found.score, 3), sentence(found.reasons))


def _decided(owner: Owner) -> set[tuple[int, int]]:
    return set(TwoPeople.objects.of(owner).values_list("a", "b"))


def people_of(owner: Owner, ids: Sequence[int] | None = None) -> list[Person]:
    """What is compared of each contact, in three queries; of all who are not deleted, without ids."""
    contacts = contacts_of(owner) if ids is None else contacts_of(owner).filter(pk__in=ids)
    about = contacts.values("pk")
    places = _addresses(Address.objects.of(owner).filter(contact__in=about).exclude(kind="postal"))
    former: dict[int, set[str]] = defaultdict(set)
    held = Position.objects.of(owner).filter(contact__in=about).exclude(organisation="")
    for pk, name in held.values_list("contact_id", "organisation"):
        former[pk].add(name)
    rows = contacts.order_by("pk").values_list(*COLUMNS)
    return [
        Person(
            pk, name, nickname, *_reached(places, pk), organisation, frozenset(former[pk]), place, birthday
        )
        for pk, name, nickname, organisation, place, birthday in rows
    ]  # fmt: skip


def _reached(places: dict[tuple[int, str], set[str]], pk: int) -> tuple[Keys, Keys, Keys, Keys]:
    email, shared, phone, link = (frozenset(places[pk, kind]) for kind in KINDS)
    return email, shared, phone, link


def _addresses(rows: Iterable[Address]) -> dict[tuple[int, str], set[str]]:
    found: dict[tuple[int, str], set[str]] = defaultdict(set)
    for address in rows:
        kind, key = address.kind, address.key
        if kind == "email" and is_shared_mailbox(key):
            kind = "shared"
        if kind in {"phone", "shared"} or is_identity(kind, key):
            found[address.contact_id, kind].add(key)
    return found


def sentence(reasons: Sequence[Reason]) -> str:
    """The three reasons that weigh most, as a sentence."""
    said = [words for reason in reasons if (words := _said(reason))][:3]
    text = ", ".join(said)
    return text[:1].upper() + text[1:] + "." if text else ""


def _said(reason: Reason) -> str:
    words = {
        "name": _("the same name"), "spelling": _("the same name spelt otherwise"),
        "nickname": _("a short form of the name"), "order": _("the same name in another order"),
        "slip": _("a name that differs by a letter"), "initial": _("a shortened name"),
        "other name": _("different names"), "email": _("the same e-mail %(what)s"),
        "mailbox": _("the shared mailbox %(what)s"), "phone": _("the same phone number"),
        "link": _("the same profile"), "two profiles": _("but two LinkedIn profiles"),
        "firm": _("both at %(what)s"), "domain": _("e-mail at %(what)s"),
        "other firm": _("different organisations"), "place": _("both in %(what)s"),
        "birthday": _("the same birthday"), "other birthday": _("but different birthdays"),
        "other generation": _("but one is senior and one is junior"),
    }  # fmt: skip
    return words.get(reason.kind, "") % {"what": reason.what}


@transaction.atomic
def say_two_people(owner: Owner, a: int, b: int) -> Undo:
    """They are not one: never asked again. Raises Contact.DoesNotExist; ValueError for one and the same."""
    if a == b:
        raise ValueError(_("That is one contact, not two."))
    first, second = (contact_of(owner, pk) for pk in sorted((a, b)))
    row, is_new = TwoPeople.objects.get_or_create(owner=owner, a=first, b=second)
    label = _("Two people: %(a)s and %(b)s") % {"a": first.name, "b": second.name}
    return way_back.remember(owner, label, remove=[way_back.made(row)] if is_new else [])


def merges_of(owner: Owner) -> list[Merge]:
    """What was merged and can still be taken apart, the latest first."""
    return list(Merge.objects.of(owner).exclude(undo=None).select_related("contact", "into").order_by("-pk"))


def merged_into(owner: Owner) -> dict[int, int]:
    """Id of each merged contact -> id of the contact who stands for them now, over several merges, too."""
    into: dict[int, int] = dict(Merge.objects.of(owner).values_list("contact_id", "into_id"))
    return {pk: _last(into, pk) for pk in into}


def _last(into: dict[int, int], pk: int) -> int:
    while pk in into:
        pk = into[pk]
    return pk
