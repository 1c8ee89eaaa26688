"""Somebody who could vouch for the owner's work and would soon not: warmed up before it is needed (M3)."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from needless.asking.references import Reference, references
from needless.owners.models import Owner
from needless.plan.candidates import Candidate, Desk
from needless.plan.models import Suggestion

name = "vouch"
MOST = 12
APART = timedelta(days=30)
LEAST_GAIN = 0.05
WORTH = 1.0
CHANNELS = ("call", "meeting", "mail", "message")


def candidates(owner: Owner, on: date, desk: Desk) -> list[Candidate]:
    """Whose readiness a talk raises most; once a month, and every day while the owner looks for a job."""
    lately = Suggestion.objects.of(owner).filter(kind=name, on__gt=on - APART, on__lt=on)
    if not desk.is_looking and lately.exists():
        return []
    rows = [row for row in references(owner, on) if row.gain >= LEAST_GAIN and row.is_raised_by("talk")]
    best = {row.contact.pk: row for row in sorted(rows, key=lambda row: -row.gain)[:MOST]}
    people = desk.people().filter(pk__in=list(best)).order_by("pk") if best else ()
    return [
        Candidate(contact, name, _reason(best[contact.pk]), WORTH, CHANNELS, in_hand=_in_hand(contact.pk))
        for contact in people
    ]


def _reason(row: Reference) -> str:
    facts = {"name": row.contact.first_name, "firm": row.firm}
    if row.firm:
        return (
            _("%(name)s saw your work at %(firm)s and could vouch for it; a talk now keeps that so.") % facts
        )
    return _("%(name)s saw your work and could vouch for it; a talk now keeps that so.") % facts


def _in_hand(pk: int) -> dict[str, str]:
    title = _("What you did together")
    return {"kind": "together", "title": title, "url": reverse("together", args=[pk])}
