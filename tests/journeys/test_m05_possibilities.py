"""M5: a possibility is kept in a line after a talk, passed on to whom it suits, and what became of it is said."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_from_a_logged_line_to_what_became_of_it(phone, demo):
    person = demo.json("contacts", "--tier", "close")[0]
    phone.goto(f"{demo.url}/log/")
    phone.get_by_label("In a line").fill(
        f"Call with {person['name']} today, heard of a job for a customs specialist"
    )
    phone.get_by_role("button", name="Look").tap()
    expect(phone.locator("#heard")).to_have_value("a job for a customs specialist")
    phone.get_by_role("button", name="Log it").tap()
    expect(phone.get_by_role("status").filter(has_text="Logged with")).to_be_visible()
    phone.goto(f"{demo.url}/people/{person['id']}/")
    expect(phone.get_by_text("a job for a customs specialist").first).to_be_visible()
    phone.get_by_role("link", name="All that you heard of").tap()
    kept = phone.locator("li", has_text="a job for a customs specialist")
    expect(kept).to_contain_text(person["name"])
    kept.get_by_role("button", name="Pass it on").tap()
    expect(phone.get_by_role("heading", name="a job for a customs specialist", level=1)).to_be_visible()
    phone.goto(f"{demo.url}/heard/")
    kept = phone.locator("li", has_text="a job for a customs specialist")
    kept.locator("summary").tap()
    kept.get_by_label("In a line; nothing is fine too").fill("")
    kept.get_by_role("button", name="Keep it").tap()
    settled = phone.locator("li", has_text="a job for a customs specialist")
    expect(settled).to_contain_text("Nothing came of it, and that is fine.")
