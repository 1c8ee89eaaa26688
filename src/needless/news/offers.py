"""Whom a story is for, offered once and never again, and what became of it (M13)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from needless.contacts.models import Contact, Undo
from needless.contacts.undo import kept, remember
from needless.fetching import FetchRefused, fetch
from needless.interactions.actions import log_interaction, way_back
from needless.interactions.models import Interaction
from needless.method import relevance
from needless.method.relevance import Cards, Item, Items, Match
from needless.method.sameness import Told, once_each
from needless.news.links import LONGEST, key_of, site_of
from needless.news.models import Entry, Offer, Story, Subscription
from needless.news.profiles import cards_of, people_of, persons_of
from needless.news.readers import readers_of
from needless.news.reading import Page, read_page
from needless.news.told import ToldStories
from needless.news.vectors import PEOPLE, STORIES, Remembered
from needless.owners.models import Owner

SURER = {"careful": 0.06, "usual": 0.0, "generous": -0.07}
MOST_FOR_A_STORY = 5
MOST_ENTRIES = 400  # looked through at once, the newest
MOST_A_MONTH = 3  # stories that are kept in hand for one contact
FRESH_DAYS = 30
State = Offer.State


def sure_at(owner: Owner) -> float:
    """From how sure on a match is offered to this owner."""
    return relevance.SHOWN_AT + SURER.get(owner.matching, 0.0)


def share_link(owner: Owner, url: str, now: datetime) -> Story:
    """Take in a link: its page is read for title and text. Raises FetchRefused."""
    page, address = _page_at(url)
    return keep_story(owner, page, address, now)


def page_of_link(url: str) -> Page:
    """Title and text of a link's page; nothing is kept. Raises FetchRefused."""
    return _page_at(url)[0]


def _page_at(url: str) -> tuple[Page, str]:
    """A link's page, and the address that it has in the end."""
    fetched = fetch(url if "://" in url else f"https://{url.strip()}")
    page = read_page(fetched.body, fetched.url)
    if page.asks_to_sign_in:
        raise FetchRefused(
            _("%(site)s asks to sign in: only you can read it.") % {"site": site_of(fetched.url)}
        )
    return page, fetched.url


def who_would_like(owner: Owner, page: Page) -> list[Offer]:
    """For whom a page would be, the surest first, at most five; nothing is kept, and nobody is left out who knows it."""
    story = Story(owner=owner, title=page.title, text=page.text)
    cards = cards_of(owner, persons_of(owner))
    found = readers_of(owner, Item(0, page.title, page.text), cards, MOST_FOR_A_STORY, sure_at(owner))
    return _unkept(owner, story, found, _matched(owner, found))


def _matched(owner: Owner, matches: Iterable[Match]) -> dict[int, Contact]:
    """The contacts of these matches, by id."""
    return {c.pk: c for c in people_of(owner).filter(pk__in={match.card.id for match in matches})}


def keep_story(owner: Owner, page: Page, url: str, now: datetime) -> Story:
    """Keep a story in hand; the same link again is the same story."""
    title = page.title or site_of(url) or _("Untitled")
    key = key_of(url) if url else f"text:{title}"[:LONGEST]
    values = {"url": url[:1000], "title": title, "text": page.text, "source": site_of(url), "at": now}
    row: Story = Story.objects.of(owner).filter(key=key).first() or Story(owner=owner, key=key, **values)
    row.is_shared = True
    if page.text and not row.text:
        row.text = page.text
    row.save()
    return row


def open_for(owner: Owner, story: Story) -> list[Offer]:
    """To whom it may still be sent, the surest first; at most five."""
    rows = Offer.objects.of(owner).filter(
        story=story, state=State.OPEN, contact__in=people_of(owner).values("pk")
    )
    return list(rows.select_related("contact", "story").order_by("-score", "contact_id")[:MOST_FOR_A_STORY])


