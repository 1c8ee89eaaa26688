"""What each activity brought: enjoyment, time, and the ties that began there, with the reasons in words (M7, M14)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needless.gatherings.models import Activity, Companion, Occasion
from needless.method.enjoyment import FEWEST_TIES, Judgement, Record, judge
from needless.owners.models import Owner

A_YEAR = timedelta(days=365)
A_YEAR_AND_A_QUARTER = timedelta(days=456)  # younger ties are left out: they had no time yet to show it
ORDER = ("keep", "try", "drop")


@dataclass(slots=True)
class Kept:
    """An activity with its record. ``occasions`` newest first; ``minutes``: spent in the last twelve months."""

    activity: Activity
    record: Record
    judgement: Judgement
    occasions: list[Occasion]
    companions: list[Companion]
    minutes: int
    met: int
    reason: str = ""

    @property
    def verdict(self) -> str:
        """keep, try or drop; an idea is there to be tried, and what was dropped stays so."""
        fixed = {Activity.Stage.IDEA: "try", Activity.Stage.DROPPED: "dropped"}
        return fixed.get(Activity.Stage(self.activity.stage), self.judgement.verdict)


@dataclass(slots=True)
class _Found:
    occasions: list[Occasion] = field(default_factory=list)
    companions: list[Companion] = field(default_factory=list)


def activities_of(owner: Owner, on: date) -> list[Kept]:
    """Every activity with what it brought up to that day: first those to keep, then to try, to drop, and dropped."""
    found: dict[int, _Found] = defaultdict(_Found)
    occasions = Occasion.objects.of(owner).filter(on__lte=on).order_by("-on", "-pk")
    for occasion in occasions.annotate(said=Coalesce("interaction__enjoyment", "enjoyment")):
        occasion.enjoyment = (
            occasion.said
        )  # what was said of the talk itself, perhaps later, is the last word
        found[occasion.activity_id].occasions.append(occasion)
    people = Companion.objects.of(owner).filter(contact__deleted_at=None).select_related("contact")
    for companion in people.defer("contact__search", "contact__extra").order_by("-contact__strength", "pk"):
        found[companion.activity_id].companions.append(companion)
    activities = list(Activity.objects.of(owner).order_by("name", "pk"))
    records = {a.pk: _record(found[a.pk], on) for a in activities}
    all_ = sum(records.values(), Record())
    kept = [_kept(a, found[a.pk], records[a.pk], all_, on) for a in activities]
    order = {verdict: n for n, verdict in enumerate((*ORDER, "dropped"))}
    return sorted(kept, key=lambda k: (order[k.verdict], k.judgement.rank))


def activity_of(owner: Owner, pk: int, on: date) -> Kept:
    """One activity with what it brought. Raises Activity.DoesNotExist."""
    for kept in activities_of(owner, on):
        if kept.activity.pk == pk:
            return kept
    raise Activity.DoesNotExist


def _record(found: _Found, on: date) -> Record:
    ratings = [o.enjoyment for o in found.occasions if o.enjoyment]
    old = [c for c in found.companions if c.met_there and c.since <= on - A_YEAR_AND_A_QUARTER]
    return Record(len(ratings), sum(ratings), len(old), sum(is_lasting(c) for c in old))


def is_lasting(companion: Companion) -> bool:
    """Was there talk with them more than a year after they met?"""
    last = companion.contact.last_talk_on
    return last is not None and last >= companion.since + A_YEAR


def _kept(activity: Activity, found: _Found, record: Record, all_: Record, on: date) -> Kept:
    judgement = judge(record, all_)
    year = [o for o in found.occasions if o.on > on - A_YEAR]
    kept = Kept(
        activity, record, judgement, found.occasions, found.companions,
        sum(o.minutes or activity.minutes or 0 for o in year),
        sum(c.met_there for c in found.companions),
    )  # fmt: skip
    kept.reason = reason_of(kept)
    return kept


def reason_of(kept: Kept) -> str:
    """Why it is to keep, try or drop, with the counts that say so."""
    if kept.activity.stage == Activity.Stage.DROPPED:
        return _("You dropped it. What was, is kept.")
    if kept.activity.stage == Activity.Stage.IDEA:
        return _("An idea: go once, and say how it was.")
    said = {
        "few": _("Too early to say: go on, and say how it was."),
        "enjoyed": _("You enjoy it, and that comes first."),
        "dull": _("You do not enjoy it, whatever comes of it."),
        "even": _("You neither love nor mind it, and too few ties are old enough to tell."),
        "ties": _("You neither love nor mind it, but its ties last."),
        "no_ties": _("You neither love nor mind it, and its ties did not last."),
    }[kept.judgement.because]
    return " ".join(filter(None, (said, _rated(kept), ties_words(kept))))


def _rated(kept: Kept) -> str:
    n, record = kept.record.ratings, kept.record
    if not n:
        return ""
    said = ngettext(
        "Rated %(mean)s of 5, once; counted as %(drawn)s, since that is little to go by.",
        "Rated %(mean)s of 5 on %(n)d occasions; counted as %(drawn)s beside all that you do.",
        n,
    )
    return said % {"n": n, "mean": f"{record.total / n:.1f}", "drawn": f"{kept.judgement.enjoyed:.1f}"}


def ties_words(kept: Kept) -> str:
    """What became of the ties that began there; no claim from fewer than five."""
    record = kept.record
    if record.ties >= FEWEST_TIES:
        return _(
            "Of %(n)d people met there over a year ago, you were still in touch with %(m)d after a year."
        ) % {
            "n": record.ties,
            "m": record.lasting,
        }
    if not kept.met:
        return ""
    said = ngettext(
        "%(n)d person met there; no claim about what lasts before there are five whom you met over a year ago.",
        "%(n)d people met there; no claim about what lasts before there are five whom you met over a year ago.",
        kept.met,
    )
    return said % {"n": kept.met}
