"""Every page in a real browser, desk and phone, light and dark: axe-core finds nothing to say."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.utils import timezone
from playwright.sync_api import sync_playwright

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-sync"
)
CHROMIUM = os.environ.get("NEEDLESS_CHROMIUM", "/usr/bin/chromium")
PAGES = [
    "/asks/",
    "/balance/",
    "/references/",
    "/",
    "/people/",
    "/people/?filter=vague",
    "/people/new/",
    "/log/",
    "/cards/scan/",
    "/cards/mine/",
    "/cards/mine/print/",
    "/mix/",
    "/settings/calibration/",
    "/activities/",
    "/events/",
    "/events/calendars/",
    "/letters/",
    "/import/",
    "/network/",
    "/network/map/?east=14&north=51&zoom=3",
    "/network/variety/",
    "/network/year/",
    "/news/",
    "/news/share/",
    "/news/feeds/",
    "/introductions/",
    "/opportunities/",
    "/recommendations/",
    "/heard/",
    "/network/practice/",
    "/benefits/",
    "/benefits/new/",
    "/heard/perspectives/",
    "/meetings/",
    "/trips/",
    "/log/line/?line=Lunch+with+Zebedee",
    "/log/open/",
    "/settings/",
    "/settings/notifications/",
    "/settings/webhooks/",
    "/help/",
    "/nothing/",
]
DESK, PHONE = {"width": 1200, "height": 800}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def chromium():
    # Playwright runs a loop of its own, in which Django would refuse its synchronous database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def session(owner, live_server):
    client = Client()
    client.force_login(owner)
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}


def opened(chromium, session, size, scheme):
    # The tests' SQLite in memory refuses to write while the service worker's own requests read.
    context = chromium.new_context(
        viewport=size, color_scheme=scheme, has_touch=size is PHONE, service_workers="block"
    )
    context.add_cookies([session])
    page = context.new_page()
    page.complaints = []
    page.on(
        "console",
        lambda m: page.complaints.append(m.text) if m.type == "error" and "404" not in m.text else None,
    )
    page.on("pageerror", lambda problem: page.complaints.append(str(problem)))
    return page


def violations(page):
    found = Axe().run(page).response["violations"]
    return [(v["id"], [node["html"][:200] for node in v["nodes"]]) for v in found]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_and_fits(chromium, live_server, session, ines, size, scheme):
    page = opened(chromium, session, size, scheme)
    own = [ines.get_absolute_url(), f"{ines.get_absolute_url()}edit/"]
    for url in [*PAGES, *own, f"/log/{ines.participations.first().interaction_id}/"]:
        page.goto(live_server.url + url)
        assert violations(page) == [], url
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], url
        assert page.complaints == [], url


def test_the_door_is_accessible(chromium, live_server, owner):
    page = chromium.new_page()
    for url in ("/sign-in/", "/sign-in/unknown/"):
        page.goto(live_server.url + url)
        assert violations(page) == [], url


def test_a_talk_is_logged_on_a_phone_in_a_few_taps(chromium, live_server, session, ines):
    page = opened(chromium, session, PHONE, "light")
    page.goto(f"{live_server.url}/people/")
    page.locator(".places .log a").tap()
    page.locator("#who").press_sequentially("ine")
    page.locator(".found button").first.tap()
    page.get_by_text("Good", exact=True).tap()
    page.get_by_role("button", name="Log it").tap()
    page.get_by_text("Logged with Inês.").wait_for()
    assert page.url == f"{live_server.url}/people/" and page.complaints == []
    page.get_by_role("button", name="Undo").tap()
    page.get_by_text("Interaction deleted").wait_for()


def test_search_answers_while_one_types(chromium, live_server, session, ines):
    page = opened(chromium, session, DESK, "light")
    page.goto(f"{live_server.url}/people/")
    page.keyboard.press("/")
    page.keyboard.type("sunday")
    page.get_by_text("1 person").wait_for()
    assert page.locator(".people .name").all_inner_texts() == ["Inês Okafor"] and page.complaints == []


def test_keys_walk_open_and_set_a_tier(chromium, live_server, session, ines):
    page = opened(chromium, session, DESK, "light")
    page.goto(f"{live_server.url}/people/")
    for key in ("j", "j", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url(f"{live_server.url}{ines.get_absolute_url()}")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("2")
    page.get_by_text("Inês Okafor: Close").wait_for()
    assert page.get_by_role("button", name="Close", exact=True).get_attribute("aria-pressed") == "true"


def test_done_in_two_taps_and_undone(chromium, live_server, session, owner, ines):
    from needless.plan.models import DayPlan, Suggestion

    on = timezone.localdate()
    plan = DayPlan.objects.create(owner=owner, on=on, minutes=15)
    Suggestion.objects.create(
        owner=owner, plan=plan, on=on, position=1, contact=ines, kind="fading", channel="call", minutes=4,
        action="Call Inês", reason="You have not talked since May.",
    )  # fmt: skip
    page = opened(chromium, session, PHONE, "light")
    page.goto(live_server.url)
    page.locator("summary", has_text="Done").tap()
    page.get_by_role("button", name="A joy").tap()
    page.get_by_text("Logged. Well done.").wait_for()
    assert violations(page) == [] and page.complaints == []
    page.get_by_role("status").get_by_role("button", name="Undo").tap()
    page.get_by_text("It is back").wait_for()
    assert page.locator(".suggestion").count() == 1
