"""The map's outlines: where cities are there is land, where the sea is there is none, at every zoom (M12)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from needless.method.land import DEEPEST, HEIGHT, WIDTH, View, mercator, outlines
from needless.method.places import city_of


def is_land(view, east, north):
    """Even-odd over all rings, as a browser fills a path that does not cross itself."""
    (x, y), inside = view.at(mercator([east], [north]))[0], False
    for ring in outlines(view)[0]:
        a, b = ring, np.roll(ring, -1, axis=0)
        crossing = (a[:, 1] > y) != (b[:, 1] > y)
        a, b = a[crossing], b[crossing]
        at = a[:, 0] + (y - a[:, 1]) * (b[:, 0] - a[:, 0]) / (b[:, 1] - a[:, 1])
        inside ^= bool((at > x).sum() % 2)
    return inside


@pytest.mark.parametrize("zoom", range(DEEPEST + 1))
@pytest.mark.parametrize(
    "place", ["Madrid", "Nairobi", "Denver", "Moscow", "Alice Springs", "Brasília", "Xi'an"]
)
def test_a_city_lies_on_land_at_every_zoom(place, zoom):
    city = city_of(place)
    assert is_land(View(city.longitude + 0.3, city.latitude - 0.2, zoom), city.longitude, city.latitude)


@pytest.mark.parametrize("zoom", range(DEEPEST + 1))
@pytest.mark.parametrize("east_north", [(-30, 40), (-150, 20), (80, -30), (-175, 58), (5, 38.5)])
def test_the_sea_is_no_land(east_north, zoom):
    assert not is_land(View(*east_north, zoom), *east_north)


def test_the_far_east_of_russia_is_there_beyond_the_date_line():
    assert is_land(View(), -173, 66) and is_land(View(), 178, 67)


@given(st.floats(-180, 180), st.floats(-90, 90), st.integers(-3, 20))
def test_no_view_leaves_the_world_and_moving_stays_within(east, north, zoom):
    for view in (View(east, north, zoom), View(east, north, zoom).moved(0.5, -0.5, 1)):
        left_top = view.corner
        assert left_top[0] >= -180 and left_top[0] + view.degrees <= 180 + 1e-6
        assert 0 <= view.moved(0, 0).zoom <= DEEPEST
    middle = View(east, north, zoom).moved(0, 0)
    x, y = middle.at(mercator([middle.east], [middle.north]))[0]
    assert abs(x - WIDTH / 2) < 5 and abs(y - HEIGHT / 2) < 5


def test_the_world_is_light_enough_for_a_phone():
    assert sum(map(len, outlines(View())[0])) < 14_000
