"""Who is near a city: the quick way beside the formula for each pair (M12)."""

from hypothesis import given
from hypothesis import strategies as st

from needless.method.places import Whereabouts, city_of, kilometres, nearby

WRITTEN = (
    "Lisbon",
    "Cascais, Portugal",
    "Porto",
    "Suva, Fiji",
    "Apia",
    "Berlin",
    "Potsdam",
    "Auckland",
    "nowhere at all",
    "",
)


@given(st.lists(st.sampled_from(WRITTEN), max_size=30), st.sampled_from(WRITTEN[:8]), st.floats(0, 21_000))
def test_the_quick_way_finds_whom_the_formula_finds(places, there, within_km):
    city = city_of(there)
    away = {n: kilometres(city, home) for n, place in enumerate(places) if (home := city_of(place))}
    expected = {n for n, km in away.items() if km <= within_km - 0.001}
    tolerated = {n for n, km in away.items() if km <= within_km + 0.001}
    found = dict(nearby(places, city, within_km))
    assert expected <= set(found) <= tolerated
    assert all(abs(km - away[n]) < 0.001 for n, km in found.items())
    assert list(found.values()) == sorted(found.values())


def test_nobody_is_near_where_nobody_is():
    people, away = Whereabouts([]).near(city_of("Lisbon"))
    assert len(people) == len(away) == 0
