"""M2: an ask is checked before it is sent, followed to thanks, and what went which way is seen; on a phone."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def somebody(instance, is_warm):
    """Somebody near whom nothing was asked of; or somebody long silent who saw the owner's work."""
    asked = {row["contact"]["id"] for row in instance.json("asks")}
    if is_warm:
        near = [c for c in instance.json("contacts", "--tier", "close") if c["alive_90d"] > 0.9]
        return next(c for c in near if c["id"] not in asked)
    return next(row["contact"] for row in instance.json("references") if row["is_cold"])


def test_a_cold_ask_is_warned_of_with_something_to_give_first(phone, demo):
    cold = somebody(demo, is_warm=False)
    phone.goto(f"{demo.url}/people/{cold['id']}/")
    phone.get_by_role("link", name="Ask for something").tap()
    phone.get_by_role("link", name="A reference").tap()
    expect(phone.get_by_text("This would be a cold ask")).to_be_visible()
    first = phone.get_by_role("heading", name="Give first").locator("..").get_by_role("link")
    expect(first.first).to_be_visible()
    first.first.tap()
    expect(phone).not_to_have_url(re.compile("/ask/"))


def test_an_ask_goes_from_a_draft_to_thanks_and_stands_in_the_ledger(phone, demo):
    warm = somebody(demo, is_warm=True)
    phone.goto(f"{demo.url}/people/{warm['id']}/ask/?kind=advice")
    expect(phone.get_by_role("heading", name="Before you ask")).to_be_visible()
    phone.get_by_label("About what?").fill("hiring a first planner")
    phone.get_by_role("button", name="Keep the draft").tap()
    phone.get_by_role("button", name="call", exact=True).tap()
    expect(phone.get_by_role("status").filter(has_text="and logged")).to_be_visible()
    phone.get_by_role("button", name="They helped").tap()
    expect(phone.get_by_text("Thanks are best within two days.")).to_be_visible()
    phone.goto(f"{demo.url}/asks/")
    phone.get_by_role("link", name=f"Thank {warm['name']}").tap()
    phone.get_by_role("button", name="call", exact=True).tap()
    rows = phone.get_by_role("row").filter(has_text=re.compile("sent|they helped|thanked"))
    expect(rows).to_have_count(3)
    phone.goto(f"{demo.url}/people/{warm['id']}/")
    phone.get_by_text("What went which way").tap()
    expect(phone.get_by_role("row").filter(has_text="hiring a first planner")).to_contain_text("received")
    assert demo.json("asks")[0]["stage"] == "thanked"


def test_one_tap_says_which_way_help_went_and_another_takes_it_back(phone, demo):
    warm = somebody(demo, is_warm=True)
    phone.goto(f"{demo.url}/people/{warm['id']}/")
    tap = phone.locator(".favours").first.get_by_role("button", name="they helped")
    assert tap.get_attribute("aria-pressed") == "false"
    tap.tap()
    expect(tap).to_have_attribute("aria-pressed", "true")
    phone.get_by_role("button", name="Undo").first.tap()
    expect(tap).to_have_attribute("aria-pressed", "false")


def test_looking_for_a_job_names_whom_to_ask_and_ends_with_thanks(phone, demo):
    phone.goto(f"{demo.url}/settings/")
    phone.get_by_role("button", name="Looking for a job").tap()
    phone.get_by_role("link", name="Who is ready to be asked").tap()
    expect(phone.get_by_role("heading", name="Whom to ask while you look")).to_be_visible()
    assert demo.json("mode")["mode"] == "looking"
    phone.goto(f"{demo.url}/settings/")
    phone.get_by_role("button", name="Employed").tap()
    expect(phone.get_by_role("status").filter(has_text="to be thanked")).to_be_visible()
