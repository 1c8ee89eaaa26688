"""The network as pictures: who is near, how the year went, how varied it all is (M1, M6, M9)."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from needless.interactions.models import Channel
from needless.interactions.standing import Standing, first_year, standings
from needless.interactions.varied import Facet, facets_of, unlike_the_rest
from needless.interactions.years import year_of, years_of
from needless.method.fields import field_of
from needless.web.pictures.orbit import Star, draw_orbit
from needless.web.pictures.shares import draw_shares
from needless.web.pictures.year import draw_year
from needless.web.requests import OwnersRequest

NEAREST = 25
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
    orbit = draw_orbit([_star(standing) for standing in found], title, _("field unknown"))
    begun = sorted((s for s in found if s.chance is not None), key=lambda s: -(s.chance or 0.0))
    shown = {"orbit": orbit, "nearest": begun[:NEAREST], "years": years, "year": year, "today": today.year}
    return render(request, "network.html", shown)


def _year(request: OwnersRequest, years: list[int]) -> int:
    text = request.GET.get("year", "")
    asked = int(text) if text.isdecimal() and len(text) < 5 else years[-1]
    return min(max(asked, min(years)), max(years))


def _star(standing: Standing) -> Star:
    url = reverse("contact", args=[standing.pk])
    return Star(standing.chance, field_of(standing.title), standing.tier, standing.name, url)


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
    return render(request, "year.html", {**shown, "today": today.year})


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