def look_for_readers(owner: Owner, story: Story) -> list[Offer]:
    """Who would like it: as many as are missing to five; nobody who was asked about before, or knows it from elsewhere."""
    missing = MOST_FOR_A_STORY - len(open_for(owner, story))
    if missing > 0:
        told = ToldStories(owner, but=story).who_know(story.title, story.text)
        asked = told | set(story.offers.values_list("contact_id", flat=True))
        cards = cards_of(owner, persons_of(owner))
        found = readers_of(owner, _item(story), cards, missing + len(asked), sure_at(owner))
        new = [match for match in found if match.card.id not in asked][:missing]
        _offer(owner, story, new, _matched(owner, new))
    return open_for(owner, story)


def _item(story: Story) -> Item:
    return Item(story.pk, story.title, story.text)


def _offer(owner: Owner, story: Story, matches: Iterable[Match], people: dict[int, Contact]) -> list[Offer]:
    rows = _unkept(owner, story, matches, people)
    for row in rows:
        row.save()
    return rows


def _unkept(owner: Owner, story: Story, matches: Iterable[Match], people: dict[int, Contact]) -> list[Offer]:
    return [
        Offer(
            owner=owner, story=story, contact=people[match.card.id], score=match.score, terms=list(match.terms),
            facts=list(match.facts),
        )
        for match in matches
    ]  # fmt: skip


def match_news(owner: Owner, now: datetime) -> int:
    """Look through what the owner's feeds brought since last time; how many stories are now in hand for somebody."""
    rows = list(Subscription.objects.of(owner).select_related("feed"))
    entries = _unseen(rows, now)
    made_ = _match(owner, entries, now) if entries else 0
    Subscription.objects.of(owner).filter(pk__in=[row.pk for row in rows]).update(matched_at=now)
    return made_


def _unseen(rows: Sequence[Subscription], now: datetime) -> list[Entry]:
    """Entries that came since each feed was looked through, once each, the newest first."""
    since = now - timedelta(days=FRESH_DAYS)
    found: dict[str, Entry] = {}
    for row in rows:
        fresh = Entry.objects.filter(feed=row.feed, at__gte=since).order_by("-at", "pk")
        for entry in fresh[:MOST_ENTRIES]:
            if row.matched_at is None or entry.at > row.matched_at - timedelta(days=2):
                found.setdefault(entry.key, entry)
    return sorted(found.values(), key=lambda entry: entry.at, reverse=True)[:MOST_ENTRIES]


def _match(owner: Owner, entries: Sequence[Entry], now: datetime) -> int:
    known = set(
        Story.objects.of(owner).filter(key__in=[e.key for e in entries]).values_list("key", flat=True)
    )
    fresh = [entry for entry in entries if entry.key not in known]
    fresh = [fresh[n] for n in once_each([Told(entry.title, entry.text) for entry in fresh])]
    people = persons_of(owner, people_of(owner).exclude(talks=0, tier="none"))
    if not fresh or not people:
        return 0
    items = Items(
        [Item(n, entry.title, entry.text) for n, entry in enumerate(fresh)], Remembered(owner, STORIES)
    )
    cards = Cards(cards_of(owner, people), Remembered(owner, PEOPLE))
    found = relevance.items_for(cards, items, relevance.MOST_SHOWN, sure_at(owner))
    room, made_ = _Room(owner, now, fresh), 0
    matches = sorted(
        (m for row in found for m in row if m.shown), key=lambda m: (-m.score, m.card.id, m.item.id)
    )
    readers = _matched(owner, matches)
    for match in matches:
        if room.has(match):
            story = _story_of(owner, fresh[match.item.id])
            _offer(owner, story, [match], readers)
            made_ += 1
    return made_


def _story_of(owner: Owner, entry: Entry) -> Story:
    values = {
        "url": entry.url, "title": entry.title, "text": entry.text, "at": entry.at, "source": entry.feed.title,
    }  # fmt: skip
    row: Story = Story.objects.of(owner).get_or_create(owner=owner, key=entry.key, defaults=values)[0]
    return row


