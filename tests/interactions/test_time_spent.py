"""The time with one person by year: talk alone, guessed where nobody noted it, drawn quietly (M4)."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from needless.contacts.actions import save_contact
from needless.interactions.actions import log_interaction
from needless.interactions.time_spent import time_with
from needless.web.pictures.together import draw_together, words


@pytest.fixture
def ana(owner):
    ana = save_contact(owner, {"name": "Ana Silva"})
    for year, channel, minutes in (
        (2022, "meeting", 120),
        (2022, "call", None),
        (2024, "video", 45),
        (2023, "click", 1),
    ):
        log_interaction(owner, [ana], datetime(year, 5, 3, 12, tzinfo=UTC), channel, minutes=minutes)
    return ana


def test_years_in_between_are_there_and_clicks_are_not(owner, ana):
    assert [(y.year, y.minutes, y.in_person, y.talks, y.guessed) for y in time_with(owner, ana)] == [
        (2022, 140, 120, 2, 1), (2023, 0, 0, 0, 0), (2024, 45, 0, 1, 0),
    ]  # fmt: skip


def test_the_words_are_round(owner, ana):
    assert words(time_with(owner, ana)) == "About 3 hours together in 3 years, 2 of them face to face."
    assert words([]) == "" and draw_together([]) == ""


def test_it_stands_on_the_contacts_page_with_a_title_and_a_table(owner, ana):
    browser = Client()
    browser.force_login(owner)
    page = browser.get(f"/people/{ana.pk}/").content.decode()
    assert "Time together by year" in page and "About 3 hours together in 3 years" in page
    assert "<td>2 h 20 min</td>" in page


def test_another_owner_has_no_time_with_them(other_owner, ana):
    assert time_with(other_owner, ana) == []
