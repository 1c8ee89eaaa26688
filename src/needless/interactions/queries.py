"""Reading what passed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db.models import Max

from needless.contacts.models import Contact
from needless.interactions.models import Channel, Interaction, Participation
from needless.owners.models import Owner

MOST_IN_TALK = 6  # a mail to more than five recipients, a meeting of more than six: no talk with each


def history_of(
    owner: Owner, contact: Contact, limit: int | None = None, offset: int = 0
) -> list[Interaction]:
    """The contact's interactions, newest first."""
    rows = (
        Participation.objects.of(owner)
        .filter(contact=contact)
        .select_related("interaction")
        .order_by("-at", "-pk")
    )
    end = None if limit is None else offset + limit
    return [row.interaction for row in rows[offset:end]]


def last_talks(owner: Owner, contact_ids: Sequence[int]) -> dict[int, Interaction]:
    """Each contact's latest interaction that was no click and no group mail, by contact id."""
    talk = (
        Participation.objects.of(owner).filter(contact__in=contact_ids).exclude(interaction__channel="click")
    )
    talk = talk.filter(interaction__group_size__lte=MOST_IN_TALK)
    latest = dict(talk.values_list("contact_id").annotate(Max("at")))
    rows = talk.filter(contact__in=latest, at__in=latest.values()).select_related("interaction")
    return {row.contact_id: row.interaction for row in rows if row.at == latest[row.contact_id]}


def interaction_of(owner: Owner, pk: int) -> Interaction:
    """One interaction. Raises Interaction.DoesNotExist."""
    found: Interaction = Interaction.objects.of(owner).get(pk=pk)
    return found


def channels_by_use(owner: Owner) -> list[tuple[str, str]]:
    """Every channel (value, words), the owner's most used of late first."""
    recent = Interaction.objects.of(owner).order_by("-at").values_list("channel", "key")[:300]
    used: Counter[str] = Counter()
    for channel, key in recent:
        used[channel] += 1 if key else 300  # what came in by a file need not be logged again
    choices = [(value, str(words)) for value, words in Channel.choices]
    return sorted(choices, key=lambda choice: -used[choice[0]])
