"""Keeps each contact's state (known, vague, unknown) true from what is there (M10)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models.functions import Lower

from needless.contacts.models import Contact, Note, Position
from needless.interactions.tallies import write_contacts
from needless.method.vagueness import Traces, state_of
from needless.owners.models import Owner, OwnPosition
from needless.tables import bulk


def restate(owner: Owner, ids: Sequence[int]) -> None:
    """Set the state of these contacts."""
    mine = set(OwnPosition.objects.of(owner).values_list(Lower("organisation"), flat=True)) - {""}
    for some in bulk.batches(ids, 5000):
        _restate(owner, some, mine)


def _restate(owner: Owner, ids: list[int], mine: set[str]) -> None:
    noted = set(Note.objects.of(owner).filter(contact__in=ids).values_list("contact_id", flat=True))
    held = (
        Position.objects.of(owner)
        .filter(contact__in=ids)
        .annotate(at=Lower("organisation"))
        .filter(at__in=mine)
    )
    together = set(held.values_list("contact_id", flat=True))
    changed = []
    for contact in (
        Contact.objects.of(owner)
        .filter(pk__in=ids)
        .only("state", "talks_in", "talks_out", "met_in_person", "how_we_met", "tier_is_mine", "organisation")
    ):
        worked = contact.pk in together or contact.organisation.lower() in mine
        state = state_of(_traces(contact, contact.pk in noted, worked))
        if state != contact.state:
            contact.state = state
            changed.append(contact)
    write_contacts(changed, ["state"])


def _traces(contact: Contact, has_notes: bool, worked_together: bool) -> Traces:
    return Traces(
        contact.talks_in, contact.talks_out, contact.met_in_person, bool(contact.how_we_met), has_notes,
        worked_together, contact.tier_is_mine,
    )  # fmt: skip
