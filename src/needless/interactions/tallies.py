"""Keeps each tie's stored evidence, and ``fades_on``, true: O(1) for one more interaction, exact after any change (M9)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import numpy as np
from django.db.models import Sum
from django.utils import timezone

from needless.contacts.models import Contact
from needless.interactions.models import Interaction, Participation, Remembrance, TieWeek
from needless.method import memory
from needless.owners.models import Owner
from needless.tables import bulk

TALLIED = (
    "strength", "silent_since", "asks", "answered", "openings", "openings_answered", "interactions", "talks", "talks_in", "talks_out",
    "first_talk_on", "last_talk_on", "met_in_person", "remembered", "fades_on",
)  # fmt: skip


def calibration_of(owner: Owner) -> memory.Calibration:
    """The odds that this owner's ties are read with: the defaults, or their own history's where they switched that on."""
    return (
        memory.Calibration(**owner.calibration) if owner.calibrated and owner.calibration else memory.DEFAULTS
    )


def prior_of(contact: Contact) -> float:
    """What is believed of a tie before anything passed."""
    return memory.PRIOR_MET if contact.met_in_person else memory.PRIOR_NEVER_MET


def local_day(at: datetime) -> date:
    """The day of a moment, for the owner whose time zone is active."""
    return timezone.localdate(at)


def fading_day(owner: Owner, contact: Contact, today: int) -> date | None:
    """The day on which the tie falls below what the owner wants of it; None where nothing is wanted."""
    day = memory.fades_on(
        contact.strength, contact.silent_since, prior_of(contact), contact.remembered,
        memory.LEVELS.get(contact.tier, 0.0), today, calibration_of(owner),
    )  # fmt: skip
    return None if day is None else memory.EPOCH + timedelta(days=min(int(day), 60_000))


def add_to_tie(owner: Owner, contact: Contact, interaction: Interaction, today: int) -> None:
    """Count one new interaction into the tie; reads one week's row and writes that and the contact."""
    on = local_day(interaction.at)
    day = memory.day_number(on)
    weight = memory.weight_of(interaction.channel, interaction.group_size)
    _raise_week(owner, contact, memory.week_of(day), weight)
    contact.interactions += 1
    if memory.is_talk(interaction.channel, interaction.group_size):
        contact.met_in_person = contact.met_in_person or interaction.channel == "meeting"
        _count_talk(contact, interaction, on, day)
    contact.fades_on = fading_day(owner, contact, today)


def _raise_week(owner: Owner, contact: Contact, week: int, weight: float) -> None:
    if weight <= 0:
        return
    row = TieWeek.objects.of(owner).filter(contact=contact, week=week).first()
    before = row.weight if row else 0.0
    if weight <= before:
        return
    contact.strength += memory.week_term(week, weight) - (memory.week_term(week, before) if before else 0.0)
    TieWeek.objects.update_or_create(owner=owner, contact=contact, week=week, defaults={"weight": weight})


def _count_talk(contact: Contact, interaction: Interaction, on: date, day: int) -> None:
    first_ever = contact.last_talk_on is None
    contact.talks += 1
    contact.talks_in += interaction.direction != "out"
    contact.talks_out += interaction.direction != "in"
    contact.first_talk_on = min(contact.first_talk_on or on, on)
    contact.last_talk_on = max(contact.last_talk_on or on, on)
    contact.silent_since = day if first_ever else max(contact.silent_since, day)


@dataclass(slots=True)
class Tally:
    """The evidence of one tie while it is counted from its history."""

    weeks: dict[int, float] = field(default_factory=dict)
    out_days: set[int] = field(default_factory=set)  # asks: only what was written can go unanswered
    in_days: set[int] = field(default_factory=set)
    days: set[int] = field(default_factory=set)  # with talk of any kind
    interactions: int = 0
    talks: int = 0
    talks_in: int = 0
    talks_out: int = 0
    met: bool = False

    def add(self, day: int, channel: str, direction: str, group_size: int) -> None:
        """Count one interaction of that day."""
        self.interactions += 1
        weight = memory.weight_of(channel, group_size)
        week = memory.week_of(day)
        if weight > self.weeks.get(week, 0.0):
            self.weeks[week] = weight
        if memory.is_talk(channel, group_size):  # of forty in a hall nobody has met each
            self.met = self.met or channel == "meeting"
            self.talks += 1
            self.talks_out += direction != "in"
            self.talks_in += direction != "out"
            self.days.add(day)
            if direction == "out" and channel in memory.WRITTEN:
                self.out_days.add(day)
            else:
                self.in_days.add(day)


def retally(owner: Owner, contact_ids: Sequence[int] | None = None, on: date | None = None) -> None:
    """Rebuild the evidence of these ties (of all, without ids) from the interactions themselves."""
    today = memory.day_number(on or timezone.localdate())
    ids = (
        contact_ids
        if contact_ids is not None
        else list(Contact.objects.of(owner).values_list("pk", flat=True))
    )
    for some in bulk.batches(ids, 500):
        _retally_some(owner, some, today)
    _count_own_answers(owner)


