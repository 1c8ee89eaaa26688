"""Each channel that is open to a candidate becomes an option, with its numbers (M7, M11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

import numpy as np
from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.contacts.models import Address, Contact
from needless.interactions.models import Interaction
from needless.interactions.tallies import calibration_of, prior_of
from needless.method import memory
from needless.method.choosing import WAYS, Option, gains, weight_of
from needless.method.enjoyment import liking, ways_left_out
from needless.method.folding import fold
from needless.owners.models import Owner, OwnPosition
from needless.plan.candidates import Candidate, Desk

RATED_DAYS = 365
LETTER_SILENCE_DAYS = 120
MEETING_SILENCE_DAYS = 5 * 365
# Offered and left lying, again and again: let others have a turn. No debt, only less urgent.
OFFERED_IN_VAIN = 0.8
NO_PLACE = frozenset(("area", "greater", "metropolitan", "metro", "region", "city", "of", "the"))


def options_of(owner: Owner, desk: Desk, candidates: Sequence[Candidate]) -> dict[Option, Candidate]:
    """Every option, with the candidate that it is for; all numbers in one go, in a handful of queries."""
    reach = reach_of(owner, [c.contact.pk for c in candidates])
    near, ratings = own_places(owner), ratings_of(owner, desk.on)
    dull = ways_left_out(ratings)
    ways = [
        (candidate, channel)
        for candidate in candidates
        for channel in enjoyed(channels_to(candidate, reach[candidate.contact.pk], near, desk.on), dull)
    ]
    if not ways:
        return {}
    raised, answers = (
        _gains(owner, [(c.contact, channel) for c, channel in ways], desk.on),
        _answers(desk, candidates),
    )
    liked = liking(ratings)
    return {
        _option(candidate, channel, gain, answers[candidate.contact.pk], liked, desk): candidate
        for (candidate, channel), gain in zip(ways, raised, strict=True)
    }


def _option(
    candidate: Candidate, channel: str, gain: float, answers: float, liked: Mapping[str, float], desk: Desk
) -> Option:
    contact = candidate.contact
    return Option(
        key=f"{contact.pk:012d} {candidate.kind} {channel}",
        contact=contact.pk,
        kind=candidate.kind,
        channel=channel,
        minutes=WAYS[channel].minutes,
        tier=contact.tier,
        gain=gain,
        answers=answers * ease(contact, channel, desk.on),
        enjoyment=liked.get(channel, 1.0),
        worth=candidate.worth
        * weight_of(candidate.kind, desk.is_looking)
        * OFFERED_IN_VAIN ** desk.offered[contact.pk],
        organisation=fold(contact.organisation),
        is_promised=candidate.is_promised,
    )


def _gains(owner: Owner, ways: Sequence[tuple[Contact, str]], on: date) -> list[float]:
    rows = [
        (c.strength, c.silent_since, prior_of(c), c.remembered, memory.weight_of(channel))
        for c, channel in ways
    ]
    strength, since, prior, remembered, weight = np.array(rows, dtype=float).T
    raised = gains(strength, since, prior, remembered, weight, memory.day_number(on), calibration_of(owner))
    return [float(gain) for gain in raised]


def _answers(desk: Desk, candidates: Sequence[Candidate]) -> dict[int, float]:
    ties = desk.ties([c.contact for c in candidates])
    return {pk: sum(tie.would_answer) / 2 for pk, tie in ties.items()}


def ease(contact: Contact, channel: str, on: date) -> float:
    """How easily it comes off: a call or lunch out of the blue, years later, seldom does (judgement)."""
    if channel not in ("call", "video", "meeting"):
        return 1.0
    silence = silence_days(contact, on)
    return 0.9 if silence < 365 else 0.75 if silence < 3 * 365 else 0.4


def silence_days(contact: Contact, on: date) -> int:
    """Days since the last talk, else since it all began."""
    return max(0, memory.day_number(on) - contact.silent_since)


def channels_to(candidate: Candidate, reach: set[str], near: set[str], on: date) -> list[str]:
    """The channels open to a candidate: all but a meeting need an address, a call that one knows them."""
    contact = candidate.contact
    found: list[str] = [channel for channel in ("message", "mail") if channel in reach]
    if "phone" in reach and knows(contact):
        found.append("call")
    silence = silence_days(contact, on)
    if "postal" in reach and contact.tier in ("inner", "close") and silence > LETTER_SILENCE_DAYS:
        found.append("letter")
    if contact.met_in_person and silence < MEETING_SILENCE_DAYS and is_near(contact.place, near):
        found.append("meeting")
    if "message" not in found and contact.connected_on:
        found.append("message")  # connected on LinkedIn, though the archive did not say where
    return [channel for channel in found if channel in candidate.channels or not candidate.channels]


def knows(contact: Contact) -> bool:
    """May one ring them up without surprise?"""
    return contact.talks > 0 and (contact.met_in_person or contact.tier != "none" or contact.talks > 2)


def place_words(place: str) -> set[str]:
    """What names the town: "Greater Lisbon Area, Portugal" is {"lisbon"}."""
    return set(fold(place.split(",")[0]).split()) - NO_PLACE


def is_near(place: str, near: set[str]) -> bool:
    """False only where both places are known and differ: a lunch is no desk time, but a flight is."""
    words = place_words(place)
    return not (words and near) or bool(words & near)


def own_places(owner: Owner) -> set[str]:
    """The town where the owner works now, in words."""
    held = OwnPosition.objects.of(owner).exclude(place="").filter(ended="").order_by("-started")
    return place_words(held.values_list("place", flat=True).first() or "")


def reach_of(owner: Owner, contact_ids: Sequence[int]) -> dict[int, set[str]]:
    """By contact: "mail", "message", "phone", "postal", as far as there is an address for it."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = Address.objects.of(owner).filter(contact__in=set(contact_ids))
    for pk, kind, key in rows.values_list("contact_id", "kind", "key"):
        if kind == "link":
            found[pk] |= {"message"} if key.startswith("linkedin:") else set()
        else:
            found[pk] |= {"email": {"mail"}, "phone": {"phone", "message"}}.get(kind, {kind})
    return found


