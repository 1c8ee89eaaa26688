"""What contacts look for and offer: noted on their page or after a talk, and asked about again when it is old (M16)."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from needless.contacts.models import Contact, Undo
from needless.contacts.undo import kept, made, remember
from needless.helping.models import Wish
from needless.interactions.actions import way_back
from needless.interactions.models import Interaction
from needless.owners.models import Owner

ASK_AGAIN = {Wish.Kind.NEED.value: timedelta(days=120), Wish.Kind.OFFER.value: timedelta(days=365)}
FORGOTTEN = timedelta(days=730)  # what nobody asked about for so long is no longer brought up
LONGEST = 2000


@transaction.atomic
def add_wish(owner: Owner, contact: Contact, kind: str, text: str, on: date) -> tuple[Wish, Undo]:
    """They look for that, or offer it, as of that day; said again it is renewed. Raises ValueError without words or kind."""
    words = text.strip()[:LONGEST]
    if not words or kind not in Wish.Kind.values:
        raise ValueError(_("What do they look for, or offer?"))
    said = {"name": contact.first_name, "what": words}
    label = (
        _("%(name)s looks for: %(what)s") if kind == Wish.Kind.NEED else _("%(name)s offers: %(what)s")
    ) % said
    same = (
        Wish.objects.of(owner).filter(contact=contact, kind=kind, text__iexact=words, ended_at=None).first()
    )
    if same:
        undo = remember(owner, label, restore=[kept(same, ["on"])])
        Wish.objects.of(owner).filter(pk=same.pk).update(on=on)
        return same, undo
    row = Wish.objects.create(owner=owner, contact=contact, kind=kind, text=words, on=on)
    return row, remember(owner, label, remove=[made(row)])


@transaction.atomic
def note_need(owner: Owner, talk: Interaction, contact: Contact, text: str, on: date) -> Undo:
    """They mentioned it in that talk, which was just logged; the Undo takes back both."""
    row, _undo = add_wish(owner, contact, Wish.Kind.NEED, text, on)
    if row.on == on and row.interaction_id is None:
        row.interaction = talk
        row.save(update_fields=["interaction"])
    label = _("Logged; %(name)s looks for: %(what)s") % {"name": contact.first_name, "what": row.text}
    return remember(owner, label, remove=[made(row), *way_back(talk)])


def wishes_of(owner: Owner, contact: Contact) -> QuerySet[Wish]:
    """What a contact looks for and offers, needs first."""
    rows: QuerySet[Wish] = Wish.objects.of(owner).filter(contact=contact, ended_at=None)
    return rows.order_by("kind", "-on", "-pk")


def wishes_to_ask_about(owner: Owner, on: date) -> QuerySet[Wish]:
    """Old ones of which nobody knows whether they still hold, needs first, the oldest first."""
    last = Coalesce(F("asked_on"), F("on"))
    due = Q(pk__in=())
    for kind, days in ASK_AGAIN.items():
        due |= Q(kind=kind, last__range=(on - FORGOTTEN, on - days))
    rows: QuerySet[Wish] = Wish.objects.of(owner).filter(ended_at=None).alias(last=last).filter(due)
    return rows.order_by("kind", "on", "pk")


def mark_asked(owner: Owner, contact: Contact | None, text: str, on: date | None) -> None:
    """The plan's question was asked on that day; None: it was not, after all."""
    Wish.objects.of(owner).filter(contact=contact, text__startswith=text, ended_at=None).update(asked_on=on)


def forget_needs_of(owner: Owner, talk: Interaction) -> None:
    """What was mentioned in a talk that did not happen after all."""
    Wish.objects.of(owner).filter(interaction=talk).delete()
