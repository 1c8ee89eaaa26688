"""Choosing who is told: add, change, stop, a test, and sending again. Removing, with its way back: keeping/removing.py."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from needless.owners.audit import note
from needless.owners.models import Owner
from needless.owners.sealing import seal
from needless.webhooks.delivering import deliver
from needless.webhooks.events import TEST, checked_events
from needless.webhooks.models import Endpoint, Outgoing
from needless.webhooks.outbox import message_to
from needless.webhooks.signing import new_secret

MOST = 20  # endpoints of one owner


@transaction.atomic
def add_endpoint(owner: Owner, url: str, events: Iterable[str]) -> tuple[Endpoint, str]:
    """A new endpoint, and the secret that signs what it is told: shown now and not again. Raises ValueError, in words."""
    url, secret = checked_url(url), new_secret()
    mine = Endpoint.objects.of(owner)
    if mine.filter(url=url).exists():
        raise ValueError(_("That address is told already."))
    if mine.count() >= MOST:
        raise ValueError(_("There are %(n)d addresses already, which is enough.") % {"n": MOST})
    row: Endpoint = Endpoint.objects.create(
        owner=owner, url=url, events=checked_events(events), secret=seal(secret)
    )
    note(owner, "webhook-added", host=urlsplit(url).hostname)
    return row, secret


def checked_url(url: str) -> str:
    """A web address. Raises ValueError, in words."""
    url = url.strip()
    try:
        at = urlsplit(url)
        is_good = (
            at.scheme in ("http", "https") and bool(at.hostname) and not at.username and len(url) <= 1000
        )
    except ValueError:
        is_good = False
    if not is_good or not url.isprintable() or " " in url:
        raise ValueError(_("A web address is expected: https://…, without name and password."))
    return url


def endpoint_of(owner: Owner, pk: int) -> Endpoint:
    """One endpoint. Raises Endpoint.DoesNotExist."""
    found: Endpoint = Endpoint.objects.of(owner).get(pk=pk)
    return found


@transaction.atomic
def change_endpoint(owner: Owner, pk: int, events: Iterable[str]) -> Endpoint:
    """Tell it of these things. Raises Endpoint.DoesNotExist, ValueError."""
    row = endpoint_of(owner, pk)
    row.events = checked_events(events)
    row.save(update_fields=["events"])
    return row


@transaction.atomic
def renew_secret(owner: Owner, pk: int) -> str:
    """A new secret, shown now and not again; what waits is signed with it. Raises Endpoint.DoesNotExist."""
    row, secret = endpoint_of(owner, pk), new_secret()
    row.secret = seal(secret)
    row.save(update_fields=["secret"])
    note(owner, "webhook-secret-changed", host=urlsplit(row.url).hostname)
    return secret


def stop_endpoint(owner: Owner, pk: int, now: datetime) -> None:
    """It is told nothing until it is started again; what waits is kept. Raises Endpoint.DoesNotExist."""
    endpoint_of(owner, pk)
    Endpoint.objects.of(owner).filter(pk=pk, stopped_at=None).update(stopped_at=now, why_stopped="")


def start_endpoint(owner: Owner, pk: int) -> None:
    """It is told again, what waited first. Raises Endpoint.DoesNotExist, ValueError where it has no secret yet."""
    if not endpoint_of(owner, pk).secret:
        raise ValueError(_("It has no secret yet: make a new one first."))
    Endpoint.objects.of(owner).filter(pk=pk).update(stopped_at=None, why_stopped="")


def try_endpoint(owner: Owner, pk: int, now: datetime) -> Outgoing:
    """Send it a message that says only that this is a test, now. Raises Endpoint.DoesNotExist."""
    row = message_to(endpoint_of(owner, pk), TEST, {})
    row.next_at = now
    row.save()
    deliver(row, now)
    return row


def message_of(owner: Owner, pk: int) -> Outgoing:
    """One message of the log. Raises Outgoing.DoesNotExist."""
    found: Outgoing = Outgoing.objects.of(owner).select_related("endpoint").get(pk=pk)
    return found


def send_again(owner: Owner, pk: int, now: datetime) -> Outgoing:
    """Send a message of the log once more, now, as the same one. Raises Outgoing.DoesNotExist."""
    row = message_of(owner, pk)
    deliver(row, now)
    return row
