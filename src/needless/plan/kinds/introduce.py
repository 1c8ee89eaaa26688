"""Two contacts who would gain from knowing each other: ask, introduce, and after six weeks what came of it (M16)."""

from __future__ import annotations

from datetime import date, datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.contacts.models import Contact
from needless.introducing import queries
from needless.introducing.models import Introduction
from needless.introducing.suggesting import wishes_that_meet
from needless.owners.models import Owner
from needless.plan.candidates import Candidate, Desk

name = "introduce"
MOST_SUGGESTED = 3
DUE, WORTH = 1.6, 1.0
CHANNELS = ("mail", "message")
Stage = Introduction.Stage


def candidates(owner: Owner, on: date, desk: Desk) -> list[Candidate]:
    """What is agreed and not done, what was done six weeks ago, and the best new pairs."""
    now = timezone.make_aware(datetime.combine(on, time.max))
    agreed = [
        row for row in queries.under_way(owner) if row.stage in (Stage.AGREED, Stage.HALF_A, Stage.HALF_B)
    ]
    due = [(row, _next(row)) for row in agreed] + [
        (row, _outcome(row)) for row in queries.to_be_asked(owner, now)
    ]
    found = [(contact, why, DUE) for row, (contact, why) in due]
    if not queries.under_way(owner).exists():
        found += [
            (pair.a, _("%(b)s and %(a)s would gain from knowing each other: %(why)s.") % {
                "a": pair.a.first_name, "b": pair.b.name, "why": pair.reason_for_a}, WORTH)
            for pair in wishes_that_meet(owner, on, MOST_SUGGESTED)
        ]  # fmt: skip
    people = {
        contact.pk: contact for contact in desk.people().filter(pk__in=[c.pk for c, _why, _worth in found])
    }
    hand = {"kind": "introduction", "title": _("Introductions"), "url": reverse("introductions")}
    return [
        Candidate(people[contact.pk], name, why, worth, CHANNELS, _action(contact), hand)
        for contact, why, worth in found
        if contact.pk in people
    ]


def _action(contact: Contact) -> str:
    return _("Ask %(name)s about an introduction") % {"name": contact.name}


def _next(row: Introduction) -> tuple[Contact, str]:
    facts = {"a": row.a.first_name, "b": row.b.first_name}
    if row.stage == Stage.AGREED:
        return row.a, _("%(a)s and %(b)s both would like to meet: introduce them.") % facts
    if row.stage == Stage.HALF_A:
        return row.b, _("%(a)s would like to meet %(b)s, who is still to be asked.") % facts
    return row.a, _("%(b)s would like to meet %(a)s, who is still to be asked.") % facts


def _outcome(row: Introduction) -> tuple[Contact, str]:
    said = _("You introduced %(a)s and %(b)s six weeks ago: what came of it?")
    return row.a, said % {"a": row.a.first_name, "b": row.b.first_name}
