"""Places as people type them: found offline, told apart, and how far they are (M12)."""

from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needless.method.places import city_of, kilometres, nearby


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


@pytest.mark.parametrize("text", ["", ",", "Nowhere at all", "Portugal", "12345", "Remote", "Planet Earth"])
def test_what_is_no_city_is_none(text):
    assert city_of(text) is None


def test_distances_are_those_of_the_globe():
    lisbon, porto, sydney = city_of("Lisbon"), city_of("Porto"), city_of("Sydney")
    assert kilometres(lisbon, porto) == pytest.approx(274, abs=8)
    assert kilometres(lisbon, sydney) == pytest.approx(18170, rel=0.01)
    assert kilometres(lisbon, lisbon) == 0


def test_who_is_near_comes_the_nearest_first():
    found = nearby(["Porto", "Sintra, Portugal", "", "Lisbon", "Setúbal"], city_of("Lisbon"))
    assert [n for n, _km in found] == [3, 1, 4] or [n for n, _km in found] == [3, 4, 1]
    assert all(km <= 60 for _n, km in found)


@given(st.text(max_size=60))
def test_any_text_is_a_place_or_none(text):
    found = city_of(text)
    assert found is None or -90 <= found.latitude <= 90
