"""Two contacts who are one person become one, without loss; it can be undone whole, weeks later too (M10).

Everything about the other one moves, in the chapters above, too: decisions, quiz cards, stories, introductions,
suggestions. What both have is kept once; where they contradict each other, the other one's word is kept beside.
The other contact is hidden, not deleted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from needless.contacts import undo as way_back
from needless.contacts.models import (
    AboutContact,
    Contact,
    CustomField,
    LetGo,
    Merge,
    Note,
    Position,
    Tier,
    TwoPeople,
    Undo,
)
from needless.contacts.queries import contact_of
from needless.interactions.models import TieWeek
from needless.method.folding import fold
from needless.owners.audit import note
from needless.tables.notes import is_locked, lying, note_fields

if TYPE_CHECKING:
    from needless.owners.models import Owner

NOT_MOVING = "needless.imports"  # what an import changed is told of the contact that it changed
STAYING = (LetGo, Merge, TieWeek)  # tie weeks are counted again from what was moved
POINTERS = (  # what points to a contact in another way: the table, the column, and what makes two rows the same
    ("Relation", "other_id", None), ("Introduction", "a_id", "b_id"), ("Introduction", "b_id", "a_id"),
    ("Suggestion", "contact_id", "on"),
)  # fmt: skip
BLANKS = (
    "given_name", "additional_name", "family_name", "prefix", "suffix", "nickname", "organisation", "title",
    "place", "birthday", "how_we_met", "met_on", "connected_on",
)  # fmt: skip
BESIDE = {
    "name": gettext_lazy("Other name"), "nickname": gettext_lazy("Other nickname"),
    "place": gettext_lazy("Other place"), "birthday": gettext_lazy("Other birthday"),
}  # fmt: skip
FLAGS = ("never_suggest", "is_deceased", "met_in_person", "by_hand")
CLOSEST = list(Tier.values)
ROW = frozenset({"id", "owner_id", "contact_id", "made_by_id"})


class _Steps:
    """The way back, written down while going."""

    def __init__(self) -> None:
        self.restore: list[list[Any]] = []
        self.remove: list[list[Any]] = []
        self.insert: list[list[Any]] = []


@transaction.atomic
def merge_contacts(owner: Owner, keep_id: int, other_id: int, on: date) -> Undo:
    """The other becomes part of the kept one. Raises Contact.DoesNotExist, ValueError for the same one."""
    if keep_id == other_id:
        raise ValueError(_("That is one contact, not two."))
    keep, other = contact_of(owner, keep_id), contact_of(owner, other_id)
    steps, stands = _Steps(), way_back.kept(keep, ["deleted_at"])
    for model in tables_about_contacts():
        _move(owner, model, keep, other, steps)
    for table, column, apart in POINTERS:
        _turn(owner, apps.get_model("needless", table), column, apart, (keep, other), steps)
    _carry_decisions(owner, keep, other, steps)
    for row in _beside(owner, keep, other, on):
        row.save()
        steps.remove.append(way_back.made(row))
    _fill(owner, keep, other, steps)
    steps.restore.append(way_back.kept(other, ["deleted_at"]))
    Contact.objects.of(owner).filter(pk=other_id).update(deleted_at=timezone.now())
    merge = Merge.objects.create(owner=owner, contact=other, into=keep)
    steps.remove.append(way_back.made(merge))
    label = _("Merged %(other)s into %(keep)s") % {"other": other.name, "keep": keep.name}
    undo = way_back.remember(owner, label, steps.restore, steps.remove, steps.insert, [stands])
    Merge.objects.of(owner).filter(pk=merge.pk).update(undo=undo)
    way_back.put_right(owner, {keep_id, other_id}, {"merge"})
    note(owner, "merged", kept=keep_id, other=other_id)
    return undo


def tables_about_contacts() -> list[type[AboutContact]]:
    """Every table whose rows are about one contact, whatever chapter it is of: a new one needs no line here."""
    models_ = (relation.related_model for relation in Contact._meta.related_objects)
    found = {m for m in models_ if isinstance(m, type) and issubclass(m, AboutContact)}
    moving = [m for m in found if not m.__module__.startswith(NOT_MOVING) and m not in STAYING]
    return sorted(moving, key=lambda m: m.__name__)


def _move(owner: Owner, model: type[AboutContact], keep: Contact, other: Contact, steps: _Steps) -> None:
    same = _sameness(model)
    there = {same(row) for row in model.objects.of(owner).filter(contact=keep)} if same else set()
    moved = []
    for row in model.objects.of(owner).filter(contact=other):
        if same and same(row) in there:
            steps.insert.append(way_back.whole(row))
            row.delete()
        else:
            moved.append(row.pk)
            steps.restore.append(way_back.kept(row, ["contact_id"], {"contact_id": keep.pk}))
    model.objects.of(owner).filter(pk__in=moved).update(contact=keep)


def _sameness(model: type[AboutContact]) -> Callable[[models.Model], tuple[Any, ...]] | None:
    """What makes two rows of one contact the same: what may be there only once, else all that they say."""
    once = [c.fields for c in model._meta.constraints if isinstance(c, models.UniqueConstraint)]
    if model._meta.get_field("contact").unique or ("contact",) in once:
        return lambda row: ()  # a contact has one of these at most
    names = next(([n for n in fields if n != "contact"] for fields in once if "contact" in fields), None)
    if names is None and (once or not model.__module__.startswith("needless.contacts")):
        return None
    columns = names or [f.attname for f in model._meta.concrete_fields if f.attname not in ROW]
    return lambda row: tuple(getattr(row, name) for name in columns)


def _turn(
    owner: Owner,
    model: type[Any],
    column: str,
    apart: str | None,
    pair: tuple[Contact, Contact],
    steps: _Steps,
) -> None:
    """Rows that point to the other one point to the kept one; one that is there already stays behind.

    ``apart`` is the column in which two rows of one contact differ; without it a row of the kept one that would
    point to themselves is taken away: nobody is related to themselves.
    """
    keep, other = pair
    there = (
        set(model.objects.of(owner).filter(**{column: keep.pk}).values_list(apart, flat=True))
        if apart
        else set()
    )
    for row in model.objects.of(owner).filter(**{column: other.pk}):
        if apart is None and row.contact_id == keep.pk:
            steps.insert.append(way_back.whole(row))
            row.delete()
        elif apart is None or getattr(row, apart) not in {*there, keep.pk}:
            steps.restore.append(way_back.kept(row, [column], {column: keep.pk}))
            model.objects.of(owner).filter(pk=row.pk).update(**{column: keep.pk})


def _carry_decisions(owner: Owner, keep: Contact, other: Contact, steps: _Steps) -> None:
    """Whoever is not the other one is not the kept one either."""
    said = set(TwoPeople.objects.of(owner).filter(a=other).values_list("b_id", flat=True))
    said |= set(TwoPeople.objects.of(owner).filter(b=other).values_list("a_id", flat=True))
    for pk in said - {keep.pk}:
        a, b = sorted((pk, keep.pk))
        row, is_new = TwoPeople.objects.get_or_create(owner=owner, a_id=a, b_id=b)
        if is_new:
            steps.remove.append(way_back.made(row))
    for row in TwoPeople.objects.of(owner).filter(a__in=[keep, other], b__in=[keep, other]):
        steps.insert.append(way_back.whole(row))
        row.delete()


def _beside(owner: Owner, keep: Contact, other: Contact, on: date) -> Iterator[models.Model]:
    """Rows that keep the other one's word where the two contradict each other."""
    about = {"owner": owner, "contact": keep}
    for name, label in BESIDE.items():
        if _differs(keep, other, name):
            yield CustomField(**about, name=str(label), value=getattr(other, name))
    if _differs(keep, other, "organisation") or _differs(keep, other, "title"):
        job = {"organisation": other.organisation, "title": other.title}
        if not Position.objects.of(owner).filter(contact=keep, **job).exists():
            yield Position(**about, **job)
    if _differs(keep, other, "how_we_met"):
        yield Note(**about, text=other.how_we_met, on=on)


