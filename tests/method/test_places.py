"""Places as people type them: found offline, told apart, and how far they are (M12)."""

from math import asin, cos, radians, sin, sqrt
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needless.method.places import Whereabouts, cities, city_of, city_of_address, kilometres


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("Lisbon", "Lisbon", "PT"),
        ("Lisboa, Portugal", "Lisbon", "PT"),
        ("São Paulo", "São Paulo", "BR"),
        ("sao paulo, Brasil", "São Paulo", "BR"),
        ("Greater Copenhagen Area", "Copenhagen", "DK"),
        ("Greater Munich Metropolitan Area", "Munich", "DE"),
        ("San Francisco Bay Area", "San Francisco", "US"),
        ("10115 Berlin", "Berlin", "DE"),
        ("Köln", "Köln", "DE"),
        ("London, Ontario, Canada", "London", "CA"),
        ("London", "London", "GB"),
        ("Cambridge, USA", "Cambridge", "US"),
        ("Cambridge, England, United Kingdom", "Cambridge", "GB"),
        ("Rua do Cais 1, Lisbon", "Lisbon", "PT"),
        ("Valencia, Spain", "Valencia", "ES"),
        ("Wien", "Vienna", "AT"),
    ],
)  # fmt: skip
def test_places_as_people_type_them(text, name, country):
    found = city_of(text)
    assert (found.name, found.country) == (name, country)
    assert found.zone in available_timezones()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Messe Süd, Hall 4, 14055 Berlin, Germany", "Berlin"),
        ("Rua do Cais 1, 1200-001 Lisboa, Portugal", "Lisbon"),
        ("Reading Room, 1 Main St, Boston, MA 02101, USA", "Boston"),
        ("Room 5", None),
        ("https://meet.example.org/berlin-x", None),
    ],
)
def test_of_an_address_the_last_city_is_meant(text, name):
    found = city_of_address(text)
    assert (found.name if found else None) == name


@pytest.mark.parametrize("text", ["", ",", "Nowhere at all", "Portugal", "12345", "Remote", "Planet Earth"])
def test_what_is_no_city_is_none(text):
    assert city_of(text) is None


def test_distances_are_those_of_the_globe():
    lisbon, porto, sydney = city_of("Lisbon"), city_of("Porto"), city_of("Sydney")
    assert kilometres(lisbon, porto) == pytest.approx(274, abs=8)
    assert kilometres(lisbon, sydney) == pytest.approx(18170, rel=0.01)
    assert kilometres(lisbon, lisbon) == 0


def test_who_is_near_comes_the_nearest_first():
    places = ["Porto", "Sintra, Portugal", "", "Lisbon", "Setúbal", "Lisbon"]
    found = Whereabouts(places).near(city_of("Lisbon"))
    assert [n for n, _km in found[:2]] == [3, 5]
    assert {n for n, _km in found[2:]} == {1, 4}
    assert [km for _n, km in found] == sorted(km for _n, km in found)


WRITTEN = ("Lisbon", "Cascais, Portugal", "Porto", "Suva, Fiji", "Apia", "Berlin", "Potsdam", "Auckland")


def haversine(a, b):
    """The textbook's formula, another than ours."""
    phi, psi = radians(a.latitude), radians(b.latitude)
    half = sin((psi - phi) / 2) ** 2 + cos(phi) * cos(psi) * sin(radians(b.longitude - a.longitude) / 2) ** 2
    return 2 * 6371 * asin(sqrt(half))


@given(
    st.lists(st.sampled_from([*WRITTEN, "nowhere at all", ""]), max_size=30),
    st.sampled_from(WRITTEN),
    st.floats(0, 21_000),
)
def test_whom_the_textbooks_formula_finds_is_near_and_nobody_else(places, there, within_km):
    city = city_of(there)
    away = {n: haversine(city, home) for n, place in enumerate(places) if (home := city_of(place))}
    found = dict(Whereabouts(places).near(city, within_km))
    assert {n for n, km in away.items() if km <= within_km - 0.01} <= set(found)
    assert set(found) <= {n for n, km in away.items() if km <= within_km + 0.01}
    assert all(abs(km - away[n]) < 0.01 for n, km in found.items())


def test_two_cities_are_as_far_apart_as_the_textbook_says():
    some = cities()[::500]
    assert len(some) > 20
    for a in some:
        for b in some:
            assert kilometres(a, b) == pytest.approx(haversine(a, b), abs=0.01)


@given(st.text(max_size=60))
def test_any_text_is_a_place_or_none(text):
    found = city_of(text)
    assert found is None or -90 <= found.latitude <= 90
