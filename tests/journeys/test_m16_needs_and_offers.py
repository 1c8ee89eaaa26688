"""M16: what people look for and offer is caught in a line on a phone, and becomes an introduction that both agreed to."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def log(page, instance, line):
    page.goto(f"{instance.url}/log/")
    page.get_by_label("In a line").fill(line)
    page.get_by_role("button", name="Look").tap()
    page.get_by_role("button", name="Log it").tap()
    expect(page.get_by_role("status").filter(has_text="Logged with")).to_be_visible()


def strangers(instance):
    """Two who are near, work for two firms and were in no talk together."""
    people = [p for p in instance.json("contacts", "--tier", "warm") if p["organisation"]]
    known = {}
    for person in people[:12]:
        full = instance.json("contact", person["id"])
        known[person["id"]] = {row["id"] for row in full["history"] if row["group_size"] > 1}
    for a in people[:12]:
        for b in people[:12]:
            if a["organisation"] != b["organisation"] and not known[a["id"]] & known[b["id"]]:
                return a, b
    raise AssertionError("everybody knows everybody")


def test_from_two_lines_to_an_introduction_that_both_wanted(phone, demo):
    a, b = strangers(demo)
    log(phone, demo, f"Call with {a['name']} today, they need a carpenter for old wooden boats")
    log(phone, demo, f"Call with {b['name']} today, they offer carpentry for old wooden boats")
    phone.goto(f"{demo.url}/log/open/")
    expect(phone.get_by_text("carpenter for old wooden boats").first).to_be_visible()
    phone.goto(f"{demo.url}/introductions/")
    pair = phone.locator("li", has_text=a["name"]).filter(has_text=b["name"]).last
    expect(pair).to_contain_text("wooden boats")
    pair.get_by_role("button", name="Ask them").tap()
    way = phone.locator("li.suggestion", has_text=a["name"]).filter(has_text=b["name"])
    expect(way.get_by_role("button", name="I introduced them")).to_have_count(0)
    for _side in "ab":
        way.get_by_role("button", name="I asked").first.tap()
        expect(way.get_by_role("button", name="I introduced them")).to_have_count(0)
        way.get_by_role("button", name="said yes").tap()
    way.get_by_role("button", name="I introduced them").tap()
    expect(phone.get_by_role("heading", name="What came of it?")).to_be_visible()
