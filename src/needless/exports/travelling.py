"""Ways out and accounts elsewhere travel without their secrets, and arrive at rest, until the owner starts them there (M17)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

Row = dict[str, Any]
PUSH = "push"  # a channel to one browser: nowhere but there can it be asked again


def leaving(table: str, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those rows of a table that mean anything elsewhere."""
    return rows.exclude(kind=PUSH) if table == "PlanChannel" else rows


def arriving(table: str, row: Row) -> Row:
    """A row of an export as it is kept here: nothing sends or reads before its owner says so, or gave its secret."""
    return ARRIVALS[table](row) if table in ARRIVALS else row


def _channel(row: Row) -> Row:
    why = _("It came with an export: start it where it is to send from.")
    if row.get("kind") != "email":
        why = _("It came with an export, without its address: give that once more below.")
    return {**row, **_at_rest(why)}


def _endpoint(row: Row) -> Row:
    why = _("It came with an export, without its secret: make a new one, tell the program, and start it.")
    return {**row, **_at_rest(why), "sent_at": None}


def _at_rest(why: str) -> Row:
    return {"stopped_at": timezone.now().isoformat(), "why_stopped": why[:300]}


def _account(row: Row) -> Row:
    return {
        **row,
        "failures": 0,
        "problem": _("Its password is not here: type it again."),
        "fetched_at": None,
    }


def _collection(row: Row) -> Row:
    return {**row, "confirmed_at": None, "synced_at": None}


ARRIVALS: dict[str, Callable[[Row], Row]] = {
    "PlanChannel": _channel,
    "Endpoint": _endpoint,
    "Account": _account,
    "Collection": _collection,
}
