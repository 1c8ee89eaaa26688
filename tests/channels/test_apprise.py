"""Apprise's services: which are offered, what they are told, and that nothing of this machine is reached."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from tests.channels.conftest import SEVEN, SITE, plan

from needless.channels.actions import add_channel
from needless.channels.delivering import send_due
from needless.channels.models import Digest, PlanChannel

pytest.importorskip("apprise")


class Ntfy(BaseHTTPRequestHandler):
    """A ntfy server: answers ``status`` and keeps what came."""

    status, seen = 200, []

    def do_POST(self):
        self.seen.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.status)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_):
        pass


@pytest.fixture
def ntfy(settings):
    settings.ALLOW_PRIVATE_FETCHES = True
    Ntfy.status = 200
    Ntfy.seen.clear()
    running = ThreadingHTTPServer(("127.0.0.1", 0), Ntfy)
    threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"ntfy://127.0.0.1:{running.server_port}/secret-topic"
    running.shutdown()
    running.server_close()


def add(owner, url, **more):
    return add_channel(owner, "apprise", {"url": url, **more}, 7, "0123456", SITE)


def test_it_is_told_that_the_plan_is_ready(owner, ntfy):
    plan(owner)
    add(owner, ntfy, brief="1")
    assert send_due(SEVEN) == 1
    assert Ntfy.seen[0]["message"] == f"Today’s plan is ready. {SITE}/" and "Ana" not in str(Ntfy.seen)


def test_it_is_told_the_plan_where_that_is_wanted(owner, ntfy):
    plan(owner, names=("Ana Sá", "Ben Ode"))
    add(owner, ntfy)
    assert send_due(SEVEN) == 1 and len(Ntfy.seen) == 1
    assert (
        Ntfy.seen[0]["title"] == "Today: Ana Sá, Ben Ode"
        and "Write Ben Ode a mail" in Ntfy.seen[0]["message"]
    )


def test_what_it_refuses_is_told_without_its_secret(owner, ntfy):
    plan(owner)
    Ntfy.status = 403
    row = add(owner, ntfy)
    assert send_due(SEVEN) == 0
    assert (
        Digest.objects.get().problem.startswith("ntfy did not take it") and row.settings["service"] == "ntfy"
    )
    assert "secret-topic" not in repr(PlanChannel.objects.values())


@pytest.mark.parametrize(
    "url",
    [
        "syslog://",
        "dbus://",
        "json://localhost/",
        "file:///etc/passwd",
        "mailto://a:b@gmail.com",
        "gnome://",
        "x",
        "",
    ],
)
def test_what_is_not_offered_is_refused(owner, url):
    with pytest.raises(ValueError, match="An address of Apprise's is expected"):
        add(owner, url)


@pytest.mark.parametrize(
    "url", ["ntfy://127.0.0.1/x", "gotify://localhost/abcdefghijklmno", "matrix://u:p@localhost/#r"]
)
def test_a_private_server_is_refused_unless_allowed(owner, url):
    with pytest.raises(ValueError, match="private network"):
        add(owner, url)


def test_an_address_that_apprise_cannot_read_is_refused(owner):
    with pytest.raises(ValueError, match="cannot read this address for Telegram"):
        add(owner, "tgram://x")