def _retally_some(owner: Owner, ids: list[int], today: int) -> None:
    contacts = list(Contact.objects.of(owner).filter(pk__in=ids))
    tallies = _tallies(owner, ids)
    remembered: dict[int, list[tuple[date, str]]] = defaultdict(list)
    for pk, on, answer in (
        Remembrance.objects.of(owner).filter(contact__in=ids).values_list("contact_id", "on", "answer")
    ):
        remembered[pk].append((on, answer))
    for contact in contacts:
        _write_tally(contact, tallies[contact.pk], remembered[contact.pk], today)
    TieWeek.objects.of(owner).filter(contact__in=ids).delete()
    weeks = [(owner.pk, c.pk, week, w) for c in contacts for week, w in tallies[c.pk].weeks.items()]
    bulk.insert(TieWeek, ["owner_id", "contact_id", "week", "weight"], weeks)
    set_fading_days(owner, contacts, today)
    write_contacts(contacts, TALLIED)


def _tallies(owner: Owner, ids: list[int]) -> dict[int, Tally]:
    tallies: dict[int, Tally] = defaultdict(Tally)
    rows = (
        Participation.objects.of(owner)
        .filter(contact__in=ids)
        .values_list(
            "contact_id",
            bulk.as_stored("at"),
            "interaction__channel",
            "interaction__direction",
            "interaction__group_size",
        )
    )
    zone, epoch = timezone.get_current_timezone(), memory.EPOCH.toordinal()
    for pk, at, channel, direction, group_size in rows.iterator(chunk_size=5000):
        tallies[pk].add(bulk.moment(at).astimezone(zone).toordinal() - epoch, channel, direction, group_size)
    return tallies


def _write_tally(contact: Contact, tally: Tally, remembered: list[tuple[date, str]], today: int) -> None:
    talk_days = tally.days
    contact.strength = sum(memory.week_term(week, weight) for week, weight in tally.weeks.items())
    contact.interactions, contact.talks = tally.interactions, tally.talks
    contact.talks_in, contact.talks_out = tally.talks_in, tally.talks_out
    contact.met_in_person = contact.met_in_person or tally.met
    contact.first_talk_on = memory.EPOCH + timedelta(days=min(talk_days)) if talk_days else None
    contact.last_talk_on = memory.EPOCH + timedelta(days=max(talk_days)) if talk_days else None
    contact.silent_since = max(talk_days) if talk_days else _beginning(contact)
    out, into = sorted(tally.out_days), sorted(tally.in_days)
    contact.asks, contact.answered = memory.count_asks(out, into, today)
    contact.openings, contact.openings_answered = memory.count_asks(out, into, today, after_silence=14)
    contact.remembered = 0.0
    for on, answer in remembered:
        add_answer(contact, on, answer)


def add_answer(contact: Contact, on: date, answer: str) -> None:
    """ "They remembered me" counts as one answered note, "no idea" as two unanswered, both fading in the odds of the tie."""
    contact.remembered += memory.remembered_term(answer, memory.day_number(on))
    contact.asks += {"yes": 1, "no": 2}.get(answer, 0)
    contact.answered += answer == "yes"


def _beginning(contact: Contact) -> int:
    """The day that silence is counted from while nobody has talked."""
    began = contact.met_on or contact.connected_on or timezone.localdate(contact.made_at or timezone.now())
    return memory.day_number(began)


def set_fading_days(owner: Owner, contacts: Sequence[Contact], today: int) -> None:
    """Set ``fades_on`` of all these contacts, in one go (not saved)."""
    for contact in contacts:
        contact.fades_on = None
    wanted = [c for c in contacts if c.tier in memory.LEVELS]
    if not wanted:
        return
    columns = [(c.strength, c.silent_since, prior_of(c), c.remembered, memory.LEVELS[c.tier]) for c in wanted]
    strength, since, prior, said, level = np.array(columns).T
    days = memory.fades_on_many(strength, since, prior, said, level, today, calibration_of(owner))
    for contact, day in zip(wanted, days.tolist(), strict=True):
        contact.fades_on = memory.EPOCH + timedelta(days=min(int(day), 60_000))


def write_contacts(contacts: Iterable[Contact], columns: Sequence[str]) -> None:
    """UPDATE these columns of many contacts, faster than bulk_update's CASE expressions."""
    bulk.update(Contact, columns, contacts)


def _count_own_answers(owner: Owner) -> None:
    """The owner's own answer rate, from the notes with which they broke a silence."""
    sums = Contact.objects.of(owner).aggregate(asks=Sum("openings"), answered=Sum("openings_answered"))
    owner.asks, owner.answered = sums["asks"] or 0, sums["answered"] or 0
    Owner.objects.filter(pk=owner.pk).update(asks=owner.asks, answered=owner.answered)
