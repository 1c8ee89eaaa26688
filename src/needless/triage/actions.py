"""Deciding who somebody is to the owner: one card or a whole group, each with one way back (M10)."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needless.contacts import undo as way_back
from needless.contacts.actions import let_go as archive
from needless.contacts.models import Contact, Note, Undo
from needless.contacts.queries import contacts_of
from needless.contacts.search import reindex
from needless.interactions.actions import refresh_fades_on
from needless.interactions.tiers import set_tier
from needless.tables.bulk import batches
from needless.tables.notes import is_locked, lying
from needless.triage.models import Decision
from needless.triage.queries import deck_of
from needless.triage.states import restate

if TYPE_CHECKING:
    from needless.owners.models import Owner

LATER_DAYS = 30
MOST_TEXT = 2000


def keep(owner: Owner, ids: Sequence[int], tier: str, on: date) -> Undo:
    """These are people to keep, at a tier. Raises ValidationError where there is no such tier."""
    return _decide(owner, ids, Decision.What.KEEP, lambda: set_tier(owner, ids, tier, on))


def tell_how_met(owner: Owner, ids: Sequence[int], text: str, on: date, in_person: bool = False) -> Undo:
    """Say how one met them; ``in_person``: face to face. Raises ValidationError where no text is given."""
    if not text.strip():
        raise ValidationError({"how_we_met": _("Say in a word or two how you met.")})
    return _decide(owner, ids, Decision.What.MET, lambda: _write_how(owner, ids, text.strip(), in_person, on))


def revive(owner: Owner, ids: Sequence[int], on: date) -> Undo:
    """Back into touch: the plan suggests them in the coming days."""
    return _decide(owner, ids, Decision.What.REVIVE, lambda: _noted(owner, ids, _("To be revived")))


def let_go(owner: Owner, ids: Sequence[int], on: date) -> Undo:
    """Archive them: found by search, in no list and no plan."""
    return _decide(owner, ids, Decision.What.LET_GO, lambda: archive(owner, ids, _("from the deck")))


def put_off(owner: Owner, ids: Sequence[int], on: date) -> Undo:
    """Not now: the card comes back in a month, and costs nothing until then."""
    again = on + timedelta(days=LATER_DAYS)
    return _decide(owner, ids, Decision.What.LATER, lambda: _noted(owner, ids, _("Not now")), again)


def members(owner: Owner, on: date, kind: str, value: str) -> list[int]:
    """Whom a decision about a group is about: its undecided contacts, and nobody else."""
    return list(deck_of(owner, on, kind, value).values_list("pk", flat=True)) if kind else []


@transaction.atomic
def _decide(
    owner: Owner,
    ids: Sequence[int],
    what: str,
    act: Callable[[], Undo],
    again_on: date | None = None,
) -> Undo:
    """Do it, keep a row with who and when, and put the row's removal into the same Undo.

    Raises Contact.DoesNotExist where somebody is not (or no more) one of the owner's contacts.
    """
    wanted = sorted(set(ids))
    if not wanted or contacts_of(owner).filter(pk__in=wanted).count() != len(wanted):
        raise Contact.DoesNotExist
    step = act()
    earlier = list(Decision.objects.of(owner).filter(contact__in=wanted))
    before = [way_back.whole(row) for row in earlier]
    step.steps["insert"] += json.loads(json.dumps(before, cls=DjangoJSONEncoder))
    Decision.objects.of(owner).filter(pk__in=[row.pk for row in earlier]).delete()
    step.steps["remove"] += [way_back.made(row) for row in _record(owner, wanted, what, again_on, step)]
    step.save(update_fields=["steps"])
    restate(owner, wanted)
    return step


def _record(owner: Owner, ids: list[int], what: str, again_on: date | None, step: Undo) -> list[Decision]:
    now = timezone.now()
    Decision.objects.bulk_create(
        Decision(owner=owner, contact_id=pk, what=what, at=now, again_on=again_on, step=step) for pk in ids
    )
    return list(Decision.objects.of(owner).filter(step=step).only("pk"))


def _noted(owner: Owner, ids: Sequence[int], label: str) -> Undo:
    """A step that changes nothing about the contacts themselves."""
    names = list(contacts_of(owner).filter(pk__in=ids[:1]).values_list("name", flat=True))
    who = ngettext("%(name)s", "%(count)d contacts", len(ids)) % {"name": "".join(names), "count": len(ids)}
    return way_back.remember(owner, f"{label}: {who}")


def _write_how(owner: Owner, ids: Sequence[int], text: str, in_person: bool, on: date) -> Undo:
    rows = list(contacts_of(owner).filter(pk__in=ids).only("name", "how_we_met", "met_in_person"))
    steps = [way_back.kept(row, ["how_we_met", "met_in_person"]) for row in rows]
    readable = [row.pk for row in rows if not is_locked(row.how_we_met)]
    contacts_of(owner).filter(pk__in=readable).update(how_we_met=lying(owner.pk, text[:MOST_TEXT], None))
    met: dict[str, object] = {"met_in_person": True} if in_person else {}
    contacts_of(owner).filter(pk__in=ids).update(**met, changed_at=timezone.now())
    added = [way_back.made(note) for note in _beside_locked(owner, rows, text[:MOST_TEXT], on)]
    for some in batches(ids, 1000):
        reindex(owner, some)
    if in_person:
        refresh_fades_on(owner, ids, on)
    label = ngettext("How you met %(name)s", "How you met %(count)d contacts", len(rows))
    name = rows[0].name if rows else ""
    return way_back.remember(owner, label % {"name": name, "count": len(rows)}, restore=steps, remove=added)


def _beside_locked(owner: Owner, rows: Sequence[Contact], text: str, on: date) -> list[Note]:
    """Nobody writes over what they cannot read: there it is one more note."""
    about = [row for row in rows if is_locked(row.how_we_met)]
    return [Note.objects.create(owner=owner, contact=row, text=text, on=on) for row in about]
