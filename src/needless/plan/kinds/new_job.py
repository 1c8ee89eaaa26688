"""Somebody moved to another job, as an import noticed: an occasion for a word of one's own (M11)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from needless.contacts.models import Contact
from needless.imports.models import FieldChange
from needless.owners.models import Owner
from needless.plan.candidates import Candidate, Desk

name = "new_job"
RECENT_DAYS = 45
MOST = 40
WORTH = 1.7
CHANNELS = ("letter", "call", "mail", "message")


def candidates(owner: Owner, on: date, desk: Desk) -> list[Candidate]:
    """Whose organisation changed at an import of the last weeks, and who was not talked with since."""
    since, until = (
        timezone.make_aware(datetime.combine(day, time()))
        for day in (on - timedelta(days=RECENT_DAYS), on + timedelta(days=1))
    )
    rows = FieldChange.objects.of(owner).filter(
        field="organisation", made_by__made_at__gte=since, made_by__made_at__lt=until
    )
    moved = {
        row.contact_id: row
        for row in rows.select_related("made_by").order_by("pk")[:MOST]
        if row.old and row.new
    }
    people = desk.people().filter(pk__in=moved, talks__gt=0).order_by("pk")
    return [_candidate(c, moved[c.pk]) for c in people if _is_news(c, moved[c.pk])]


def _is_news(contact: Contact, row: FieldChange) -> bool:
    """Is it so still, and was nothing said since?"""
    noticed = timezone.localdate(row.made_by.made_at) if row.made_by else date.min
    return contact.organisation == row.new and (
        contact.last_talk_on is None or contact.last_talk_on < noticed
    )


def _candidate(contact: Contact, row: FieldChange) -> Candidate:
    facts = {"name": contact.first_name, "old": row.old, "new": row.new}
    reason = _("%(name)s has left %(old)s for %(new)s, and would be glad that you noticed.") % facts
    action = _("Congratulate %(name)s on the new job") % {"name": contact.name}
    return Candidate(contact, name, reason, WORTH, CHANNELS, action)
