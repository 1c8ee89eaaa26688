"""Two contacts who would gain from knowing each other: ask, introduce, and after six weeks what came of it (M16)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.contacts.models import Contact
from needless.introducing import queries
from needless.introducing.models import Introduction
from needless.introducing.suggesting import Suggested, wishes_that_meet
from needless.owners.models import Owner
from needless.plan.candidates import Candidate, Desk

name = "introduce"
MOST_SUGGESTED = 3
DUE, WORTH = 1.6, 1.0
CHANNELS = ("mail", "message")
Stage = Introduction.Stage
NEXT = {Stage.AGREED: "introduce", Stage.HALF_A: "ask_b", Stage.HALF_B: "ask_a"}


def candidates(owner: Owner, on: date, desk: Desk) -> list[Candidate]:
    """What is agreed and not done, what was done six weeks ago, and the best new pairs."""
    now = timezone.make_aware(datetime.combine(on, time.max))
    under_way = list(queries.under_way(owner))
    found = [*_waiting(under_way), *(_outcome(row) for row in queries.to_be_asked(owner, now))]
    if not under_way:
        found += [_new(pair) for pair in wishes_that_meet(owner, on, MOST_SUGGESTED)]
    people = (
        {c.pk: c for c in desk.people().filter(pk__in=[each.contact.pk for each in found])} if found else {}
    )
    return [each for each in found if each.contact.pk in people]


def _candidate(contact: Contact, why: str, worth: float, action: str, hand: dict[str, Any]) -> Candidate:
    url = reverse("introductions") + (
        f"#introduction-{hand['introduction']}" if "introduction" in hand else ""
    )
    in_hand = {"kind": "introduction", "title": _("Introductions"), "url": url, **hand}
    return Candidate(contact, name, why, worth, CHANNELS, action % {"name": contact.name}, in_hand)


def _waiting(rows: list[Introduction]) -> Iterator[Candidate]:
    """The next step of those that wait for the owner."""
    for row in rows:
        facts = {"a": row.a.first_name, "b": row.b.first_name}
        hand = {"introduction": row.pk, "act": NEXT.get(Stage(row.stage), "")}
        asking = _("Ask %(name)s about an introduction")
        if row.stage == Stage.AGREED:
            why = _("%(a)s and %(b)s both would like to meet: introduce them.") % facts
            yield _candidate(row.a, why, DUE, _("Introduce %(name)s, as agreed"), hand)
        elif row.stage == Stage.HALF_A:
            why = _("%(a)s would like to meet %(b)s, who is still to be asked.") % facts
            yield _candidate(row.b, why, DUE, asking, hand)
        elif row.stage == Stage.HALF_B:
            why = _("%(b)s would like to meet %(a)s, who is still to be asked.") % facts
            yield _candidate(row.a, why, DUE, asking, hand)


def _outcome(row: Introduction) -> Candidate:
    said = _("You introduced %(a)s and %(b)s six weeks ago: what came of it?")
    why = said % {"a": row.a.first_name, "b": row.b.first_name}
    hand = {"introduction": row.pk, "act": "outcome"}
    return _candidate(row.a, why, DUE, _("Ask %(name)s what came of the introduction"), hand)


def _new(pair: Suggested) -> Candidate:
    facts = {"a": pair.a.first_name, "b": pair.b.name, "why": pair.reason_for_a}
    why = _("%(b)s and %(a)s would gain from knowing each other: %(why)s.") % facts
    hand = {"with": pair.b.pk, "for_a": pair.reason_for_a, "for_b": pair.reason_for_b, "act": "ask_a"}
    return _candidate(pair.a, why, WORTH, _("Ask %(name)s about an introduction"), hand)
