"""M12: an online thread becomes a coffee: three free times, the words, the invitation, and one tap afterwards."""

import pytest
from playwright.sync_api import expect

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
    phone.get_by_role("textbox", name="Place").fill("Greater Leeds Area")
    phone.get_by_label("From").fill("2099-03-03")
    phone.get_by_label("Until").fill("2099-03-06")
    phone.get_by_role("button", name="Who is there?").tap()
    expect(phone.get_by_role("heading", name="Greater Leeds Area")).to_be_visible()
    first = phone.locator(".catalogue li").first
    first.get_by_role("link", name="Propose lunch").tap()
    expect(phone.get_by_text("While you are in Greater Leeds Area")).to_be_visible()
    expect(phone.get_by_text("March, 12:30").first).to_be_visible()
