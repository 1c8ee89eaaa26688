"""Taps and facts: which way help went, what was done together, and whether the owner looks for a job (M2, M3)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from needless.asking.models import Favour, JobSearch, SharedWork
from needless.asking.references import day_of
from needless.contacts.models import Contact, Undo
from needless.contacts.undo import kept, made, remember, whole
from needless.interactions.models import Participation
from needless.owners.models import Owner, OwnPosition


@transaction.atomic
def mark_favour(owner: Owner, interaction_id: int, contact: Contact, way: str) -> Undo:
    """Which way help went in a talk; "" for neither. Raises Participation.DoesNotExist, ValueError for another way."""
    if way not in ("", *Favour.Way.values):
        raise ValueError(_("Help went to them, came to you, or neither."))
    Participation.objects.of(owner).get(interaction=interaction_id, contact=contact)
    row: Favour | None = Favour.objects.of(owner).filter(interaction=interaction_id, contact=contact).first()
    if row is None and way:
        row = Favour.objects.create(owner=owner, interaction_id=interaction_id, contact=contact, way=way)
        return remember(owner, row.get_way_display(), remove=[made(row)])
    if row is None:
        return remember(owner, _("Neither."))
    undo = remember(
        owner, str(dict(Favour.Way.choices).get(way, _("Neither."))),
        restore=[kept(row, ["way"])] if way else [], insert=[] if way else [whole(row)],
    )  # fmt: skip
    if way:
        Favour.objects.of(owner).filter(pk=row.pk).update(way=way)
    else:
        row.delete()
    return undo


@transaction.atomic
def add_shared_work(
    owner: Owner, contact: Contact, text: str, position_id: int | None = None, began: str = "", ended: str = ""
) -> tuple[SharedWork, Undo]:  # fmt: skip
    """Write down what was done together. Raises ValueError without a word, or where it ends before it begins."""
    if not text.strip():
        raise ValueError(_("What did you do together?"))
    began, ended = began.strip(), ended.strip()
    for day in filter(None, (began, ended)):
        if day_of(day) is None:
            raise ValueError(_("“%(text)s” is no year or month: 2021 or 2021-03.") % {"text": day})
    if began and ended and ended < began[: len(ended)]:
        raise ValueError(_("It ended before it began."))
    position = OwnPosition.objects.of(owner).filter(pk=position_id).first() if position_id else None
    row: SharedWork = SharedWork.objects.create(
        owner=owner, contact=contact, text=text.strip()[:500], position=position, began=began[:10], ended=ended[:10]
    )  # fmt: skip
    return row, remember(owner, _("Noted what you did together."), remove=[made(row)])


@transaction.atomic
def remove_shared_work(owner: Owner, pk: int) -> tuple[Contact, Undo]:
    """It was not so. Raises SharedWork.DoesNotExist."""
    row: SharedWork = SharedWork.objects.of(owner).select_related("contact").get(pk=pk)
    undo = remember(owner, _("Removed."), insert=[whole(row)])
    row.delete()
    return row.contact, undo


def latest_search(owner: Owner) -> JobSearch | None:
    """The search that is on, else the one that ended last."""
    row: JobSearch | None = JobSearch.objects.of(owner).order_by(F("ended_on").desc(nulls_first=True)).first()
    return row


def current_search(owner: Owner) -> JobSearch | None:
    """The search that is on; None while employed."""
    row = latest_search(owner)
    return row if row and row.ended_on is None else None


@transaction.atomic
def set_mode(owner: Owner, is_looking: bool, on: date) -> Undo | None:
    """Looking for a job from that day on, or employed again; None where it is so already."""
    row = current_search(owner)
    if is_looking and row is None:
        row = JobSearch.objects.create(owner=owner, began_on=on)
        return remember(owner, _("Looking: your references come first now."), remove=[made(row)])
    if row and not is_looking:
        before = kept(row, ["ended_on"])
        row.ended_on = on
        row.save(update_fields=["ended_on"])
        return remember(
            owner, _("Congratulations. Whoever helped is in your plan, to be thanked."), restore=[before]
        )
    return None
