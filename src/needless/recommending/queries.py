"""Recommendations given and received, side by side, and what is being written (M3, M16)."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import QuerySet

from needless.contacts.models import Contact
from needless.helping.models import Recommendation
from needless.owners.models import Owner
from needless.recommending.models import Draft


@dataclass(slots=True)
class Sides:
    """One person's: what the owner gave them, and what they gave the owner. ``contact`` is None for a name that nobody fits."""

    name: str
    contact: Contact | None
    given: list[Recommendation] = field(default_factory=list)
    received: list[Recommendation] = field(default_factory=list)


def recommendations_of(owner: Owner) -> QuerySet[Recommendation]:
    """All, given and received, without endorsements, the latest first."""
    rows: QuerySet[Recommendation] = (
        Recommendation.objects.of(owner).filter(skill="").select_related("contact")
    )
    return rows.order_by("-on", "-pk")


def side_by_side(owner: Owner) -> list[Sides]:
    """Each person once, whom there was one with last first."""
    found: dict[int | str, Sides] = {}
    for row in recommendations_of(owner):
        contact = row.contact if row.contact and not row.contact.deleted_at else None
        sides = found.setdefault(
            contact.pk if contact else row.person_name.casefold(),
            Sides(contact.name if contact else row.person_name, contact),
        )
        (sides.given if row.is_given else sides.received).append(row)
    return list(found.values())


def skills_endorsed(owner: Owner) -> list[tuple[str, list[str], list[str]]]:
    """(name, skills that the owner endorsed, skills that they endorsed) of each person, by name."""
    rows = Recommendation.objects.of(owner).exclude(skill="").select_related("contact").order_by("skill")
    found: dict[str, tuple[list[str], list[str]]] = {}
    for row in rows:
        name = row.contact.name if row.contact else row.person_name
        found.setdefault(name, ([], []))[0 if row.is_given else 1].append(row.skill)
    return [(name, *found[name]) for name in sorted(found, key=str.casefold)]


def drafts_of(owner: Owner) -> QuerySet[Draft]:
    """Being written, the latest change first."""
    rows: QuerySet[Draft] = Draft.objects.of(owner).filter(stage=Draft.Stage.OPEN, contact__deleted_at=None)
    return rows.select_related("contact").order_by("-changed_at", "-pk")
