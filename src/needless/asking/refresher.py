"""A page to send before asking for a reference: what we did together, when, and what changed since; logged facts alone (M3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needless.asking.models import SharedWork
from needless.asking.references import Evidence, Shared, day_of, evidence_of, own_jobs
from needless.contacts.models import Contact, Position
from needless.helping.models import Recommendation
from needless.interactions.models import Participation
from needless.interactions.queries import MOST_IN_TALK
from needless.method.vagueness import employer_key
from needless.owners.models import Owner, OwnPosition


@dataclass(frozen=True, slots=True)
class Fact:
    """One line; ``key`` names it, so that the owner may leave it out."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its facts, in the order of time."""

    title: str
    facts: list[Fact]


def refresher(
    owner: Owner, contact: Contact, on: date, left_out: frozenset[str] = frozenset()
) -> list[Section]:
    """What the page says, to the contact; sections without a fact are not there. Words of talks stay private."""
    found = evidence_of(owner, contact, on)
    sections = (
        Section(_("What we did together"), list(_together(found))),
        Section(_("How we kept in touch"), list(_in_touch(owner, contact))),
        Section(_("What changed since"), list(_since(owner, contact, found))),
    )
    kept = [Section(s.title, [f for f in s.facts if f.key not in left_out]) for s in sections]
    return [section for section in kept if section.facts]


def span(began: str, ended: str) -> str:
    """ "2018 to March 2021"; the words for a job that lasts, or of which only one day is known."""
    first, last = said_day(began), said_day(ended)
    if first and last and first != last:
        return _("%(first)s to %(last)s") % {"first": first, "last": last}
    return first or last


def said_day(text: str) -> str:
    """ "2020", "March 2020": no more exact than it helps to remember."""
    on = day_of(text)
    if on is None:
        return ""
    return date_format(on, "F Y") if len(text) > 4 else str(on.year)


def _together(found: Evidence) -> Iterator[Fact]:
    for shared in sorted(found.shared, key=lambda s: s.since or date.min):
        yield Fact(f"job-{shared.position.pk}-{shared.since or ''}", _shared(shared))
    for work in found.work:
        yield Fact(f"work-{work.pk}", _worked(work))
    for row in found.wrote:
        day = {"day": date_format(row.on, "F Y")} if row.on else {}
        yield Fact(
            f"wrote-{row.pk}", _("You recommended me in %(day)s.") % day if day else _("You recommended me.")
        )
    if found.skills:
        skills = ", ".join(dict.fromkeys(found.skills))
        yield Fact("skills", _("You endorsed me for %(skills)s.") % {"skills": skills})


def _shared(shared: Shared) -> str:
    facts = {"firm": shared.position.organisation, "mine": shared.position.title, "theirs": shared.title}
    if shared.since and shared.until:
        facts["span"] = span(f"{shared.since:%Y-%m}", f"{shared.until:%Y-%m}")
        said = _("%(firm)s, %(span)s.") % facts
    else:
        said = _("We both worked at %(firm)s.") % facts
    if shared.position.title and shared.title:
        return f"{said} " + _("I was %(mine)s, you were %(theirs)s.") % facts
    return f"{said} " + _("I was %(mine)s.") % facts if shared.position.title else said


def _worked(work: SharedWork) -> str:
    when = span(work.began, work.ended)
    return f"{work.text} ({when})" if when else work.text


def _in_touch(owner: Owner, contact: Contact) -> Iterator[Fact]:
    """How often, from when to when, and the last time face to face."""
    rows = Participation.objects.of(owner).filter(contact=contact).exclude(interaction__channel="click")
    rows = rows.filter(interaction__group_size__lte=MOST_IN_TALK).order_by("at")
    talks = list(rows.values_list("at", "interaction__channel"))
    if talks:
        first, last = (date_format(timezone.localdate(talks[i][0]), "F Y") for i in (0, -1))
        said = ngettext(
            "We talked once, in %(last)s.",
            "We talked %(n)d times, the last time in %(last)s, first in %(first)s.",
            len(talks),
        )
        yield Fact("talks", said % {"n": len(talks), "first": first, "last": last})  # fmt: skip
    met = [at for at, channel in talks if channel == "meeting"]
    if met:
        day = date_format(timezone.localdate(met[-1]), "F Y")
        yield Fact("met", _("We last met in %(day)s.") % {"day": day})
    given = Recommendation.objects.of(owner).filter(contact=contact, is_given=True, skill="").first()
    if given:
        yield Fact(f"gave-{given.pk}", _("I recommended you."))


def _since(owner: Owner, contact: Contact, found: Evidence) -> Iterator[Fact]:
    """The owner's jobs and theirs that began after the last day together."""
    last = max((shared.until for shared in found.shared if shared.until), default=None)
    firms = {employer_key(shared.position.organisation) for shared in found.shared}
    if last is None:
        return
    for job in reversed(own_jobs(owner)):
        if _is_later(job, last, firms):
            yield Fact(f"mine-{job.pk}", _("I: %(job)s") % {"job": _job(job)})
    for their in Position.objects.of(owner).filter(contact=contact).order_by("started", "pk"):
        if _is_later(their, last, firms):
            yield Fact(f"theirs-{their.pk}", _("You: %(job)s") % {"job": _job(their)})


def _is_later(job: OwnPosition | Position, last: date, firms: set[str]) -> bool:
    began = day_of(job.started)
    return bool(began and (began >= last or (employer_key(job.organisation) not in firms and not job.ended)))


def _job(job: OwnPosition | Position) -> str:
    """ "Planner, Orient Lines (since March 2021)"."""
    name = ", ".join(part for part in (job.title, job.organisation) if part)
    when = span(job.started, job.ended) if job.ended else _("since %(day)s") % {"day": said_day(job.started)}
    return f"{name} ({when})"
