"""The network as one picture: the more alive a tie, the nearer; a sector for each field (M6, M9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from numpy.typing import NDArray

MIDDLE, CORE, RIM, LABELS = 500, 60, 430, 452
FAR = 5.0  # log-odds: from 0.7 % at the rim to 99.3 % at the core
RINGS = (0.90, 0.50, 0.10)
MOST_NAMED = 150  # the others are one path of dots: ten bytes each instead of two hundred
MOST_DOTS, TOUCHING = 15_000, 3  # more than these: dots that would touch are drawn as one
ALWAYS_NAMED = 8
MOST_DRIFTING, DRIFT = 30, 55  # so far outwards within a year is a drift, drawn as a tail
LETTER, LINE = 16, 34  # about how wide and high written names are on a phone, where they are largest
GOLDEN = 0.6180339887498949  # spreads any number of points evenly, each where it was when more are added
DOT = '<a href="%s" class="%s"><title>%s</title><circle cx="%d" cy="%d" r="%d"/><text x="%d" y="%d"%s>%s</text></a>'
RADIUS = {"inner": 13, "close": 11, "warm": 9, "keep": 7}


class Star(NamedTuple):
    """Somebody: how alive the tie is (0 to 1; None: not yet begun), their sector, tier, name and address.

    ``before`` is how alive it was a year earlier: who drifted outwards since has a tail.
    """

    chance: float | None
    sector: str
    tier: str
    name: str
    url: str
    before: float | None = None


@dataclass(frozen=True, slots=True)
class Orbit:
    """The picture, and how many of those in it are dots without a name."""

    svg: SafeString
    shown: int
    unnamed: int


def draw_orbit(stars: Sequence[Star], title: str, unknown: str) -> Orbit:
    """An SVG of everybody who has begun; ``unknown`` names the sector of those without one.

    A star keeps its angle as long as nobody before it goes: only the distance moves from year to year.
    """
    chances = np.array(list(map(itemgetter(0), stars)), dtype=float)  # None: not a number
    begun = ~np.isnan(chances)
    chances = np.where(begun, chances, 0.0)
    angles, sectors = _angles(stars, unknown)
    places = _places(chances, angles)
    drifting, since = _drifting(stars, chances, begun, angles)
    named = list(dict.fromkeys([*_named(chances, begun), *drifting]))
    dots = begun.copy()
    dots[named] = False
    shown, labels = int(begun.sum()), _labels(sectors)
    drawn = format_html(
        '<svg class="orbit" viewBox="0 0 1000 1000" role="group" aria-labelledby="orbit-title orbit-desc">'
        '<title id="orbit-title">{}</title><desc id="orbit-desc">{}</desc>{}<path class="drift" d="{}"/><path class="dots" d="{}"/>{}{}</svg>',
        title, _described(chances, sectors, shown), _rings(), _tails(places[drifting], since), _path(places[dots]), _written(labels),
        _drawn(stars, places, named, labels),
    )  # fmt: skip
    return Orbit(drawn, shown, int(dots.sum()))


def _angles(stars: Sequence[Star], unknown: str) -> tuple[NDArray[Any], list[tuple[str, float, int]]]:
    """Each star's angle in turns, and (name, middle in turns, people) of each sector, the unknown last."""
    sectors = list(map(itemgetter(1), stars))
    names = sorted(set(sectors))
    numbers = {name: i for i, name in enumerate(names)}
    index = np.array(list(map(numbers.__getitem__, sectors)), dtype=int)
    counts = np.bincount(index, minlength=len(names))
    order = sorted(numbers.values(), key=lambda i: (names[i] == "", -counts[i], names[i]))
    roots = np.sqrt(counts)
    width = roots / max(1.0, float(roots.sum()))
    start = np.zeros(len(names))
    start[order] = np.cumsum(width[order]) - width[order]
    angles = start[index] + width[index] * (0.06 + 0.88 * (_nth(index, len(names)) * GOLDEN % 1.0))
    middles = start + width / 2
    return angles, [(names[i] or unknown, float(middles[i]), int(counts[i])) for i in order]


def _nth(index: NDArray[Any], sectors: int) -> NDArray[Any]:
    """Each star's number within its sector, from 1."""
    nth = np.empty(len(index))
    for sector in range(sectors):
        members = np.flatnonzero(index == sector)
        nth[members] = np.arange(1, len(members) + 1)
    return nth


def _away(chances: NDArray[Any]) -> NDArray[Any]:
    """Distance from the middle, by log-odds: neither the best ties nor the many faint ones lie on one heap."""
    odds = np.clip(chances, 1e-9, 1 - 1e-9)
    nearness = np.clip(np.log(odds / (1 - odds)), -FAR, FAR) / (2 * FAR) + 0.5
    return np.asarray(RIM - (RIM - CORE) * nearness)


def _places(chances: NDArray[Any], angles: NDArray[Any]) -> NDArray[Any]:
    """Whole numbers (x, y)."""
    away = _away(chances)
    turn = 2 * np.pi * (angles - 0.25)
    sides = np.column_stack((np.cos(turn), np.sin(turn)))
    return np.asarray(np.rint(MIDDLE + away[:, None] * sides).astype(int))


def _named(chances: NDArray[Any], begun: NDArray[Any]) -> list[int]:
    """The nearest, the nearest of all first."""
    order = np.argsort(np.where(begun, -chances, 1.0), kind="stable")[:MOST_NAMED]
    return [i for i in order.tolist() if begun[i]]


