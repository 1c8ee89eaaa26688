"""M15: what came is traced back to where it began, and nothing came of some, which is fine."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def note(page, person, kind, text):
    page.locator(".choices").get_by_text(kind, exact=True).tap()
    page.get_by_label("In a line, if you like").fill(text)
    page.get_by_role("button", name="Keep it").tap()


def test_a_client_is_traced_back_to_a_hike(phone, demo):
    hikes = next(a for a in demo.json("activities") if "hike" in a["name"].lower())
    phone.goto(f"{demo.url}/activities/{hikes['id']}/")
    person = phone.locator("section[aria-labelledby=people-there] ul.people a.name").first
    name, address = person.inner_text(), person.get_attribute("href")
    phone.goto(f"{demo.url}{address}")
    phone.get_by_role("link", name="Something came of it").tap()
    note(phone, name, "A client", "A depot in the hills")
    expect(phone.get_by_role("heading", name="A depot in the hills", level=1)).to_be_visible()
    chain = phone.locator("svg.chain")
    expect(chain).to_contain_text(hikes["name"])
    expect(chain).to_contain_text(name)
    phone.get_by_text("The same as a table").tap()
    expect(phone.locator("table").get_by_role("link", name=name)).to_be_visible()
    phone.goto(f"{demo.url}/benefits/")
    expect(phone.get_by_role("row", name="An informal activity")).to_contain_text(" of ")


def test_nothing_came_of_it_and_that_is_fine(phone, demo):
    person = demo.json("contacts", "--tier", "keep")[0]
    phone.goto(f"{demo.url}/benefits/new/?contact={person['id']}")
    note(phone, person["name"], "Nothing, and that is fine", "")
    expect(phone.get_by_role("button", name="Remove")).to_be_visible()
    phone.goto(f"{demo.url}/benefits/")
    section = phone.locator("section", has=phone.get_by_role("heading", name="Nothing came of these"))
    expect(section).to_contain_text(person["name"])
