"""Every page of a lived-in network, light and dark, phone and desk: axe finds nothing; keys do everything."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.journeys.conftest import DESK, PHONE

pytestmark = pytest.mark.browser
HELP = sorted((Path(__file__).parents[2] / "src" / "needless" / "help").glob("*.md"))
SCREENS = [
    pytest.param({**size, "color_scheme": scheme}, id=f"{name}-{scheme}")
    for name, size in (("phone", PHONE), ("desk", DESK))
    for scheme in ("light", "dark")
]
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def pages_of(instance):
    """Pages as somebody with people and history meets them; the almost empty ones are tested in tests/web."""
    busiest = max(instance.json("contacts"), key=lambda c: c["interactions"])["id"]
    talk = instance.json("contact", busiest)["history"][0]["id"]
    return [
        "/", "/people/", "/people/?sort=fading&tier=warm", f"/people/{busiest}/", f"/people/{busiest}/edit/",
        f"/log/?contact={busiest}", f"/log/{talk}/", "/import/", "/import/1/", "/mailboxes/", "/settings/",
        "/mix/", "/settings/calibration/", "/activities/", "/activities/1/", "/activities/1/edit/", "/events/", "/events/1/", "/events/2/",
        "/events/calendars/", "/letters/", f"/letters/new/?contact={busiest}",
        "/news/", "/news/1/", "/news/share/", "/news/feeds/", "/introductions/", "/meetings/", "/trips/", "/trips/1/",
        f"/meetings/new/?contact={busiest}", "/log/open/", "/log/line/?line=Lunch+with+Lars,+I+owe+him+a+map",
        "/network/", "/network/variety/", "/network/year/", "/network/practice/", "/benefits/", "/benefits/1/", "/benefits/new/",
        "/heard/", "/heard/perspectives/", "/balance/", "/references/", "/asks/1/", f"/people/{busiest}/ask/",
        f"/people/{busiest}/together/", "/recommendations/", "/recommendations/1/", "/opportunities/", "/opportunities/1/",
        "/people/duplicates/", "/triage/", "/quiz/",
        *(f"/help/{page.stem}/" for page in HELP),
    ]  # fmt: skip


def violations(page):
    found = Axe().run(page).response["violations"]
    return [(v["id"], [node["html"][:200] for node in v["nodes"]]) for v in found]


@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing_on_any_page_and_all_of_it_fits(demo, sign_in, screen):
    page = sign_in(demo.link, **screen)
    found = {}
    for address in pages_of(demo):
        page.goto(demo.url + address)
        wrong = violations(page)
        if over := page.evaluate(WIDER):
            wrong.append(("wider than the screen by", over))
        if wrong:
            found[address] = wrong
    assert found == {}


def test_what_unfolds_is_accessible_too(phone):
    first = phone.locator(".suggestion").first
    for words in ("Done", "Later"):
        first.locator("summary", has_text=words).tap()
        assert violations(phone) == []


def test_at_twice_the_size_nothing_is_cut_off(demo, sign_in):
    """200 % zoom of a desk's window of 1280 by 800 is a window of 640 by 400."""
    page = sign_in(demo.link, viewport={"width": 640, "height": 400}, device_scale_factor=2)
    for address in pages_of(demo):
        page.goto(demo.url + address)
        assert page.evaluate(WIDER) == 0, address


def test_who_wants_less_motion_gets_none(demo, sign_in):
    page = sign_in(demo.link, **DESK, reduced_motion="reduce")
    moving = """() => [...document.querySelectorAll("*")].filter((e) => {
      const s = getComputedStyle(e);
      const longest = (text) => Math.max(...text.split(",").map(parseFloat));
      return longest(s.transitionDuration) > 0.01 || (s.animationName !== "none" && longest(s.animationDuration) > 0.01);
    }).map((e) => e.outerHTML.slice(0, 100))"""
    for address in ("/", "/people/", "/import/", "/log/"):
        page.goto(demo.url + address)
        assert page.evaluate(moving) == [], address


@pytest.fixture
def desk(demo, sign_in):
    return sign_in(demo.link, **DESK)


def focused(page):
    return page.evaluate("document.activeElement.id || document.activeElement.className")


def test_keys_alone_search_open_and_set_a_tier(desk, demo):
    name = max(demo.json("contacts"), key=lambda c: c["interactions"])["name"]
    desk.keyboard.press("/")
    desk.keyboard.type(name)
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/people/?q=*")
    expect(desk.locator(".people .name").first).to_have_text(name)
    desk.keyboard.press("j")
    expect(desk.locator(".people .here .name")).to_have_text(name)
    desk.keyboard.press("Enter")
    desk.get_by_role("heading", name=name, level=1).wait_for()
    for key, tier in (("1", "inner"), ("2", "close"), ("3", "warm"), ("4", "keep"), ("5", "none")):
        with desk.expect_navigation():
            desk.keyboard.press(key)
        expect(desk.locator(f"button[name=tier][value={tier}]")).to_have_attribute("aria-pressed", "true")
    assert demo.contact(name)["tier"] == "none"


def test_keys_alone_walk_up_and_down(desk, demo):
    desk.goto(f"{demo.url}/people/")
    names = desk.locator(".people .name").all_inner_texts()
    for key, at in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        desk.keyboard.press(key)
        expect(desk.locator(".people .here .name")).to_have_text(names[at])


def test_keys_alone_log_a_talk(desk, demo):
    contact = next(c for c in demo.json("contacts", "--tier", "inner") if c["name"].isascii())
    desk.keyboard.press("n")
    desk.get_by_role("heading", name="Log a talk", level=1).wait_for()
    assert focused(desk) == "who"
    desk.keyboard.type(contact["name"])
    desk.locator(".found button").first.wait_for()
    desk.keyboard.press("Enter")
    expect(desk.locator(".chip", has_text=contact["name"])).to_be_visible()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("status")).to_contain_text("Logged with")
    assert demo.json("contact", contact["id"])["interactions"] == contact["interactions"] + 1


def test_the_question_mark_shows_the_keys_and_the_first_tab_skips_to_the_page(desk):
    desk.keyboard.press("?")
    desk.get_by_role("heading", name="Keys", level=1).wait_for()
    desk.keyboard.press("Tab")
    assert focused(desk) == "skip"
    desk.keyboard.press("Enter")
    assert focused(desk) == "main"
