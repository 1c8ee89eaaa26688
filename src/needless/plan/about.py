"""What to talk about: last time, your notes, what is new; for the few that are suggested only (M1, M13)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from needless.contacts.models import Contact, Note, Position
from needless.interactions.models import Interaction
from needless.interactions.queries import last_talks
from needless.owners.models import Owner
from needless.plan import words
from needless.tables.notes import in_clear

MOST = 3
NEW_JOB_DAYS = 540
BIRTHDAY_DAYS = 30
LONG = 160


def about_of(owner: Owner, contacts: Sequence[Contact], on: date) -> dict[int, list[str]]:
    """Up to three sentences for each contact, by id; three queries for all of them."""
    ids = [c.pk for c in contacts]
    talks = last_talks(owner, ids)
    notes = {n.contact_id: n for n in Note.objects.of(owner).filter(contact__in=ids).order_by("pk")}
    jobs = {
        p.contact_id: p
        for p in Position.objects.of(owner).filter(contact__in=ids, ended="").order_by("started")
    }
    return {
        c.pk: [
            sentence
            for sentence in (
                _last_time(talks.get(c.pk), on), _noted(notes.get(c.pk)), _new_job(c, jobs.get(c.pk), on),
                _birthday(c, on), _met(c), _work(c), _place(c),
            )
            if sentence
        ][:MOST]
        for c in contacts
    }  # fmt: skip


def _short(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(LONG)


def _last_time(talk: Interaction | None, on: date) -> str:
    if talk is None:
        return ""
    how = {
        "mail": _("a mail"), "message": _("a message"), "letter": _("a letter"), "call": _("a call"),
        "video": _("a video call"), "meeting": pgettext("last time", "you met"),
    }.get(talk.channel, talk.channel)  # fmt: skip
    facts = {
        "when": words.since(timezone.localdate(talk.at), on),
        "how": how,
        "what": _short(in_clear(talk.summary)),
    }
    return (
        _("Last time, %(when)s (%(how)s): %(what)s") if facts["what"] else _("Last time: %(how)s, %(when)s.")
    ) % facts


def _noted(note: Note | None) -> str:
    text = in_clear(note.text) if note else ""
    return _("You noted: %(text)s") % {"text": _short(text)} if text else ""


def _new_job(contact: Contact, job: Position | None, on: date) -> str:
    if job is None or job.started[:7] < (on - timedelta(days=NEW_JOB_DAYS)).isoformat()[:7]:
        return ""
    facts = {"name": contact.first_name, "title": job.title, "organisation": job.organisation}
    if job.title and job.organisation:
        return _("New since you know: %(name)s is now %(title)s at %(organisation)s.") % facts
    return _("New since you know: %(name)s is now at %(organisation)s.") % facts if job.organisation else ""


def _birthday(contact: Contact, on: date) -> str:
    days = [on + timedelta(days=n) for n in range(BIRTHDAY_DAYS + 1)] if contact.birthday else []
    for day in days:
        if contact.birthday.endswith(f"-{day:%m-%d}"):
            facts = {"name": contact.first_name, "day": date_format(day, "MONTH_DAY_FORMAT")}
            return _("%(name)s's birthday is on %(day)s.") % facts
    return ""


def _met(contact: Contact) -> str:
    text = in_clear(contact.how_we_met)
    return _("How you met: %(text)s") % {"text": _short(text)} if text else ""


def _work(contact: Contact) -> str:
    facts = {"name": contact.first_name, "title": contact.title, "organisation": contact.organisation}
    if contact.title and contact.organisation:
        return _("%(name)s is %(title)s at %(organisation)s.") % facts
    return _("%(name)s is at %(organisation)s.") % facts if contact.organisation else ""


def _place(contact: Contact) -> str:
    return (
        _("%(name)s is in %(place)s.") % {"name": contact.first_name, "place": contact.place}
        if contact.place
        else ""
    )
