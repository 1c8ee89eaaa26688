"""Who is this? A few cards a day from one's own contacts; the fsrs library says when each returns (M10)."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Case, IntegerField, When
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.contacts import undo as way_back
from needless.contacts.models import Contact, State, Tier, Undo
from needless.contacts.queries import contact_of
from needless.triage.models import RecallAnswer, RecallCard
from needless.triage.states import restate

if TYPE_CHECKING:
    from fsrs import Scheduler

    from needless.owners.models import Owner

A_DAY = 5
THAT_MATTER = (Tier.INNER, Tier.CLOSE, Tier.WARM, Tier.KEEP)
LONGEST_DAYS = 730
KEPT = ["due_on", "memory", "not_placed"]


def answered_on(owner: Owner, on: date) -> int:
    """How many cards were turned on that day."""
    return int(RecallAnswer.objects.of(owner).filter(on=on).count())


def next_to_recall(owner: Owner, on: date) -> Contact | None:
    """Who is asked for now: the card that is due for longest, else somebody not asked for yet; None when the
    day's few are done. A card comes once a day at most."""
    if answered_on(owner, on) >= A_DAY:
        return None
    mattering = Contact.objects.of(owner).filter(
        tier__in=THAT_MATTER, deleted_at=None, let_go_at=None, is_deceased=False, never_suggest=False
    )
    due = mattering.filter(recall_card__due_on__lte=on).order_by("recall_card__due_on", "pk")
    found: Contact | None = due.first()
    if found:
        return found
    vague_first = Case(When(state=State.KNOWN, then=1), default=0, output_field=IntegerField())
    tiers = Case(*(When(tier=t, then=n) for n, t in enumerate(THAT_MATTER)), output_field=IntegerField())
    new = mattering.filter(recall_card=None).annotate(_known=vague_first, _tier=tiers)
    first: Contact | None = new.order_by("_known", "_tier", "silent_since", "pk").first()
    return first


@transaction.atomic
def answer(owner: Owner, contact_id: int, rating: int, at: datetime) -> Undo:
    """How well it went, 1 (no idea) to 4 (at once): the card returns later the better it went.

    Raises Contact.DoesNotExist; ValidationError for another rating, and for a second answer of the day.
    """
    contact, on = contact_of(owner, contact_id), timezone.localdate(at)
    if rating not in RecallAnswer.Rating.values:
        raise ValidationError(_("Say from 1 to 4 how well it went."))
    if RecallAnswer.objects.of(owner).filter(contact=contact, on=on).exists():
        raise ValidationError(_("This card was turned today already."))
    said = RecallAnswer.objects.create(owner=owner, contact=contact, on=on, at=at, rating=rating)
    card = RecallCard.objects.of(owner).filter(contact=contact).first()
    before = [way_back.kept(card, KEPT)] if card else []
    card = card or RecallCard(owner=owner, contact=contact)
    _review(card, rating, at)
    made = [way_back.made(said), *([] if before else [way_back.made(card)])]
    restate(owner, [contact.pk])
    label = _("Who is this: %(name)s") % {"name": contact.name}
    return way_back.remember(owner, label, restore=before, remove=made)


def _review(card: RecallCard, rating: int, at: datetime) -> None:
    from fsrs import Card, Rating

    memory = Card.from_dict(card.memory) if card.memory else Card(card_id=card.contact_id, due=at)
    reviewed, _log = scheduler().review_card(memory, Rating(rating), at.astimezone(UTC))
    card.memory = json.loads(json.dumps(reviewed.to_dict(), cls=DjangoJSONEncoder))
    card.due_on = timezone.localdate(reviewed.due)
    card.not_placed = card.not_placed + 1 if rating == RecallAnswer.Rating.AGAIN else 0
    card.save()


@cache
def scheduler() -> Scheduler:
    """Whole days from the first answer on: nobody is asked twice on a day. No dice, so it can be repeated."""
    from fsrs import Scheduler

    settings: dict[str, Any] = {"learning_steps": (), "relearning_steps": (), "enable_fuzzing": False}
    return Scheduler(desired_retention=0.9, maximum_interval=LONGEST_DAYS, **settings)
