"""Who helped with an ask, and who helped in a search that is over: two reasons to thank (M2)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from needless.asking.models import Ask
from needless.contacts.models import Contact
from needless.owners.models import Owner
from needless.plan.candidates import Candidate, Desk
from needless.plan.models import Suggestion

HELPED_DAYS, SEARCH_DAYS = 30, 60
WORTH = 2.2
CHANNELS = ("letter", "call", "mail", "message")
Stage = Ask.Stage


def helped_with_asks(owner: Owner, on: date, desk: Desk) -> list[Candidate]:
    """Whose help is not thanked for yet, from the day of it on, however lately one talked."""
    since, until = _start(on - timedelta(days=HELPED_DAYS)), _start(on + timedelta(days=1))
    helped = Ask.objects.of(owner).filter(stage=Stage.HELPED, stage_at__gte=since, stage_at__lt=until)
    reason = _("%(name)s helped with %(what)s. Thanks are best within two days.")
    return [_candidate(contact, row, reason) for contact, row in _each(helped, desk)]


def helped_in_a_search(owner: Owner, on: date, desk: Desk) -> list[Candidate]:
    """Everybody who helped while the owner looked for a job, once that is over; a talk since is taken for it."""
    search = desk.search
    over = search.ended_on if search else None
    if search is None or over is None or over < on - timedelta(days=SEARCH_DAYS):
        return []
    helped = Ask.objects.of(owner).filter(
        stage__in=(Stage.HELPED, Stage.THANKED), sent_at__gte=_start(search.began_on)
    )
    reason = _("Your search is over, and %(name)s helped with %(what)s: say how it ended, and thank them.")
    told = set(
        Suggestion.objects.of(owner)
        .filter(kind="thank", stage=Suggestion.Stage.DONE, on__gte=over)
        .values_list("contact_id", flat=True)
    )
    return [
        _candidate(contact, row, reason)
        for contact, row in _each(helped, desk)
        if contact.pk not in told and (contact.last_talk_on is None or contact.last_talk_on <= over)
    ]


def _each(rows: QuerySet[Ask], desk: Desk) -> list[tuple[Contact, Ask]]:
    """Each contact with their latest."""
    latest = {row.contact_id: row for row in rows.order_by("stage_at", "pk")}
    people = desk.people(quiet_days=0).filter(pk__in=latest).order_by("pk") if latest else ()
    return [(contact, latest[contact.pk]) for contact in people]


def _candidate(contact: Contact, row: Ask, reason: str) -> Candidate:
    what = row.about or row.get_kind_display()
    hand = {"kind": "ask", "title": what, "url": reverse("ask", args=[row.pk])}
    said = reason % {"name": contact.first_name, "what": what}
    return Candidate(
        contact, "thank", said, WORTH, CHANNELS, _("Thank %(name)s") % {"name": contact.name}, hand
    )


def _start(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time()))
