"""Asks, references and balances as JSON: the API and the command line see the same (M2, M3)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from needless.asking.checking import Check
from needless.asking.ledger import Entry
from needless.asking.models import Ask
from needless.asking.queries import Person
from needless.asking.references import Reference, Shared
from needless.contacts.models import Contact
from needless.method.balance import Balance
from needless.method.readiness import WEIGHTS


def _named(contact: Contact) -> dict[str, Any]:
    return {"id": contact.pk, "name": contact.name}


def _moment(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None


def ask_shape(row: Ask) -> dict[str, Any]:
    """One ask with its history; ``who`` is me, them or clock."""
    steps = row.steps.order_by("at", "pk")
    return {
        "id": row.pk, "contact": _named(row.contact), "kind": row.kind, "about": row.about, "text": row.text,
        "job": row.position_id, "stage": row.stage, "stage_at": _moment(row.stage_at), "sent_at": _moment(row.sent_at),
        "history": [{"at": _moment(s.at), "who": s.who, "before": s.before, "after": s.after} for s in steps],
    }  # fmt: skip


def check_shape(found: Check) -> dict[str, Any]:
    """What the check says; ``give_first`` is in hand, with the page where it is done."""
    return {
        "verdict": found.verdict, "sentence": found.sentence, "advice": found.advice, **balance_shape(found.balance),
        "give_first": [{"kind": hand.kind, "what": hand.words, "url": hand.url} for hand in found.first],
    }  # fmt: skip


def balance_shape(balance: Balance) -> dict[str, Any]:
    return {"given": balance.given, "received": balance.received, "owed": round(balance.owed, 2)}


def entry_shape(entry: Entry) -> dict[str, Any]:
    """One thing that went one way."""
    return {"on": entry.on, "kind": entry.kind, "way": entry.way, "title": entry.title, "url": entry.url}


def person_shape(row: Person) -> dict[str, Any]:
    """Somebody with whom help went at least one way."""
    return {"contact": _named(row.contact), **balance_shape(row.balance)}


def reference_shape(row: Reference) -> dict[str, Any]:
    """Who could vouch, for which jobs and skills, and the parts of their readiness (0 to 1 each)."""
    act, then = row.raised_by or (None, None)
    return {
        "contact": _named(row.contact), "readiness": round(row.parts.readiness, 3),
        "parts": {name: round(getattr(row.parts, name), 3) for name in WEIGHTS},
        "jobs": [_shared(shared) for shared in row.evidence.shared], "skills": row.evidence.skills,
        "work": [work.text for work in row.evidence.work], "recommendations": len(row.evidence.wrote),
        "asked": row.asked, "is_cold": row.is_cold,
        "raise": {"by": act, "to": round(then, 3)} if act and then else None,
    }  # fmt: skip


def _shared(shared: Shared) -> dict[str, Any]:
    job = shared.position
    return {
        "id": job.pk, "organisation": job.organisation, "title": job.title, "since": shared.since, "until": shared.until,
    }  # fmt: skip
