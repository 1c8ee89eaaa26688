"""M13: a story that one came across finds its reader, with the reason and a message ready; it is sent once."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_shared_story_is_sent_to_whom_it_is_for_and_never_offered_again(phone, demo):
    phone.goto(f"{demo.url}/news/share/")
    phone.get_by_label("Title, if the page cannot be read").fill("New rules for customs papers at sea ports")
    phone.get_by_label("Or the text itself").fill(
        "Customs specialists explain what freight needs from January."
    )
    phone.get_by_role("button", name="Who would like this?").tap()
    offers = phone.locator("li.suggestion")
    expect(offers.first).to_be_visible()
    assert offers.count() <= 5
    first = offers.first
    expect(first.locator(".message")).to_contain_text("thought of you")
    name = first.get_by_role("link").first.inner_text()
    first.get_by_role("button", name="Sent").tap()
    expect(phone.get_by_role("heading", name="Sent to")).to_be_visible()
    expect(phone.locator("li.suggestion", has_text=name)).to_have_count(0)
    phone.get_by_role("link", name=name).click()
    expect(phone.get_by_text("Sent: New rules for customs papers").first).to_be_visible()


def test_what_is_in_hand_stands_on_their_page(phone, demo):
    phone.goto(f"{demo.url}/news/")
    expect(phone.get_by_role("heading", name="News for people")).to_be_visible()
    story = phone.locator(".catalogue li").first
    title = story.get_by_role("heading").inner_text()
    story.get_by_role("link").nth(1).tap()
    expect(phone.get_by_role("heading", name="Something in hand")).to_be_visible()
    expect(phone.get_by_text(title).first).to_be_visible()
