"""M13: a link that one came across finds its reader, with the reason and a message ready; it is sent once."""

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect
from tests.journeys.conftest import PHONE

pytestmark = pytest.mark.browser
TITLE = "New rules for customs papers at sea ports"
SAID = [
    "Customs specialists explain what freight forwarders need from January, when the papers for containers change.",
    "Ports from Lisbon to Hamburg expect queues in the first weeks, and supply chains should plan for them.",
    "Whoever ships by sea will have to name every container's goods two days before the vessel arrives.",
]


class Paper(BaseHTTPRequestHandler):
    """A newspaper: the same story at every address."""

    def do_GET(self):
        told = "".join(f"<p>{each}</p>" for each in SAID)
        content = (
            f"<!doctype html><html lang=en><head><title>{TITLE}</title></head>"
            f"<body><nav>Sport, weather</nav><article><h1>{TITLE}</h1>{told}</article></body></html>"
        ).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *words):
        pass


@pytest.fixture
def paper():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Paper)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def reader(instances, demo_home, sign_in):
    """The demo, allowed to read from this machine, and its owner's phone."""
    instance = instances("news", like=demo_home)
    plain = instance.environment
    instance.environment = lambda: {**plain(), "NEEDLESS_ALLOW_PRIVATE_FETCHES": "1"}
    return instance, sign_in(instance.serve(), **PHONE)


def share(page, instance, url):
    """As the phone's share sheet and the bookmark do it: the address is filled in already."""
    page.goto(f"{instance.url}/news/share/?url={url}")
    page.get_by_role("button", name="Who would like this?").tap()
    page.get_by_role("heading", name=TITLE, level=1).wait_for()
    return page.locator("li.suggestion")


def test_a_shared_link_is_sent_to_whom_it_is_for_and_never_offered_again(reader, paper):
    instance, page = reader
    offers = share(page, instance, f"{paper}/customs")
    expect(page.get_by_text("what freight forwarders need from January")).to_be_visible()
    expect(page.get_by_text("Sport, weather")).to_have_count(0)
    assert 1 <= offers.count() <= 5
    for each in offers.all():
        assert each.locator(".reason").inner_text().strip()
        expect(each).to_contain_text(re.compile("last talk|no talk yet"))
    first = offers.first
    name = first.get_by_role("link").first.inner_text()
    address = first.get_by_role("link").first.get_attribute("href")
    pk = int(address.strip("/").split("/")[-1])
    message = first.locator(".message")
    for said in (f"Hi {name.split()[0]}", "thought of you", TITLE, f"{paper}/customs"):
        expect(message).to_contain_text(said)
    talks = instance.json("contact", pk)["interactions"]
    first.get_by_role("button", name="Sent").tap()
    expect(page.get_by_role("status")).to_contain_text("and logged.")
    expect(page.get_by_role("heading", name="Sent to")).to_be_visible()
    theirs = page.locator(f'li.suggestion h3 a[href="{address}"]')
    expect(theirs).to_have_count(0)
    page.get_by_role("button", name="Look again").tap()
    expect(page.get_by_role("heading", name="Sent to")).to_be_visible()
    expect(theirs).to_have_count(0)
    share(page, instance, f"{paper}/another-address-of-it")
    expect(page.get_by_role("heading", name="Who would like this?")).to_be_visible()
    expect(theirs).to_have_count(0)
    page.goto(instance.url + address)
    expect(page.get_by_text(f"Sent: {TITLE}").first).to_be_visible()
    person = instance.json("contact", pk)
    assert person["interactions"] == talks + 1 and person["history"][0]["summary"] == f"Sent: {TITLE}"


def test_what_is_in_hand_stands_on_their_page(phone, demo):
    phone.goto(f"{demo.url}/news/")
    expect(phone.get_by_role("heading", name="News for people")).to_be_visible()
    story = phone.locator(".catalogue li").first
    title = story.get_by_role("heading").inner_text()
    story.get_by_role("link").nth(1).tap()
    expect(phone.get_by_role("heading", name="Something in hand")).to_be_visible()
    expect(phone.get_by_text(title).first).to_be_visible()
