"""M14: activities that one enjoys come first, a club's calendar brings an event that fits, twenty seconds tell of it."""

import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect
from tests.journeys.conftest import PHONE, by_menu

pytestmark = pytest.mark.browser


class Club(BaseHTTPRequestHandler):
    """A hiking club's calendar, with one hike in three days."""

    def do_GET(self):
        at = datetime.now(UTC) + timedelta(days=3)
        lines = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "X-WR-CALNAME:Serra club", "BEGIN:VEVENT", "UID:serra@example.org",
            f"DTSTART:{at:%Y%m%dT%H%M%SZ}", "DURATION:PT5H", "SUMMARY:Serra hiking day", "LOCATION:Sintra\\, Lisbon",
            "END:VEVENT", "END:VCALENDAR",
        ]  # fmt: skip
        content = "\r\n".join(lines).encode()
        self.send_response(200)
        self.send_header("ETag", '"1"')
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *words):
        pass


@pytest.fixture
def club():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Club)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/serra.ics"
    server.shutdown()


def test_what_is_enjoyed_is_kept_and_what_is_dull_dropped_with_the_reason(demo, phone):
    by_menu(phone, "Activities")
    phone.get_by_role("heading", name="Activities", level=1).wait_for()
    groups = phone.locator("section:has(> .catalogue)")
    keep, drop = (
        groups.filter(has=phone.get_by_role("heading", name="Keep")),
        groups.filter(has=phone.get_by_role("heading", name="Drop", exact=True)),
    )
    expect(keep).to_contain_text("You enjoy it, and that comes first.")
    expect(keep).to_contain_text("people met there over a year ago, you were still in touch with")
    expect(drop).to_contain_text("You do not enjoy it")
    expect(drop).to_contain_text("no claim about what lasts before there are five")


def test_a_new_activity_is_logged_and_names_whom_to_bring_along(demo, phone):
    phone.goto(f"{demo.url}/activities/")
    phone.locator("summary", has_text="Add an activity").tap()
    phone.get_by_label("What is it called?").fill("Wednesday climbing")
    phone.get_by_label("Interests, with commas").fill("climbing")
    phone.get_by_role("button", name="Add it").tap()
    phone.get_by_role("heading", name="Wednesday climbing", level=1).wait_for()
    bring = phone.locator("section", has=phone.get_by_role("heading", name="Whom to bring along"))
    first = bring.locator(".name").first.inner_text()
    expect(bring.locator("small").first).to_contain_text("climb")
    phone.locator("#who").press_sequentially(first[:7])
    phone.locator(".found button", has_text=first).tap()
    phone.get_by_text("A joy", exact=True).tap()
    phone.get_by_role("button", name="Log it").tap()
    expect(phone.get_by_role("status")).to_contain_text("Logged Wednesday climbing.")
    expect(phone.locator("section", has=phone.get_by_role("heading", name="Who is in it"))).to_contain_text(
        first
    )
    assert demo.contact(first)["history"][0]["enjoyment"] == 5
    phone.get_by_role("status").get_by_role("button", name="Undo").tap()
    phone.get_by_text("Undone.").wait_for()
    assert all(each["summary"] != "Wednesday climbing" for each in demo.contact(first)["history"])


def test_a_clubs_calendar_brings_an_event_that_fits(instances, demo_home, club, sign_in):
    instance = instances("club", like=demo_home)
    plain = instance.environment
    instance.environment = lambda: {**plain(), "NEEDLESS_ALLOW_PRIVATE_FETCHES": "1"}
    page = sign_in(instance.serve(), **PHONE)
    page.goto(f"{instance.url}/events/calendars/")
    page.get_by_label("The calendar's address").fill(club)
    page.get_by_role("button", name="Follow it").tap()
    page.get_by_text("Its events are being fetched.").wait_for()
    for _attempt in range(50):
        page.goto(f"{instance.url}/events/calendars/")
        if page.get_by_text("Serra club").count():
            break
        time.sleep(0.3)
    page.goto(f"{instance.url}/events/")
    fitting = page.locator("section", has=page.get_by_role("heading", name="That would fit you"))
    hike = fitting.locator("li", has_text="Serra hiking day")
    expect(hike).to_contain_text("Like Sunday hikes, which you enjoy; near you")
    hike.get_by_role("link").tap()
    page.get_by_role("button", name="Going", exact=True).tap()
    expect(page.get_by_role("button", name="Going", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("heading", name="Who will be there, and what to recall")).to_be_visible()
    assert any(e["name"] == "Serra hiking day" and e["answer"] == "going" for e in instance.json("events"))


def test_twenty_seconds_after_an_event_make_a_contact_a_talk_and_a_follow_up(demo, phone):
    phone.get_by_role("link", name="Twenty seconds.").tap()
    begun = time.monotonic()
    phone.get_by_text("Good", exact=True).tap()
    phone.locator("label", has_text="").locator("input[name=met]").first.evaluate(
        "box => box.parentElement.click()"
    )
    phone.get_by_label("New people, one on a line").fill("Maria Lopes, Vinci")
    phone.get_by_role("button", name="Log it").tap()
    expect(phone.get_by_role("status")).to_contain_text("Logged Port logistics meetup")
    assert time.monotonic() - begun < 20
    maria = demo.contact("Maria Lopes")
    assert maria["organisation"] == "Vinci" and maria["met_in_person"]
    assert maria["how_we_met"] == "At Port logistics meetup: empty containers"
    assert maria["history"][0]["channel"] == "meeting" and maria["history"][0]["enjoyment"] == 4
    phone.goto(f"{demo.url}/")
    expect(phone.get_by_role("link", name="Twenty seconds.")).to_have_count(0)
