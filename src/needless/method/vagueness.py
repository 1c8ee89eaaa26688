"""Is somebody known, vague or unknown, and the name that memory would use for them (M10).

Plain facts in; states, keys and values out. What the owner reads is worded in triage/words.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

State = Literal["known", "vague", "unknown"]
NOT_PLACED = 2  # so many answers in a row without an idea who it is undo what the records say


@dataclass(frozen=True, slots=True)
class Traces:
    """What is there of a contact. Counts are of talk, in each direction; the rest says what is noted.

    ``times_not_placed``: how often in a row, up to now, the owner could not say who that is.
    """

    talks_in: int = 0
    talks_out: int = 0
    met_in_person: bool = False
    how_we_met: bool = False
    has_notes: bool = False
    worked_together: bool = False
    tier_is_mine: bool = False
    times_not_placed: int = 0
    was_introduced: bool = False
    has_tags: bool = False
    added_by_hand: bool = False


def state_of(traces: Traces) -> State:
    """*known*: talk both ways, a meeting, or the owner's word (added by hand, how they met, a note, a tier).

    *vague*: one-sided talk, a shared employer or a tag, or known but not placed twice in a row; *unknown*:
    nothing but a name.
    """
    if _is_on_record(traces):
        return "vague" if traces.times_not_placed >= NOT_PLACED else "known"
    if traces.talks_in or traces.talks_out or traces.worked_together or traces.has_tags:
        return "vague"
    return "unknown"


def _is_on_record(traces: Traces) -> bool:
    if traces.talks_in > 0 and traces.talks_out > 0:
        return True
    told = traces.how_we_met or traces.has_notes or traces.was_introduced or traces.tier_is_mine
    return traces.met_in_person or told or traces.added_by_hand


@dataclass(frozen=True, slots=True)
class Job:
    """A job: days as far as they are known ("2014", "2014-03", "2014-03-01" or ""); no end: still held."""

    organisation: str
    started: str = ""
    ended: str = ""


@dataclass(frozen=True, slots=True)
class Together:
    """A shared employer; the years are None where one side's are not known."""

    organisation: str
    first_year: int | None = None
    last_year: int | None = None
    is_now: bool = False


@dataclass(frozen=True, slots=True)
class Cluster:
    """A few days in which far more people joined than usual: most likely one event."""

    first: date
    last: date
    count: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What there is to recognise a contact by. Texts are "" and tuples empty where nothing is known.

    ``event`` is the cluster that they joined in and ``event_name`` how the owner met others of it;
    ``meeting_on`` the last meeting and ``meeting_about`` its subject; ``about`` the subject of the last talk.
    """

    talks_in: int = 0
    talks_out: int = 0
    first_talk_on: date | None = None
    last_talk_on: date | None = None
    connected_on: date | None = None
    known_since: date | None = None
    met_in_person: bool = False
    how_we_met: str = ""
    organisation: str = ""
    together: Together | None = None
    event: Cluster | None = None
    event_name: str = ""
    meeting_on: date | None = None
    meeting_about: str = ""
    about: str = ""
    introduced_by: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    times_not_placed: int = 0


@dataclass(frozen=True, slots=True)
class Recollection:
    """One way in which memory would name them: a key that triage/words.py puts into words, and its values."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


def recollections(facts: Facts) -> list[Recollection]:
    """Everything that memory could hold on to, the strongest first; never empty.

    How one met comes before who introduced them, a meeting, shared work, talk, what was noted, and the mere
    moment of connecting.
    """
    found = [*_told(facts), *_shared(facts), *_talked(facts), *_noted(facts), *_joined(facts)]
    return found or [Recollection("nothing", {"since": facts.known_since})]


def _told(facts: Facts) -> Iterator[Recollection]:
    if facts.how_we_met:
        yield Recollection("met", {"text": facts.how_we_met})
    if facts.introduced_by:
        yield Recollection("introduced", {"by": facts.introduced_by})
    if facts.meeting_on:
        yield Recollection("meeting", {"on": facts.meeting_on, "about": facts.meeting_about})
    elif facts.met_in_person and not facts.how_we_met:
        yield Recollection("met_somewhere")


def _shared(facts: Facts) -> Iterator[Recollection]:
    if (shared := facts.together) is None:
        return
    if shared.first_year is None or shared.last_year is None:
        yield Recollection("same_employer", {"organisation": shared.organisation})
        return
    key = "colleague_now" if shared.is_now else "colleague"
    years = {"first": shared.first_year, "last": shared.last_year}
    yield Recollection(key, {"organisation": shared.organisation, **years})


def _talked(facts: Facts) -> Iterator[Recollection]:
    first, last = facts.first_talk_on, facts.last_talk_on
    if first is None or last is None:
        return
    values = {"first": first, "last": last, "about": facts.about}
    if facts.talks_in and facts.talks_out:
        yield Recollection("talked", values)
    elif facts.talks_in:
        key = "pitched" if is_pitch(facts.about) else "wrote_to_me"
        yield Recollection(key, {**values, "times": facts.talks_in})
    elif facts.talks_out:
        yield Recollection("wrote_to_them", {**values, "times": facts.talks_out})


def _noted(facts: Facts) -> Iterator[Recollection]:
    if facts.note:
        yield Recollection("noted", {"text": facts.note})
    if facts.tags:
        yield Recollection("tagged", {"tags": facts.tags})


def _joined(facts: Facts) -> Iterator[Recollection]:
    talked = bool(facts.talks_in or facts.talks_out)
    if facts.event and facts.event_name:
        yield Recollection("same_event", {"on": facts.event.first, "event": facts.event_name})
    elif facts.event:
        yield Recollection("same_days", {"on": facts.event.first, "others": facts.event.count - 1})
    elif facts.connected_on:
        yield Recollection("connected" if talked else "never_talked", {"on": facts.connected_on})


