"""A card that was read and corrected becomes a contact, or is added to the one who is there; and the note promised for tomorrow (M17)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.contacts.actions import add_note, save_contact
from needless.contacts.identity import is_shared_mailbox, names_agree
from needless.contacts.models import Address, Contact
from needless.contacts.undo import made, remember
from needless.helping.models import Promise
from needless.imports.drafts import ContactDraft
from needless.imports.known import identities_of
from needless.interactions.actions import log_interaction
from needless.interactions.models import Interaction
from needless.owners.models import Owner
from needless.tables.notes import in_clear, readable

PLAIN = ("title", "organisation", "place", "birthday", "nickname", "how_we_met", "met_on")
LISTS = {"emails": "email", "phones": "phone", "links": "link", "postal": "postal"}
NEWEST = ("title", "organisation")  # what a card handed over today says is newer than what we knew
Pairs = Sequence[tuple[str, str]]


def known_contact(owner: Owner, name: str, emails: Pairs, phones: Pairs, links: Pairs) -> Contact | None:
    """Who has one of these mails, phones or profiles already: for a phone or shared mailbox the name must fit as well."""
    draft = ContactDraft(0, name=name, emails=list(emails), phones=list(phones), links=list(links))
    for kind, key in identities_of(draft, owner.region or None):
        rows = Address.objects.of(owner).filter(kind=kind, key=key, contact__deleted_at=None)
        for row in rows.select_related("contact"):
            is_shared = kind == "phone" or (kind == "email" and is_shared_mailbox(key))
            if not is_shared or names_agree(row.contact.name, name):
                return row.contact
    return None


@transaction.atomic
def keep_card(
    owner: Owner, values: dict[str, Any], now: datetime, joins: Contact | None, met: bool, more: str = ""
) -> Contact:
    """Save what a card says: a new contact, or added to ``joins``; where ``met``, the meeting is logged.

    ``values`` as for save_contact; ``more`` becomes a note. Raises ValidationError with the fields at fault.
    """
    on = timezone.localdate(now)
    given = {**values, "met_in_person": True, "met_on": on} if met else values
    contact = save_contact(owner, _added(joins, given) if joins else given, joins)
    if more.strip():
        add_note(owner, contact, more, on)
    if met:
        where = str(values.get("how_we_met") or "")
        log_interaction(owner, [contact], now, "meeting", summary=where or _("Exchanged cards"))
        contact.refresh_from_db()
    return contact


def _added(contact: Contact, values: dict[str, Any]) -> dict[str, Any]:
    """What changes on somebody known: blanks are filled, lists grow, the job is the card's."""
    changes = {
        name: values[name]
        for name in PLAIN
        if values.get(name) and (name in NEWEST or not getattr(contact, name))
    }
    if values.get("met_in_person"):
        changes["met_in_person"] = True
    rows = list(contact.addresses.all())
    for name, kind in LISTS.items():
        if values.get(
            name
        ):  # what is there comes last: it keeps its spelling and label where both are the same
            changes[name] = [*values[name], *((a.value, a.label) for a in rows if a.kind == kind)]
    return changes


@transaction.atomic
def promise_a_note(owner: Owner, contact: Contact, on: date) -> Promise:
    """A note to send on the day after ``on``: the plan brings it then. Asked twice, it is one."""
    text = (
        _("a note after meeting: %(where)s") % {"where": in_clear(contact.how_we_met)}
        if in_clear(contact.how_we_met)
        else _("a note after meeting")
    )
    promise, is_new = Promise.objects.get_or_create(
        owner=owner, contact=contact, mine=True, due_on=on + timedelta(days=1), kept_at=None,
        text=text[:500], defaults={"made_on": on},
    )  # fmt: skip
    if is_new:
        remember(owner, _("A note tomorrow"), remove=[made(promise)])
    found: Promise = promise
    return found


def meeting_of(owner: Owner, now: datetime) -> str:
    """What the day's latest meeting so far was: the calendar's event, or where the card before this one was handed over; or ""."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Interaction.objects.of(owner).filter(channel="meeting", at__range=(midnight, now))
    told = rows.exclude(summary__in=("", _("Exchanged cards"))).order_by("-at")
    found: str | None = told.values_list("summary", flat=True).first()
    return readable(found or "").split("\n")[0][:300]
