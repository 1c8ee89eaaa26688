"""Who could vouch for which of the owner's jobs and skills, how ready they are, and what would raise it (M3)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
from django.db.models import Q
from django.utils import timezone

from needless.asking.models import Ask, SharedWork
from needless.contacts.models import Contact, Position
from needless.helping.models import Recommendation
from needless.interactions.models import Remembrance
from needless.interactions.tallies import calibration_of, prior_of
from needless.interactions.ties import Tie, ties_of
from needless.method import memory, readiness
from needless.method.balance import COLD_UNDER
from needless.method.vagueness import Job, employer_key, months_together
from needless.owners.models import Owner, OwnPosition

LOOKED_BACK = timedelta(days=730)
UNDATED_AGO = 5 * 365  # days: work that nobody dated
HERE: dict[str, Any] = {"deleted_at": None, "let_go_at": None, "is_deceased": False}


@dataclass(frozen=True, slots=True)
class Shared:
    """A job of the owner's at a firm where they worked, too; without days where nobody knows them."""

    position: OwnPosition
    title: str
    since: date | None = None
    until: date | None = None

    @property
    def days(self) -> int | None:
        return (self.until - self.since).days if self.since and self.until else None


@dataclass(slots=True)
class Evidence:
    """What is known of a contact as a witness of the owner's work."""

    shared: list[Shared] = field(default_factory=list)
    work: list[SharedWork] = field(default_factory=list)
    wrote: list[Recommendation] = field(default_factory=list)
    skills: list[str] = field(default_factory=list)

    @property
    def days(self) -> int | None:
        """Days together at one firm; None where only the firm is known, 0 without one."""
        known = [shared.days for shared in self.shared if shared.days is not None]
        return sum(known) if known or not self.shared else None

    def last_day(self) -> date | None:
        """The last day of it all that is known."""
        days = [shared.until for shared in self.shared]
        days += [day_of(work.ended or work.began, is_end=True) for work in self.work]
        days += [row.on for row in self.wrote]
        return max((day for day in days if day), default=None)


@dataclass(frozen=True, slots=True)
class Reference:
    """Somebody who could vouch; ``raised_by`` is what would raise it most this month: ("talk" or "note", readiness then)."""

    contact: Contact
    evidence: Evidence
    parts: readiness.Parts
    asked: int
    tie: Tie
    raised_by: tuple[str, float] | None

    @property
    def firm(self) -> str:
        """Where they worked together; "" where only something else is known."""
        return self.evidence.shared[0].position.organisation if self.evidence.shared else ""

    @property
    def is_cold(self) -> bool:
        """Would asking them be a cold ask?"""
        return self.tie.alive_90d < COLD_UNDER["reference"]

    @property
    def is_ready(self) -> bool:
        """Could they be asked tomorrow: they would do it well, and it would be no cold ask?"""
        return self.parts.readiness >= readiness.READY and not self.is_cold

    def is_raised_by(self, act: str) -> bool:
        """Is that what would raise it most?"""
        return self.raised_by is not None and self.raised_by[0] == act

    @property
    def gain(self) -> float:
        return self.raised_by[1] - self.parts.readiness if self.raised_by else 0.0


def day_of(text: str, is_end: bool = False) -> date | None:
    """A day of "2020", "2020-01" or "2020-01-31": the first that it may be, or about the last; None without one."""
    try:
        numbers = [int(part) for part in text.split("-")]
        if is_end:
            return date(*[*numbers, 12, 28][:3]) if len(numbers) == 1 else date(*[*numbers, 28][:3])
        return date(*[*numbers, 1, 1][:3])
    except (ValueError, TypeError):
        return None


def references(owner: Owner, on: date, position_id: int | None = None, skill: str = "") -> list[Reference]:
    """Who could vouch, first who may be asked tomorrow, the readiest first: for one job of the owner's, or one skill, where that is asked for."""
    found = {pk: each for pk, each in _evidence(owner, on).items() if _is_for(each, position_id, skill)}
    if not found:
        return []
    people = list(Contact.objects.of(owner).filter(pk__in=list(found), **HERE).defer("search", "extra"))
    ties = ties_of(owner, people, on, with_words=False)
    said, asked = _said(owner, list(found), on), _asked(owner, on)
    rows = [
        _reference(c, found[c.pk], ties[c.pk], said.get(c.pk, ""), asked[c.pk], after, on)
        for c, after in zip(people, _alive_after_talk(owner, people, on), strict=True)
    ]
    return sorted(rows, key=lambda row: (not row.is_ready, -row.parts.readiness, row.contact.name))


def _reference(
    contact: Contact, found: Evidence, tie: Tie, said: str, asked: int, after: float, on: date
) -> Reference:
    last = found.last_day()
    parts = readiness.Parts(
        readiness.remembered(tie.alive_90d, said),
        readiness.together(found.days, len(found.work), len(found.wrote), len(found.skills)),
        readiness.recent((on - last).days if last else UNDATED_AGO),
        readiness.fresh(asked),
    )
    ways = readiness.raises(parts, after, bool(found.work))
    return Reference(contact, found, parts, asked, tie, ways[0] if ways else None)


