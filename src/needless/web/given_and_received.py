"""What a contact's page shows of giving and asking (M2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from needless.asking.ledger import COUNTED_ELSEWHERE, balance_with, ledger_of
from needless.asking.models import Ask, Favour
from needless.asking.words import both_ways
from needless.contacts.models import Contact
from needless.interactions.models import Interaction
from needless.method import memory
from needless.owners.models import Owner
from needless.web.pictures.balance import draw_balance


def balance_part(
    owner: Owner, person: Contact, on: date, history: Sequence[Interaction]
) -> dict[str, object]:
    """What the contact's page shows of giving and asking; ``history``: the talks on the page, to be tapped."""
    entries = ledger_of(owner, person)
    said = both_ways(person.first_name, balance_with(entries, on))
    favours = dict(
        Favour.objects.of(owner)
        .filter(contact=person, interaction__in=history)
        .values_list("interaction_id", "way")
    )
    return {
        "entries": entries, "ways_said": f"{said[0].upper()}{said[1:]}.", "favours": favours,
        "balance_drawn": draw_balance([entry.passed for entry in entries], on),
        "neutral": max(0, person.talks - _one_way(owner, person)),
        "asks": Ask.objects.of(owner).filter(contact=person).order_by("-stage_at"),
        "tappable": {talk.pk for talk in history if _may_be_tapped(talk)},
    }  # fmt: skip


def _may_be_tapped(talk: Interaction) -> bool:
    """A talk with them, no click or crowd, that does not tell by its kind which way help went."""
    return memory.is_talk(talk.channel, talk.group_size) and talk.kind not in COUNTED_ELSEWHERE


def _one_way(owner: Owner, person: Contact) -> int:
    """How many talks with them tell which way help went, by their kind or a tap."""
    tapped = Favour.objects.of(owner).filter(contact=person).values("interaction")
    told = Q(kind__in=COUNTED_ELSEWHERE) | Q(pk__in=tapped)
    return Interaction.objects.of(owner).filter(told, participations__contact=person).count()
