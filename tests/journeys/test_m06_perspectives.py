"""M6: an insight keeps its source and the work it touches; the quarter's are read again; who sees it differently is named."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_thought_is_kept_tagged_and_read_again(phone, demo):
    person = demo.json("contacts", "--tier", "warm")[0]
    phone.goto(f"{demo.url}/people/{person['id']}/")
    phone.get_by_text("Keep a line", exact=True).tap()
    phone.get_by_label("What you heard, in a line").fill("Ask the night shift first")
    phone.get_by_role("button", name="Keep as a thought for my work").tap()
    expect(phone.get_by_role("status").filter(has_text="Kept, from")).to_be_visible()
    phone.goto(f"{demo.url}/heard/perspectives/")
    thought = phone.locator("li", has_text="Ask the night shift first")
    expect(thought).to_contain_text(person["name"])
    thought.locator("summary").tap()
    thought.get_by_label("What of your work does it touch?").fill("Shifts")
    thought.get_by_role("button", name="Keep it").tap()
    section = phone.locator("section", has=phone.get_by_role("heading", name="Shifts"))
    expect(section).to_contain_text("Ask the night shift first")


def test_how_varied_it_is_stands_beside_a_year_ago_and_even(phone, demo):
    phone.goto(f"{demo.url}/network/variety/")
    expect(phone.get_by_role("heading", name="Who sees it differently")).to_be_visible()
    for facet in ("Fields", "Organisations", "Seniority", "Places", "How old the ties are"):
        expect(phone.get_by_role("heading", name=facet)).to_be_visible()
    expect(phone.get_by_text("would be even").first).to_be_visible()
    expect(phone.get_by_text("A year ago:").first).to_be_visible()
