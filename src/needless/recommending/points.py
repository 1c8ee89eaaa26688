"""What a recommendation may say: facts on record alone, each with where it stands (M16)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from needless.contacts.models import Contact, Note, Position
from needless.helping.models import Promise, Recommendation
from needless.interactions.models import Interaction
from needless.method.vagueness import Job, employer_key
from needless.owners.models import Owner
from needless.recommending.coming import known_of
from needless.tables.notes import readable
from needless.triage.facts import own_jobs

MOST_TALKS, MOST_NOTES, MOST_SKILLS = 5, 4, 6
LONG = 240
SPOKEN = ("call", "video", "meeting", "letter")  # the subject of a mail says nothing of who somebody is


@dataclass(frozen=True, slots=True)
class Point:
    """A fact, and the page on which it stands, called ``source``."""

    text: str
    source: str
    url: str


def points_for(owner: Owner, contact: Contact, on: date) -> list[Point]:
    """In the order in which one would tell them: the work, what they did, what was talked of."""
    return [
        *_work(owner, contact, on),
        *_promises(owner, contact),
        *_words(owner, contact),
        *_notes(owner, contact),
        *_talks(owner, contact),
    ]


def _work(owner: Owner, contact: Contact, on: date) -> Iterator[Point]:
    together = known_of(owner, [contact], on)[contact.pk].together
    if together is None:
        return
    page = f"{contact.get_absolute_url()}#positions"
    if together.first_year is None:
        yield Point(_("You both worked at %(firm)s.") % {"firm": together.organisation}, _("Work"), page)
    else:
        facts = {"firm": together.organisation, "first": together.first_year, "last": together.last_year}
        yield Point(_("You were both at %(firm)s, %(first)s to %(last)s.") % facts, _("Work"), page)
    employers = {employer_key(job.organisation) for job in own_jobs(owner)}
    held = Position.objects.of(owner).filter(contact=contact).exclude(title="").order_by("started", "pk")
    for row in held:
        if employer_key(row.organisation) in employers:
            facts = {"title": row.title, "firm": row.organisation, "when": _when(row)}
            yield Point(_("They were %(title)s at %(firm)s%(when)s.") % facts, _("Work"), page)


def _when(row: Position) -> str:
    job = Job(row.organisation, row.started, row.ended)
    years = "–".join(dict.fromkeys(day[:4] for day in (job.started, job.ended) if day))
    return f" ({years})" if years else ""


def _promises(owner: Owner, contact: Contact) -> Iterator[Point]:
    rows = Promise.objects.of(owner).filter(contact=contact, mine=False, kept_at__isnull=False)
    for row in rows.order_by("-kept_at"):
        facts = {"what": _short(row.text), "day": date_format(timezone.localdate(row.kept_at), "F Y")}
        talk = row.interaction_id
        url = reverse("log-edit", args=[talk]) if talk else f"{contact.get_absolute_url()}#history"
        yield Point(_("Kept a promise to you (%(day)s): %(what)s") % facts, _("Promise"), url)


def _words(owner: Owner, contact: Contact) -> Iterator[Point]:
    """What they wrote of the owner, and the skills that the owner endorsed."""
    rows = Recommendation.objects.of(owner).filter(contact=contact).order_by("-on", "-pk")
    page = reverse("recommendations")
    for row in rows.filter(skill="", is_given=False).exclude(text=""):
        said = _("They wrote of you: “%(text)s”") % {"text": _short(row.text)}
        yield Point(said, _("Received"), f"{page}#contact-{contact.pk}")
    skills = rows.exclude(skill="").filter(is_given=True).values_list("skill", flat=True)
    if some := list(dict.fromkeys(skills))[:MOST_SKILLS]:
        said = _("You endorsed them for: %(skills)s") % {"skills": ", ".join(some)}
        yield Point(said, _("Endorsements"), f"{page}#endorsed")


def _notes(owner: Owner, contact: Contact) -> Iterator[Point]:
    rows = Note.objects.of(owner).filter(contact=contact).order_by("-on", "-pk")
    for row in [row for row in rows if readable(row.text)][:MOST_NOTES]:
        said = _("You noted: %(text)s") % {"text": _short(row.text)}
        yield Point(said, _("Note"), f"{contact.get_absolute_url()}#note-{row.pk}")


def _talks(owner: Owner, contact: Contact) -> Iterator[Point]:
    """What you spoke of face to face or by voice, the most enjoyed and latest first."""
    rows = Interaction.objects.of(owner).filter(participations__contact=contact, channel__in=SPOKEN)
    rows = rows.exclude(summary="").exclude(kind="recommendation")
    told = [row for row in rows.order_by("-at")[:40] if readable(row.summary)]
    for row in sorted(told, key=lambda talk: -(talk.enjoyment or 0))[:MOST_TALKS]:
        facts = {"day": date_format(timezone.localdate(row.at), "j F Y"), "what": _short(row.summary)}
        url = reverse("log-edit", args=[row.pk])
        yield Point(_("%(day)s: %(what)s") % facts, row.get_channel_display().capitalize(), url)


def _short(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(LONG)
