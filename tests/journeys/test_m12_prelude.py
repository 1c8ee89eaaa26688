"""M12: an online thread becomes a coffee: three free times, the words, the invitation, and one tap afterwards."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect
from tests.journeys.conftest import PHONE

pytestmark = pytest.mark.browser


def test_from_a_ripe_thread_to_how_it_was(phone, demo):
    phone.goto(f"{demo.url}/meetings/")
    ripe = (
        phone.get_by_role("region", name="Ripe for a meeting")
        .locator("li")
        .filter(has_text="Propose a coffee")
        .first
    )
    name = ripe.get_by_role("link").first.inner_text()
    ripe.get_by_role("link", name="Propose a coffee").tap()
    expect(phone.get_by_role("heading", name=f"Meet {name}")).to_be_visible()
    expect(phone.locator("input[name=time]")).to_have_count(3)
    expect(phone.locator(".message")).to_contain_text("a coffee")
    phone.get_by_role("button", name="I proposed it").tap()
    row = phone.locator("li.suggestion", has_text=name)
    row.locator("button[name=at]").first.tap()
    with phone.expect_download() as download:
        phone.locator("li.suggestion", has_text=name).get_by_role("link", name="Invitation").click()
    text = download.value.path().read_text()
    assert "METHOD:REQUEST" in text
    assert "BEGIN:VTIMEZONE" in text
    phone.locator("li.suggestion", has_text=name).get_by_role("button", name="We met already").tap()
    expect(phone.get_by_role("status").filter(has_text="Logged with")).to_be_visible()
    contact = demo.contact(name)
    assert contact["history"][0]["channel"] == "meeting"


def test_a_trip_shows_who_is_there(phone, demo):
    phone.goto(f"{demo.url}/trips/")
    phone.get_by_label("Where, and when").fill("Greater Leeds Area")
    phone.get_by_role("textbox", name="From").fill("2099-03-03")
    phone.get_by_role("textbox", name="Until").fill("2099-03-06")
    phone.get_by_role("button", name="Who is there?").last.tap()
    expect(phone.get_by_role("heading", name="Greater Leeds Area")).to_be_visible()
    first = phone.locator(".catalogue li").first
    first.get_by_role("link", name="Propose lunch").tap()
    expect(phone.get_by_text("While you are in Greater Leeds Area")).to_be_visible()
    expect(phone.get_by_text("March, 12:30").first).to_be_visible()


def test_todays_page_asks_how_it_was_and_one_tap_logs_it(phone, demo):
    phone.goto(f"{demo.url}/meetings/")
    row = phone.locator("li.suggestion").first
    name = row.get_by_role("heading").inner_text()
    row.get_by_label("or another").fill(f"{datetime.now() - timedelta(hours=30):%Y-%m-%dT%H:%M}")
    row.get_by_role("button", name="Agreed").tap()
    expect(phone.locator("li.suggestion").filter(has_text="It did not happen")).to_have_count(1)
    phone.goto(f"{demo.url}/")
    asked = phone.get_by_role("group", name=f"How was it with {name}")
    asked.get_by_role("button", name="A joy").tap()
    expect(phone.get_by_role("status").filter(has_text="Logged with")).to_be_visible()
    expect(asked).to_have_count(0)
    talk = next(each for each in demo.contact(name)["history"] if each["channel"] == "meeting")
    assert talk["enjoyment"] == 5 and talk["at"][:10] == f"{datetime.now() - timedelta(hours=30):%Y-%m-%d}"


def test_every_online_thread_shows_its_way_to_a_table_on_the_persons_page(phone, demo):
    phone.goto(f"{demo.url}/meetings/")
    ripe = (
        phone.get_by_role("region", name="Ripe for a meeting")
        .locator("li", has_text="Propose a coffee")
        .first
    )
    ripe.get_by_role("link").first.tap()
    phone.get_by_role("link", name="Propose a coffee").tap()
    expect(phone.locator("input[name=time]")).to_have_count(3)


def test_the_map_leads_to_a_city_to_who_is_there_and_to_a_trip(demo, sign_in):
    page = sign_in(demo.link, **PHONE, java_script_enabled=False)  # plain links, from the world to a city
    page.goto(f"{demo.url}/network/map/")
    page.get_by_role("link", name="Europe").tap()
    leeds = page.locator("svg.map a", has_text="Leeds").first
    for _closer in range(4):
        if "#there" in (leeds.get_attribute("href") or ""):
            break
        leeds.locator("circle").first.tap()
    leeds.locator("circle").first.tap()
    there = page.get_by_role("region", name=re.compile(r"\d+ people in Leeds"))
    expect(there.locator(".name").first).to_be_visible()
    there.get_by_role("link", name="I will be there").tap()
    place = page.get_by_label("Where, and when")
    assert place.input_value().startswith("Leeds")
    place.fill(f"{place.input_value()} 3 to 6 March 2099")
    page.get_by_role("button", name="Who is there?").last.tap()
    expect(page.get_by_text("3 March – Friday 6 March 2099")).to_be_visible()
    expect(page.get_by_role("link", name="Propose lunch").first).to_be_visible()


def test_the_calendar_proposes_a_trip(phone, demo):
    phone.goto(f"{demo.url}/trips/")
    proposed = phone.get_by_role("region", name="From your calendar")
    city = proposed.locator("b.name").first.inner_text()
    proposed.get_by_role("button", name="Who is there?").first.tap()
    expect(phone.get_by_role("heading", level=1)).to_contain_text(city)
