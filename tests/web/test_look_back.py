"""Looking back: the year to show around, who drifts, what is in practice (M1, M9, M15)."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from needless.benefits.actions import note_benefit
from needless.contacts.actions import save_contact
from needless.hearing.actions import keep_heard
from needless.interactions.actions import log_interaction
from needless.web.pictures.muscles import Row, draw_muscles
from needless.web.pictures.orbit import Star, draw_orbit

WEEKS = [timezone.localdate() - timedelta(weeks=n) for n in range(12)]


@pytest.fixture
def ana(owner):
    contact = save_contact(owner, {"name": "Ana Silva", "title": "Nurse"})
    for days in (0, 1):
        log_interaction(owner, [contact], timezone.now() - timedelta(days=days), "meeting", minutes=90)
    return contact


def test_the_year_tells_what_came_and_what_was_kept(browser, owner, ana):
    today = timezone.localdate()
    note_benefit(owner, "client", "The depot", today, [ana])
    note_benefit(owner, "nothing", "A dull evening", today, [ana])
    keep_heard(owner, ana, "perspective", "Small batches", today)
    page = browser.get(f"/network/year/?year={today.year}").content.decode()
    assert "The depot" in page and "Small batches" in page and "A dull evening" not in page


def test_to_show_around_only_first_names_are_there_and_no_links_to_people(browser, owner, ana):
    page = browser.get("/network/year/?names=first").content.decode()
    main = page.partition("<main")[2]
    assert "Ana" in main and "Silva" not in main and f"/people/{ana.pk}/" not in main


def test_who_went_far_outwards_has_a_tail_and_a_name():
    stays = [Star(0.99, "law", "none", f"Near {n}", f"/people/{n}/", 0.99) for n in range(200)]
    gone = Star(0.05, "law", "none", "Gone Away", "/people/999/", 0.95)
    svg = str(draw_orbit([*stays, gone], "Network", "unknown").svg)
    tail = re.search(r'<path class="drift" d="([^"]*)"', svg)[1]
    assert tail.count("M") == 1 and "Gone Away" in svg
    assert 'class="drift" d=""' in str(draw_orbit(stays, "Network", "unknown").svg)


def test_the_practice_page_has_a_picture_a_table_and_no_guilt(browser, owner, ana):
    page = browser.get("/network/practice/").content.decode()
    assert '<svg class="muscles"' in page and "<desc" in page and "The same as a table" in page
    assert "rest is part of it" in page
    assert not re.search(r"streak|overdue|failed|missed", page.partition("<main")[2], re.IGNORECASE)


def test_of_who_only_begins_nothing_is_said_to_go_slack(browser, owner, ana):
    page = browser.get("/network/practice/").content.decode()
    assert "never a habit" in page and "nobody for" not in page and 'class="slack"' not in page


def test_weeks_off_are_drawn_as_rest():
    kept = [True] * 4 + [False] * 2 + [True] * 5 + [False]
    svg = str(draw_muscles([Row("Call", (1,) * 12, "in shape", False)], WEEKS, kept))
    assert svg.count('class="rest"') == 3 and svg.count(">rest</text>") == 2


def test_somebody_with_nothing_yet_sees_calm_pages(browser, owner):
    for address in (
        "/network/practice/",
        "/network/year/",
        "/network/",
        "/benefits/",
        "/heard/",
        "/heard/perspectives/",
    ):
        assert browser.get(address).status_code == 200
    assert "Any small thing begins the next ones" in browser.get("/network/practice/").content.decode()
