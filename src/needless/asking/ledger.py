"""Give and ask: what went which way with whom, read from what is there already; only taps are stored (M2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.asking.models import Ask, Favour
from needless.contacts.models import Contact, Relation
from needless.helping.models import Promise, Recommendation
from needless.introducing.models import IntroductionStep
from needless.method.balance import GIVEN, RECEIVED, Balance, Passed, balance_of
from needless.news.models import Offer
from needless.opportunities.models import Tip
from needless.owners.models import Owner
from needless.tables.notes import readable

# What has a record of its own: the talk that is logged with it is not counted again.
COUNTED_ELSEWHERE = ("story", "opportunity", "introduction", "recommendation", "promise", "ask", "thanks")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that went one way; ``kind`` is one of method/balance.py, ``url`` "" where there is no page of it."""

    contact_id: int
    kind: str
    way: str
    on: date | None
    title: str
    url: str = ""

    @property
    def passed(self) -> Passed:
        return Passed(self.kind, self.way, self.on)


def _day(at: datetime | None) -> date | None:
    return timezone.localdate(at) if at else None


def _about(rows: QuerySet[Any], contact: Contact | None) -> QuerySet[Any]:
    """Rows about that contact, or about all who are not deleted."""
    return rows.filter(contact=contact) if contact else rows.filter(contact__deleted_at=None)


def _stories(owner: Owner, contact: Contact | None) -> Iterator[Entry]:
    sent = Offer.objects.of(owner).filter(state__in=(Offer.State.SENT, Offer.State.LIKED))
    for row in _about(sent, contact).select_related("story"):
        url = reverse("story", args=[row.story_id])
        yield Entry(row.contact_id, "story", GIVEN, _day(row.decided_at), row.story.title, url)


def _opportunities(owner: Owner, contact: Contact | None) -> Iterator[Entry]:
    told = Tip.objects.of(owner).filter(state=Tip.State.TOLD)
    for row in _about(told, contact).select_related("opportunity"):
        url = reverse("opportunity", args=[row.opportunity_id])
        yield Entry(row.contact_id, "opportunity", GIVEN, _day(row.decided_at), row.opportunity.title, url)


def _introductions(owner: Owner, contact: Contact | None) -> Iterator[Entry]:
    """Introduced by the owner: help for both; those taken back have no step."""
    made = IntroductionStep.objects.of(owner).filter(act="introduce")
    if contact:
        made = made.filter(Q(introduction__a=contact) | Q(introduction__b=contact))
    for step in made.select_related("introduction__a", "introduction__b"):
        row, url = step.introduction, reverse("introductions")
        for one, other in ((row.a, row.b), (row.b, row.a)):
            if contact in (None, one) and not one.deleted_at:
                title = _("Introduced to %(name)s") % {"name": other.name}
                yield Entry(one.pk, "introduction", GIVEN, _day(step.at), title, url)


def _introduced_me(owner: Owner, contact: Contact | None) -> Iterator[Entry]:
    rows = Relation.objects.of(owner).filter(kind__iexact="introduced by", contact__deleted_at=None)
    rows = rows.filter(other=contact) if contact else rows.filter(other__deleted_at=None, other__isnull=False)
    for row in rows.select_related("contact"):
        title = _("Introduced you to %(name)s") % {"name": row.contact.name}
        url = row.contact.get_absolute_url()
        yield Entry(row.other_id or 0, "introduction", RECEIVED, row.contact.met_on, title, url)


def _recommendations(owner: Owner, contact: Contact | None) -> Iterator[Entry]:
    rows = Recommendation.objects.of(owner).filter(contact__isnull=False)
    for row in _about(rows, contact):
        way, kind = GIVEN if row.is_given else RECEIVED, "endorsement" if row.skill else "recommendation"
        title = _("Endorsed for %(skill)s") % {"skill": row.skill} if row.skill else _("A recommendation")
        yield Entry(row.contact_id, kind, way, row.on, title)


def _promises(owner: Owner, contact: Contact | None) -> Iterator[Entry]:
    kept = Promise.objects.of(owner).filter(kept_at__isnull=False)
    for row in _about(kept, contact):
        title = _("A promise kept: %(what)s") % {"what": row.text}
        yield Entry(row.contact_id, "promise", GIVEN if row.mine else RECEIVED, _day(row.kept_at), title)


def _asks(owner: Owner, contact: Contact | None) -> Iterator[Entry]:
    helped = Ask.objects.of(owner).filter(stage__in=(Ask.Stage.HELPED, Ask.Stage.THANKED))
    for row in _about(helped, contact):
        title = _("Helped with %(what)s") % {"what": row.about or row.get_kind_display()}
        yield Entry(
            row.contact_id, row.kind, RECEIVED, _day(row.stage_at), title, reverse("ask", args=[row.pk])
        )


def _favours(owner: Owner, contact: Contact | None) -> Iterator[Entry]:
    tapped = Favour.objects.of(owner).exclude(interaction__kind__in=COUNTED_ELSEWHERE)
    for row in _about(tapped, contact).select_related("interaction"):
        talk = row.interaction
        title = readable(talk.summary) or talk.get_channel_display().capitalize()
        url = f"{reverse('log-edit', args=[talk.pk])}?next={reverse('contact', args=[row.contact_id])}"
        yield Entry(row.contact_id, "talk", row.way, _day(talk.at), title, url)


SOURCES: tuple[Callable[[Owner, Contact | None], Iterator[Entry]], ...] = (
    _stories, _opportunities, _introductions, _introduced_me, _recommendations, _promises, _asks, _favours,
)  # fmt: skip


def ledger_of(owner: Owner, contact: Contact) -> list[Entry]:
    """What went which way with one contact, the latest first; eight small queries."""
    found = [entry for source in SOURCES for entry in source(owner, contact)]
    return sorted(found, key=lambda entry: entry.on or date.min, reverse=True)


def ledgers(owner: Owner) -> dict[int, list[Entry]]:
    """The same of everybody with whom anything went either way, by contact id; as many queries."""
    found: dict[int, list[Entry]] = defaultdict(list)
    for source in SOURCES:
        for entry in source(owner, None):
            found[entry.contact_id].append(entry)
    return dict(found)


def balance_with(entries: list[Entry], on: date) -> Balance:
    """Both ways summed up, on a day."""
    return balance_of((entry.passed for entry in entries), on)