def _alive_after_talk(owner: Owner, people: Sequence[Contact], on: date) -> list[float]:
    """How alive each tie would be after a call today; all in one go."""
    day = memory.day_number(on)
    rows = np.array([(c.strength, prior_of(c), c.remembered) for c in people], dtype=float).reshape(-1, 3).T
    strength = rows[0] + memory.week_term(memory.week_of(day), memory.WEIGHT["call"])
    since = np.full(len(people), float(day))
    return [float(p) for p in memory.alive(strength, since, rows[1], rows[2], day, 90, calibration_of(owner))]


def _is_for(found: Evidence, position_id: int | None, skill: str) -> bool:
    if position_id is not None:
        jobs = [*(s.position.pk for s in found.shared), *(w.position_id for w in found.work)]
        return position_id in jobs
    word = skill.casefold()
    told = [*found.skills, *(w.text for w in found.work), *(r.text for r in found.wrote)]
    return not word or any(word in text.casefold() for text in told)


def _evidence(owner: Owner, on: date, contact: Contact | None = None) -> dict[int, Evidence]:
    """By contact, of one or of all: jobs at the same firm, shared work, what they wrote; five queries."""
    found: dict[int, Evidence] = defaultdict(Evidence)
    about = {"contact": contact} if contact else {}
    for pk, shared in _shared_jobs(owner, on, contact):
        found[pk].shared.append(shared)
    work_ = SharedWork.objects.of(owner).filter(**about).select_related("position")
    for work in work_.order_by("began", "pk"):
        found[work.contact_id].work.append(work)
    received = Recommendation.objects.of(owner).filter(is_given=False, contact__isnull=False, **about)
    for row in received.order_by("on", "pk"):
        if row.skill:
            found[row.contact_id or 0].skills.append(row.skill)
        else:
            found[row.contact_id or 0].wrote.append(row)
    return found


def evidence_of(owner: Owner, contact: Contact, on: date) -> Evidence:
    """The same of one contact; nothing in it where nothing is known."""
    return _evidence(owner, on, contact).get(contact.pk, Evidence())


def _shared_jobs(owner: Owner, on: date, contact: Contact | None) -> Iterator[tuple[int, Shared]]:
    """(contact, job at the same firm): with days where both are dated. Of the firm on their card: since they connected."""
    mine: dict[str, list[OwnPosition]] = defaultdict(list)
    for position in OwnPosition.objects.of(owner).exclude(organisation="").order_by("-started"):
        mine[employer_key(position.organisation)].append(position)
    alike = Q(pk__in=())
    for name in mine:
        alike |= Q(organisation__icontains=max(name.split(), key=len, default=name))
    jobs, people = Position.objects.of(owner).filter(alike), Contact.objects.of(owner).filter(alike, **HERE)
    if contact:
        jobs, people = jobs.filter(contact=contact), people.filter(pk=contact.pk)
    seen = set()
    for pk, title, *held in jobs.values_list("contact_id", "title", "organisation", "started", "ended"):
        firm = employer_key(held[0])
        seen.add((pk, firm))
        yield from ((pk, shared) for shared in _overlaps(mine.get(firm, []), title, Job(*held), on))
    for pk, title, organisation, since in people.values_list("pk", "title", "organisation", "connected_on"):
        firm = employer_key(organisation)
        if (pk, firm) not in seen:
            job = Job(organisation, since.isoformat() if since else "")
            yield from ((pk, shared) for shared in _overlaps(mine.get(firm, []), title, job, on))


def _overlaps(mine: Sequence[OwnPosition], title: str, theirs: Job, on: date) -> Iterator[Shared]:
    """The owner's jobs at that firm at the same time as theirs; where a side has no days, the latest, without days."""
    for position in mine:
        own = Job(position.organisation, position.started, position.ended)
        if not (own.started and theirs.started):
            yield Shared(position, title)
            return
        if months := months_together(own, theirs, on):
            first, last = (date(month // 12, month % 12 + 1, 1) for month in months)
            yield Shared(position, title, first, min(last + timedelta(days=27), on))


def _said(owner: Owner, ids: Sequence[int], on: date) -> dict[int, str]:
    """What they showed last of whether they remember the owner, in the last two years."""
    rows = Remembrance.objects.of(owner).filter(contact__in=ids, on__gt=on - LOOKED_BACK).order_by("on", "pk")
    return dict(rows.values_list("contact_id", "answer"))


def _asked(owner: Owner, on: date) -> Counter[int]:
    """How often each was asked for a reference in the last two years."""
    since = timezone.make_aware(datetime.combine(on - LOOKED_BACK, time()))
    rows = Ask.objects.of(owner).filter(kind=Ask.Kind.REFERENCE, sent_at__gte=since)
    return Counter(rows.values_list("contact_id", flat=True))


def own_jobs(owner: Owner) -> list[OwnPosition]:
    """The owner's jobs, the latest first."""
    return list(OwnPosition.objects.of(owner).order_by("-started", "-pk"))


def own_skills(owner: Owner, most: int = 12) -> list[tuple[str, int]]:
    """What the owner was endorsed for, and by how many, the most first."""
    rows = Recommendation.objects.of(owner).filter(is_given=False).exclude(skill="")
    return Counter(rows.values_list("skill", flat=True)).most_common(most)
