"""The network as pictures: who is near, how the year went, how varied it all is (M1, M6, M9)."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from needless.interactions.models import Channel
from needless.interactions.standing import Standing, first_year, standings
from needless.interactions.varied import Facet, facets_of, unlike_the_rest
from needless.interactions.years import Year, year_of, years_of
from needless.method.fields import field_of
from needless.practice.review import review_of
from needless.web.pictures.orbit import Star, draw_orbit
from needless.web.pictures.shares import draw_shares
from needless.web.pictures.together import draw_time
from needless.web.pictures.year import draw_year
from needless.web.requests import OwnersRequest

NEAREST = 25
DRIFTED, MOST_DRIFTED = 0.2, 10  # by so much of a chance
FACETS = {
    "field": gettext_lazy("Fields"),
    "organisation": gettext_lazy("Organisations"),
    "seniority": gettext_lazy("Seniority"),
    "place": gettext_lazy("Places"),
    "began": gettext_lazy("How old the ties are"),
}


@require_GET
def network(request: OwnersRequest) -> HttpResponse:
    """Everybody in one picture, this year or at the end of an earlier one."""
    owner, today = request.user, timezone.localdate()
    years = list(range(first_year(owner, today), today.year + 1))
    year = _year(request, years)
    on = today if year == today.year else date(year, 12, 31)
    found = standings(owner, on, today)
    title = _("Your network") if on == today else _("Your network at the end of %(year)d") % {"year": year}
    before = {s.pk: s.chance for s in standings(owner, on - timedelta(days=365), today)}
    orbit = draw_orbit([_star(s, before.get(s.pk)) for s in found], title, _("field unknown"))
    begun = sorted((s for s in found if s.chance is not None), key=lambda s: -(s.chance or 0.0))
    shown = {"orbit": orbit, "nearest": begun[:NEAREST], "years": years, "year": year, "today": today.year}
    shown["drifted"] = _drifted(found, before)
    return render(request, "network.html", shown)


def _year(request: OwnersRequest, years: list[int]) -> int:
    text = request.GET.get("year", "")
    asked = int(text) if text.isdecimal() and len(text) < 5 else max(years)
    return min(max(asked, min(years)), max(years))


def _star(standing: Standing, before: float | None) -> Star:
    url = reverse("contact", args=[standing.pk])
    return Star(standing.chance, field_of(standing.title), standing.tier, standing.name, url, before)


def _drifted(found: list[Standing], before: dict[int, float | None]) -> list[tuple[Standing, float]]:
    """Who lost most within a year, for the table: (standing, the chance a year before)."""
    rows = [(s, was) for s in found if s.chance is not None and (was := before.get(s.pk)) is not None]
    fallen = [(s, was) for s, was in rows if was - (s.chance or 0.0) >= DRIFTED]
    return sorted(fallen, key=lambda row: (row[0].chance or 0.0) - row[1])[:MOST_DRIFTED]


@require_GET
def year(request: OwnersRequest) -> HttpResponse:
    """A year in review: one page that one would show a friend, or print."""
    today = timezone.localdate()
    years = years_of(request.user, today)
    chosen = _year(request, years)
    found = year_of(request.user, chosen)
    channels = [(Channel(name).label, count) for name, count in found.channels]
    calendar = draw_year(chosen, found.days, today)
    shown = {"found": found, "calendar": calendar, "channels": channels, "years": years, "year": chosen}
    shown |= {"review": review_of(request.user, chosen), "time": _time(chosen, found)}
    shown["now"] = round(today.timetuple().tm_yday / 3.66) if chosen == today.year else 0
    is_shown_around = request.GET.get("names") == "first"
    return render(request, "year.html", {**shown, "today": today.year, "by_first_name": is_shown_around})


def _time(year: int, found: Year) -> SafeString:
    """The year's months as bars, once there are two with talk."""
    if len(found.months) < 2:
        return SafeString("")
    by_month = {month.first.month: month for month in found.months}
    firsts = [date(year, n, 1) for n in range(1, 13)]
    spent = [
        (date_format(first, "M"), m.minutes if m else 0, m.met_minutes if m else 0)
        for first, m in ((first, by_month.get(first.month)) for first in firsts)
    ]
    hours = round(sum(month.minutes for month in found.months) / 60)
    met = round(sum(month.met_minutes for month in found.months) / 60)
    said = _("About %(hours)d hours in talk, %(met)d of them face to face.") % {"hours": hours, "met": met}
    return draw_time(spent, _("Time in talk by month"), said)


@require_GET
def variety(request: OwnersRequest) -> HttpResponse:
    """How alike the people are that one talks with, against last year and against even."""
    on = timezone.localdate()
    facets = [(FACETS[f.name], f, _bars(i, f)) for i, f in enumerate(facets_of(request.user, on))]
    unlike = [
        (each.standing, ", ".join(value for _name, value in each.rare))
        for each in unlike_the_rest(request.user, on)
    ]
    return render(request, "variety.html", {"facets": facets, "unlike": unlike})


def _bars(number: int, facet: Facet) -> str:
    before = dict(facet.before.shares) if facet.before else {}
    return draw_shares(str(FACETS[facet.name]), facet.now.shares, before, number)
