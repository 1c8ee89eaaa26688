"""What the owner promised, or was promised, comes back on its day (M1, M16)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from needless.contacts.models import Contact
from needless.helping.models import Promise
from needless.owners.models import Owner
from needless.plan import words
from needless.plan.candidates import OPEN_TO_US, UNWIELDY, Candidate, Desk
from needless.plan.models import Suggestion

name = "promise"
AHEAD_DAYS = 1
UNDATED_DAYS = 7  # a promise without a day comes back after a week
LATE_DAYS = 3  # what they owe is asked about so long after its day
OVER_DAYS = 90  # no backlog: what nobody did in three months is no longer brought up
MOST = 20
WORTH, WORTH_OF_THEIRS = 2.0, 1.2


def candidates(owner: Owner, on: date, desk: Desk) -> list[Candidate]:
    """What is due by tomorrow, or has no day and is a week old; one for a contact, the most urgent first."""
    rows = list(_due(owner, on).order_by("-mine", "due_on", "pk")[:MOST])
    done = _done(owner, rows)
    found: dict[int, Promise] = {}
    for row in (row for row in rows if (row.contact_id, row.text) not in done):
        found.setdefault(row.contact_id, row)
    # No days of peace after a talk here: a promise is often made in that very talk.
    open_to_us: QuerySet[Contact] = Contact.objects.of(owner).filter(pk__in=found, **OPEN_TO_US)
    people = open_to_us.exclude(pk__in=desk.busy).defer(*UNWIELDY).order_by("pk")
    return [_candidate(contact, found[contact.pk], on) for contact in people]


def _due(owner: Owner, on: date) -> QuerySet[Promise]:
    oldest = on - timedelta(days=OVER_DAYS)
    undated = Q(due_on=None, made_on__range=(oldest, on - timedelta(days=UNDATED_DAYS)))
    mine = Q(mine=True) & (undated | Q(due_on__range=(oldest, on + timedelta(days=AHEAD_DAYS))))
    theirs = Q(mine=False, due_on__range=(oldest, on - timedelta(days=LATE_DAYS)))
    rows: QuerySet[Promise] = Promise.objects.of(owner).filter(mine | theirs, kept_at=None, made_on__lte=on)
    return rows


def _done(owner: Owner, rows: Sequence[Promise]) -> set[tuple[int | None, str]]:
    """Whose promise was suggested, and done."""
    done = Suggestion.objects.of(owner).filter(kind=name, stage=Suggestion.Stage.DONE)
    held = done.filter(contact__in=[row.contact_id for row in rows]).values_list("contact_id", "in_hand")
    return {(pk, (in_hand or {}).get("title", "")) for pk, in_hand in held}


def _candidate(contact: Contact, promise: Promise, on: date) -> Candidate:
    action = (
        _("Keep your promise to %(name)s") if promise.mine else _("Ask %(name)s about what they promised")
    )
    return Candidate(
        contact, name, reason(contact, promise, on), WORTH if promise.mine else WORTH_OF_THEIRS,
        action=action % {"name": contact.name},
        in_hand={"kind": "promise", "title": promise.text, "url": None},
        is_promised=promise.mine,
    )  # fmt: skip


def reason(contact: Contact, promise: Promise, on: date) -> str:
    """Who promised what, and when or by when."""
    facts = {
        "name": contact.first_name,
        "what": promise.text,
        "since": words.since(promise.made_on, on),
        "day": "",
    }
    if promise.due_on:
        facts["day"] = date_format(promise.due_on, "l j F")
        if promise.mine:
            return _("You promised %(name)s %(since)s, by %(day)s: %(what)s.") % facts
        return _("%(name)s promised you %(since)s, by %(day)s: %(what)s.") % facts
    return _("You promised %(name)s %(since)s: %(what)s.") % facts
