"""The map: where everybody is, zoomed by links, and who is in a city (M12)."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from needless.gatherings.trips import home_of
from needless.meetings import towns
from needless.method.land import DEEPEST, View
from needless.web.pictures.places import draw_map
from needless.web.requests import OwnersRequest

REGIONS = (
    (gettext_lazy("The world"), View()),
    (gettext_lazy("Europe"), View(14, 51, 3)),
    (gettext_lazy("North America"), View(-97, 42, 2)),
    (gettext_lazy("South America"), View(-60, -20, 2)),
    (gettext_lazy("Africa"), View(18, 4, 2)),
    (gettext_lazy("Asia"), View(98, 26, 2)),
    (gettext_lazy("Oceania"), View(146, -26, 2)),
)
SIDES = (
    ("arrow-left", gettext_lazy("West"), (-0.5, 0.0, 0)),
    ("arrow-up", gettext_lazy("North"), (0.0, -0.5, 0)),
    ("arrow-down", gettext_lazy("South"), (0.0, 0.5, 0)),
    ("arrow-right", gettext_lazy("East"), (0.5, 0.0, 0)),
    ("minus", gettext_lazy("Farther"), (0.0, 0.0, -1)),
    ("plus", gettext_lazy("Closer"), (0.0, 0.0, 1)),
)
MOST_ROWS, MOST_PEOPLE = 200, 100


@require_GET
def atlas(request: OwnersRequest) -> HttpResponse:
    """Dots on a map and the same as a table; of a city that was chosen, whom to see there."""
    owner, view = request.user, view_asked(request)
    found, home = towns.towns_of(owner), home_of(owner)
    chosen = towns.town_called(found.towns, request.GET.get("city", ""))
    people = towns.people_in(owner, chosen, timezone.localdate()) if chosen else []
    shown = {
        "map": draw_map(view, found.towns, home, _("Where your people are"), address_of),
        "regions": [(name, address_of(region), region == view) for name, region in REGIONS],
        "sides": [
            (icon, name, address_of(view.moved(*by)), view.moved(*by) != view.moved(0, 0))
            for icon, name, by in SIDES
        ],
        "rows": [(town, address_of(view, town)) for town in found.towns[:MOST_ROWS]],
        "found": found, "town": chosen, "people": people[:MOST_PEOPLE], "more": max(0, len(people) - MOST_PEOPLE),
    }  # fmt: skip
    return render(request, "map.html", shown)


def address_of(view: View, town: towns.Town | None = None) -> str:
    """The page of a view, of a town in it with who is there."""
    asked = {"east": view.east, "north": view.north, "zoom": view.zoom} if view != View() else {}
    query = urlencode(asked | ({"city": town.key} if town else {}), safe=",")
    return f"{reverse('map')}{'?' * bool(query)}{query}#{'there' if town else 'map'}"


def view_asked(request: OwnersRequest) -> View:
    """What the address asks for; nonsense is the world."""
    usual = View()
    try:
        east = float(request.GET.get("east", usual.east))
        north = float(request.GET.get("north", usual.north))
        zoom = int(request.GET.get("zoom", usual.zoom))
    except ValueError:
        return usual
    if not (-180 <= east <= 180 and -90 <= north <= 90):
        return usual
    return View(east, north, min(max(zoom, 0), DEEPEST))
