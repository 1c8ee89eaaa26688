"""Recommendations as JSON: the API and the command line see the same (M16)."""

from __future__ import annotations

from datetime import date
from typing import Any

from needless.contacts.models import Contact
from needless.helping.models import Recommendation
from needless.owners.models import Owner
from needless.recommending.coming import who_has_one_coming
from needless.recommending.models import Draft
from needless.recommending.points import points_for
from needless.recommending.queries import drafts_of, recommendations_of


def recommendations_shape(owner: Owner, on: date) -> dict[str, Any]:
    """Who has one coming and why, what is being written, those given and those received."""
    rows = list(recommendations_of(owner))
    return {
        "coming": [
            {"contact": _named(each.contact), "reason": each.why} for each in who_has_one_coming(owner, on)
        ],
        "drafts": [draft_shape(row) for row in drafts_of(owner)],
        "given": [_row(row) for row in rows if row.is_given],
        "received": [_row(row) for row in rows if not row.is_given],
    }


def draft_shape(row: Draft) -> dict[str, Any]:
    """One that is being written or was posted."""
    return {
        "id": row.pk, "contact": _named(row.contact), "text": row.text, "stage": row.stage, "where": row.where,
        "posted_on": row.posted_on,
    }  # fmt: skip


def points_shape(owner: Owner, contact: Contact, on: date) -> list[dict[str, str]]:
    """What could be said, each with where it stands."""
    return [{"text": p.text, "source": p.source, "url": p.url} for p in points_for(owner, contact, on)]


def _row(row: Recommendation) -> dict[str, Any]:
    contact = _named(row.contact) if row.contact else None
    return {"contact": contact, "name": row.person_name, "text": row.text, "on": row.on}


def _named(contact: Contact) -> dict[str, Any]:
    return {"id": contact.pk, "name": contact.name}
