"""Noting what came, with the chain that is on record behind it; correcting it, and taking it back (M15)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from needless.benefits.chains import proposed
from needless.benefits.models import Benefit, Link
from needless.contacts.models import Contact, Undo
from needless.contacts.undo import kept, made, remember, whole
from needless.owners.models import Owner

MOST_LINKS = 6
BEHIND = ("activity", "event", "introduction", "possibility", "interaction")


@transaction.atomic
def note_benefit(
    owner: Owner, kind: str, text: str, on: date, people: Sequence[Contact] = (), **behind: Any
) -> tuple[Benefit, Undo]:
    """Something came on that day by these people's help, the last one's most of all; ``behind`` are rows of BEHIND.

    Of one person alone, the chain behind them is filled in from what is on record. Raises ValueError for no such kind.
    """
    if kind not in Benefit.Kind.values:
        raise ValueError(_("Choose what came of it; nothing is a choice, too."))
    if len(people) == 1:
        found, more = proposed(owner, people[0], on)
        people, behind = found, {**more, **{name: row for name, row in behind.items() if row}}
    row = Benefit.objects.create(owner=owner, kind=kind, text=text.strip()[:500], on=on, **behind)
    _link(owner, row, people)
    return row, remember(owner, _("Noted: %(what)s") % {"what": row}, remove=[made(row)])


def _link(owner: Owner, row: Benefit, people: Sequence[Contact]) -> None:
    for position, person in enumerate(list(dict.fromkeys(people))[-MOST_LINKS:]):
        Link.objects.create(owner=owner, benefit=row, contact=person, position=position)


@transaction.atomic
def change_benefit(owner: Owner, pk: int, values: dict[str, Any], people: Sequence[Contact]) -> Undo:
    """Other words, day, or links: ``values`` are columns of Benefit. Raises Benefit.DoesNotExist, ValueError."""
    row: Benefit = Benefit.objects.of(owner).get(pk=pk)
    if values.get("kind", row.kind) not in Benefit.Kind.values:
        raise ValueError(_("Choose what came of it; nothing is a choice, too."))
    before = kept(row, ["kind", "text", "on", *(f"{name}_id" for name in BEHIND)])
    links = list(row.links.all())
    old = [whole(link) for link in links]
    row.links.all().delete()
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    _link(owner, row, people)
    new = [made(link) for link in row.links.all()]
    return remember(owner, _("Changed."), restore=[before], remove=new, insert=old)


@transaction.atomic
def remove_benefit(owner: Owner, pk: int) -> Undo:
    """It goes, with its chain. Raises Benefit.DoesNotExist."""
    row: Benefit = Benefit.objects.of(owner).get(pk=pk)
    undo = remember(owner, _("Removed."), insert=[whole(row), *(whole(link) for link in row.links.all())])
    row.delete()
    return undo
