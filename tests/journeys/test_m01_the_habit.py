"""M1: the habit. A few things today, two taps each, within a week's minutes; what is left lying is no debt."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def cards(page):
    return page.locator(".suggestion")


def name_of(card):
    return card.locator("h2").inner_text()


def test_today_says_whom_why_and_how_with_one_main_button(phone):
    assert 3 <= cards(phone).count() <= 7
    minutes = 0
    for card in cards(phone).all():
        assert name_of(card) and card.locator(".reason").inner_text().endswith(".")
        assert card.locator(".about li").count() >= 1
        assert card.locator(".do > .button").count() == 1
        minutes += int(card.locator(".nowrap").first.inner_text().split("·")[-1].split()[0])
    assert 0 < minutes <= 15
    expect(phone.locator("header p.quiet").first).to_contain_text("of 60 minutes this week")


def test_done_takes_two_taps_and_is_in_the_history(phone, demo):
    first, before = cards(phone).first, cards(phone).count()
    name = name_of(first)
    known = demo.contact(name)["interactions"]
    first.locator("summary", has_text="Done").tap()
    first.get_by_role("button", name="A joy").tap()
    expect(phone.get_by_role("status")).to_contain_text("Logged")
    expect(cards(phone)).to_have_count(before - 1)
    now = demo.contact(name)
    assert now["interactions"] == known + 1 and now["history"][0]["enjoyment"] == 5
    assert now["last_talk_on"] == demo.json("today")["on"]
    phone.get_by_role("status").get_by_role("button", name="Undo").tap()
    expect(cards(phone)).to_have_count(before)
    assert demo.contact(name)["interactions"] == known


def test_later_brings_it_back_first_on_that_day(phone, demo):
    first = cards(phone).first
    name = name_of(first)
    on = date.fromisoformat(demo.json("today")["on"]) + timedelta(days=7)
    first.locator("summary", has_text="Later").tap()
    first.get_by_role("button", name="in a week").tap()
    expect(phone.get_by_role("status")).to_contain_text("It comes back on")
    for days in range(1, 7):
        between = demo.json("today", "--on", on - timedelta(days=days))
        assert name not in [item["contact"]["name"] for item in between["items"]]
    assert demo.json("today", "--on", on)["items"][0]["contact"]["name"] == name


def test_not_now_is_neither_contact_nor_debt(phone, demo):
    first = cards(phone).first
    name = name_of(first)
    known = demo.contact(name)
    first.get_by_role("button", name="Not now").tap()
    expect(phone.get_by_role("status")).to_contain_text("It is no debt")
    now = demo.contact(name)
    assert (now["last_talk_on"], now["interactions"]) == (known["last_talk_on"], known["interactions"])
    tomorrow = date.fromisoformat(demo.json("today")["on"]) + timedelta(days=1)
    names = [item["contact"]["name"] for item in demo.json("today", "--on", tomorrow)["items"]]
    assert name not in names


def test_letting_go_takes_them_out_of_plans_but_not_out_of_the_search(phone, demo):
    first = cards(phone).first
    name = name_of(first)
    first.get_by_role("button", name="Let go").tap()
    expect(phone.get_by_role("status")).to_contain_text("Let go")
    phone.goto(f"{demo.url}/people/?q={name}")
    phone.get_by_role("link", name=name).first.tap()
    phone.get_by_text("You let them go on").wait_for()
    phone.get_by_role("button", name="Take them back").tap()
    phone.get_by_text("Welcome back").wait_for()


def test_the_weeks_minutes_are_never_exceeded(phone, demo):
    monday = date.fromisoformat(demo.json("today")["on"])
    monday += timedelta(days=7 - monday.weekday())  # a week that nothing has been planned in
    spent = [0] * 7
    for day in range(7):
        for item in demo.json("today", "--minutes", "30", "--on", monday + timedelta(days=day))["items"]:
            spent[day] += item["minutes"]
    assert max(spent) <= 30 and 45 <= sum(spent) <= 60
    assert spent[-1] == 0  # spent is spent: the end of the week is free


def test_when_the_weeks_time_is_spent_today_says_so_and_waits(phone, demo):
    phone.goto(f"{demo.url}/settings/")
    phone.get_by_label("minutes a week").fill("4")
    phone.get_by_role("button", name="Save", exact=True).tap()
    expect(phone.get_by_role("status")).to_contain_text("Saved")
    phone.goto(demo.url)
    assert cards(phone).count() > 1  # what was planned stays offered
    cards(phone).first.locator("summary", has_text="Done").tap()
    cards(phone).first.get_by_role("button", name="Good").tap()
    expect(cards(phone)).to_have_count(0)
    expect(phone.locator("#today")).to_contain_text("That is your time for this week")
