"""Whom an opportunity is for, the owner apart from everybody else; told once, and what became of it (M16, M17)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from needless.contacts.models import Contact, Undo
from needless.contacts.undo import kept, remember
from needless.interactions.actions import log_interaction, way_back
from needless.interactions.models import Interaction
from needless.method import relevance
from needless.method.giving import fits_standing, is_near
from needless.method.relevance import Card, Cards, Item, Items, Match
from needless.news.links import LONGEST, key_of
from needless.news.offers import sure_at
from needless.news.profiles import cards_of, people_of, persons_of
from needless.news.readers import readers_of
from needless.news.vectors import PEOPLE, STORIES, Remembered
from needless.opportunities.models import Opportunity, Portal, Tip
from needless.opportunities.reading import Posting
from needless.owners.models import Owner, OwnPosition

MOST_FOR_ONE = 5  # people for an opportunity
MOST_OPEN = 3  # opportunities in hand for one contact
FRESH_DAYS = 45
LOOKED_AT = 3
ME = 0  # the owner's own card
State = Tip.State


def keep_posting(
    owner: Owner, posting: Posting, now: datetime, portal: Portal | None = None
) -> tuple[Opportunity, bool]:
    """Keep it; the same link again is the same opportunity. Is it new?"""
    key = key_of(posting.url) if posting.url else f"text:{posting.title}"[:LONGEST]
    values = {
        "url": posting.url, "title": posting.title, "organisation": posting.organisation, "place": posting.place,
        "text": posting.text, "at": min(posting.at or now, now), "closes_on": posting.closes_on, "portal": portal,
    }  # fmt: skip
    row, is_new = Opportunity.objects.get_or_create(owner=owner, key=key, defaults=values)
    return row, is_new


def match_shared(owner: Owner, row: Opportunity, now: datetime) -> list[Tip]:
    """Who might want to know of one that the owner came across: everybody is looked at."""
    told = set(row.tips.values_list("contact_id", flat=True))
    cards = cards_of(owner, [person for person in persons_of(owner) if person.pk not in told])
    found = readers_of(owner, _item(row, 0), cards, 30, sure_at(owner))
    people = people_of(owner).in_bulk([match.card.id for match in found])
    fits = [match for match in found if may_be_told(people[match.card.id], row)]
    missing = max(MOST_FOR_ONE - row.tips.filter(state=State.OPEN).count(), 0)
    _tell(owner, row, fits[:missing], people, now)
    return list(row.tips.filter(state=State.OPEN).select_related("contact").order_by("-score", "contact_id"))


def match_postings(owner: Owner, postings: Sequence[Posting], portal: Portal | None, now: datetime) -> int:
    """See for whom these are, and for the owner; those for nobody are not kept. How many are in hand."""
    rows = _unseen(owner, postings, now)
    if not rows:
        return 0
    known = persons_of(owner, people_of(owner).exclude(talks=0, tier="none"))
    cards = Cards([own_card(owner), *cards_of(owner, known)], Remembered(owner, PEOPLE))
    items = Items([_item(row, n) for n, row in enumerate(rows)], Remembered(owner, STORIES))
    found = relevance.items_for(cards, items, LOOKED_AT, sure_at(owner))
    matches = sorted((m for each in found for m in each if m.shown), key=lambda m: (-m.score, m.card.id))
    people = people_of(owner).in_bulk({m.card.id for m in matches} - {ME})
    return len(set(_given(owner, rows, matches, people, portal, now)))


def _unseen(owner: Owner, postings: Sequence[Posting], now: datetime) -> list[Posting]:
    since = now - timedelta(days=FRESH_DAYS)
    fresh = [
        p for p in postings
        if (p.at is None or p.at >= since) and (p.closes_on is None or p.closes_on >= now.date())
    ]  # fmt: skip
    keys = Opportunity.objects.of(owner).filter(key__in=[key_of(p.url) for p in fresh])
    known = set(keys.values_list("key", flat=True))
    return [posting for posting in fresh if key_of(posting.url) not in known]


def _given(
    owner: Owner, rows: Sequence[Posting], matches: Iterable[Match], people: dict[int, Contact],
    portal: Portal | None, now: datetime,
) -> Iterator[int]:  # fmt: skip
    """Tell each match that fits, the surest first, nobody too much of it: the opportunities' ids."""
    open_ = Counter(Tip.objects.of(owner).filter(state=State.OPEN).values_list("contact_id", flat=True))
    readers: Counter[int] = Counter()
    for match in matches:
        posting, pk = rows[match.item.id], match.card.id
        if pk == ME:
            yield _for_me(keep_posting(owner, posting, now, portal)[0])
            continue
        has_room = open_[pk] < MOST_OPEN and readers[match.item.id] < MOST_FOR_ONE
        if has_room and may_be_told(people[pk], posting):
            row = keep_posting(owner, posting, now, portal)[0]
            _tell(owner, row, [match], people, now)
            open_[pk] += 1
            readers[match.item.id] += 1
            yield row.pk


def may_be_told(contact: Contact, opening: Posting | Opportunity) -> bool:
    """By standing and place; and it is no news to who works there."""
    firm = opening.organisation.casefold()
    is_there = bool(firm) and firm == contact.organisation.casefold()
    fits = fits_standing(contact.title, opening.title) and is_near(contact.place, opening.place)
    return fits and not is_there


def _item(row: Posting | Opportunity, number: int) -> Item:
    return Item(number, row.title, row.text)


