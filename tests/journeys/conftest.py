"""A real server with its own data folder and its own jobs, and a real browser in front of it: phone or desk."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-sync"
)
CHROMIUM = os.environ.get("NEEDLESS_CHROMIUM", "/usr/bin/chromium")
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DESK = {"viewport": {"width": 1200, "height": 800}}
LINK = re.compile(r"http://localhost:\d+/sign-in/\S+")
expect.set_options(timeout=20_000)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Instance:
    """One data folder: commands run on it, and a server serves it, as they would for anybody."""

    def __init__(self, home):
        self.home, self.port, self.server = Path(home), free_port(), None
        self.url = f"http://localhost:{self.port}"

    def environment(self):
        """Nothing of the test's own settings: jobs are run by the real consumer."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("NEEDLESS_", "DJANGO_", "PYTEST"))}
        return {**kept, "NEEDLESS_HOME": str(self.home)}

    def run(self, *arguments, codes=(0,)):
        command = [sys.executable, "-m", "needless", *map(str, arguments)]
        done = subprocess.run(
            command, env=self.environment(), capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode in codes, done.stderr
        return done.stdout

    def json(self, *arguments, codes=(0,)):
        return json.loads(self.run(*arguments, "--json", codes=codes))

    def contact(self, name):
        (found,) = (c for c in self.json("contacts", name) if c["name"] == name)
        return self.json("contact", found["id"])

    def serve(self):
        """Start `needless serve`; the sign-in link that it prints."""
        self.home.mkdir(parents=True, exist_ok=True)
        said = self.home.with_suffix(".said")
        command = [sys.executable, "-m", "needless", "serve", "--port", str(self.port)]
        with said.open("wb") as out:
            self.server = subprocess.Popen(
                command, env=self.environment(), stdout=out, stderr=subprocess.STDOUT
            )
        for _attempt in range(300):
            assert self.server.poll() is None, said.read_text()
            if self.answers() and (link := LINK.search(said.read_text())):
                return link[0]
            time.sleep(0.1)
        raise AssertionError(f"No answer in 30 seconds: {said.read_text()}")

    def answers(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self):
        if self.server:
            self.server.terminate()
            self.server.wait(20)


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory):
    """The demo's network, filled once; each test takes a copy."""
    instance = Instance(tmp_path_factory.mktemp("demo") / "home")
    instance.run("demo")
    return instance.home


@pytest.fixture
def instances(tmp_path):
    """Makes instances, each a copy of a data folder or an empty one; they end with the test."""
    made = []

    def make(name="home", like=None):
        if like:
            shutil.copytree(like, tmp_path / name)
        made.append(Instance(tmp_path / name))
        return made[-1]

    yield make
    for instance in made:
        instance.stop()


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        yield browser
        browser.close()


def watched(page):
    """Every complaint of the browser is kept: a refused script, style or address is a broken page."""
    page.complaints = []
    page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda problem: page.complaints.append(str(problem)))
    return page


def by_menu(page, name):
    """Go there as one does on a phone: More, and there the page by its name."""
    page.locator(".places").get_by_role("link", name="More").tap()
    page.get_by_role("heading", name="All pages", level=1).wait_for()
    page.get_by_role("main").get_by_role("link", name=name, exact=True).tap()


@pytest.fixture
def sign_in(chromium):
    """Opens a browser of that size, signs in by the one-time link; the page Today."""
    contexts = []

    def open_(link, **size):
        contexts.append(chromium.new_context(**size))
        page = watched(contexts[-1].new_page())
        page.goto(link)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("heading", name="Today", level=1).wait_for()
        return page

    yield open_
    for context in contexts:
        assert [complaint for page in context.pages for complaint in page.complaints] == []
        context.close()


@pytest.fixture
def demo(instances, demo_home):
    """The demo's network on a server of its own."""
    instance = instances("demo", like=demo_home)
    instance.link = instance.serve()
    return instance


@pytest.fixture
def phone(demo, sign_in):
    """Today of the demo, on a phone."""
    return sign_in(demo.link, **PHONE)
