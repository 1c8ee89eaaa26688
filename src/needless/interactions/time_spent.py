"""The time that went into one tie, year by year: ties grow slowly, and nobody is measured by it (M4)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.utils import timezone

from needless.contacts.models import Contact
from needless.interactions.models import Participation
from needless.method import memory
from needless.method.mix import Part, Passed
from needless.owners.models import Owner


@dataclass(frozen=True, slots=True)
class YearTogether:
    """Minutes of talk in a year, those face to face among them; ``guessed``: how many talks without a noted length."""

    year: int
    minutes: int
    in_person: int
    talks: int
    guessed: int


def time_with(owner: Owner, contact: Contact) -> list[YearTogether]:
    """Every year from the first talk to the last, oldest first; clicks and crowds do not count."""
    rows = Participation.objects.of(owner).filter(contact=contact).values_list(
        "at", "interaction__channel", "interaction__group_size", "interaction__minutes"
    )  # fmt: skip
    all_: dict[int, Part] = defaultdict(Part)
    met: dict[int, Part] = defaultdict(Part)
    for at, channel, size, minutes in rows:
        if memory.is_talk(channel, size):
            year, passed = timezone.localdate(at).year, Passed(0, None, channel, "both", size, minutes)
            all_[year].add(passed)
            if channel == "meeting":
                met[year].add(passed)
    if not all_:
        return []
    return [
        YearTogether(year, all_[year].minutes, met[year].minutes, all_[year].count, all_[year].guessed)
        for year in range(min(all_), max(all_) + 1)
    ]
