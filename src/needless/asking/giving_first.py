"""What to give first: what the product already has in hand for somebody, each with its page (M2, M13, M16)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.contacts.models import Contact
from needless.helping.models import Promise, Recommendation
from needless.introducing import queries
from needless.introducing.suggesting import wishes_that_meet
from needless.news.offers import best_for
from needless.opportunities.tips import open_tips
from needless.owners.models import Owner
from needless.recommending.coming import LEAST, known_of

LOOKED_AT = 8  # pairs whose wishes meet


@dataclass(frozen=True, slots=True)
class Hand:
    """Something to give, ready: ``words`` says what, ``url`` is where it is done."""

    kind: str
    words: str
    url: str


def in_hand(owner: Owner, contact: Contact, now: datetime) -> list[Hand]:
    """What is ready for them: a promise to keep, a story, an opportunity, an introduction, a recommendation."""
    return [
        *_promised(owner, contact), *_found(owner, contact, now), *_introduced(owner, contact, now),
        *_recommended(owner, contact, now),
    ]  # fmt: skip


def _promised(owner: Owner, contact: Contact) -> Iterator[Hand]:
    for row in Promise.objects.of(owner).filter(contact=contact, mine=True, kept_at=None)[:2]:
        yield Hand("promise", _("Keep your promise: %(what)s") % {"what": row.text}, reverse("open-things"))


def _found(owner: Owner, contact: Contact, now: datetime) -> Iterator[Hand]:
    if offer := best_for(owner, contact, now):
        words = _("Send the story “%(title)s”") % {"title": offer.story.title}
        yield Hand("story", words, reverse("story", args=[offer.story_id]))
    if tip := open_tips(owner, now).filter(contact=contact).first():
        words = _("Tell them of the opportunity “%(title)s”") % {"title": tip.opportunity.title}
        yield Hand("opportunity", words, reverse("opportunity", args=[tip.opportunity_id]))


def _introduced(owner: Owner, contact: Contact, now: datetime) -> Iterator[Hand]:
    """An introduction of theirs under way, else the best that their need or offer suggests."""
    url = reverse("introductions")
    begun = queries.under_way(owner).filter(Q(a=contact) | Q(b=contact)).first()
    if begun:
        other = begun.b if begun.a_id == contact.pk else begun.a
        yield Hand("introduction", _("Go on with the introduction to %(name)s") % {"name": other.name}, url)
        return
    for pair in wishes_that_meet(owner, timezone.localdate(now), LOOKED_AT):
        if contact.pk in (pair.a.pk, pair.b.pk):
            other = pair.b if pair.a.pk == contact.pk else pair.a
            yield Hand("introduction", _("Introduce them to %(name)s") % {"name": other.name}, url)
            return


def _recommended(owner: Owner, contact: Contact, now: datetime) -> Iterator[Hand]:
    """Where they have one coming and there is none yet."""
    given = Recommendation.objects.of(owner).filter(contact=contact, is_given=True, skill="")
    if known_of(owner, [contact], timezone.localdate(now))[contact.pk].worth >= LEAST and not given.exists():
        url = f"{reverse('recommendation-new')}?contact={contact.pk}"
        yield Hand("recommendation", _("Write them the recommendation that they have coming"), url)
