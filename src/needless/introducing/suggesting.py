"""Pairs who would gain from knowing each other, and do not yet, as far as is known (M16)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

import numpy as np
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from needless.contacts.models import Contact, Relation
from needless.helping.models import Wish
from needless.interactions.models import Participation
from needless.interactions.ties import ties_of
from needless.introducing.experience import Done, who_has_done_it
from needless.introducing.models import Introduction
from needless.method import relevance
from needless.method.relevance import Card, Cards, Encode
from needless.news.profiles import cards_of, people_of
from needless.news.vectors import PEOPLE, Remembered
from needless.news.words import work_of
from needless.owners.models import Owner

ALIVE_ENOUGH = 0.15  # to ask somebody for their time
MOST_ALIKE_AMONG = 1500
ALIKE_AT = 0.75  # cosine of two people's work
DONE_WORTH = 0.7
WORK_WORTH = 0.85  # who said that they offer it goes first
ALIKE_WORTH = 0.5  # a need that meets an offer is worth more than a common field
LOOKED_AT = 12  # times as many pairs as are wanted
MOST_IN_ONE = 12  # people of one talk who surely met in it


@dataclass(frozen=True, slots=True)
class Suggested:
    """Two who should know each other, with a sentence for each."""

    a: Contact
    b: Contact
    score: float
    reason_for_a: str
    reason_for_b: str


def introductions_for(owner: Owner, on: date, most: int = 20) -> list[Suggested]:
    """The best pairs, exactly, best first: a need that meets an offer, one who has done what the other
    starts, the same field in two places.

    Both ties are alive enough to ask; who knows the other, was in one talk with them, works for the same firm
    or was introduced already is left out. Nobody is in more than two pairs.
    """
    people = _alive(owner, people_of(owner), on)
    cards = cards_of(owner, list(people.values()))
    by = Remembered(owner, PEOPLE)
    found = [_wished(people, pair) for pair in relevance.pairs(cards, most * 5, by)]
    done = [_experienced(people, each) for each in who_has_done_it(owner, people, on)]
    at_work = _at_work(people, cards, by, most * 5)
    return _first(owner, [*found, *at_work, *done, *_alike(people, cards, by)], most)


def wishes_that_meet(owner: Owner, on: date, most: int) -> list[Suggested]:
    """The same, of those alone who look for something or offer it: cheap enough for every day's plan."""
    wishes = Wish.objects.of(owner).filter(ended_at=None)
    people = _alive(owner, people_of(owner).filter(pk__in=wishes.values("contact")), on)
    cards = cards_of(owner, list(people.values()))
    by = Remembered(owner, PEOPLE)
    return _first(owner, [_wished(people, pair) for pair in relevance.pairs(cards, most * 5, by)], most)


def _alive(owner: Owner, rows: QuerySet[Contact], on: date) -> dict[int, Contact]:
    """Those whom one may ask for their time, by id."""
    talked = list(rows.filter(Q(talks__gt=0) | Q(met_in_person=True)))
    ties = ties_of(owner, talked, on, with_words=False)
    return {contact.pk: contact for contact in talked if ties[contact.pk].alive_90d >= ALIVE_ENOUGH}


def _first(owner: Owner, found: Sequence[Suggested], most: int) -> list[Suggested]:
    """The best, without acquaintances, and nobody more than twice."""
    ranked = sorted(found, key=lambda s: (-s.score, s.a.pk, s.b.pk))[: most * LOOKED_AT]
    known = acquainted(owner, sorted({pk for each in ranked for pk in (each.a.pk, each.b.pk)}))
    chosen: list[Suggested] = []
    times: Counter[int] = Counter()
    for each in ranked:
        pair = _key(each.a.pk, each.b.pk)
        same_firm = bool(each.a.organisation) and each.a.organisation == each.b.organisation
        if len(chosen) < most and not same_firm and pair not in known and max(times[pk] for pk in pair) < 2:
            times.update(pair)
            known.add(pair)  # two reasons make one introduction
            chosen.append(each)
    return chosen