def ratings_of(owner: Owner, on: date) -> dict[str, tuple[int, float]]:
    """How often each channel was rated in the last year, and the sum of its ratings."""
    since = timezone.make_aware(datetime.combine(on - timedelta(days=RATED_DAYS), time()))
    rated = Interaction.objects.of(owner).filter(enjoyment__isnull=False, at__gte=since).order_by()
    sums = rated.values_list("channel").annotate(Count("pk"), Sum("enjoyment"))
    return {channel: (n, total) for channel, n, total in sums}


def enjoyed(channels: list[str], dull: set[str]) -> list[str]:
    """Without the ways that the owner does not enjoy, as long as another one is open to that person (M7)."""
    return [channel for channel in channels if channel not in dull] or channels


def left_out(owner: Owner, on: date) -> list[tuple[str, int]]:
    """The ways that are proposed no more, since they are not enjoyed, and by how many ratings."""
    ratings = ratings_of(owner, on)
    return [(channel, ratings[channel][0]) for channel in sorted(ways_left_out(ratings))]


def action_of(candidate: Candidate, channel: str) -> str:
    """The imperative: "Call Ana Silva"."""
    if candidate.action:
        return candidate.action
    words = {
        "message": _("Send %(name)s a message"),
        "mail": _("Send %(name)s a note"),
        "letter": _("Write %(name)s a card by hand"),
        "call": _("Call %(name)s"),
        "video": _("Ask %(name)s to a video call"),
        "meeting": _("Ask %(name)s to a coffee")
        if candidate.contact.tier == "none"
        else _("Ask %(name)s to lunch"),
    }
    return words[channel] % {"name": candidate.contact.name}
