"""Mix: an honest week, conversation drawn apart from clicks (M8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET

from needless.interactions.mix import HonestWeek, click_words, honest_week, sentence_of
from needless.interactions.models import Channel
from needless.method.mix import Part, share_in_person
from needless.web.pictures.mix import draw_mix
from needless.web.requests import OwnersRequest

RICHEST_FIRST = ("meeting", "video", "call", "letter", "message", "mail")


@dataclass(frozen=True, slots=True)
class Row:
    """One channel of the week. ``width`` is its part of the longest, 0 to 1."""

    label: str
    part: Part
    width: float


@require_GET
def mix(request: OwnersRequest) -> HttpResponse:
    """The week of ``on`` (this week, without it), and the half year before it."""
    today = timezone.localdate()
    asked = request.GET.get("on", "")
    week = honest_week(request.user, min(_day(asked) or today, today))
    later = week.monday + timedelta(weeks=1)
    shown = {
        "week": week,
        "is_this_week": week.sunday >= today,
        "sentence": sentence_of(week),
        "rows": rows_of(week),
        "clicks": [click_words(kind, n) for kind, n in week.mix.clicks.most_common()],
        "picture": draw_mix([*week.past, (week.monday, week.mix)]),
        "weeks": [
            (monday, each, share_in_person([each]))
            for monday, each in reversed([*week.past, (week.monday, week.mix)])
        ],
        "before": week.monday - timedelta(weeks=1),
        "later": later if later <= today else None,
    }
    return render(request, "mix.html", shown)


def _day(text: str) -> date | None:
    """The day, where the text is one that pages may show."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and day.year >= 1990 else None


def rows_of(week: HonestWeek) -> list[Row]:
    """The week's talk by channel, the richest way first."""
    labels = dict(Channel.choices)
    talk = week.mix.talk
    longest = max((part.minutes for part in talk.values()), default=0) or 1
    return [Row(str(labels[c]), talk[c], talk[c].minutes / longest) for c in RICHEST_FIRST if c in talk]
