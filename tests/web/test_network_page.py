"""The network as pictures: near and far, this year and then, how varied, what a year it was (M1, M6)."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from needless.contacts.actions import delete_contact, let_go, save_contact
from needless.interactions.actions import log_interaction
from needless.interactions.standing import standings
from needless.interactions.varied import facets_of, unlike_the_rest
from needless.web.pictures.orbit import MOST_DOTS, MOST_NAMED, Star, draw_orbit

TITLES = ["Nurse", "Lawyer", "Lawyer", "Lawyer", "Lawyer", "Lawyer", "Lawyer"]


@pytest.fixture
def people(owner):
    """Seven people talked with half a year ago, one of them in another field and place."""
    now = timezone.now()
    made = []
    for n, title in enumerate(TITLES):
        place = "Oslo" if title == "Nurse" else "Porto"
        made.append(save_contact(owner, {"name": f"Person {n}", "title": title, "place": place}))
        for days in (180, 200, 230, 260):
            log_interaction(owner, [made[-1]], now - timedelta(days=days), "meeting")
    return made


def shown(browser, address):
    page = browser.get(address)
    assert page.status_code == 200
    return page.content.decode()


def test_everybody_is_in_the_picture_and_can_be_opened(browser, people):
    page = shown(browser, "/network/")
    for person in people:
        assert f'<a href="/people/{person.pk}/"' in page
    assert "7 people, today" in page
    assert "<desc" in page


def test_who_was_talked_with_lately_is_nearer(owner, people):
    log_interaction(owner, [people[3]], timezone.now(), "meeting")
    today = timezone.localdate()
    chances = {standing.pk: standing.chance for standing in standings(owner, today, today)}
    assert max(chances, key=chances.get) == people[3].pk


def test_an_earlier_year_shows_what_was_then(owner, people):
    today = timezone.localdate()
    then = today - timedelta(days=190)
    before = {s.pk: s for s in standings(owner, then, today)}
    log_interaction(owner, [people[0]], timezone.now(), "meeting")
    after = {s.pk: s for s in standings(owner, then, today)}
    assert before[people[0].pk].chance == pytest.approx(after[people[0].pk].chance)
    long_ago = standings(owner, today - timedelta(days=3000), today)
    assert {s.chance for s in long_ago} == {None}


def test_the_past_agrees_with_what_was_stored_then(owner, people):
    today = timezone.localdate()
    now = {s.pk: s.chance for s in standings(owner, today, today)}
    as_past = {s.pk: s.chance for s in standings(owner, today, today + timedelta(days=1))}
    assert as_past == pytest.approx(now, abs=0.05)


def test_who_was_let_go_or_deleted_is_not_drawn(browser, owner, people):
    let_go(owner, [people[0].pk])
    delete_contact(owner, people[1].pk)
    page = shown(browser, "/network/")
    assert "5 people, today" in page


@pytest.mark.parametrize("year", ["", "1", "99999999", "x", "2020"])
def test_any_year_is_taken_for_the_nearest_that_there_is(browser, people, year):
    shown(browser, f"/network/?year={year}")
    shown(browser, f"/network/year/?year={year}")


def test_pages_of_nobody_say_so(browser):
    assert "Nobody was here yet" in shown(browser, "/network/")
    assert "Too little is known yet" in shown(browser, "/network/variety/")
    assert "No talk is on record" in shown(browser, "/network/year/")


def test_the_one_of_another_field_and_place_sees_it_differently(browser, owner, people):
    (found, *_others) = unlike_the_rest(owner, timezone.localdate())
    assert found.standing.pk == people[0].pk
    assert {"field": "health", "place": "Oslo"}.items() <= dict(found.rare).items()
    assert "Who sees it differently" in shown(browser, "/network/variety/")


def test_facets_stand_beside_those_of_a_year_ago(owner, people):
    facets = {facet.name: facet for facet in facets_of(owner, timezone.localdate())}
    assert dict(facets["field"].now.shares)["law"] > 0.5
    assert facets["field"].before is None, "a year ago nobody was here"


def test_a_year_counts_talk_and_people_in_the_owners_time(browser, owner):
    rui = save_contact(owner, {"name": "Rui Brandão"})
    log_interaction(owner, [rui], datetime(2024, 12, 31, 23, 30, tzinfo=UTC), "call")
    log_interaction(owner, [rui], datetime(2024, 5, 2, 12, tzinfo=UTC), "call")
    log_interaction(owner, [rui], datetime(2024, 5, 2, 14, tzinfo=UTC), "meeting")
    log_interaction(owner, [rui], datetime(2024, 6, 2, 15, tzinfo=UTC), "click")
    page = shown(browser, "/network/year/?year=2024")
    assert "You talked with one person on 2 days: 3 talks in all." in page
    owner.time_zone = "Asia/Tokyo"
    owner.save()
    page = shown(browser, "/network/year/?year=2024")
    assert "You talked with one person on one day: 2 talks in all." in page


def test_who_came_back_after_a_year_is_named(browser, owner):
    rui = save_contact(owner, {"name": "Rui Brandão"})
    for year in (2021, 2024):
        log_interaction(owner, [rui], datetime(year, 5, 2, 12, tzinfo=UTC), "call")
    assert "Back after a year or more" in shown(browser, "/network/year/?year=2024")
    assert "New this year" in shown(browser, "/network/year/?year=2021")


def test_names_are_words_and_never_markup():
    drawn = draw_orbit([Star(0.9, "<b>", "inner", '"><script>', "/x/")], "You", "unknown")
    assert "<script>" not in drawn.svg
    assert "<b>" not in drawn.svg


def test_a_large_network_stays_a_light_picture():
    stars = [
        Star((n % 97) / 97, f"field {n % 12}", "none", f"Person {n}", f"/people/{n}/") for n in range(20_000)
    ]
    assert len(stars) > MOST_DOTS
    drawn = draw_orbit(stars, "You", "unknown")
    assert (drawn.shown, drawn.unnamed) == (20_000, 20_000 - MOST_NAMED)
    assert len(drawn.svg) < 300_000


def test_a_star_keeps_its_angle_while_others_come(owner):
    def place(stars):
        return re.search(r'cx="(\d+)" cy="(\d+)"', str(draw_orbit(stars, "You", "unknown").svg)).groups()

    one = Star(0.9, "law", "inner", "Ana", "/1/")
    assert place([one]) == place([one, Star(None, "law", "inner", "Bo", "/2/")])
