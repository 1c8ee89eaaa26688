"""How close the owner wants to stay: setting it moves the day on which each tie fades (M9)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needless.contacts import undo as way_back
from needless.contacts.models import Contact, Tier, Undo
from needless.contacts.queries import contacts_of
from needless.contacts.told import told
from needless.interactions.actions import refresh_fades_on
from needless.interactions.tallies import retally

if TYPE_CHECKING:
    from needless.owners.models import Owner


@transaction.atomic
def set_tier(
    owner: Owner, ids: Sequence[int], tier: str, on: date | None = None, is_mine: bool = True
) -> Undo:
    """Want these contacts at a tier; a proposal (``is_mine`` false) never overrides the owner's own word.

    One Undo for all of them. Raises ValidationError where there is no such tier.
    """
    if tier not in Tier.values:
        raise ValidationError({"tier": _("There is no such tier.")})
    rows = contacts_of(owner).filter(pk__in=ids)
    if not is_mine:
        rows = rows.filter(tier_is_mine=False)
    chosen = list(rows.only("tier", "tier_is_mine", "name"))
    steps = [way_back.kept(row, ["tier", "tier_is_mine"]) for row in chosen]
    rows.update(tier=tier, tier_is_mine=is_mine, changed_at=timezone.now())
    refresh_fades_on(owner, [row.pk for row in chosen], on or timezone.localdate())
    told(owner, [row.pk for row in chosen])
    return way_back.remember(owner, _label(chosen, tier), restore=steps)


def _label(chosen: list[Contact], tier: str) -> str:
    text = ngettext("%(name)s: %(tier)s", "%(count)d contacts: %(tier)s", len(chosen))
    return text % {"name": chosen[0].name if chosen else "", "count": len(chosen), "tier": Tier(tier).label}


@way_back.after_undo
def put_ties_right(owner: Owner, contact_ids: set[int], tables: set[str]) -> None:
    """After an undo: history that came back is counted again; a tier taken back wants its own fading day."""
    if tables & {"interaction", "participation", "remembrance", "merge"}:
        retally(owner, sorted(contact_ids))
    else:
        refresh_fades_on(owner, sorted(contact_ids), timezone.localdate())
