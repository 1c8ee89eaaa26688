"""The map: a dot for each city, those too near to tell apart lead closer, and a city opens who is there (M12)."""

import re

import pytest
from django.test import Client

from needless.contacts.actions import save_contact
from needless.interactions.actions import log_interaction
from needless.meetings.towns import people_in, towns_of

PLACES = ("Leeds", "Leeds, United Kingdom", "Manchester", "Osaka, Japan", "Xyzzy", "", "Springfield, USA")


@pytest.fixture
def page(owner):
    for n, place in enumerate(PLACES):
        save_contact(owner, {"name": f"Person {n}", "place": place})
    client = Client()
    client.force_login(owner)
    return lambda address: client.get(address).content.decode().replace("&amp;", "&")


def test_places_that_mean_one_city_are_one_town(owner, page):
    found = towns_of(owner)
    assert [(t.city.name, t.people) for t in found.towns[:1]] == [("Leeds", 2)]
    assert found.unknown == [("Xyzzy", 1)] and found.nowhere == 1
    assert sum(t.people for t in found.towns) == 5


def dots(text):
    return re.findall(r'<a href="([^"]+)" class="(?:near|far)"><title>([^<]+)</title>', text)


def test_cities_too_near_are_one_dot_that_leads_to_each_of_them(page):
    found = {said: link for link, said in dots(page("/network/map/"))}
    assert "Osaka: 1 person" in found
    address = found["Leeds and 1 more city: 3 people"]
    for _step in range(5):
        said = {words: link for link, words in dots(page(address.split("#")[0]))}
        if "Leeds: 2 people" in said:
            break
        address = next(link for words, link in said.items() if words.startswith("Leeds and"))
    assert "Manchester: 1 person" in said
    there = page(said["Leeds: 2 people"].split("#")[0])
    assert "2 people in Leeds" in there and "Person 0" in there and "Person 1" in there
    assert "Person 2" not in there
    assert "/trips/?place=Leeds" in there


def test_the_table_behind_it_has_every_city_and_what_is_none(page):
    text = page("/network/map/")
    assert text.count('<td><a href="/network/map/?city=') == 4
    assert "Xyzzy" in text and "Of 1 person no place is noted." in text


def test_whom_to_see_first_comes_first(owner, page):
    friend = save_contact(owner, {"name": "A friend", "place": "Leeds"})
    from django.utils import timezone

    log_interaction(owner, [friend], timezone.now(), "mail")
    town = towns_of(owner).towns[0]
    assert people_in(owner, town, timezone.localdate())[0].contact == friend


@pytest.mark.parametrize(
    "query", ["zoom=x", "east=nan&north=1", "east=9e99", "zoom=-4", "zoom=99", "city=1,2", "city=%00"]
)
def test_nonsense_shows_the_world(page, query):
    assert "Osaka" in page(f"/network/map/?{query}")


def test_nobody_anywhere_is_no_error(owner):
    client = Client()
    client.force_login(owner)
    assert "Nobody has a place" in client.get("/network/map/").content.decode()