def missing(facts: Facts) -> list[str]:
    """What would make them somebody, the most telling first: how_met, answer (theirs), reply (mine), talk,
    meeting, work; and placed, where the owner could not say who it is."""
    met = facts.met_in_person or facts.meeting_on is not None
    gaps = {
        "placed": facts.times_not_placed >= NOT_PLACED,
        "how_met": not (facts.how_we_met or facts.introduced_by or facts.together),
        "answer": facts.talks_out > 0 and not facts.talks_in,
        "reply": facts.talks_in > 0 and not facts.talks_out,
        "talk": not (facts.talks_in or facts.talks_out),
        "meeting": not met,
        "work": not facts.organisation,
    }
    return [name for name, is_missing in gaps.items() if is_missing]


PITCH = (
    "quick call", "quick chat", "free demo", "book a demo", "15 minutes", "grow your", "boost your",
    "save you", "leads", "our solution", "our platform", "our services", "we help", "special offer",
    "webinar", "roi", "opportunity for you", "outsourc", "development team", "lead generation",
    "partnership proposal",
)  # fmt: skip


def is_pitch(text: str) -> bool:
    """Does this first line want to sell something? A word list, and only ever used to name who wrote once."""
    words = f" {' '.join(text.lower().split())} "
    return any(f" {phrase}" in words for phrase in PITCH)


_FORMS = (
    "ab ag as asa bv co company corp corporation gmbh group holding inc kg limited llc llp ltd mbh nv oy oyj "
    "plc pte pty sa sarl sas se sl spa srl the"
)
LEGAL_FORMS = frozenset(_FORMS.split())


def employer_key(name: str) -> str:
    """The same for two ways of writing an employer: "Maersk A/S", "MAERSK"; "" where nothing is left."""
    plain = "".join(c if c.isalnum() else " " for c in name.lower().replace("/", "").replace(".", ""))
    words = plain.split()
    return " ".join([w for w in words if w not in LEGAL_FORMS] or words)


def worked_together(mine: Sequence[Job], theirs: Sequence[Job], on: date) -> Together | None:
    """The employer that both had, with the years that overlap: the longest overlap first, then one whose
    years are not known on a side. None for jobs of different years or employers."""
    best: tuple[int, Together] | None = None
    by_employer: dict[str, list[Job]] = {}
    for job in mine:
        by_employer.setdefault(employer_key(job.organisation), []).append(job)
    for other in theirs:
        key = employer_key(other.organisation)
        for own in by_employer.get(key, ()) if key else ():
            found = _overlap(own, other, on)
            if found and (best is None or found[0] > best[0]):
                best = found
    return best[1] if best else None


def _overlap(own: Job, other: Job, on: date) -> tuple[int, Together] | None:
    """Months in common (0: not known) and what that is called; None where they missed each other."""
    name = own.organisation
    if not (own.started and other.started):
        return 0, Together(name)
    months = months_together(own, other, on)
    if months is None:
        return None
    first, last = months
    is_now = not own.ended and not other.ended
    return last - first + 1, Together(name, first // 12, last // 12, is_now)


def months_together(own: Job, other: Job, on: date) -> tuple[int, int] | None:
    """The first and the last month (since year 0) that both jobs lasted; None where they missed each other."""
    now = on.year * 12 + on.month - 1
    first = max(_month(own.started, now, 0), _month(other.started, now, 0))
    last = min(_month(own.ended, now, 11), _month(other.ended, now, 11))
    return (first, last) if first <= last else None


def _month(day: str, now: int, without: int) -> int:
    """Months since year 0; a year alone counts from its first, or to its last month; "" is now."""
    year, month = day[:4], day[5:7]
    if not year.isdecimal():
        return now
    at = int(month) - 1 if month.isdecimal() and 1 <= int(month) <= 12 else without
    return min(int(year) * 12 + at, now)


LEAST_TOGETHER = 4
TIMES_USUAL = 4.0
LONGEST = timedelta(days=4)  # a conference, and the evening on which one adds whom one met
AROUND = timedelta(days=45)


def clusters(joined: Mapping[date, int]) -> list[Cluster]:
    """Runs of days on which far more people joined than in the weeks around them, in order.

    ``joined`` is how many joined on each day. A run has no day without anybody, at least LEAST_TOGETHER
    people, TIMES_USUAL times what is usual around it, and is no longer than LONGEST: a longer one is a busy
    season, no event.
    """
    return [run for run in _runs(joined) if _stands_out(run, joined)]


def _runs(joined: Mapping[date, int]) -> Iterator[Cluster]:
    days = sorted(day for day, count in joined.items() if count > 0)
    start = 0
    for at, day in enumerate(days):
        if at + 1 == len(days) or (days[at + 1] - day).days > 1:
            run = days[start : at + 1]
            yield Cluster(run[0], run[-1], sum(joined[d] for d in run))
            start = at + 1


def _stands_out(run: Cluster, joined: Mapping[date, int]) -> bool:
    if run.count < LEAST_TOGETHER or run.last - run.first > LONGEST:
        return False
    length = (run.last - run.first).days + 1
    around = sum(joined.get(run.first - timedelta(days=n), 0) for n in range(1, AROUND.days + 1))
    around += sum(joined.get(run.last + timedelta(days=n), 0) for n in range(1, AROUND.days + 1))
    return run.count >= TIMES_USUAL * length * around / (2 * AROUND.days)


def cluster_of(day: date | None, found: Sequence[Cluster]) -> Cluster | None:
    """The cluster that this day falls into."""
    return next((c for c in found if day and c.first <= day <= c.last), None)
