"""A program that is told, on this machine."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from needless.webhooks.actions import add_endpoint
from needless.webhooks.events import EVENTS


class Receiver(BaseHTTPRequestHandler):
    """Answers ``status`` and keeps what came: (headers, body)."""

    status, seen = 204, []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.seen.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def receiver(settings):
    settings.ALLOW_PRIVATE_FETCHES = True
    Receiver.status = 204
    Receiver.seen.clear()
    running = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    Receiver.url = f"http://127.0.0.1:{running.server_port}/told"
    yield Receiver
    running.shutdown()
    running.server_close()


@pytest.fixture
def endpoint(owner, receiver):
    """Told of everything; its secret is ``endpoint.plain``."""
    row, secret = add_endpoint(owner, receiver.url, list(EVENTS))
    row.plain = secret
    return row


def told(receiver):
    """What arrived, read."""
    return [json.loads(body) for _headers, body in receiver.seen]
