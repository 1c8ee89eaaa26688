"""M1: the muscles of twelve weeks are a picture, one small exercise comes in the plan, and done it shows."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_an_exercise_of_the_plan_shows_in_the_picture(phone, demo):
    phone.goto(f"{demo.url}/network/practice/")
    expect(phone.locator("svg.muscles title")).to_have_text("What you did, week by week")
    phone.get_by_text("The same as a table").tap()
    expect(phone.get_by_role("columnheader", name="Introduce")).to_be_visible()
    page = phone.locator("main").inner_text().lower()
    assert not re.search(r"\b(score|points|streak|overdue|missed|behind)\b", page)
    before = {each["name"]: each["idle_weeks"] for each in demo.json("practice")["muscles"]}
    exercise = next(
        item for item in demo.json("today", "--minutes", "30")["items"] if item["kind"] == "exercise"
    )
    demo.run("done", exercise["id"])
    after = {each["name"]: each["idle_weeks"] for each in demo.json("practice")["muscles"]}
    assert [name for name in before if before[name] and not after[name] and before[name] > 3]
    phone.reload()
    expect(phone.locator("main")).to_contain_text(exercise["contact"]["name"])