def _differs(keep: Contact, other: Contact, name: str) -> bool:
    mine, theirs = getattr(keep, name), getattr(other, name)
    if is_locked(mine) or is_locked(theirs):  # nobody can tell: both are kept
        return bool(mine and theirs)
    return bool(mine and theirs and fold(mine) != fold(theirs))


def _fill(owner: Owner, keep: Contact, other: Contact, steps: _Steps) -> None:
    """Blanks of the kept one are filled; an undo blanks them again, unless the owner changed them since."""
    filled = _filled(keep, other)
    steps.restore.append(way_back.kept(keep, ["state"]))
    steps.restore += [way_back.kept(keep, [name], {name: new}) for name, new in filled.items()]
    Contact.objects.of(owner).filter(pk=keep.pk).update(
        **_for_a_query(owner, keep, filled), changed_at=timezone.now()
    )


def _for_a_query(owner: Owner, keep: Contact, filled: dict[str, Any]) -> dict[str, Any]:
    notes = [field for field in note_fields(Contact) if field.attname in filled]
    return filled | {f.attname: lying(owner.pk, filled[f.attname], f.salt(keep.__dict__)) for f in notes}


def _filled(keep: Contact, other: Contact) -> dict[str, Any]:
    found = {n: getattr(other, n) for n in BLANKS if getattr(other, n) and not getattr(keep, n)}
    for one, with_it in (("organisation", "title"), ("title", "organisation")):
        if _differs(keep, other, one):
            found.pop(with_it, None)  # half of each would be a job that nobody had
    found |= {name: True for name in FLAGS if getattr(other, name) and not getattr(keep, name)}
    if lines := [line for line in other.extra if line not in keep.extra]:
        found["extra"] = keep.extra + lines
    return found | _closer_tier(keep, other)


def _closer_tier(keep: Contact, other: Contact) -> dict[str, Any]:
    """The owner's own word before a proposal; of two words alike the closer tier."""
    mine, theirs = ((c.tier_is_mine, -CLOSEST.index(c.tier)) for c in (keep, other))
    if theirs <= mine:
        return {}
    return {n: getattr(other, n) for n in ("tier", "tier_is_mine") if getattr(other, n) != getattr(keep, n)}
