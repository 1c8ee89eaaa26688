"""Is somebody known, vague or unknown: what is there to place them by (M10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["known", "vague", "unknown"]


@dataclass(frozen=True, slots=True)
class Traces:
    """What is there of a contact. Counts are of talk, in each direction; the rest says whether something is noted."""

    talks_in: int = 0
    talks_out: int = 0
    met_in_person: bool = False
    how_we_met: bool = False
    has_notes: bool = False
    worked_together: bool = False
    tier_is_mine: bool = False


def state_of(traces: Traces) -> State:
    """*known*: talk in both directions or a meeting, or the owner said how they met, noted something, or set the tier;
    *vague*: one-sided talk, or a shared employer; *unknown*: nothing but a name."""
    mutual = traces.talks_in > 0 and traces.talks_out > 0
    if mutual or traces.met_in_person or traces.how_we_met or traces.has_notes or traces.tier_is_mine:
        return "known"
    if traces.talks_in or traces.talks_out or traces.worked_together:
        return "vague"
    return "unknown"
