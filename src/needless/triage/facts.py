"""Gathers what there is to recognise contacts by, in a fixed number of queries (M10)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, QuerySet
from django.utils import timezone

from needless.contacts.models import Contact, Note, Position, Relation, Tag
from needless.interactions.models import Interaction, Participation
from needless.interactions.queries import last_talks
from needless.method.vagueness import AROUND, Cluster, Facts, Job, cluster_of, clusters, worked_together
from needless.owners.models import Owner, OwnPosition
from needless.tables.notes import in_clear
from needless.triage.models import RecallCard
from needless.triage.states import INTRODUCED


@dataclass(frozen=True, slots=True)
class _Desk:
    """What was read of some contacts, by contact id."""

    on: date
    mine: list[Job]
    jobs: dict[int, list[Job]]
    notes: dict[int, str]
    tags: dict[int, list[str]]
    introduced: dict[int, str]
    talks: dict[int, Interaction]
    meetings: dict[int, Interaction]
    events: list[Cluster]
    event_names: dict[date, str]
    not_placed: dict[int, int]


def facts_of(owner: Owner, contacts: Sequence[Contact], on: date) -> dict[int, Facts]:
    """What is known of each, by contact id; the number of queries does not depend on how many they are."""
    ids = [contact.pk for contact in contacts]
    events = _events_around(owner, [c.connected_on for c in contacts if c.connected_on])
    desk = _Desk(
        on, own_jobs(owner), _jobs(owner, ids), _notes(owner, ids), _tags(owner, ids),
        _introduced(owner, ids), last_talks(owner, ids), _meetings(owner, ids), events,
        _event_names(owner, [e for c in contacts if (e := cluster_of(c.connected_on, events))]),
        dict(RecallCard.objects.of(owner).filter(contact__in=ids).values_list("contact_id", "not_placed")),
    )  # fmt: skip
    return {contact.pk: _facts(contact, desk) for contact in contacts}


def _facts(contact: Contact, desk: _Desk) -> Facts:
    pk = contact.pk
    meeting, talk = desk.meetings.get(pk), desk.talks.get(pk)
    event = cluster_of(contact.connected_on, desk.events)
    theirs = [*desk.jobs.get(pk, []), Job(contact.organisation)]
    return Facts(
        talks_in=contact.talks_in,
        talks_out=contact.talks_out,
        first_talk_on=contact.first_talk_on,
        last_talk_on=contact.last_talk_on,
        connected_on=contact.connected_on,
        known_since=timezone.localdate(contact.made_at),
        met_in_person=contact.met_in_person,
        how_we_met=contact.how_we_met,
        organisation=contact.organisation,
        together=worked_together(desk.mine, theirs, desk.on),
        event=event,
        event_name=desk.event_names.get(event.first, "") if event else "",
        meeting_on=timezone.localdate(meeting.at) if meeting else contact.met_on,
        meeting_about=meeting.summary if meeting else "",
        about=talk.summary if talk else "",
        introduced_by=desk.introduced.get(pk, ""),
        note=desk.notes.get(pk, ""),
        tags=tuple(desk.tags.get(pk, ())),
        times_not_placed=desk.not_placed.get(pk, 0),
    )


def own_jobs(owner: Owner) -> list[Job]:
    """The owner's jobs."""
    held = OwnPosition.objects.of(owner).values_list("organisation", "started", "ended")
    return [Job(*job) for job in held]


def _jobs(owner: Owner, ids: list[int]) -> dict[int, list[Job]]:
    found: dict[int, list[Job]] = defaultdict(list)
    held = Position.objects.of(owner).filter(contact__in=ids)
    for pk, *job in held.values_list("contact_id", "organisation", "started", "ended"):
        found[pk].append(Job(*job))
    return found


def _notes(owner: Owner, ids: list[int]) -> dict[int, str]:
    rows = Note.objects.of(owner).filter(contact__in=ids).order_by("pk")
    return dict(rows.values_list("contact_id", "text"))


def _tags(owner: Owner, ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Tag.objects.of(owner).filter(contact__in=ids).order_by("name")
    for pk, name in rows.values_list("contact_id", "name"):
        found[pk].append(name)
    return found


def _introduced(owner: Owner, ids: list[int]) -> dict[int, str]:
    rows = Relation.objects.of(owner).filter(contact__in=ids, kind__iexact=INTRODUCED)
    named = rows.values_list("contact_id", "other__name", "other_name")
    return {pk: name or typed for pk, name, typed in named}


def _meetings(owner: Owner, ids: list[int]) -> dict[int, Interaction]:
    """The last meeting of each."""
    rows = Participation.objects.of(owner).filter(contact__in=ids, interaction__channel="meeting")
    return {row.contact_id: row.interaction for row in rows.select_related("interaction").order_by("at")}


def joined_of(owner: Owner) -> QuerySet[Contact]:
    """Everybody of whom it is known when they connected."""
    rows: QuerySet[Contact] = Contact.objects.of(owner).filter(deleted_at=None, connected_on__isnull=False)
    return rows


def _events_around(owner: Owner, days: list[date]) -> list[Cluster]:
    if not days:
        return []
    span = (min(days) - 2 * AROUND, max(days) + 2 * AROUND)
    return clusters(_joined(joined_of(owner).filter(connected_on__range=span)))


def events_of(owner: Owner) -> list[Cluster]:
    """The few days in which far more people connected than usual, in order."""
    return clusters(_joined(joined_of(owner)))


def _joined(rows: QuerySet[Contact]) -> dict[date, int]:
    return dict(rows.order_by().values_list("connected_on").annotate(Count("pk")))


def _event_names(owner: Owner, events: Sequence[Cluster]) -> dict[date, str]:
    """How the owner met the others of these events, where most of them say the same; by the first day."""
    if not events:
        return {}
    span = (min(e.first for e in events), max(e.last for e in events) + timedelta(days=1))
    told = joined_of(owner).filter(connected_on__range=span).exclude(how_we_met="")
    said: dict[date, Counter[str]] = defaultdict(Counter)
    for day, text in told.values_list("connected_on", "how_we_met"):
        if event := cluster_of(day, events):
            said[event.first][in_clear(text).strip()] += 1
    return {first: texts.most_common(1)[0][0] for first, texts in said.items()}
