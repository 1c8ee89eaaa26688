"""M4: ties grow in their own time: the years are shown as a quiet picture, and nothing scores them."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_the_years_with_one_person_are_a_quiet_picture(demo, phone):
    busiest = max(demo.json("contacts"), key=lambda c: c["interactions"])["id"]
    phone.goto(f"{demo.url}/people/{busiest}/")
    expect(phone.locator("p", has_text=re.compile(r"About \d+ hours together in \d+ years"))).to_be_visible()
    expect(phone.locator("svg.together title")).to_have_text("Time together by year")
    phone.get_by_text("The years as a table").tap()
    expect(phone.get_by_role("columnheader", name="Face to face")).to_be_visible()
    page = phone.locator("main").inner_text().lower()
    assert not re.search(r"\b(score|points|level|streak|overdue|behind)\b", page)