class _Room:
    """Nobody gets a story twice, nobody too many a month, no story goes to too many."""

    def __init__(self, owner: Owner, now: datetime, entries: Sequence[Entry]) -> None:
        told = ToldStories(owner)
        self.know = [told.who_know(entry.title, entry.text) for entry in entries]
        recent = Offer.objects.of(owner).filter(
            made_at__gte=now - timedelta(days=FRESH_DAYS), state=State.OPEN
        )
        self.month = Counter(recent.values_list("contact_id", flat=True))
        self.readers: Counter[int] = Counter()

    def has(self, match: Match) -> bool:
        """Is it new to them, and not too much? Counts it."""
        pk, item = match.card.id, match.item.id
        if self.month[pk] >= MOST_A_MONTH or self.readers[item] >= MOST_FOR_A_STORY or pk in self.know[item]:
            return False
        self.month[pk] += 1
        self.readers[item] += 1
        return True


def open_offers(owner: Owner, now: datetime) -> QuerySet[Offer]:
    """What is in hand for somebody who may be written to, the surest first."""
    rows: QuerySet[Offer] = Offer.objects.of(owner).filter(
        state=State.OPEN,
        made_at__gte=now - timedelta(days=FRESH_DAYS),
        contact__in=people_of(owner).values("pk"),
    )
    return rows.select_related("story", "contact").order_by("-score", "pk")


def best_for(owner: Owner, contact: Contact, now: datetime) -> Offer | None:
    """The best story of this month for a contact."""
    return open_offers(owner, now).filter(contact=contact).first()


def sent_to(owner: Owner, contact: Contact) -> QuerySet[Offer]:
    """What was sent to a contact, the latest first."""
    rows: QuerySet[Offer] = Offer.objects.of(owner).filter(
        contact=contact, state__in=(State.SENT, State.LIKED)
    )
    return rows.select_related("story").order_by("-decided_at")


@transaction.atomic
def send(owner: Owner, pk: int, channel: str, now: datetime) -> Undo:
    """It was sent: logged as a note of the owner's, once. Raises Offer.DoesNotExist."""
    offer: Offer = Offer.objects.of(owner).select_related("story", "contact").select_for_update().get(pk=pk)
    if offer.interaction_id:
        return decide(owner, pk, State.SENT, now)
    before = kept(offer, ["state", "decided_at", "interaction_id"])
    summary = _("Sent: %(title)s") % {"title": offer.story.title}
    talk = log_interaction(owner, [offer.contact], now, channel, "out", summary=summary, kind="story")
    offer.state, offer.decided_at, offer.interaction = State.SENT, now, talk
    offer.save()
    label = _("Sent to %(name)s, and logged.") % {"name": offer.contact.first_name}
    return remember(owner, label, restore=[before], remove=way_back(talk))


@transaction.atomic
def decide(owner: Owner, pk: int, state: str, now: datetime) -> Undo:
    """Not for them, or: they liked it, which counts for them from now on. Raises Offer.DoesNotExist."""
    offer: Offer = Offer.objects.of(owner).select_related("contact").get(pk=pk)
    before = kept(offer, ["state", "decided_at"])
    offer.state, offer.decided_at = state, now
    offer.save(update_fields=["state", "decided_at"])
    return remember(owner, f"{offer.contact.first_name}: {State(state).label}", restore=[before])


def mark_sent(owner: Owner, contact: Contact, talk: Interaction, title: str = "") -> None:
    """The plan's story, as it begins, was sent: by that interaction."""
    offer = open_offers(owner, talk.at).filter(contact=contact, story__title__startswith=title).first()
    if offer:
        offer.state, offer.decided_at, offer.interaction = State.SENT, talk.at, talk
        offer.save()


def take_back_sent(owner: Owner, talk: Interaction) -> None:
    """It was not sent by that interaction after all: in hand again."""
    Offer.objects.of(owner).filter(interaction=talk).update(
        state=State.OPEN, decided_at=None, interaction=None
    )