def own_card(owner: Owner) -> Card:
    """The owner, by the jobs that they hold."""
    jobs = OwnPosition.objects.of(owner).filter(Q(ended="")).exclude(title="").order_by("-started")[:2]
    titles = [job.title for job in jobs]
    return Card(ME, titles[0] if titles else "", "", tuple(titles[1:]))


def _for_me(row: Opportunity) -> int:
    if row.for_me == Opportunity.Mine.NO and not row.outcome:
        row.for_me = Opportunity.Mine.OPEN
        row.save(update_fields=["for_me"])
    return int(row.pk)


def _tell(
    owner: Owner, row: Opportunity, matches: Iterable[Match], people: dict[int, Contact], now: datetime
) -> None:
    for match in matches:
        values = {
            "score": match.score,
            "terms": list(match.terms),
            "facts": list(match.facts),
            "made_at": now,
        }
        Tip.objects.get_or_create(
            owner=owner, opportunity=row, contact=people[match.card.id], defaults=values
        )


def opportunities_of(owner: Owner) -> QuerySet[Opportunity]:
    """All, the latest first."""
    rows: QuerySet[Opportunity] = Opportunity.objects.of(owner).order_by("-at", "-pk")
    return rows


def open_tips(owner: Owner, now: datetime) -> QuerySet[Tip]:
    """What is in hand to tell: not too old, and not closed yet; the surest first."""
    rows: QuerySet[Tip] = Tip.objects.of(owner).filter(
        state=State.OPEN, made_at__gte=now - timedelta(days=FRESH_DAYS), contact__deleted_at=None,
        contact__let_go_at=None, contact__never_suggest=False,
    )  # fmt: skip
    rows = rows.filter(Q(opportunity__closes_on=None) | Q(opportunity__closes_on__gte=now.date()))
    return rows.select_related("opportunity", "contact").order_by("-score", "pk")


def told_tips(owner: Owner) -> QuerySet[Tip]:
    """Told, and nobody said yet what became of it; the latest first."""
    rows: QuerySet[Tip] = Tip.objects.of(owner).filter(state=State.TOLD, outcome="", contact__deleted_at=None)
    return rows.select_related("opportunity", "contact").order_by("-decided_at")


@transaction.atomic
def tell(owner: Owner, pk: int, channel: str, now: datetime) -> Undo:
    """It was told: logged as a note of the owner's, once. Raises Tip.DoesNotExist; ValueError where it was told before."""
    tip: Tip = Tip.objects.of(owner).select_related("opportunity", "contact").get(pk=pk)
    if tip.state == State.TOLD:
        raise ValueError(_("That was told already."))
    before = kept(tip, ["state", "decided_at", "interaction_id"])
    summary = _("Told of: %(title)s") % {"title": tip.opportunity.title}
    talk = log_interaction(owner, [tip.contact], now, channel, "out", summary=summary, kind="opportunity")
    tip.state, tip.decided_at, tip.interaction = State.TOLD, now, talk
    tip.save()
    label = _("Told %(name)s, and logged.") % {"name": tip.contact.first_name}
    return remember(owner, label, restore=[before], remove=way_back(talk))


def mark_told(owner: Owner, contact: Contact, talk: Interaction, title: str = "") -> None:
    """The plan's opportunity, as it begins, was told: by that interaction."""
    tip = open_tips(owner, talk.at).filter(contact=contact, opportunity__title__startswith=title).first()
    if tip:
        tip.state, tip.decided_at, tip.interaction = State.TOLD, talk.at, talk
        tip.save()


def take_back_told(owner: Owner, talk: Interaction) -> None:
    """It was not told by that interaction after all: in hand again."""
    Tip.objects.of(owner).filter(interaction=talk).update(state=State.OPEN, decided_at=None, interaction=None)


@transaction.atomic
def decline(owner: Owner, pk: int, now: datetime) -> Undo:
    """Not for them; never asked again. Raises Tip.DoesNotExist; ValueError where it was told."""
    tip: Tip = Tip.objects.of(owner).select_related("contact").get(pk=pk)
    if tip.state == State.TOLD:
        raise ValueError(_("That was told already."))
    before = kept(tip, ["state", "decided_at"])
    tip.state, tip.decided_at = State.DECLINED, now
    tip.save(update_fields=["state", "decided_at"])
    return remember(owner, f"{tip.contact.first_name}: {State.DECLINED.label}", restore=[before])


@transaction.atomic
def note_outcome(owner: Owner, pk: int, outcome: str) -> Undo:
    """What became of a tip, in a line. Raises Tip.DoesNotExist."""
    tip: Tip = Tip.objects.of(owner).get(pk=pk)
    before = kept(tip, ["outcome"])
    tip.outcome = outcome.strip()[:1000] or _("nothing")
    tip.save(update_fields=["outcome"])
    return remember(owner, _("Noted what came of it."), restore=[before])


@transaction.atomic
def decide_mine(owner: Owner, pk: int, act: str, outcome: str = "") -> Undo:
    """The owner's own side: pursued or passed, and what became of it. Raises Opportunity.DoesNotExist; ValueError."""
    if act not in (Opportunity.Mine.PURSUED, Opportunity.Mine.PASSED):
        raise ValueError(_("Pursued or passed over?"))
    row: Opportunity = Opportunity.objects.of(owner).get(pk=pk)
    before = kept(row, ["for_me", "outcome"])
    row.for_me, row.outcome = act, outcome.strip()[:1000] or row.outcome
    row.save(update_fields=["for_me", "outcome"])
    return remember(owner, f"{row.title}: {row.get_for_me_display()}", restore=[before])
