"""What is open between owner and contacts: promises, needs and offers, and lines that were not understood (M16)."""

from __future__ import annotations

from datetime import date

from django.db.models import F, QuerySet

from needless.helping.models import Promise, UnfiledLine, Wish
from needless.helping.wishes import ASK_AGAIN
from needless.owners.models import Owner


def open_promises(owner: Owner) -> QuerySet[Promise]:
    """Not kept yet: the owner's own first, by their day."""
    rows: QuerySet[Promise] = Promise.objects.of(owner).filter(kept_at=None, contact__deleted_at=None)
    return rows.select_related("contact").order_by("-mine", F("due_on").asc(nulls_last=True), "made_on", "pk")


def open_wishes(owner: Owner) -> QuerySet[Wish]:
    """What somebody looks for, then what somebody offers, the latest first."""
    rows: QuerySet[Wish] = Wish.objects.of(owner).filter(ended_at=None, contact__deleted_at=None)
    return rows.select_related("contact").order_by("kind", "-on", "-pk")


def is_to_be_asked_again(wish: Wish, on: date) -> bool:
    """Is this so old that one asks whether it still holds?"""
    return max(wish.on, wish.asked_on or wish.on) <= on - ASK_AGAIN[wish.kind]


def unfiled_lines(owner: Owner) -> QuerySet[UnfiledLine]:
    """Lines of the log that nobody could be found for, the latest first."""
    rows: QuerySet[UnfiledLine] = UnfiledLine.objects.of(owner)
    return rows.order_by("-at", "-pk")
