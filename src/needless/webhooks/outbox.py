"""Writes down what endpoints are to be told: in the transaction of what happened, so that neither is without the other."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils import timezone

from needless.webhooks.models import Endpoint, Outgoing

if TYPE_CHECKING:
    from needless.owners.models import Owner


def tell(owner: Owner, event: str, **what: object) -> None:
    """One message to each of the owner's endpoints that wants to know. ``what``: ids and stages, as JSON; no more of
    anybody leaves than that, the API tells the rest to who may read it."""
    wanting = [row for row in Endpoint.objects.of(owner).filter(stopped_at=None) if event in row.events]
    Outgoing.objects.bulk_create(message_to(row, event, what) for row in wanting)


def tell_of_contacts(owner: Owner, event: str, ids: Iterable[int]) -> None:
    """The same of contacts: one message, however many they are; none about nobody."""
    if found := sorted(set(ids)):
        tell(owner, event, contacts=found)


def message_to(endpoint: Endpoint, event: str, what: object) -> Outgoing:
    """The message, due now, not saved."""
    now = timezone.now()
    body = {"type": event, "timestamp": now.isoformat(timespec="milliseconds"), "data": what}
    return Outgoing(
        owner_id=endpoint.owner_id, endpoint=endpoint, key=f"msg_{secrets.token_hex(16)}", event=event,
        body=json.dumps(body, ensure_ascii=False, separators=(",", ":")), made_at=now, next_at=now,
    )  # fmt: skip
