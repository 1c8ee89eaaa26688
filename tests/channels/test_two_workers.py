"""Two processes that see the same digest and the same message at once: each leaves once."""

import os
import socket
import subprocess
import sys
import threading
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from aiosmtpd.controller import Controller

pytestmark = pytest.mark.real
FIRST = """
import django; django.setup()
from datetime import date
from django.utils import timezone
from needless.tables.migrating import migrate_safely
migrate_safely()
from needless.owners.first_run import first_owner
from needless.contacts.actions import save_contact
from needless.channels.actions import add_channel
from needless.channels.models import PlanChannel
from needless.plan.models import DayPlan, Suggestion
from needless.webhooks.actions import add_endpoint
import sys
owner = first_owner()
add_endpoint(owner, sys.argv[1], ["contact.created"])
people = [save_contact(owner, {"name": f"Person {n}"}) for n in range(5)]
today = timezone.localdate()
plan = DayPlan.objects.create(owner=owner, on=today, minutes=15)
Suggestion.objects.create(owner=owner, plan=plan, on=today, position=1, contact=people[0], kind="fading",
    channel="call", action="Call Person 0", minutes=5, reason="It has been long.")
for n in range(5):
    add_channel(owner, "email", {"to": f"me{n}@me.example"}, 0, "0123456", "http://localhost")
"""
WORKER = """
import django; django.setup()
import sys
from django.utils import timezone
from needless.channels.delivering import send_due
from needless.webhooks.delivering import deliver_due
print("ready", flush=True)
sys.stdin.readline()
print(send_due(timezone.now()), deliver_due(timezone.now()))
"""


class Sink:
    """Keeps whom each mail was for."""

    def __init__(self):
        self.to = []

    async def handle_DATA(self, server, session, envelope):
        message_from_bytes(envelope.content)
        self.to += envelope.rcpt_tos
        return "250 OK"


class Told(BaseHTTPRequestHandler):
    ids = []

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.ids.append(self.headers["webhook-id"])
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def places(tmp_path):
    """A data folder, a mail server and a program that is told; all of it of this test's own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    mail = Controller(Sink(), hostname="127.0.0.1", port=port)
    mail.start()
    told = ThreadingHTTPServer(("127.0.0.1", 0), Told)
    threading.Thread(target=told.serve_forever, daemon=True).start()
    Told.ids.clear()
    settings = {
        "NEEDLESS_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "needless.settings",
        "NEEDLESS_EMAIL_URL": f"smtp://127.0.0.1:{port}", "NEEDLESS_ALLOW_PRIVATE_FETCHES": "1",
    }  # fmt: skip
    left_out = {"NEEDLESS_DATABASE_URL", "NEEDLESS_JOBS", "PYTEST_RUNNING"}
    env = {name: value for name, value in os.environ.items() if name not in left_out} | settings
    yield env, mail.handler, f"http://127.0.0.1:{told.server_port}/"
    told.shutdown()
    told.server_close()
    mail.stop()


def test_of_three_workers_each_digest_and_each_message_is_sent_by_one(places):
    env, sink, url = places
    subprocess.run([sys.executable, "-c", FIRST, url], env=env, check=True, timeout=120)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    workers = [subprocess.Popen([sys.executable, "-c", WORKER], env=env, **pipes) for _ in range(3)]
    assert [worker.stdout.readline() for worker in workers] == ["ready\n"] * 3
    for worker in workers:
        worker.stdin.write("\n")
        worker.stdin.flush()
    said = [worker.communicate(timeout=60)[0].split() for worker in workers]
    assert sorted(sink.to) == [f"me{n}@me.example" for n in range(5)]
    assert len(Told.ids) == len(set(Told.ids)) == 5
    assert [sum(int(each[n]) for each in said) for n in (0, 1)] == [5, 5]
