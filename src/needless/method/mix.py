"""What a week of keeping in touch was made of: conversation, notes one way, crowds, or only clicks (M8)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from needless.method import memory

# What is believed of a talk whose length nobody noted, in minutes (judgement); the page says that it is a guess.
USUAL_MINUTES: Mapping[str, int] = MappingProxyType(
    {"click": 1, "mail": 5, "message": 3, "letter": 15, "call": 20, "video": 30, "meeting": 60}
)
MOST_MINUTES = 600  # of one thing: a calendar's three-day fair is not three days of talk


@dataclass(frozen=True, slots=True)
class Passed:
    """One thing that passed, with one of the people in it (``who`` is None for a post to nobody in particular).

    ``thing`` tells the rows of one interaction together; ``is_accepted``: an invitation that became a connection.
    """

    thing: int
    who: int | None
    channel: str
    direction: str
    group_size: int
    minutes: int | None
    kind: str = ""
    is_accepted: bool = False

    @property
    def time(self) -> int:
        """Minutes, guessed where nobody noted them."""
        usual = USUAL_MINUTES[self.channel]
        return usual if self.minutes is None else min(self.minutes, MOST_MINUTES)


@dataclass(slots=True)
class Part:
    """How often one way was used, and for how long; ``guessed``: how many of them without a noted length."""

    count: int = 0
    minutes: int = 0
    guessed: int = 0

    def add(self, passed: Passed) -> None:
        """One more."""
        self.count += 1
        self.minutes += passed.time
        self.guessed += passed.minutes is None


@dataclass(slots=True)
class Mix:
    """A week. ``talk`` and ``crowd`` by channel, ``clicks`` by what was clicked; clicks never count as talk."""

    talk: dict[str, Part] = field(default_factory=dict)
    crowd: dict[str, Part] = field(default_factory=dict)
    clicks: Counter[str] = field(default_factory=Counter)
    conversations: int = 0
    in_person: int = 0
    notes: int = 0

    @property
    def talk_minutes(self) -> int:
        return sum(part.minutes for part in self.talk.values())

    @property
    def in_person_minutes(self) -> int:
        return self.talk["meeting"].minutes if "meeting" in self.talk else 0


def mix_of(rows: Iterable[Passed]) -> Mix:
    """What these things amount to. Written words count as a conversation only where they went both ways."""
    mix, seen = Mix(), set[int]()
    written: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        is_talk = memory.is_talk(row.channel, row.group_size)
        if is_talk and row.channel not in memory.SPOKEN and row.who is not None:
            written[row.who].add(row.direction)
        if row.thing not in seen:
            seen.add(row.thing)
            _add(mix, row, is_talk)
    two_ways = sum("both" in ways or len(ways) > 1 for ways in written.values())
    mix.conversations += two_ways
    mix.notes = len(written) - two_ways
    return mix


def _add(mix: Mix, row: Passed, is_talk: bool) -> None:
    if row.channel == "click":
        mix.clicks[_click(row)] += 1
    elif not is_talk:
        mix.crowd.setdefault(row.channel, Part()).add(row)
    else:
        mix.talk.setdefault(row.channel, Part()).add(row)
        mix.conversations += row.channel in memory.SPOKEN
        mix.in_person += row.channel == "meeting"


def _click(row: Passed) -> str:
    """ "accepted", "sent" or "received" of an invitation; else its own kind."""
    if row.kind != "invitation":
        return row.kind or "click"
    if row.direction == "out":
        return "sent"
    return "accepted" if row.is_accepted else "received"


def share_in_person(mixes: Sequence[Mix]) -> float | None:
    """Which part (0 to 1) of the time in talk was face to face; None without any talk."""
    minutes = sum(mix.talk_minutes for mix in mixes)
    return sum(mix.in_person_minutes for mix in mixes) / minutes if minutes else None


def monday_of(on: date) -> date:
    """The Monday of that day's week."""
    return date.fromordinal(on.toordinal() - on.weekday())
