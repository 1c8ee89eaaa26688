"""The chain behind a benefit: proposed from what is on record, and step by step for picture and list (M15)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.benefits.models import Benefit
from needless.contacts.models import Contact, Relation
from needless.gatherings.models import Companion, Guest
from needless.interactions.models import Interaction
from needless.introducing.models import Introduction, IntroductionStep
from needless.owners.models import Owner
from needless.tables.notes import readable

MOST_BEFORE = 3  # introducers of introducers
BORN = "introduced by"
LED = re.compile(
    r"\b(?:introduced by|introduction by|met through|through|via)\s+(\S[^,;.\n]*)", re.IGNORECASE
)
A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Step:
    """One link: ``kind`` is activity, event, person, introduction, possibility, talk or benefit."""

    kind: str
    words: str
    on: date | None = None
    pk: int | None = None


def proposed(owner: Owner, contact: Contact, on: date) -> tuple[list[Contact], dict[str, Any]]:
    """Who led to that contact, they last; where it began, the owner's introduction, and the last talk until then."""
    people = _led_by(owner, contact)
    found = {**origin_of(owner, people[0], on), "interaction": talks_until(owner, contact, on).first()}
    made = introduction_until(owner, contact, on)
    return people, {**found, "introduction": made} if made else found


def _led_by(owner: Owner, contact: Contact) -> list[Contact]:
    """The contact after those who introduced them, the first of all first."""
    chain = [contact]
    while len(chain) <= MOST_BEFORE:
        rows = Relation.objects.of(owner).filter(contact=chain[0], kind__iexact=BORN, other__deleted_at=None)
        found = rows.exclude(other=None).exclude(other__in=chain).select_related("other").first()
        before = found.other if found else _named_in(owner, chain[0])
        if before is None or before in chain:
            break
        chain.insert(0, before)
    return chain


def _named_in(owner: Owner, contact: Contact) -> Contact | None:
    """Who introduced them, where how one met says so by the name of one contact alone."""
    said = LED.search(contact.how_we_met)
    if said is None:
        return None
    words = said[1].split()
    names = [" ".join(words[:n]) for n in range(2, 5) if len(words) >= n]
    named = Q(pk__in=())
    for name in names:
        named |= Q(name__iexact=name.strip(".,;:!?"))
    found = list(Contact.objects.of(owner).filter(named, deleted_at=None).exclude(pk=contact.pk)[:2])
    return found[0] if len(found) == 1 else None


def introduction_until(owner: Owner, contact: Contact, on: date) -> Introduction | None:
    """The introduction of that contact which the owner made in the year before, where it was one alone."""
    made = IntroductionStep.objects.of(owner).filter(
        act="introduce", at__lt=_end_of(on), at__gte=_end_of(on - A_YEAR)
    )
    rows = made.filter(Q(introduction__a=contact) | Q(introduction__b=contact))
    found = {step.introduction_id: step.introduction for step in rows.select_related("introduction")[:2]}
    return next(iter(found.values())) if len(found) == 1 else None


def origin_of(owner: Owner, contact: Contact, on: date) -> dict[str, Any]:
    """The activity in which the tie began; else the first event until that day where they were."""
    companions = Companion.objects.of(owner).filter(contact=contact, met_there=True, since__lte=on)
    companion = companions.select_related("activity").order_by("since", "pk").first()
    if companion:
        return {"activity": companion.activity}
    guests = Guest.objects.of(owner).filter(contact=contact, event__starts_at__lt=_end_of(on))
    guest = guests.select_related("event").order_by("event__starts_at").first()
    return {"event": guest.event} if guest and _began_by(contact, guest.event.starts_at) else {}


def _began_by(contact: Contact, at: datetime) -> bool:
    """Is that moment where the tie began, not only somewhere they met again?"""
    first = contact.met_on or contact.first_talk_on
    return first is None or first >= timezone.localdate(at) - timedelta(days=1)


def talks_until(owner: Owner, contact: Contact, on: date) -> QuerySet[Interaction]:
    """What passed with them up to that day, no clicks, the latest first."""
    rows: QuerySet[Interaction] = Interaction.objects.of(owner).filter(
        participations__contact=contact, at__lt=_end_of(on)
    )
    return rows.exclude(channel="click").order_by("-at")


def _end_of(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on + timedelta(days=1), time()))


def steps_of(benefit: Benefit) -> list[Step]:
    """From where it began to what came; only what is on record. The people are those of ``links``, in order."""
    people = [_person(link.contact) for link in benefit.links.all()]
    if benefit.introduction:
        between = max(len(people) - 1, min(len(people), 1))
        people.insert(between, _introduction(benefit))
    return [*_begin(benefit), *people, *_talk(benefit), Step("benefit", str(benefit), benefit.on, benefit.pk)]


def _begin(benefit: Benefit) -> list[Step]:
    if benefit.activity:
        return [Step("activity", benefit.activity.name, None, benefit.activity_id)]
    if benefit.event:
        on = timezone.localdate(benefit.event.starts_at)
        return [Step("event", benefit.event.name, on, benefit.event_id)]
    return []


def _person(contact: Contact) -> Step:
    return Step("person", contact.name, None, contact.pk)


def _introduction(benefit: Benefit) -> Step:
    made = benefit.introduction
    assert made is not None
    words = _("You introduced %(a)s and %(b)s") % {"a": made.a.first_name, "b": made.b.first_name}
    return Step("introduction", words, timezone.localdate(made.stage_at), made.pk)


def _talk(benefit: Benefit) -> list[Step]:
    found = []
    if benefit.possibility:
        heard = _("Heard of: %(text)s") % {"text": benefit.possibility.text}
        found.append(Step("possibility", heard, benefit.possibility.on, benefit.possibility_id))
    if benefit.interaction:
        talk = benefit.interaction
        words = str(talk.get_channel_display()).capitalize()
        words = f"{words}: {talk.summary}" if readable(talk.summary) else words
        found.append(Step("talk", words, timezone.localdate(talk.at), talk.pk))
    return sorted(found, key=lambda step: step.on or date.min)
