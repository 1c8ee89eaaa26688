"""M1: in a lift: Today and a number are there, three talks are logged, and back online they are all there once."""

import socket
import threading

import pytest
from tests.journeys.conftest import PHONE

pytestmark = pytest.mark.browser
LINES = ("Called Loïc Montclar, he needs a port engineer", "coffee with Naoko Ueda yesterday")


def ready(page):
    page.locator("html[data-offline=ready]").wait_for(state="attached")


def test_three_logs_without_a_connection_are_there_once_when_it_is_back(demo, phone):
    page = phone
    ready(page)
    before = {name: demo.contact(name)["interactions"] for name in ("Loïc Montclar", "Naoko Ueda")}
    demo.stop()

    page.goto(demo.url + "/")
    page.get_by_role("heading", name="Today", level=1).wait_for()
    suggested = page.locator(".suggestion h2").first.inner_text()
    page.locator(".suggestion summary", has_text="Done").first.tap()
    page.locator(".suggestion [name=enjoyment]").first.tap()
    page.get_by_role("heading", name="Without a connection").wait_for()
    for line in LINES:
        page.get_by_label("A talk, in a line").fill(line)
        page.get_by_role("button", name="Log it").tap()
        page.get_by_text(line).wait_for()
    page.get_by_label("Name or organisation").fill("naoko")
    page.get_by_role("link", name="Naoko Ueda").wait_for()
    assert page.locator("#waiting ~ ul > li").count() == 3

    page.complaints.clear()  # there was no connection, and the browser said so
    demo.serve()
    page.goto(demo.url + "/offline/")
    page.locator("#waiting").wait_for(state="hidden")
    page.goto(demo.url + "/offline/")
    ready(page)
    page.complaints.clear()
    after = {name: demo.contact(name)["interactions"] for name in before}
    assert after == {name: n + 1 for name, n in before.items()}
    history = demo.contact(suggested)["history"]
    assert sum(row["enjoyment"] == 1 for row in history) >= 1


def test_the_browser_takes_it_for_an_app_that_can_be_installed(phone):
    page = phone
    ready(page)
    session = page.context.new_cdp_session(page)
    problems = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [p["errorId"] for p in problems if p["errorId"] != "in-incognito"] == []


class Lift:
    """A way to the server; while ``takes_answers``, what was asked arrives and the answer to a POST does not."""

    def __init__(self, port):
        self.port, self.takes_answers, self.is_lost = port, False, False
        self.door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://localhost:{self.door.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                came = self.door.accept()[0]
            except OSError:
                return
            threading.Thread(target=self.carry, args=[came], daemon=True).start()

    def carry(self, came):
        with came, socket.create_connection(("127.0.0.1", self.port)) as server:
            threading.Thread(target=self.answer, args=[server, came], daemon=True).start()
            while asked := self.read(came):
                self.is_lost |= self.takes_answers and b"POST /log/" in asked
                server.sendall(asked)

    def answer(self, server, came):
        while answered := self.read(server):
            if self.is_lost:
                came.shutdown(socket.SHUT_RDWR)
                return
            came.sendall(answered)

    def read(self, side):
        try:
            return side.recv(65536)
        except OSError:
            return b""


def test_a_talk_whose_answer_was_lost_is_there_once(demo, sign_in):
    lift = Lift(demo.port)
    page = sign_in(demo.link.replace(demo.url, lift.url), **PHONE)
    ready(page)
    before = demo.contact("Naoko Ueda")["interactions"]
    page.goto(lift.url + "/log/")
    page.get_by_label("With").fill("Naoko Ueda")
    lift.takes_answers = True
    page.get_by_role("button", name="Log it").last.tap()
    page.get_by_role("heading", name="Without a connection").wait_for()
    assert demo.contact("Naoko Ueda")["interactions"] == before + 1  # it had arrived
    lift.takes_answers = lift.is_lost = False
    page.complaints.clear()
    page.goto(lift.url + "/offline/")
    page.locator("#waiting").wait_for(state="hidden")
    assert demo.contact("Naoko Ueda")["interactions"] == before + 1
    page.complaints.clear()
    lift.door.close()
