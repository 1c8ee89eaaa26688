"""Keeps each contact's state (known, vague, unknown) true from what is there (M10)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from needless.contacts.models import AboutContact, Contact, Note, Position, Relation, Tag
from needless.contacts.told import when_told
from needless.contacts.undo import after_undo
from needless.interactions.tallies import write_contacts
from needless.method.vagueness import Traces, employer_key, state_of
from needless.owners.models import Owner, OwnPosition
from needless.tables import bulk
from needless.triage.models import RecallCard

READ = (
    "state",
    "talks_in",
    "talks_out",
    "met_in_person",
    "how_we_met",
    "tier_is_mine",
    "organisation",
    "by_hand",
)
INTRODUCED = "introduced by"


def restate(owner: Owner, ids: Sequence[int]) -> None:
    """Set the state of these contacts; six queries and one write for 5,000 of them."""
    mine = own_employers(owner)
    for some in bulk.batches(ids, 5000):
        signs = _signs(owner, some, mine)
        changed = []
        for contact in Contact.objects.of(owner).filter(pk__in=some).only(*READ):
            state = state_of(_traces(contact, signs, mine))
            if state != contact.state:
                contact.state = state
                changed.append(contact)
        write_contacts(changed, ["state"])


@when_told
def restate_told(owner: Owner, contact_ids: Sequence[int]) -> None:
    """What the owner tells of somebody may be what they were vague for want of."""
    restate(owner, contact_ids)


@after_undo
def put_states_right(owner: Owner, contact_ids: set[int], tables: set[str]) -> None:
    """What was taken back may have been all that there was of somebody."""
    restate(owner, sorted(contact_ids))


def own_employers(owner: Owner) -> set[str]:
    """Where the owner worked, as employer_key() writes it."""
    names = OwnPosition.objects.of(owner).values_list("organisation", flat=True)
    return {employer_key(name) for name in names} - {""}


@dataclass(frozen=True, slots=True)
class _Signs:
    """Who, of a batch of contacts, has something of a kind on record."""

    noted: set[int]
    tagged: set[int]
    introduced: set[int]
    together: set[int]
    not_placed: dict[int, int]


def _signs(owner: Owner, ids: list[int], mine: set[str]) -> _Signs:
    held = Position.objects.of(owner).filter(contact__in=ids) if mine else Position.objects.none()
    answers = RecallCard.objects.of(owner).filter(contact__in=ids, not_placed__gt=0)
    return _Signs(
        _contacts(owner, Note, ids),
        _contacts(owner, Tag, ids),
        _contacts(owner, Relation, ids, kind__iexact=INTRODUCED),
        _employed_at(held.values_list("contact_id", "organisation"), mine),
        dict(answers.values_list("contact_id", "not_placed")),
    )


def _contacts(owner: Owner, model: type[AboutContact], ids: list[int], **only: object) -> set[int]:
    rows = model.objects.of(owner).filter(contact__in=ids, **only)
    return set(rows.values_list("contact_id", flat=True))


def _employed_at(held: Iterable[tuple[int, str]], mine: set[str]) -> set[int]:
    return {pk for pk, organisation in held if employer_key(organisation) in mine}


def _traces(contact: Contact, signs: _Signs, mine: set[str]) -> Traces:
    pk = contact.pk
    together = pk in signs.together or (bool(mine) and employer_key(contact.organisation) in mine)
    return Traces(
        contact.talks_in, contact.talks_out, contact.met_in_person, bool(contact.how_we_met),
        pk in signs.noted, together, contact.tier_is_mine, signs.not_placed.get(pk, 0),
        pk in signs.introduced, pk in signs.tagged, bool(contact.by_hand),
    )  # fmt: skip
