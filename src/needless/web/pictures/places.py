"""A map without anybody's tiles: land in outline, a dot for each city where somebody is, zoomed by plain links (M12)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import sqrt

import numpy as np
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from needless.meetings.towns import Town
from needless.method.land import DEEPEST, HEIGHT, WIDTH, Points, View, mercator, outlines
from needless.method.places import City

APART = 58  # drawn units between two dots: a finger's width on a phone
LETTER, LINE = 18, 40  # as large as on a phone
LARGEST = 26
Address = Callable[[View, Town | None], str]
Dot = tuple[Town, list[Town], int, int]


def draw_map(
    view: View, towns: Sequence[Town], home: City | None, title: str, address: Address
) -> SafeString:
    """An SVG; ``address`` gives the page of a view, or of a town in it. A dot of many towns leads closer."""
    land, borders = outlines(view)
    dots = dots_of(view, towns)
    return format_html(
        '<svg class="map" viewBox="0 0 {} {}" role="group" aria-labelledby="map-title map-desc">'
        '<title id="map-title">{}</title><desc id="map-desc">{}</desc>'
        '<rect class="sea" width="{}" height="{}"/><path class="land" d="{}"/><path class="borders" d="{}"/>{}{}</svg>',
        WIDTH, HEIGHT, title, described(dots), WIDTH, HEIGHT, _path(land, "z"), _path(borders, ""),
        _home(view, home), _dots(view, dots, address),
    )  # fmt: skip


def dots_of(view: View, towns: Sequence[Town]) -> list[Dot]:
    """The towns in view, those too near to a larger one joined to it: (largest, all, x, y), the largest first."""
    if not towns:
        return []
    at = view.at(mercator([t.city.longitude for t in towns], [t.city.latitude for t in towns]))
    found: list[Dot] = []
    for town, (x, y) in zip(towns, np.rint(at).astype(int).tolist(), strict=True):
        if not (0 <= x <= WIDTH and 0 <= y <= HEIGHT):
            continue
        near = next((d for d in found if abs(d[2] - x) < APART and abs(d[3] - y) < APART), None)
        if near:
            near[1].append(town)
        else:
            found.append((town, [town], x, y))
    return found


def described(dots: Sequence[Dot]) -> str:
    """What is in the picture, in a sentence."""
    towns, people = sum(len(d[1]) for d in dots), sum(t.people for d in dots for t in d[1])
    return _("%(people)d people in %(towns)d cities.") % {"people": people, "towns": towns}


def _path(lines: Sequence[Points], end: str) -> SafeString:
    """Each line from its first point in steps, which are short to write."""
    parts = []
    for line in lines:
        steps = np.diff(line, axis=0).ravel().tolist()
        parts.append(f"M{line[0][0]} {line[0][1]}l{' '.join(map(str, steps))}{end}")
    return mark_safe("".join(parts))  # noqa: S308 - numbers alone


def _home(view: View, home: City | None) -> SafeString:
    if home is None:
        return SafeString("")
    x, y = np.rint(view.at(mercator([home.longitude], [home.latitude]))[0]).astype(int).tolist()
    return format_html('<circle class="home" cx="{}" cy="{}" r="{}"/>', x, y, LARGEST + 6)


def _dots(view: View, dots: Sequence[Dot], address: Address) -> SafeString:
    boxes = [(x - 8.0, x + 8.0, float(y)) for _town, _towns, x, y in dots]
    rows = [_dot(view, dot, boxes, address) for dot in dots]
    return format_html_join(
        "",
        '<a href="{}" class="{}"><title>{}</title><circle class="reach" cx="{}" cy="{}" r="30"/>'
        '<circle cx="{}" cy="{}" r="{}"/><text x="{}" y="{}"{}>{}</text></a>',
        rows,
    )


def _dot(
    view: View, dot: Dot, boxes: list[tuple[float, float, float]], address: Address
) -> tuple[object, ...]:
    """Its link, what it says when asked, its circle, and its name where there is room."""
    town, towns, x, y = dot
    people = sum(t.people for t in towns)
    is_many = len(towns) > 1 and view.zoom < DEEPEST
    closer = View(round(town.city.longitude, 2), round(town.city.latitude, 2), min(view.zoom + 2, DEEPEST))
    link = address(closer, None) if is_many else address(view, town)
    radius = round(min(LARGEST, 6 + 2.5 * sqrt(people)))
    to_left = x > WIDTH * 0.72
    wide = LETTER * len(town.city.name) + radius + 8
    left = x - wide if to_left else x + radius
    kind = "near" if _fits(left, y, wide - radius, boxes) else "far"
    beside = x - radius - 8 if to_left else x + radius + 8
    anchor = SafeString(' text-anchor="end"' if to_left else "")
    return link, kind, said(town, towns, people), x, y, x, y, radius, beside, y + 8, anchor, town.city.name


def said(town: Town, towns: Sequence[Town], people: int) -> str:
    """ "Leeds and 3 more cities: 12 people"."""
    count = ngettext("%(n)d person", "%(n)d people", people) % {"n": people}
    if len(towns) == 1:
        return f"{town.city.name}: {count}"
    more = ngettext("and %(n)d more city", "and %(n)d more cities", len(towns) - 1) % {"n": len(towns) - 1}
    return f"{town.city.name} {more}: {count}"


def _fits(left: float, y: float, width: float, boxes: list[tuple[float, float, float]]) -> bool:
    """Is there room for one more name? Takes it."""
    if any(abs(y - other) < LINE and left < end and begin < left + width for begin, end, other in boxes):
        return False
    boxes.append((left, left + width, y))
    return True