def _key(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a < b else (b, a)


def acquainted(owner: Owner, ids: Sequence[int]) -> set[tuple[int, int]]:
    """Pairs, the smaller id first, who know each other as far as is known, or were thought of before."""
    relations = Relation.objects.of(owner).filter(contact__in=ids, other__in=ids)
    found = {_key(a, b) for a, b in relations.values_list("contact_id", "other_id") if b}
    found |= {_key(a, b) for a, b in Introduction.objects.of(owner).values_list("a_id", "b_id")}
    rows = Participation.objects.of(owner).filter(
        contact__in=ids, interaction__group_size__gte=2, interaction__group_size__lte=MOST_IN_ONE
    )
    in_one: dict[int, list[int]] = {}
    for talk, contact in rows.values_list("interaction_id", "contact_id"):
        in_one.setdefault(talk, []).append(contact)
    for members in in_one.values():
        found |= {_key(a, b) for a, b in combinations(members, 2)}
    return found


def _wished(people: dict[int, Contact], pair: relevance.Pair) -> Suggested:
    a, b = people[pair.a.id], people[pair.b.id]
    for_a = _("%(name)s offers %(offer)s") % {"name": b.first_name, "offer": pair.reason_for_a}
    for_b = _("%(name)s looks for %(need)s") % {"name": a.first_name, "need": pair.reason_for_b}
    return Suggested(a, b, pair.score, for_a, for_b)


def _at_work(people: dict[int, Contact], cards: Sequence[Card], by: Encode, most: int) -> list[Suggested]:
    """A need that is somebody's very work, though nobody heard them offer it."""
    if not any(card.seeks for card in cards):
        return []
    offering = [replace(card, offers=(card.title,) if card.title else ()) for card in cards]
    return [_worked(people, pair) for pair in relevance.pairs(offering, most, by)]


def _worked(people: dict[int, Contact], pair: relevance.Pair) -> Suggested:
    a, b = people[pair.a.id], people[pair.b.id]
    for_a = _("That is %(name)s's work: %(work)s") % {"name": b.first_name, "work": work_of(b)}
    for_b = _("%(name)s looks for %(need)s") % {"name": a.first_name, "need": pair.reason_for_b}
    return Suggested(a, b, WORK_WORTH * pair.score, for_a, for_b)


def _experienced(people: dict[int, Contact], done: Done) -> Suggested:
    a, b = people[done.starter], people[done.experienced]
    facts = {
        "a": a.first_name,
        "b": b.first_name,
        "title": done.title,
        "years": done.years,
        "firm": done.firm,
    }
    for_a = (
        _("%(b)s has done for %(years)d years what %(a)s begins: %(title)s, at %(firm)s")
        if done.firm
        else _("%(b)s has done for %(years)d years what %(a)s begins: %(title)s")
    )
    for_b = _("%(a)s begins as %(title)s, and could use what %(b)s knows")
    return Suggested(a, b, DONE_WORTH * done.score, for_a % facts, for_b % facts)


def _alike(people: dict[int, Contact], cards: Sequence[Card], by: Encode) -> list[Suggested]:
    """The same field in two places: each with the one who is most like them."""
    there = [card for card in cards if people[card.id].place and (card.title or card.fields)]
    there = sorted(there, key=lambda card: -people[card.id].strength)[:MOST_ALIKE_AMONG]
    if len(there) < 2:
        return []
    vectors = relevance.normed(Cards(there, by).vectors)
    cosines = vectors @ vectors.T
    towns = np.array([people[card.id].place.split(",")[0].strip().lower() for card in there])
    firms = np.array([people[card.id].organisation.lower() for card in there])
    cosines[(towns[:, None] == towns) | ((firms[:, None] == firms) & (firms != "")[:, None])] = -1
    best = cosines.argmax(axis=1)
    rows = [
        (i, int(j), float(cosines[i, j])) for i, j in enumerate(best) if cosines[i, j] >= ALIKE_AT and i != j
    ]
    once = {_key(there[i].id, there[j].id): (i, j, score) for i, j, score in rows}
    return [_in_two_places(people[there[i].id], people[there[j].id], score) for i, j, score in once.values()]


def _in_two_places(a: Contact, b: Contact, score: float) -> Suggested:
    def said(other: Contact) -> str:
        facts = {"name": other.first_name, "work": work_of(other), "place": other.place.split(",")[0]}
        return _("%(name)s does much the same in %(place)s: %(work)s") % facts

    return Suggested(a, b, ALIKE_WORTH * score, said(b), said(a))
