"""What the owner of the demo heard of, and what came of six years of talk, nothing among it (M5, M6, M15)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from needless.benefits.actions import note_benefit
from needless.contacts.actions import add_relation
from needless.contacts.models import Contact
from needless.demo.richness import Hand
from needless.gatherings.models import Activity, Companion
from needless.hearing.actions import keep_heard, settle
from needless.hearing.models import Possibility

# (what was heard, how many days ago, what became of it; None: open)
POSSIBILITIES = (
    ("The port wants a planner for its night yard, part of the year", 12, None),
    ("A museum looks for somebody to lay out its new depot", 33, None),
    ("A chair is free on the board of the sailing school", 95, "They asked twice; I said yes for a year"),
    ("Quayline tenders its spring timetable", 150, "We bid and came second"),
    ("A lecture series wants a talk on quiet logistics", 210, ""),
)
# (what one saw differently, what of the owner's work it touches, how many days ago)
PERSPECTIVES = (
    (
        "Nurses hand over a ward in eight minutes: who says what is fixed, so nothing is left to charm",
        "Handovers",
        6,
    ),
    ("A half-empty container sent today is cheaper than a full one that blocks the gate", "Planning", 19),
    ("Put the hardest question of a survey first: people are kindest when they are fresh", "Reports", 41),
    ("A choir rehearses the joins, not the verses", "Planning", 64),
    ("Drawings are read by their margins; leave them room", "Reports", 120),
    ("An auditor trusts the list that has one mistake in it", "Handovers", 168),
)
# (kind, words, days ago, what the tie began with)
BENEFITS = (
    ("client", "The depot of the Azul line, our largest client yet", 190, "hiking"),
    ("job", "The lead of the planning group at the port", 610, "client"),
    ("friend", "A friend to sail with", 420, "hiking"),
    ("advice", "How to say no to a tender without closing the door", 88, "community"),
    ("learnt", "Reading a timetable like a score", 300, "community"),
)


def write_gains(hand: Hand) -> None:
    """Nothing of it is due on any day: the plan of the first day is as it would be without."""
    people = [hand.contacts[p.name] for p in hand.among("close", "client", "community", "hiking")]
    if len(people) < 12:
        return
    _hear(hand, people)
    _lead_there(hand)
    for kind, words, days, circle in BENEFITS:
        found = [hand.contacts[p.name] for p in hand.among(circle)]
        note_benefit(hand.owner, kind, words, hand.on - timedelta(days=days), [found[days % len(found)]])
    _nothing(hand)


def _hear(hand: Hand, people: list[Contact]) -> None:
    for (text, days, outcome), contact in zip(POSSIBILITIES, people, strict=False):
        on = hand.on - timedelta(days=days)
        row, _undo = keep_heard(hand.owner, contact, "possibility", text, on)
        if outcome is not None and isinstance(row, Possibility):
            settle(hand.owner, row.pk, outcome, on + timedelta(days=30))
    for (text, work, days), contact in zip(PERSPECTIVES, people[len(POSSIBILITIES) :], strict=False):
        keep_heard(hand.owner, contact, "perspective", text, hand.on - timedelta(days=days), work=work)


def _lead_there(hand: Hand) -> None:
    """The client of the port was introduced by somebody from the hikes: the longest chain of the demo."""
    walker = hand.contacts[hand.among("hiking")[0].name]
    for client in _helpers(hand, "client"):
        add_relation(hand.owner, client, "introduced by", walker)


def _helpers(hand: Hand, circle: str) -> Iterator[Contact]:
    """Who helped, of that circle."""
    found = [hand.contacts[p.name] for p in hand.among(circle)]
    return (found[days % len(found)] for _kind, _words, days, name in BENEFITS if name == circle)


def _nothing(hand: Hand) -> None:
    """A formal breakfast, and somebody from it: nothing came, and that is fine."""
    breakfast = Activity.objects.of(hand.owner).filter(name="Chamber business breakfast").first()
    if breakfast is None:
        return
    companion = Companion.objects.of(hand.owner).filter(activity=breakfast).order_by("pk").first()
    people = [companion.contact] if companion else []
    on = hand.on - timedelta(days=60)
    note_benefit(hand.owner, "nothing", "Six breakfasts", on, people, activity=breakfast)
