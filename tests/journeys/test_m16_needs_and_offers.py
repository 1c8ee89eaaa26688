"""M16: what people look for and offer is caught in a line on a phone, becomes an introduction that both agreed to; a recommendation is written."""

import pytest
from playwright.sync_api import expect
from tests.journeys.conftest import by_menu

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
    for message in way.locator(".message").all_inner_texts():
        assert "No is fine too" in message and not (a["name"] in message or b["name"] in message)
    for _side in "ab":
        way.get_by_role("button", name="I asked").first.tap()
        expect(way.get_by_role("button", name="I introduced them")).to_have_count(0)
        way.get_by_role("button", name="said yes").tap()
    expect(way.locator(".message")).to_contain_text(a["name"])
    expect(way.locator(".message")).to_contain_text(b["name"])
    way.get_by_role("button", name="I introduced them").tap()
    made = phone.locator("section", has=phone.get_by_role("heading", name="What came of it?"))
    made.get_by_label("In a line").fill("They mend a sloop")
    made.get_by_role("button", name="Keep it").tap()
    phone.locator("summary", has_text="Over").tap()
    expect(phone.get_by_text("They mend a sloop")).to_be_visible()
    for person in (a, b):
        assert len(logged_introductions(demo, person["id"])) == 2


def logged_introductions(instance, pk):
    history = instance.json("contact", pk)["history"]
    return [row for row in history if row["summary"].startswith("Introduction:")]


def test_a_no_ends_it_and_the_other_never_hears_of_it(phone, demo):
    by_menu(phone, "Introductions")
    suggested = phone.locator("section", has=phone.get_by_role("heading", name="Who should know each other"))
    first = suggested.get_by_role("listitem").first
    names = first.get_by_role("heading").get_by_role("link")
    expect(names).to_have_count(2)
    pks = [int(link.get_attribute("href").strip("/").split("/")[-1]) for link in names.all()]
    a, b = names.all_inner_texts()
    before = [len(logged_introductions(demo, pk)) for pk in pks]
    first.get_by_role("button", name="Ask them").tap()
    way = phone.locator("li.suggestion", has_text=a).filter(has_text=b)
    way.get_by_role("button", name=f"I asked {a.split()[0]}").tap()
    way.get_by_role("button", name="said no").tap()
    expect(phone.get_by_role("status")).to_contain_text("Nobody else is told.")
    expect(way).to_have_count(0)
    expect(suggested.get_by_role("listitem").filter(has_text=a).filter(has_text=b)).to_have_count(0)
    assert [len(logged_introductions(demo, pk)) for pk in pks] == [before[0] + 1, before[1]]


def test_a_recommendation_is_written_from_what_is_on_record_and_counted_once(phone, demo):
    by_menu(phone, "Recommendations")
    coming = phone.locator("section", has=phone.get_by_role("heading", name="Who has one coming from you"))
    first = coming.locator("li.suggestion").first
    name = first.get_by_role("heading").inner_text()
    assert first.locator(".reason").inner_text().strip()
    first.get_by_role("link", name="Write it").tap()
    phone.get_by_role("heading", name=f"A recommendation for {name}", level=1).wait_for()
    points = phone.locator("section", has=phone.get_by_role("heading", name="What you could say"))
    assert all(link.get_attribute("href") for link in points.locator("li a").all())
    expect(points.locator("li").first).to_be_visible()
    assert phone.get_by_label("Your words").input_value() == ""
    phone.get_by_label("Your words").fill("Finds the queue before it is one, and says so kindly.")
    phone.get_by_role("button", name="Keep it").tap()
    phone.get_by_role("button", name="Posted").tap()
    expect(phone.get_by_role("status")).to_contain_text(f"Recommended {name}.")
    phone.goto(f"{demo.url}/recommendations/")
    expect(coming.locator("li.suggestion", has_text=name)).to_have_count(0)
    given = phone.locator(".sides li", has_text=name).locator("blockquote", has_text="Finds the queue")
    expect(given).to_have_count(1)
    person = demo.contact(name)
    talk = person["history"][0]
    assert talk["summary"] == "A recommendation"
    phone.goto(f"{demo.url}/people/{person['id']}/")
    expect(phone.locator(f'form.favours[action$="/talks/{talk["id"]}/"]')).to_have_count(0)


def test_what_they_look_for_is_noted_on_their_page_and_ends_there(phone, demo):
    contact = demo.json("contacts", "--tier", "inner")[0]
    phone.goto(f"{demo.url}/people/{contact['id']}/")
    wishes = phone.locator("section", has=phone.get_by_role("heading", name="What they look for, and offer"))
    wishes.get_by_role("textbox").fill("a luthier who mends cellos")
    wishes.get_by_role("button", name="They look for it").tap()
    row = wishes.get_by_role("listitem").filter(has_text="a luthier who mends cellos")
    expect(row).to_be_visible()
    by_menu(phone, "Promises and needs")
    need = phone.get_by_role("listitem").filter(has_text="a luthier who mends cellos")
    expect(need).to_contain_text(contact["name"])
    need.get_by_role("button", name="No longer").tap()
    expect(phone.get_by_role("status")).to_be_visible()
    expect(need).to_have_count(0)
