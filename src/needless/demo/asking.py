"""Asks in every stage, shared work, favours by a tap: a year of giving and asking in the made-up network (M2, M3)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from needless.asking.models import Favour, SharedWork
from needless.asking.stages import draft, step
from needless.contacts.models import Contact
from needless.demo.richness import Hand
from needless.interactions.models import Participation
from needless.owners.models import OwnPosition

# (kind, what about, how many days ago, what became of it)
ASKS = (
    ("introduction", "somebody in rail freight in Madrid", 320, ("send", "help", "thank")),
    ("advice", "how to hire for a night shift", 140, ("send", "answer", "help", "thank")),
    ("lead", "a workshop space near the river", 70, ("send", "silent")),
    ("advice", "a contract for a first freelancer", 1, ("send", "help")),
    ("reference", "my work as Operations Manager", 0, ()),
)
WORK = (
    ("Moved the berth planning to the new system, over one long winter", "2023-10", "2024-03"),
    ("Wrote the handbook for the night shift", "2023-05", "2023-09"),
    ("Three audits without a finding", "2023", "2024"),
)


def write_asks(hand: Hand) -> None:
    """The one of yesterday waits for thanks; a draft waits for its words."""
    people = [hand.contacts[p.name] for p in hand.among("close", "client", "old friend", "community")]
    for contact, (kind, about, days, acts) in zip(people[4:], ASKS, strict=False):
        at = timezone.make_aware(datetime.combine(hand.on - timedelta(days=days), time(9)))
        row = draft(hand.owner, contact, kind, about, "", at)
        for n, act in enumerate(acts):
            step(hand.owner, row.pk, act, at + timedelta(hours=3 * n if days < 2 else 26 * n))


def write_shared_work(hand: Hand) -> None:
    """With colleagues of the second job, in the owner's job there."""
    job = OwnPosition.objects.of(hand.owner).exclude(ended="").order_by("-started").first()
    for person, (text, began, ended) in zip(hand.among("second job"), WORK, strict=False):
        SharedWork.objects.create(
            owner=hand.owner, contact=hand.contacts[person.name], text=text, position=job, began=began, ended=ended
        )  # fmt: skip


def write_favours(hand: Hand) -> None:
    """Which way help went in a few talks, as tapped."""
    close = Contact.objects.of(hand.owner).filter(tier__in=("inner", "close")).order_by("pk")[:8]
    for n, contact in enumerate(close):
        parts = Participation.objects.of(hand.owner).filter(
            contact=contact, interaction__channel__in=("meeting", "call")
        )
        for m, part in enumerate(parts.order_by("-at")[1:12:4]):
            way = "given" if (n + m) % 3 else "received"
            Favour.objects.get_or_create(
                owner=hand.owner, contact=contact, interaction_id=part.interaction_id, defaults={"way": way}
            )
