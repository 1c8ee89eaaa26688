"""M7: how it was can be said in one tap, and the plan prefers what is enjoyed."""

from collections import Counter
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
TIMES = 6


def log(page, instance, person, channel, enjoyment):
    page.goto(f"{instance.url}/log/?contact={person}")
    page.locator(".choices").get_by_text(channel, exact=True).tap()
    page.locator(".choices").get_by_text(enjoyment, exact=True).tap()
    page.get_by_role("button", name="Log it").tap()
    expect(page.get_by_role("status")).to_contain_text("Logged with")


def ways_of_a_long_day(instance, on):
    items = instance.json("today", "--minutes", "60", "--on", on)["items"]
    return Counter(item["channel"] for item in items)


def test_what_is_enjoyed_is_suggested_more_and_what_is_dull_less(instances, demo, phone):
    today = date.fromisoformat(demo.json("today")["on"])
    monday = today + timedelta(days=7 - today.weekday())
    before = ways_of_a_long_day(instances("as it was", like=demo.home), monday)
    people = [c["id"] for c in demo.json("contacts", "--tier", "inner")[:2]]
    for _time in range(TIMES):
        log(phone, demo, people[0], "Mail", "Dull")
        log(phone, demo, people[1], "Message", "Dull")
    after = ways_of_a_long_day(demo, monday)
    assert after["mail"] + after["message"] < before["mail"] + before["message"]
    assert after["call"] + after["meeting"] > before["call"] + before["meeting"]
    phone.goto(demo.url)
    for way in ("Mails", "Messages"):
        expect(
            phone.get_by_text(f"{way} are left out where there is another way: {TIMES} ratings")
        ).to_be_visible()


def test_a_rating_is_shown_with_the_talk_and_can_be_changed(phone, demo):
    person = demo.json("contacts", "--tier", "inner")[0]["id"]
    log(phone, demo, person, "Call", "Dull")
    phone.goto(f"{demo.url}/people/{person}/")
    newest = phone.locator(".history li").first
    expect(newest).to_contain_text("Dull")
    newest.get_by_role("link", name="Change").tap()
    phone.get_by_label("How was it?").select_option("A joy")
    phone.get_by_role("button", name="Save").tap()
    expect(newest).to_contain_text("A joy")
    assert demo.json("contact", person)["history"][0]["enjoyment"] == 5