def _drifting(
    stars: Sequence[Star], chances: NDArray[Any], begun: NDArray[Any], angles: NDArray[Any]
) -> tuple[list[int], NDArray[Any]]:
    """Who went outwards most within a year, the farthest first, and where they were."""
    before = np.array(list(map(itemgetter(5), stars)), dtype=float)
    known = np.flatnonzero(
        begun & (before > chances)
    )  # nearer a year ago; of those not there then nothing is known
    went = _away(chances[known]) - _away(before[known])
    far = known[np.argsort(-went, kind="stable")[:MOST_DRIFTING]][: int((went >= DRIFT).sum())]
    return far.tolist(), _places(before[far], angles[far])


def _tails(places: NDArray[Any], since: NDArray[Any]) -> SafeString:
    """A line from where they were to where they are."""
    ends = np.column_stack((since, places))
    return mark_safe(("M%d %dL%d %d" * len(ends)) % tuple(ends.ravel().tolist()))  # noqa: S308 - numbers alone


def _path(places: NDArray[Any]) -> SafeString:
    """Lines of no length with round ends: the shortest dots there are. Of very many, those that touch are one."""
    if len(places) > MOST_DOTS:
        places = np.unique(places // TOUCHING, axis=0) * TOUCHING
    return mark_safe(("M%d %dh0" * len(places)) % tuple(places.ravel().tolist()))  # noqa: S308 - numbers alone


def _drawn(
    stars: Sequence[Star], places: NDArray[Any], named: Sequence[int], labels: Sequence[Label]
) -> SafeString:
    """The named ones, the faintest first so that the nearest lie on top; names that fit are always shown."""
    taken = Taken([label.box for label in labels])
    rows = [_star(stars[i], int(places[i][0]), int(places[i][1]), taken) for i in named]
    return mark_safe("".join(reversed(rows)))  # noqa: S308 - each row's words are escaped


def _star(star: Star, x: int, y: int, taken: Taken) -> str:
    radius, name = RADIUS.get(star.tier, 5), escape(star.name)
    to_left = MIDDLE - 300 < x < MIDDLE or x > MIDDLE + 300
    width, aside = LETTER * len(star.name), radius + 5
    fits = False
    for left in (to_left, not to_left) if taken.has_room else ():
        if fits := taken.takes(x - aside - width if left else x + aside, y, width):
            to_left = left
            break
    said = _("%(name)s, alive: %(p)d %%") % {"name": name, "p": round((star.chance or 0) * 100)}
    at, anchor = (x - aside, ' text-anchor="end"') if to_left else (x + aside, "")
    kind = "near" if fits else "star"
    return DOT % (escape(star.url), kind, said, x, y, radius, at, y + 6, anchor, name)


@dataclass(slots=True)
class Taken:
    """Where words stand already, as (left, right, y): the sectors' from the start, then the names'."""

    boxes: list[tuple[float, float, float]]
    names: int = 0

    @property
    def has_room(self) -> bool:
        """Fewer names than are always shown?"""
        return self.names < ALWAYS_NAMED

    def takes(self, left: float, y: float, width: float) -> bool:
        """Is there room for one more name? Takes it."""
        right = left + width
        if left < 0 or right > 2 * MIDDLE:
            return False
        if any(abs(y - other) < LINE and left < end and begin < right for begin, end, other in self.boxes):
            return False
        self.boxes.append((left, right, y))
        self.names += 1
        return True


def _rings() -> SafeString:
    radii = zip(_away(np.array(RINGS)).tolist(), RINGS, strict=True)
    return format_html_join(
        "",
        '<circle class="ring" cx="500" cy="500" r="{}"/><text class="level" x="500" y="{}" text-anchor="middle">{} %</text>',
        [(round(r), round(MIDDLE - r - 5), round(chance * 100)) for r, chance in radii],
    )


class Label(NamedTuple):
    """A sector's name, where it stands, and how it runs from there."""

    x: int
    y: int
    anchor: str
    name: str

    @property
    def box(self) -> tuple[float, float, float]:
        """Left, right and height."""
        width = LETTER * len(self.name)
        left = self.x - width * {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor]
        return left, left + width, self.y


def _labels(sectors: Sequence[tuple[str, float, int]]) -> list[Label]:
    rows = []
    for name, middle, _people in sectors:
        turn = 2 * np.pi * (middle - 0.25)
        x, y = MIDDLE + LABELS * np.cos(turn), MIDDLE + LABELS * np.sin(turn)
        anchor = "middle" if abs(x - MIDDLE) < 130 else "end" if x > MIDDLE else "start"
        # Words at the sides run inwards: they may cover dots, never leave the picture.
        rows.append(Label(round(min(996, max(4, x))), round(y + (14 if y > MIDDLE else 0)), anchor, name))
    return rows


def _written(labels: Sequence[Label]) -> SafeString:
    return format_html_join("", '<text class="sector" x="{}" y="{}" text-anchor="{}">{}</text>', labels)


def _described(chances: NDArray[Any], sectors: Sequence[tuple[str, float, int]], shown: int) -> str:
    near = int((chances >= 0.5).sum())
    said = _(
        "%(shown)d people in %(sectors)d fields; with %(near)d of them you are more likely than not in touch within three months."
    )
    return said % {"shown": shown, "sectors": len(sectors), "near": near}
