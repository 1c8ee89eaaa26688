"""What a year was besides talk: what was given, what was done, thought and came; for a page that one would show (M1, M15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Avg, Count
from django.db.models.functions import Coalesce
from django.utils.functional import Promise as Words
from django.utils.translation import ngettext_lazy

from needless.benefits.models import Benefit
from needless.benefits.queries import benefits_of
from needless.gatherings.models import Letter, Occasion
from needless.hearing.models import Perspective
from needless.hearing.queries import perspectives_of
from needless.helping.models import Promise, Recommendation
from needless.introducing.models import IntroductionStep
from needless.news.models import Offer
from needless.opportunities.models import Tip
from needless.owners.models import Owner

MOST = 4
GIVEN = {
    "introductions": ngettext_lazy("%(n)d introduction made", "%(n)d introductions made", "n"),
    "recommendations": ngettext_lazy("%(n)d recommendation written", "%(n)d recommendations written", "n"),
    "promises": ngettext_lazy("%(n)d promise kept", "%(n)d promises kept", "n"),
    "letters": ngettext_lazy("%(n)d letter or card posted", "%(n)d letters and cards posted", "n"),
    "openings": ngettext_lazy("%(n)d opening passed on", "%(n)d openings passed on", "n"),
    "stories": ngettext_lazy(
        "%(n)d story sent to whom it suits", "%(n)d stories sent to whom they suit", "n"
    ),
}


@dataclass(frozen=True, slots=True)
class Review:
    """``given``: in words; ``done``: (activity's name, times, mean of 1 to 5 or None); ``came`` without the nothings."""

    given: list[str | Words]
    done: list[tuple[str, int, float | None]]
    came: list[Benefit]
    thoughts: list[Perspective]


def review_of(owner: Owner, year: int) -> Review:
    """What is on record of that year."""
    counts = _given(owner, year)
    came = benefits_of(owner).filter(on__year=year).exclude(kind=Benefit.Kind.NOTHING)
    thoughts = perspectives_of(owner).filter(on__year=year)
    return Review(
        [GIVEN[name] % {"n": n} for name, n in counts.items() if n],
        _done(owner, year),
        list(came[: 2 * MOST]),
        list(thoughts[:MOST]),
    )


def _given(owner: Owner, year: int) -> dict[str, int]:
    first, last = date(year, 1, 1), date(year, 12, 31)
    given = Recommendation.objects.of(owner).filter(is_given=True, skill="", on__range=(first, last))
    return {
        "introductions": IntroductionStep.objects.of(owner).filter(act="introduce", at__year=year).count(),
        "recommendations": given.count(),
        "promises": Promise.objects.of(owner).filter(mine=True, kept_at__year=year).count(),
        "letters": Letter.objects.of(owner).filter(posted_on__year=year).count(),
        "openings": Tip.objects.of(owner).filter(state="told", decided_at__year=year).count(),
        "stories": Offer.objects.of(owner).filter(state__in=("sent", "liked"), decided_at__year=year).count(),
    }


def _done(owner: Owner, year: int) -> list[tuple[str, int, float | None]]:
    """The activities of the year, the most frequent first."""
    rows = Occasion.objects.of(owner).filter(on__year=year).values_list("activity__name")
    said = Avg(Coalesce("interaction__enjoyment", "enjoyment"))
    return list(rows.annotate(times=Count("pk"), said=said).order_by("-times", "activity__name")[:MOST])
