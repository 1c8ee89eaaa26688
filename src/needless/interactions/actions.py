"""Writing what passed: log, change, delete with undo, and "did they remember me?" (M1, M7, M9)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.contacts.models import Contact, State, Tier, Undo
from needless.contacts.told import told
from needless.contacts.undo import made, remember
from needless.interactions import tallies
from needless.interactions.models import Interaction, Participation, Remembrance
from needless.method import memory
from needless.owners.models import Owner
from needless.tables import bulk
from needless.tables.notes import is_locked
from needless.webhooks.outbox import tell


@transaction.atomic
def log_interaction(
    owner: Owner,
    contacts: Sequence[Contact],
    at: datetime,
    channel: str,
    direction: str = "both",
    minutes: int | None = None,
    enjoyment: int | None = None,
    summary: str = "",
    remembered: str = "",
    group_size: int | None = None,
    kind: str = "",
) -> Interaction:
    """Log one interaction with one or several contacts, and bring their ties up to date.

    ``enjoyment`` is 1 to 5; ``remembered`` "yes", "vaguely", "no" or "". Raises ValueError where ``contacts`` is empty or not the owner's.
    """
    if not contacts or any(c.owner_id != owner.pk for c in contacts):
        raise ValueError(_("An interaction needs at least one of your own contacts."))
    interaction = Interaction.objects.create(
        owner=owner, at=at, channel=channel, direction=direction, minutes=minutes, enjoyment=enjoyment,
        summary=summary, group_size=group_size or len(contacts), kind=kind,
    )  # fmt: skip
    today = timezone.localdate()
    for contact in {c.pk: c for c in contacts}.values():
        Participation.objects.create(owner=owner, contact=contact, interaction=interaction, at=at)
        tallies.add_to_tie(owner, contact, interaction, memory.day_number(today))
        if remembered:
            _add_remembrance(owner, contact, tallies.local_day(at), remembered, interaction)
    tallies.write_contacts(contacts, tallies.TALLIED)
    _get_to_know(owner, [c for c in contacts if c.state != State.KNOWN])
    tell(owner, "interaction.logged", interaction=interaction.pk, contacts=sorted({c.pk for c in contacts}))
    return interaction


def _get_to_know(owner: Owner, strangers: list[Contact]) -> None:
    """A talk may make them known; it makes nobody who is known less so."""
    if strangers:
        told(owner, [contact.pk for contact in strangers])
    for contact in strangers:
        contact.refresh_from_db(fields=["state"])


def way_back(interaction: Interaction | None) -> list[list[Any]]:
    """The steps that take what was logged back, if anything was; the participations first: they tell whose ties change."""
    if interaction is None:
        return []
    return [*(made(part) for part in interaction.participations.all()), made(interaction)]


def _add_remembrance(
    owner: Owner, contact: Contact, on: date, answer: str, interaction: Interaction | None
) -> None:
    Remembrance.objects.create(owner=owner, contact=contact, on=on, answer=answer, interaction=interaction)
    tallies.add_answer(contact, on, answer)
    contact.fades_on = tallies.fading_day(owner, contact, memory.day_number(timezone.localdate()))


@transaction.atomic
def remember_answer(
    owner: Owner, contact: Contact, on: date, answer: str, interaction: Interaction | None = None
) -> Undo:
    """Note whether they remembered the owner ("yes", "vaguely", "no"). A second answer of the same day replaces the first."""
    if answer not in Remembrance.Answer.values:
        raise ValueError(_("The answer is yes, vaguely or no."))
    Remembrance.objects.of(owner).filter(contact=contact, on=on).delete()
    row = Remembrance.objects.create(
        owner=owner, contact=contact, on=on, answer=answer, interaction=interaction
    )
    tallies.retally(owner, [contact.pk])
    return remember(
        owner,
        _("Noted how %(name)s remembers you") % {"name": contact.name},
        remove=[["remembrance", row.pk]],
    )


@transaction.atomic
def change_interaction(owner: Owner, pk: int, **values: Any) -> Interaction:
    """Change at, channel, direction, minutes, enjoyment, summary or group_size. Raises Interaction.DoesNotExist;
    ValidationError for other words in the place of a locked line, whose blank changes nothing."""
    interaction: Interaction = Interaction.objects.of(owner).get(pk=pk)
    if is_locked(interaction.summary) and values.pop("summary", ""):
        raise ValidationError({"summary": _("It is a locked note: unlock your notes first, or add a note.")})
    for name, value in values.items():
        setattr(interaction, name, value)
    interaction.save()
    if "at" in values:
        interaction.participations.update(at=interaction.at)
    ids = sorted(interaction.participations.values_list("contact_id", flat=True))
    tallies.retally(owner, ids)
    tell(owner, "interaction.changed", interaction=pk, contacts=ids)
    return interaction


@transaction.atomic
def delete_interaction(owner: Owner, pk: int) -> Undo:
    """Delete one interaction; the Undo puts it back as it was. Raises Interaction.DoesNotExist."""
    interaction: Interaction = Interaction.objects.of(owner).get(pk=pk)
    parts = list(interaction.participations.all())
    answers = list(Remembrance.objects.of(owner).filter(interaction=interaction))
    rows = [["interaction", _plain(interaction)]] + [["participation", _plain(p)] for p in parts]
    undo = remember(
        owner, _("Interaction deleted"), insert=rows + [["remembrance", _plain(a)] for a in answers]
    )
    for answer in answers:
        answer.delete()
    interaction.delete()
    tallies.retally(owner, [p.contact_id for p in parts])
    told(owner, [p.contact_id for p in parts])
    tell(owner, "interaction.deleted", interaction=pk, contacts=sorted(p.contact_id for p in parts))
    return undo


def _plain(row: Any) -> dict[str, Any]:
    """The row's columns as JSON can hold them: moments as text."""
    values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    return {name: v.isoformat() if isinstance(v, date) else v for name, v in values.items()}


def refresh_fades_on(owner: Owner, ids: Sequence[int], on: date) -> None:
    """Bring ``fades_on`` up to date after a change of tier, of a flag or of the calibration."""
    for some in bulk.batches(ids, 500):
        contacts = list(Contact.objects.of(owner).filter(pk__in=some))
        tallies.set_fading_days(owner, contacts, memory.day_number(on))
        tallies.write_contacts(contacts, ["fades_on"])


def propose_tiers(owner: Owner, on: date) -> int:
    """Give each contact without a tier of the owner's own the one that history proposes (Dunbar's layers); the number changed."""
    import numpy as np

    here = Contact.objects.of(owner).filter(tier_is_mine=False, deleted_at=None, let_go_at=None)
    contacts = list(here.filter(Q(strength__gt=0) | ~Q(tier=Tier.NONE)).defer("extra", "search"))
    if not contacts:
        return 0
    strengths = np.array([c.strength for c in contacts])
    mutual = np.array(
        [bool(c.met_in_person and c.talks) or (c.talks_in > 0 and c.talks_out > 0) for c in contacts]
    )
    mine = Contact.objects.of(owner).filter(tier_is_mine=True, deleted_at=None).values_list("tier", flat=True)
    tiers = memory.propose_tiers(strengths, mutual, memory.day_number(on), Counter(mine))
    changed = [c for c, tier in zip(contacts, tiers, strict=True) if c.tier != tier]
    for contact, tier in zip(contacts, tiers, strict=True):
        contact.tier = tier
    tallies.set_fading_days(owner, changed, memory.day_number(on))
    tallies.write_contacts(changed, ["tier", "fades_on"])
    return len(changed)
