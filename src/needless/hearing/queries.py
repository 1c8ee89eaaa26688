"""What was heard and is open, what became of the rest, and a quarter's perspectives to read again (M5, M6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Prefetch, QuerySet

from needless.contacts.models import Contact
from needless.hearing.models import Perspective, Possibility
from needless.opportunities.models import Tip
from needless.owners.models import Owner, OwnPosition

MOST_WORKS = 30


@dataclass(frozen=True, slots=True)
class Quarter:
    """Three months: ``number`` is 1 to 4."""

    year: int
    number: int

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def after(self) -> date:
        """The first day of the next one."""
        return date(self.year + self.number // 4, self.number % 4 * 3 + 1, 1)

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"


def quarter_of(day: date) -> Quarter:
    """The quarter in which a day lies."""
    return Quarter(day.year, (day.month + 2) // 3)


def possibilities_of(owner: Owner) -> QuerySet[Possibility]:
    """All, the latest first, each with whom it was told (``opportunity.told``)."""
    rows: QuerySet[Possibility] = Possibility.objects.of(owner).filter(contact__deleted_at=None)
    tips = Tip.objects.of(owner).filter(state="told", contact__deleted_at=None).select_related("contact")
    told = Prefetch("opportunity__tips", queryset=tips, to_attr="told")
    return rows.select_related("contact", "opportunity").prefetch_related(told).order_by("-on", "-pk")


def perspectives_of(owner: Owner) -> QuerySet[Perspective]:
    """All, the latest first."""
    rows: QuerySet[Perspective] = Perspective.objects.of(owner).filter(contact__deleted_at=None)
    return rows.select_related("contact").order_by("-on", "-pk")


def heard_from(owner: Owner, contact: Contact, most: int = 4) -> list[Possibility | Perspective]:
    """The latest of either kind from one contact, the latest first."""
    rows: list[Possibility | Perspective] = [
        *possibilities_of(owner).filter(contact=contact)[:most],
        *perspectives_of(owner).filter(contact=contact)[:most],
    ]
    return sorted(rows, key=lambda row: row.on, reverse=True)[:most]


def quarters_of(owner: Owner) -> list[Quarter]:
    """Those with a perspective, the latest first."""
    days = perspectives_of(owner).order_by("-on").values_list("on", flat=True).distinct()
    return list(dict.fromkeys(quarter_of(day) for day in days))


def by_work(owner: Owner, quarter: Quarter) -> list[tuple[str, list[Perspective]]]:
    """A quarter's perspectives by what of the owner's work they touch, the untagged last; each oldest first."""
    rows = perspectives_of(owner).filter(on__gte=quarter.first, on__lt=quarter.after)
    ordered = sorted(rows, key=lambda row: (not row.work, row.work.casefold(), row.on, row.pk))
    return [(work, list(group)) for work, group in groupby(ordered, key=lambda row: row.work)]


def works_of(owner: Owner) -> list[str]:
    """What the owner's perspectives were tagged with, then the jobs they hold: to choose from."""
    tagged = Perspective.objects.of(owner).exclude(work="").order_by("-on").values_list("work", flat=True)
    held = OwnPosition.objects.of(owner).filter(ended="").order_by("-started").values_list("title", flat=True)
    return [work for work in dict.fromkeys([*tagged[:200], *held]) if work][:MOST_WORKS]
