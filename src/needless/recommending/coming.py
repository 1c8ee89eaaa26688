"""Who has a recommendation from the owner coming: worked together, gave one, helped (M16)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needless.contacts.models import Contact, Position
from needless.helping.models import Promise, Recommendation
from needless.method.giving import YEARS_UNKNOWN, deserves
from needless.method.vagueness import Job, Together, employer_key, worked_together
from needless.owners.models import Owner
from needless.recommending.models import Draft
from needless.triage.facts import own_jobs

LEAST = 0.5  # half a year together, or one thing done for the owner
OPEN_TO_US = {"deleted_at": None, "let_go_at": None, "is_deceased": False, "never_suggest": False}


@dataclass(frozen=True, slots=True)
class Known:
    """What speaks for a recommendation: where both worked, what they wrote of the owner, what they did."""

    together: Together | None = None
    received: Recommendation | None = None
    promises_kept: int = 0

    @property
    def worth(self) -> float:
        """See method.giving.deserves."""
        return deserves(years_of(self.together), self.received is not None, self.promises_kept)


@dataclass(frozen=True, slots=True)
class Coming:
    """A contact, and why in one sentence; the surest first where there are several."""

    contact: Contact
    worth: float
    why: str


def years_of(together: Together | None) -> float:
    """Years at one employer; where one side's are not known, about half a year is assumed."""
    if together is None:
        return 0.0
    if together.first_year is None or together.last_year is None:
        return YEARS_UNKNOWN
    return max(together.last_year - together.first_year, YEARS_UNKNOWN)


def who_has_one_coming(owner: Owner, on: date, most: int = 10) -> list[Coming]:
    """The best founded first; nobody with whom no talk is on record, who has one, or whom the owner passed over."""
    settled = Draft.objects.of(owner).values("contact")
    given = Recommendation.objects.of(owner).filter(is_given=True, skill="", contact__isnull=False)
    rows = Contact.objects.of(owner).filter(Q(talks__gt=0) | Q(met_in_person=True), **OPEN_TO_US)
    rows = rows.exclude(pk__in=settled).exclude(pk__in=given.values("contact")).defer("search", "extra")
    people = list(rows.order_by("pk"))
    known = known_of(owner, people, on)
    found = [Coming(c, known[c.pk].worth, why(c, known[c.pk])) for c in people if known[c.pk].worth >= LEAST]
    return sorted(found, key=lambda each: (-each.worth, -each.contact.strength, each.contact.pk))[:most]


def known_of(owner: Owner, people: Sequence[Contact], on: date) -> dict[int, Known]:
    """What speaks for each, by contact id; four queries at most for any number."""
    mine = own_jobs(owner)
    jobs = _jobs(owner, people) if mine else defaultdict(list)
    employers = {employer_key(job.organisation) for job in mine}
    rows = Recommendation.objects.of(owner).filter(is_given=False, skill="", contact__isnull=False)
    received = {row.contact_id: row for row in rows.order_by("on", "pk")}
    kept = Promise.objects.of(owner).filter(mine=False, kept_at__isnull=False)
    helped = Counter(kept.values_list("contact_id", flat=True))
    return {
        c.pk: Known(_together(c, mine, jobs[c.pk], employers, on), received.get(c.pk), helped[c.pk])
        for c in people
    }


def _jobs(owner: Owner, people: Sequence[Contact]) -> defaultdict[int, list[Job]]:
    found: defaultdict[int, list[Job]] = defaultdict(list)
    held = Position.objects.of(owner)
    held = held.filter(contact__in=people) if len(people) < 1000 else held
    for pk, *job in held.values_list("contact_id", "organisation", "started", "ended"):
        found[pk].append(Job(*job))
    return found


def _together(
    contact: Contact, mine: Sequence[Job], jobs: Iterable[Job], employers: set[str], on: date
) -> Together | None:
    """With the employer that their card names: since they connected, where that was while the owner was there."""
    now = Job(contact.organisation, contact.connected_on.isoformat() if contact.connected_on else "")
    theirs = [job for job in (*jobs, now) if employer_key(job.organisation) in employers]
    return worked_together(mine, theirs, on) if theirs else None


def why(contact: Contact, known: Known) -> str:
    """The reasons in one sentence."""
    said = [_worked(known.together)] if known.together else []
    said += [_("they recommended you")] if known.received else []
    if known.promises_kept:
        said.append(
            ngettext("they kept a promise to you", "they kept %(n)d promises to you", known.promises_kept)
            % {"n": known.promises_kept}
        )
    facts = {"name": contact.first_name, "reasons": _(", and ").join(said)}
    return _("%(name)s has one coming from you: %(reasons)s.") % facts


def _worked(together: Together) -> str:
    facts = {"organisation": together.organisation, "first": together.first_year, "last": together.last_year}
    if together.first_year is None:
        return _("you both worked at %(organisation)s") % facts
    if together.is_now:
        return _("you have worked together at %(organisation)s since %(first)s") % facts
    if together.first_year == together.last_year:
        return _("you worked together at %(organisation)s in %(first)s") % facts
    return _("you worked together at %(organisation)s from %(first)s to %(last)s") % facts
